"""Recommendations: answered, linked to actions, closed by a meeting, looked at again; taken in from a document."""

from datetime import date

import pytest
from django.urls import reverse

from lscb.errors import Refused
from lscb.importing.events import keep_list
from lscb.importing.lists import take_in_list, take_out_list
from lscb.models import AuditEntry
from lscb.table_reader import read_pasted
from plans import operations
from plans.models import Action, ImpactLook, ImportDraft, Recommendation, RecommendationAction, Theme
from plans.rules.recommendations import State
from plans.selectors.recommendations import recommendation_rows, state_now
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    RecommendationEvidenceFactory,
    RecommendationFactory,
    ReviewFactory,
    ThemeFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory()


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board)
    client.force_login(person)
    return person


@pytest.fixture
def review(plan):
    return ReviewFactory(board=plan.board, code_name="Alder")


@pytest.fixture
def made(review):
    return RecommendationFactory(review=review, number="3", text="Agree one form.")


@pytest.fixture
def meeting(plan):
    return MeetingFactory(body=BodyFactory(board=plan.board, name="Executive"), held_on=date(2018, 4, 3))


def page_of(plan, made, name="recommendation-detail"):
    return reverse(f"plans:{name}", args=[plan.slug, made.pk])


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def sent(step, made, **more):
    made.refresh_from_db()
    return {"step": step, f"{step}-seen": made.changed_at.isoformat()} | {
        f"{step}-{name}": value for name, value in more.items()
    }


def test_where_it_stands_follows_its_actions_in_whichever_plan(plan, team, made):
    """The last rating in force counts, whatever the plan or the period it was said in."""
    other = PlanFactory(board=plan.board)
    quarter, earlier = (
        QuarterFactory(plan=plan),
        QuarterFactory(plan=other, number=1, starts_on=date(2017, 4, 1)),
    )
    first, second = (
        ActionFactory(plan=plan, when_text="July 2018"),
        ActionFactory(plan=other, when_text="July 2018"),
    )
    assert state_now(made) == State.NO_ACTION
    operations.link_recommendation(recommendation=made, actions=[first, second], by=team)
    assert state_now(made) == State.GOING_ON
    ProgressUpdateFactory(action=first, quarter=quarter, rating="B")
    ProgressUpdateFactory(action=second, quarter=earlier, rating="R")
    assert state_now(made) == State.OFF_TRACK
    ProgressUpdateFactory(action=second, quarter=earlier, rating="B")
    assert state_now(made) == State.FOR_CLOSING
    Action.objects.filter(pk=first.pk).update(state="withdrawn", state_reason="Done elsewhere")
    [row] = recommendation_rows(Recommendation.objects.all())
    assert (row.state, row.done, len(row.counted)) == (State.FOR_CLOSING, 1, 1)


def test_an_action_that_is_carried_over_takes_its_recommendation_along(plan, team, made):
    action, into = ActionFactory(plan=plan, when_text="July 2018"), PlanFactory(board=plan.board)
    operations.link_recommendation(recommendation=made, actions=[action], by=team)
    [new] = operations.carry_over(action=action, into=into, by=team)
    linked = RecommendationAction.objects.filter(recommendation=made).values_list("action", flat=True)
    assert set(linked) == {action.pk, new.pk}
    [row] = recommendation_rows(Recommendation.objects.all())
    assert [each.action for each in row.counted] == [new]


@pytest.mark.database
def test_it_is_ticked_among_the_actions_of_the_board_and_no_other(client, plan, team, made):
    action, strange = ActionFactory(plan=plan, label="9.1"), ActionFactory()
    made.refresh_from_db()
    page = page_of(plan, made, "recommendation-actions")
    shown = text_of(client.get(page))
    assert "9.1" in shown and plan.title in shown and f'value="{strange.pk}"' not in shown
    seen = {"seen": made.changed_at.isoformat()}
    assert client.post(page, seen | {"actions": [strange.pk]}).status_code == 422
    answer = client.post(page, seen | {"actions": [action.pk]})
    assert answer.status_code == 302, answer.context["form"].errors
    assert made.links.get().action == action
    assert "Alder 3" in text_of(client.get(action.get_absolute_url()))
    with pytest.raises(ValueError, match="another board"):
        operations.link_recommendation(recommendation=made, actions=[strange], by=team)
    with pytest.raises(Refused, match="Nothing is changed"):
        operations.link_recommendation(recommendation=made, actions=[action], by=team)


def test_an_action_is_taken_off_a_recommendation_and_the_others_stay(plan, team, made):
    first, second, third = (ActionFactory(plan=plan, label=f"9.{n}") for n in (1, 2, 3))
    operations.link_recommendation(recommendation=made, actions=[first, second], by=team)
    stays = made.links.get(action=second)
    operations.link_recommendation(recommendation=made, actions=[second, third], by=team)
    assert [link.action for link in made.links.order_by("pk")] == [second, third]
    assert made.links.get(action=second) == stays
    [_, line] = AuditEntry.objects.filter(operation="recommendation-linked").order_by("pk")
    assert line.changes["actions"] == [f"{first}; {second}", f"{second}; {third}"]


def test_what_is_not_accepted_as_it_stands_needs_the_reason(client, plan, team, made):
    page = page_of(plan, made)
    answer = client.post(
        page, sent("answer", made, response="in-part", reason="", responded_on="2 April 2018")
    )
    assert answer.status_code == 422 and "Say why it is not accepted as it stands." in text_of(answer)
    client.post(
        page, sent("answer", made, response="not-accepted", reason="It delays.", responded_on="2 April 2018")
    )
    made.refresh_from_db()
    assert (made.response, made.response_reason, made.responded_on) == (
        "not-accepted", "It delays.", date(2018, 4, 2),
    )  # fmt: skip
    assert "It delays." in text_of(client.get(page)) and state_now(made) == State.NOT_ACCEPTED
    operations.answer_recommendation(recommendation=made, response="accepted", reason="kept?", by=team)
    assert made.response_reason == ""
    with pytest.raises(Refused) as refused:
        operations.answer_recommendation(
            recommendation=made, response="perhaps", responded_on=date(2018, 5, 1), by=team
        )
    assert set(refused.value.error_dict) == {"response", "responded_on"}


@pytest.mark.database
def test_a_meeting_closes_it_and_its_impact_is_looked_at_until_it_is_embedded(
    client, plan, team, made, meeting, on
):
    page = page_of(plan, made)
    assert "What carries it out is not all complete" in text_of(client.get(page))
    answer = client.post(page, sent("close", made, meeting=meeting.pk, because=""))
    assert answer.status_code == 422 and "Say why it is closed all the same." in text_of(answer)
    client.post(
        page, sent("close", made, meeting=meeting.pk, because="In force since March.", evidence="A form")
    )
    made.refresh_from_db()
    assert (made.closed_on, made.impact_due_on, made.evidence) == (
        date(2018, 4, 3),
        date(2018, 10, 3),
        "A form",
    )
    assert state_now(made) == State.CLOSED
    on("2018-10-08")
    assert "5 days late" in text_of(client.get(page))
    look = {"words": "Half use it.", "on": "8 October 2018"}
    assert client.post(page, sent("impact", made, found="", **look)).status_code == 422
    client.post(page, sent("impact", made, found="partly", **look, again_on="1 December 2018"))
    made.refresh_from_db()
    assert (made.impact_due_on, state_now(made)) == (date(2018, 12, 1), State.PARTLY_EMBEDDED)
    on("2018-12-03")
    assert state_now(made) == State.IMPACT_DUE
    operations.look_at_impact(recommendation=made, found="embedded", words="All use it.", by=team)
    assert (made.impact_due_on, state_now(made)) == (None, State.EMBEDDED)
    assert "Half use it." in text_of(client.get(page))
    with pytest.raises(TypeError):
        ImpactLook.objects.update(words="Other")
    client.post(page, sent("reopen", made, reason="It was another form"))
    made.refresh_from_db()
    assert (made.closed_on, made.closed_at_meeting, made.looks.count()) == (None, None, 2)
    assert AuditEntry.objects.about(made).first().changes["why"] == ["", "It was another form"]


def test_why_it_is_closed_is_asked_in_the_words_of_the_plan(client, plan, team, review, meeting):
    plan.action_label, plan.action_label_plural = "Step", "Steps"
    plan.save()
    client.force_login(team)
    made = RecommendationFactory(review=review, response="accepted", responded_on=date(2018, 2, 1))
    page = text_of(client.get(reverse("plans:recommendation-detail", args=[plan.slug, made.pk])))
    assert "Why is it closed, though its steps are not all complete?" in page


def test_no_meeting_closes_what_it_cannot(plan, team, review, meeting):
    strange = MeetingFactory(held_on=date(2018, 4, 3))
    to_come = MeetingFactory(body=meeting.body, held_on=date(2018, 5, 3))
    draft = RecommendationFactory(review=ReviewFactory(board=plan.board, shared_on=None))
    refused = RecommendationFactory(review=review, response="not-accepted", response_reason="No")
    unanswered = RecommendationFactory(review=review, response="", responded_on=None)
    good = RecommendationFactory(review=review)
    for made, at, said in (
        (draft, meeting, "Share the review first"),
        (refused, meeting, "It is not accepted"),
        (unanswered, meeting, "what was answered"),
        (good, strange, "another board"),
        (good, to_come, "still to come"),
    ):
        with pytest.raises(Refused, match=said):
            operations.close_recommendation(recommendation=made, meeting=at, because="Done", by=team)
    with pytest.raises(Refused, match="once a meeting has closed it"):
        operations.look_at_impact(recommendation=good, found="partly", words="x", by=team)


def test_the_list_is_filtered_by_review_whom_theme_and_state_and_saved_as_it_is(
    client, plan, team, review, made
):
    agency, theme = (
        AgencyFactory(board=plan.board, name="Riverside Trust"),
        ThemeFactory(board=plan.board, name="Voice"),
    )
    made.agencies.add(agency)
    made.themes.add(theme)
    before = RecommendationFactory(
        review__board=plan.board, review__code_name="Birch", number="1", text="Hear the child"
    )
    before.themes.add(theme)
    page = reverse("plans:recommendation-list", args=[plan.slug])
    for query, shown in (
        ({"review": review.pk}, 1),
        ({"to": "Riverside Trust"}, 1),
        ({"theme": theme.pk}, 2),
        ({"state": "no-action"}, 2),
        ({"state": "open"}, 2),
        ({"words": "hear the"}, 1),
        ({"review": "0"}, 2),
    ):
        assert len(client.get(page, query).context["rows"]) == shown, query
    beside = text_of(client.get(page_of(plan, made))).partition('id="before"')[2]
    assert "Birch 1" in beside and "Hear the child" in beside
    saved = b"".join(client.get(page + "save/", {"as": "csv", "to": "Riverside Trust"})).decode()
    assert "Agree one form." in saved and "Hear the child" not in saved.replace("Birch 1", "")


@pytest.mark.database
def test_a_theme_that_only_a_review_in_preparation_has_is_known_to_the_team_alone(client, plan, team):
    prepared = RecommendationFactory(review=ReviewFactory(board=plan.board, shared_on=None))
    theme = ThemeFactory(board=plan.board, name="Dogs in the house")
    prepared.themes.add(theme)
    pages = reverse("plans:theme-list", args=[plan.slug]), reverse("reporting:search") + "?q=dogs"
    chair = someone_with(plan.board, "independent-chair")

    def told(person):
        client.force_login(person)
        return [" in the house" in text_of(client.get(page)) for page in pages]

    assert told(team) == [True, True] and told(chair) == [False, False]
    assert client.get(pages[1]).context["found"].total == 0  # nor is it counted
    RecommendationFactory(review__board=plan.board).themes.add(theme)
    assert told(chair) == [True, True]


@pytest.mark.database
def test_two_themes_become_one_by_name(client, plan, team, made):
    one, other = (
        ThemeFactory(board=plan.board, name="Voice"),
        ThemeFactory(board=plan.board, name="Hearing children"),
    )
    made.themes.add(other)
    page = reverse("plans:theme-change", args=[plan.slug, other.pk])
    assert client.post(page, {"name": "Hearing children"}).status_code == 422
    client.post(page, {"name": "voice"})
    assert list(Theme.objects.all()) == [one] and list(made.themes.all()) == [one]


@pytest.mark.database
def test_somebody_who_speaks_for_an_agency_sees_what_is_recommended_to_it_at_home(client, plan, team, made):
    QuarterFactory(plan=plan)
    agency = AgencyFactory(board=plan.board)
    body = BodyFactory(board=plan.board, agency=agency, kind="agency")
    made.agencies.add(agency)
    hidden = RecommendationFactory(review=ReviewFactory(board=plan.board, shared_on=None), text="A quokka")
    hidden.agencies.add(agency)
    client.force_login(chair_of(body))
    home = text_of(client.get(reverse("home")))
    assert "Alder 3: Agree one form." in home and "No action yet" in home and "quokka" not in home
    group = text_of(client.get(reverse("plans:group-detail", args=[plan.slug, body.pk])))
    assert "Agree one form." in group and "quokka" not in group


def handed_in(plan, team, pasted):
    draft = ImportDraft(plan=plan, kind="recommendations")
    like = ImportDraft.objects.filter(plan=plan, kind="recommendations")
    return keep_list(draft=draft, document=read_pasted(pasted), name="Fell.docx", by=team, like=like)


@pytest.mark.database
def test_whoever_it_is_addressed_to_shows_by_links_and_files_what_was_done(client, plan, team, made, review):
    police = BodyFactory(board=plan.board, agency=AgencyFactory(board=plan.board), kind="agency")
    lead, another = chair_of(police), chair_of(BodyFactory(board=plan.board))
    made.agencies.add(police.agency)
    add = page_of(plan, made, "recommendation-evidence")
    client.force_login(lead)
    assert add in client.get(page_of(plan, made)).text
    refused = client.post(add, {"title": "Survey", "link": ""})
    assert refused.status_code == 422 and 'value="Survey"' in refused.text
    client.post(add, {"title": "Survey of staff", "link": "https://example.org/survey"})
    [shown] = made.links_and_files.all()
    assert (str(shown), shown.by) == ("Survey of staff (link to example.org)", lead)
    assert AuditEntry.objects.filter(operation="evidence-added", by=lead).count() == 1
    file = RecommendationEvidenceFactory(recommendation=made, title="Audit", by=team)
    withdraw = reverse("plans:recommendation-withdraw", args=[plan.slug, shown.pk])
    for person, status in ((another, 403), (board_team(PlanFactory().board), 404)):
        client.force_login(person)
        assert client.post(add, {"title": "X", "link": "https://example.org/x"}).status_code == status
        assert client.post(withdraw, {"reason": "Wrong"}).status_code == status
        opened = client.get(reverse("plans:recommendation-file", args=[plan.slug, file.pk]))
        assert opened.status_code == (200 if status == 403 else 404)
    client.force_login(lead)
    client.post(withdraw, {"reason": "The wrong survey"})
    page = text_of(client.get(page_of(plan, made)))
    assert "withdrawn by" in page and "The wrong survey" in page and "Audit" in page
    with pytest.raises(Refused, match="Share the review first"):
        hidden = RecommendationFactory(review=ReviewFactory(board=plan.board, shared_on=None))
        operations.add_recommendation_evidence(
            recommendation=hidden, title="X", link="https://example.org/x", by=team
        )


@pytest.mark.database
def test_they_are_taken_in_from_a_table_and_out_again(client, plan, team):
    """To the only review without any; a number that begins the words is theirs; what is odd is said."""
    review = ReviewFactory(board=plan.board, code_name="Birch", shared_on=None)
    agency, body = (
        AgencyFactory(board=plan.board, name="Riverside Trust"),
        BodyFactory(board=plan.board, name="Quality"),
    )
    draft = handed_in(
        plan,
        team,
        "Recommendation\tAddressed to\tTheme\tResponse\tReason\n"
        "1. Train all leads\tRiverside Trust; Quality\tVoice; Training\tAccepted\t\n"
        "2. Visit first\tRiverside Trust, Nobody we know\tvoice\tPartially accepted\tOne team\n"
        "3. Count\tQuality\t\tRejected\t\n",
    )
    look = text_of(client.get(reverse("plans:import-look", args=[plan.slug, draft.pk])))
    assert (
        "Birch" in look and "Nobody is known as “Nobody we know”" in look and "its answer is left out" in look
    )
    assert take_in_list(draft=draft, by=team).startswith("3 recommendations added.")
    first, second, third = review.recommendations.order_by("position")
    assert (first.number, first.text, first.response) == ("1", "Train all leads", "accepted")
    assert (list(first.agencies.all()), list(first.bodies.all())) == ([agency], [body])
    assert (second.response, second.response_reason, third.response) == ("in-part", "One team", "")
    assert sorted(Theme.objects.values_list("name", flat=True)) == ["Training", "Voice"]
    again = handed_in(plan, team, "Review\tNo\tRecommendation\nbirch\t1\tTrain every lead\nElm\t9\tNothing")
    assert take_in_list(draft=again, by=team).startswith("1 recommendation changed.")
    first.refresh_from_db()
    assert first.text == "Train every lead"
    take_out_list(draft=again, by=team)
    take_out_list(draft=draft, by=team)
    assert not Recommendation.objects.exists() and not Theme.objects.exists()
