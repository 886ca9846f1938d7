"""Self-assessments of agencies: asked, written, sent, moderated, shared; and who reads what before that."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb.errors import ChangedMeanwhile, Refused
from lscb.models import AuditEntry, SearchEntry
from plans import operations
from plans.models import (
    Action,
    AgencyReturn,
    AnswerEvidence,
    PlanEvent,
    ReturnAnswer,
    SelfAssessment,
    Standard,
    StandardSet,
)
from plans.rules.self_assessment import Said, StandardTyped
from plans.selectors.agencies import returns
from plans.selectors.self_assessment import overview_of
from reporting.selectors.search import search
from subgroups.models import Notice
from tests.factories import (
    AgencyReturnFactory,
    AnswerEvidenceFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    ReturnAnswerFactory,
    SectionFactory,
    SelfAssessmentFactory,
    StandardSetFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Two agencies asked about two standards: the police have written a draft, health nothing."""
    plan = PlanFactory()
    assessment = SelfAssessmentFactory(plan=plan)
    police, health = (
        AgencyReturnFactory(
            assessment=assessment, body=BodyFactory(board=plan.board, name=name, kind="outside")
        )
        for name in ("Police", "Health")
    )
    leads, training = assessment.standards.standards.all()
    answer = ReturnAnswerFactory(agency_return=police, standard=leads, evidence="Quokka minutes")
    return SimpleNamespace(
        plan=plan,
        assessment=assessment,
        police=police,
        health=health,
        leads=leads,
        training=training,
        answer=answer,
        team=board_team(plan.board),
        lead=chair_of(police.body, name="Lead of the police"),
        other=chair_of(health.body),
    )


def to(name, plan, *more):
    return reverse(f"plans:{name}", args=[plan.slug, *more])


def typed(client, world) -> dict:
    """What the page of the police's return would send as it stands."""
    form = client.get(to("return-write", world.plan, world.police.pk)).context.get("form")
    if form is None:
        from plans.forms.self_assessments import ReturnForm
        from plans.selectors.self_assessment import answer_rows

        form = ReturnForm(agency_return=world.police, rows=answer_rows(world.police))
    return {box.html_name: box.value() or "" for box in form}


def complete(world, found: AgencyReturn, score="3") -> AgencyReturn:
    said = {each.pk: Said(score, "Shown") for each in (world.leads, world.training)}
    operations.save_return(agency_return=found, said=said, by=world.team)
    return operations.send_return(agency_return=found, by=world.team)


# --- Who reads what ---------------------------------------------------------------------------------------------------


def test_a_return_is_seen_by_its_agency_then_by_those_who_hold_to_account_and_by_all_once_shared(
    client, world
):
    board = world.plan.board
    people = {
        "lead": world.lead,
        "team": world.team,
        "other": world.other,
        "chair": someone_with(board, "independent-chair"),
        "approver": someone_with(board, "approver"),
        "stranger": board_team(PlanFactory().board),
    }
    evidence = AnswerEvidenceFactory(answer=world.answer)

    def readers(*, opening=False):
        seen = {name for name, person in people.items() if _sees(person, world.police)}
        for model, row in ((ReturnAnswer, world.answer), (AnswerEvidence, evidence)):
            assert seen == {n for n, p in people.items() if model.objects.visible_to(p).filter(pk=row.pk)}
        for name, person in people.items() if opening else ():
            client.force_login(person)
            status = 200 if name in seen else 404
            assert client.get(to("return-detail", world.plan, world.police.pk)).status_code == status, name
            assert client.get(to("answer-file", world.plan, evidence.pk)).status_code == status, name
        return seen

    assert readers(opening=True) == {"lead", "team"}
    complete(world, world.police)
    assert readers() == {"lead", "team", "chair"}
    operations.moderate_return(agency_return=world.police, scores={}, done=True, by=world.team)
    assert readers() == {"lead", "team", "chair"}
    operations.share_returns(assessment=world.assessment, by=world.team)
    assert readers() == {"lead", "team", "chair", "approver", "other"}


def _sees(person, found) -> bool:
    return AgencyReturn.objects.visible_to(person).filter(pk=found.pk).exists()


@pytest.mark.database
def test_nothing_leads_round_it_the_search_the_trail_and_the_names_of_others(client, world):
    AnswerEvidenceFactory(answer=world.answer, title="Quokka audit")

    def hits(person):
        found = search(person, "quokka", kind=None, plan=None, plans=[world.plan], page=1)
        return found.total, len(found.hits)

    assert hits(world.team) == hits(world.lead) == (0, 0)
    client.force_login(world.lead)
    sent = typed(client, world) | {f"evidence-{world.leads.pk}": "Quokka minutes of May"}
    assert client.post(to("return-write", world.plan, world.police.pk), sent).status_code == 302
    complete(world, world.police)
    operations.moderate_return(
        agency_return=world.police, scores={world.leads.pk: ("1", "Quokka")}, done=True, by=world.team
    )
    assert hits(world.team) == (0, 0)
    trail = AuditEntry.objects.exclude(operation=PlanEvent.RETURNS_SHARED)
    assert not any("uokka" in str(entry.changes) + entry.thing_name for entry in trail)
    operations.share_returns(assessment=world.assessment, by=world.team)
    n, shown = hits(world.other)
    assert n == shown > 0
    assert SearchEntry.objects.filter(source="plans.returnanswer").count() == 2


def test_another_agencys_lead_writes_in_no_draft_but_their_own_whatever_they_send(client, world):
    client.force_login(world.other)
    own = to("return-write", world.plan, world.health.pk)
    assert client.post(to("return-write", world.plan, world.police.pk), {}).status_code == 404
    stranger = StandardSetFactory(board=world.plan.board, title="Others")
    forged = {f"score-{stranger.standards.first().pk}": "1", f"score-{world.leads.pk}": "4"}
    assert client.post(own, forged).status_code == 302
    assert list(ReturnAnswer.objects.filter(agency_return=world.health).values_list("standard", "score")) == [
        (world.leads.pk, "4")
    ]
    for name in ("return-moderate", "return-session"):
        assert client.post(to(name, world.plan, world.health.pk), {}).status_code == 403
    assert (
        client.post(to("return-detail", world.plan, world.health.pk), {"step": "hand-back"}).status_code
        == 403
    )
    assert (
        client.post(
            to("self-assessment-detail", world.plan, world.assessment.pk), {"step": "share"}
        ).status_code
        == 403
    )
    world.answer.refresh_from_db()
    assert world.answer.evidence == "Quokka minutes"


# --- Writing ----------------------------------------------------------------------------------------------------------


def test_a_draft_is_saved_at_any_time_and_sent_once_it_is_whole(client, world):
    client.force_login(world.lead)
    page = to("return-write", world.plan, world.police.pk)
    sent = typed(client, world) | {
        f"improve-{world.training.pk}": "Two courses",
        "save": str(world.training.pk),
    }
    answer = client.post(page, sent)
    assert answer.url == f"{page}#standard-{world.training.pk}"
    detail = to("return-detail", world.plan, world.police.pk)
    refused = client.post(detail, {"step": "send"})
    assert refused.status_code == 422 and "Not scored: 2" in refused.content.decode()
    said = typed(client, world) | {f"score-{world.training.pk}": "2", "strengths": "We listen"}
    assert client.post(page, said | {"save": "look"}).url == detail
    assert client.post(detail, {"step": "send"}).status_code == 302
    world.police.refresh_from_db()
    assert (world.police.sent_by, world.police.strengths) == (world.lead, "We listen")
    assert client.get(page).status_code == 302  # nothing is written in what was sent
    with pytest.raises(Refused):
        operations.save_return(agency_return=world.police, said={}, by=world.lead)


@pytest.mark.database
def test_two_of_one_agency_both_keep_what_they_wrote(client, world):
    client.force_login(world.lead)
    first, second = typed(client, world), typed(client, world)
    page = to("return-write", world.plan, world.police.pk)
    first[f"improve-{world.training.pk}"] = "Theirs"
    assert client.post(page, first).status_code == 302
    # What somebody did not touch is not saved over the other's words.
    second[f"evidence-{world.leads.pk}"] = "Mine"
    assert client.post(page, second).status_code == 302
    assert set(world.police.answers.values_list("evidence", "improve")) == {("Mine", ""), ("", "Theirs")}
    third = second | {f"improve-{world.training.pk}": "Mine too"}
    refused = client.post(page, third)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "saved meanwhile" in shown and "Theirs" in shown and "Mine too" in shown
    assert world.police.answers.get(standard=world.training).improve == "Theirs"
    again = {box.html_name: box.value() or "" for box in refused.context["form"]}
    assert client.post(page, again).status_code == 302
    assert world.police.answers.get(standard=world.training).improve == "Mine too"


def test_what_is_refused_keeps_what_was_typed(client, world):
    client.force_login(world.lead)
    sent = typed(client, world) | {
        f"score-{world.leads.pk}": "9",
        f"evidence-{world.training.pk}": "x" * 4001,
        "strengths": "Typed",
    }
    refused = client.post(to("return-write", world.plan, world.police.pk), sent)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert (
        "Choose one of these." in page and "Shorten this" in page and "Typed" in page and "x" * 4001 in page
    )


def test_it_begins_with_the_last_time_and_what_moved_is_told(client, world):
    complete(world, world.police, score="2")
    next_set = operations.keep_standards(
        board=world.plan.board,
        title="Section 11 standards",
        standards=[
            StandardTyped("New one"),
            StandardTyped("Training", "Now also of volunteers", key=world.training.key),
        ],
        replaces=world.assessment.standards,
        by=world.team,
    )
    following = operations.open_self_assessment(
        plan=world.plan,
        title="Audit 2020",
        standards=next_set,
        bodies=[world.police.body, world.health.body],
        due_on=date(2018, 6, 1),
        previous=world.assessment,
        by=world.team,
    )
    found = following.returns.get(body=world.police.body)
    operations.carry_over_return(agency_return=found, by=world.lead)
    carried = found.answers.get()
    assert (carried.standard.title, carried.score, carried.evidence) == ("Training", "2", "Shown")
    assert carried.is_as_carried
    new, training = next_set.standards.all()
    said = {new.pk: Said("3", "Shown"), training.pk: Said("4", "Shown better")}
    operations.save_return(agency_return=found, said=said, by=world.lead)
    assert not found.answers.get(standard=training).is_as_carried
    operations.send_return(agency_return=found, by=world.lead)
    overview = overview_of(world.team, following)
    assert [cell.moved for cell in overview.rows[0].cells] == [None, 2]
    assert (overview.moved.better, overview.moved.compared) == (1, 1)
    with pytest.raises(Refused, match="nothing of the last time"):
        operations.carry_over_return(
            agency_return=following.returns.get(body=world.health.body), by=world.other
        )
    client.force_login(world.team)
    assert "better" in client.get(found.get_absolute_url()).content.decode()
    page = client.get(to("self-assessment-detail", world.plan, following.pk)).content.decode()
    assert "of 1 score: 1 better" in page


# --- The panel and what follows ---------------------------------------------------------------------------------------


def test_the_panels_score_stands_beside_the_agencys_own_with_its_reason(client, world):
    complete(world, world.police)
    client.force_login(world.team)
    page = to("return-moderate", world.plan, world.police.pk)
    boxes = {box.html_name: box.value() or "" for box in client.get(page).context["form"]}
    refused = client.post(page, boxes | {f"score-{world.leads.pk}": "1", "done": "on"})
    assert refused.status_code == 422 and "Say why it is scored otherwise." in refused.content.decode()
    scored = boxes | {f"score-{world.leads.pk}": "1", f"because-{world.leads.pk}": "No minutes were shown"}
    assert client.post(page, scored | {"done": "on"}).status_code == 302
    own = world.police.answers.values_list("standard__title", "score", "moderated_score", "moderated_because")
    assert set(own) == {("Accountability", "3", "1", "No minutes were shown"), ("Training", "3", "3", "")}
    late = client.post(page, boxes | {f"score-{world.leads.pk}": "2", f"because-{world.leads.pk}": "Mine"})
    assert late.status_code == 422 and "No minutes were shown" in late.content.decode()
    [cells] = [row.cells for row in overview_of(world.team, world.assessment).rows if row.cells]
    assert [cell.is_moderated for cell in cells] == [True, False]
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnAnswer.objects.filter(standard=world.leads).update(moderated_because="")


@pytest.mark.database
def test_handed_back_it_is_a_draft_and_another_score_asks_the_panel_anew(world):
    complete(world, world.police)
    operations.moderate_return(
        agency_return=world.police, scores={world.leads.pk: ("4", "Seen")}, done=True, by=world.team
    )
    operations.hand_back_return(agency_return=world.police, reason="Say more", by=world.team)
    assert world.police.is_draft and world.police.moderated_at is None
    said = {world.leads.pk: Said("2", "Less"), world.training.pk: Said("3", "Shown, and more")}
    operations.save_return(agency_return=world.police, said=said, by=world.lead)
    panel = dict(world.police.answers.values_list("standard__title", "moderated_score"))
    assert panel == {"Accountability": "", "Training": "3"}
    operations.send_return(agency_return=world.police, by=world.lead)
    operations.moderate_return(agency_return=world.police, scores={}, done=True, by=world.team)
    operations.share_returns(assessment=world.assessment, by=world.team)
    world.police.refresh_from_db()
    with pytest.raises(Refused, match="shared"):
        operations.hand_back_return(agency_return=world.police, reason="Again", by=world.team)


def test_a_reason_for_handing_back_what_somebody_handed_back_meanwhile_is_shown_to_be_copied(client, world):
    complete(world, world.police)
    operations.hand_back_return(agency_return=world.police, reason="Say more", by=world.team)
    client.force_login(board_team(world.plan.board))
    sent = {"step": "hand-back", "hand-back-reason": "Say by when"}

    answer = client.post(to("return-detail", world.plan, world.police.pk), sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in page and "This return has not been sent yet." in page
    assert "Say by when" in page and "Say more" in page


def test_moderation_typed_while_the_return_was_handed_back_comes_back_with_why_it_is_not_saved(client, world):
    complete(world, world.police)
    operations.hand_back_return(agency_return=world.police, reason="Say more", by=world.team)
    client.force_login(world.team)
    page = to("return-moderate", world.plan, world.police.pk)
    sent = {f"score-{world.leads.pk}": "4", f"because-{world.leads.pk}": "Seen by the panel"}

    answer = client.post(page, sent)

    assert answer.status_code == 422
    assert "This return has not been sent yet." in answer.content.decode()
    assert "Seen by the panel" in answer.content.decode()
    assert client.get(page).status_code == 302


def test_a_session_and_an_action_follow_and_the_agency_owns_the_action(client, world):
    complete(world, world.police)
    section = SectionFactory(plan=world.plan, title="Quality")
    meeting = MeetingFactory(body=BodyFactory(board=world.plan.board), held_on=date(2018, 4, 3))
    client.force_login(world.team)
    session = to("return-session", world.plan, world.police.pk)
    assert client.post(session, {"session_on": "1 June 2018", "agreed": ""}).status_code == 422
    said = {"session_on": "3 April 2018", "meeting": meeting.pk, "agreed": "To train by May"}
    assert client.post(session, said).status_code == 302
    assert "To train by May" in client.get(world.police.get_absolute_url()).content.decode()
    answer = world.police.answers.get(standard=world.training)
    put = to("answer-action", world.plan, answer.pk)
    typed_action = {
        "section": section.pk,
        "text": "Train everybody",
        "when_text": "September 2018",
        "label": "9.9",
    }
    assert client.post(put, typed_action).status_code == 302
    action = Action.objects.get(plan=world.plan, label="9.9")
    assert (action.due_on, [owner.body for owner in action.owners.all()]) == (
        date(2018, 9, 30),
        [world.police.body],
    )
    answer.refresh_from_db()
    assert answer.action == action
    assert client.post(put, typed_action).status_code == 422


# --- Asking and reminding ---------------------------------------------------------------------------------------------


@pytest.mark.database
def test_agencies_are_asked_on_a_page_and_told(client, world):
    client.force_login(world.team)
    usual = client.get(to("standards-add", world.plan) + "?like=section-11").context["form"]
    typed_set = {box.html_name: box.value() or "" for box in usual}
    saved = client.post(to("standards-add", world.plan) + "?like=section-11", typed_set)
    kept = StandardSet.objects.get(kind="section-11")
    assert saved.url == to("standards-detail", world.plan, kept.pk)
    assert kept.standards.count() == 14
    page = to("self-assessment-add", world.plan)
    assert client.post(page, {}).status_code == 422
    asked = client.post(
        page,
        {
            "title": "Audit 2018/19",
            "standards": kept.pk,
            "due_on": "1 June 2018",
            "bodies": [world.police.body_id, world.health.body_id],
            "actions_plan": world.plan.pk,
        },
    )
    found = SelfAssessment.objects.get(title="Audit 2018/19")
    assert asked.url == found.get_absolute_url()
    told = [notice.person for notice in Notice.objects.filter(subject__contains="Audit 2018/19")]
    assert set(told) == {world.lead, world.other}
    # A set that was asked by is changed into a next version only, and once.
    change = to("standards-change", world.plan, kept.pk)
    boxes = {box.html_name: box.value() or "" for box in client.get(change).context["form"]}
    assert client.post(change, boxes | {"title-0": ""}).status_code == 302
    newest = StandardSet.objects.get(replaces=kept)
    assert (newest.version, newest.standards.count(), kept.standards.count()) == (2, 13, 14)
    assert set(newest.standards.values_list("key", flat=True)) == set(range(2, 15))
    assert client.post(change, boxes).status_code == 422
    assert found.standards == kept


@pytest.mark.database
def test_who_has_not_returned_is_reminded_at_most_once_in_five_days(client, world, settings):
    settings.BASE_URL = "https://plan.example.org"
    complete(world, world.health)
    client.force_login(world.team)
    page = to("self-assessment-detail", world.plan, world.assessment.pk)
    assert "Not yet" in client.get(page).content.decode()
    reminded = operations.remind_of_returns(assessment=world.assessment, by=None)
    assert [each.body.name for each in reminded] == ["Police"]
    assert operations.remind_of_returns(assessment=world.assessment, by=world.team) == []
    letter = AuditEntry.objects.get(operation=PlanEvent.RETURNS_CHASED)
    assert letter.changes == {"reminded": ["", "Police"]}
    SelfAssessment.objects.update(due_on=date(2018, 6, 1))
    world.police.reminded_at = None
    world.police.save()
    assert (
        operations.remind_of_returns(assessment=world.assessment, by=None) == []
    )  # not in its last days yet
    assert len(operations.remind_of_returns(assessment=world.assessment, by=world.team)) == 1
    assert mail.outbox is not None


def test_home_says_what_is_to_be_returned_and_the_team_what_has_not_come(client, world):
    client.force_login(world.lead)
    home = client.get("/").content.decode()
    assert f'href="{to("return-write", world.plan, world.police.pk)}"' in home
    assert "1 scored so far" in home and "late" in home


def test_closed_nothing_is_written_nor_overdue_and_opened_again_it_is(client, world, on):
    client.force_login(world.team)
    page = to("self-assessment-detail", world.plan, world.assessment.pk)
    sent = typed(client, world)
    assert client.post(page, {"step": "close", "close-outcome": ""}).status_code == 422
    assert client.post(page, {"step": "close", "close-outcome": "Two themes"}).status_code == 302
    world.assessment.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        operations.save_return(agency_return=world.police, said={}, by=world.team)
    own = world.police.get_absolute_url()
    assert client.get(to("return-write", world.plan, world.police.pk)).url == own
    assert "Not returned before it was closed on" in client.get(own).text
    kept = client.post(to("return-write", world.plan, world.police.pk), sent)
    assert kept.status_code == 422 and "closed" in kept.text
    [line] = returns(world.team, world.plan, world.police.body).lines
    assert line.note.startswith("Not returned, closed ") and not line.late
    on("2018-03-03")
    assert "overdue" not in client.get(page).text
    assert client.post(page, {"step": "reopen", "reopen-reason": "One came late"}).status_code == 302
    assert "overdue" in client.get(page).text
    assert client.post(page, {"step": "share"}).status_code == 422  # nothing is moderated


# --- Numbers ----------------------------------------------------------------------------------------------------------


def _many(plan, agencies: int, standards: int, cycles: int) -> SelfAssessment:
    """So many agencies that returned so many standards so many times, the last of them."""
    by, last = board_team(plan.board), None
    kept = StandardSetFactory(board=plan.board, titles=[f"Standard {n}" for n in range(1, standards + 1)])
    bodies = [BodyFactory(board=plan.board, kind="outside", name=f"Agency {n:02}") for n in range(agencies)]
    for year in range(cycles):
        last = SelfAssessmentFactory(
            plan=plan, standards=kept, title=f"Audit {2014 + 2 * year}", previous=last, by=by
        )
        returns = AgencyReturn.objects.bulk_create(
            AgencyReturn(assessment=last, body=body, sent_at=datetime(2018, 2, 20, tzinfo=UTC), sent_by=by)
            for body in bodies
        )
        ReturnAnswer.objects.bulk_create(
            ReturnAnswer(
                agency_return=each,
                standard=standard,
                score=str((each.pk + standard.key) % 4 + 1),
                evidence="x",
                by=by,
            )
            for each in returns
            for standard in Standard.objects.filter(standard_set=kept)
        )
    return last


@pytest.mark.database
def test_pages_cost_as_many_queries_at_nineteen_agencies_forty_standards_and_three_times(client):
    def queries(agencies, standards, cycles):
        plan = PlanFactory()
        last = _many(plan, agencies, standards, cycles)
        client.force_login(board_team(plan.board))
        found = last.returns.first()
        used = {}
        for name, pk in (
            ("self-assessment-list", None),
            ("self-assessment-detail", last.pk),
            ("self-assessment-grid", last.pk),
            ("return-detail", found.pk),
            ("return-moderate", found.pk),
        ):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(to(name, plan, *([pk] if pk else []))).status_code == 200
            used[name] = len(asked)
        AgencyReturn.objects.filter(pk=found.pk).update(sent_at=None, sent_by=None)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(to("return-write", plan, found.pk)).status_code == 200
        used["return-write"] = len(asked)
        return used

    few = queries(2, 2, 2)
    assert queries(19, 40, 3) == few
    assert max(few.values()) <= 20


@pytest.mark.database
def test_sums_over_few_are_for_those_who_read_every_return(client, world):
    complete(world, world.police, score="1")
    assert overview_of(world.team, world.assessment).weakest
    assert not overview_of(world.other, world.assessment).standings
    states = {line.state for line in overview_of(world.other, world.assessment).lines}
    assert states == {"Not begun", "Returned"}
    client.force_login(world.other)
    page = client.get(to("self-assessment-detail", world.plan, world.assessment.pk)).content.decode()
    assert "Fewer than five" in page


def test_lost_edits_of_a_whole_and_of_the_panel_are_told(world):
    mark = world.police.mark
    operations.save_return(agency_return=world.police, said={}, strengths="One", by=world.lead)
    with pytest.raises(ChangedMeanwhile) as changed:
        operations.save_return(
            agency_return=world.police, said={}, strengths="Two", strengths_seen=mark, by=world.team
        )
    assert changed.value.current[0].strengths == "One"
    with pytest.raises(ValueError, match="another set"):
        operations.save_return(agency_return=world.police, said={0: Said("1")}, by=world.team)
