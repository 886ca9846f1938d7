"""Stories of a quarter on Cumbria's plan, through the browser's requests, with the numbers they give."""

from datetime import date

import pytest
from django.urls import reverse

from lscb.models import AuditEntry
from plans import operations
from plans.models import Action, Plan, Quarter
from reporting import operations as report_events
from reporting.report.content import from_json
from reporting.report.reading import gather
from subgroups.models import Body, Meeting
from tests.factories import board_team, chair_of, nth

pytestmark = pytest.mark.django_db

EVIDENCE = {
    "evidence_how_much": "Thirty-one evaluations",
    "evidence_how_well": "Nine in ten useful",
    "evidence_difference": "Fewer repeat referrals",
    "completed_on": "6 April 2018",
}
RED = {
    "rating": "R",
    "progress": "Cover is not agreed.",
    "cause": "Two trusts cannot release staff.",
    "recovery_step": "Chief nurses meet on 20 April.",
    "back_on_track_on": "31 May 2018",
    "help_wanted": "None",
    "reason": "",
    "review_on": "30 June 2018",
}

GREEN = {
    "rating": "G",
    "progress": "Booked.",
    "reason": "It ends this month.",
    "review_on": "30 June 2018",
}


@pytest.fixture(autouse=True)
def unprinted(monkeypatch):
    monkeypatch.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")


@pytest.fixture
def plan(cumbria):
    return Plan.objects.select_related("board").get(pk=cumbria.pk)


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board, name="Bryony Larkfell")
    client.force_login(person)
    return person


@pytest.fixture
def q4(plan, team):
    group = Body.objects.get(board=plan.board, kind=Body.Kind.BUSINESS_GROUP)
    meeting = Meeting.objects.create(body=group, held_on=date(2018, 4, 18))
    quarter = operations.add_quarter(plan=plan, span=nth(plan, 2017, 4), meeting=meeting, by=team)
    return operations.open_quarter(quarter=quarter, by=team)


def action_of(plan, reference):
    return Action.objects.select_related("plan__board").get(plan=plan, label=reference)


def update(client, action, said):
    """Save what is said, having seen what was said last in the quarter; `said` may name another."""
    last = action.updates.filter(quarter__state=Quarter.State.COLLECTING).order_by("-pk").first()
    seen = {"last_seen": last.pk if last else ""}
    return client.post(reverse("plans:action-update", args=[action.plan.slug, action.pk]), seen | said)


def decide(client, action, **sent):
    return client.post(reverse("plans:action-decide", args=[action.plan.slug, action.pk]), sent)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def status(action, quarter):
    return Action.objects.with_status(quarter).get(pk=action.pk)


def final(quarter, by):
    return report_events.finalise_report(report=report_events.start_draft(quarter=quarter, by=by), by=by)


def content_of(report):
    return from_json(report.content, schema_version=report.schema_version)


def test_story_4_who_has_not_reported_is_known_by_owner(client, plan, team, q4):
    said = {"rating": "N", "progress": "Starts later.", "reason": "-", "review_on": "30 June 2018"}
    for reference in ("1.1", "2.1", "3.1", "5.1", "9.1"):
        assert update(client, action_of(plan, reference), said).status_code == 302
    page = client.get("/")
    assert "<strong>5</strong> of 71 updated for Q4 2017/18" in text_of(page)
    silent = page.context["team"]["silent"]
    named = {action.pk for owner, *_ in silent for action in owner.actions}
    assert len(named) == 66
    learning = Body.objects.get(board=plan.board, short_name="L&I")
    assert {owner.body: len(owner.actions) for owner, *_ in silent}[learning] == 9
    for action in Action.objects.filter(plan=plan).owned_by(learning):
        update(client, action, said)
    assert learning not in {owner.body for owner, *_ in client.get("/").context["team"]["silent"]}
    counts = {row.letter: row.count.n for row in gather(q4).position.rows}
    assert (counts["-"], counts["G"]) == (71 - 14, 0)


def test_story_5_and_6_a_final_never_changes_and_the_next_compares_with_it(client, plan, team, q4):
    """8.4 is re-rated, re-owned and reworded after the final; 8.5 goes from green to red; a new action says New."""
    for reference in ("8.4", "8.5"):
        update(
            client,
            action_of(plan, reference),
            GREEN,
        )
    report = final(q4, team)
    printed = client.get(report.get_absolute_url()).content
    q1 = operations.open_quarter(
        quarter=operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team), by=team
    )
    changed = action_of(plan, "8.4")
    changed.text, changed.who_text = "Other words altogether", "Health Subgroup"
    operations.change_action(action=changed, by=team)
    update(client, changed, RED | {"reason": ""})
    moved = action_of(plan, "8.5")
    update(client, moved, GREEN)
    update(client, moved, RED)  # rated twice in the quarter: only the final's rating is compared with
    new = operations.add_action(
        action=Action(plan=plan, section=moved.section, label="8.9", text="A new one", when_text="May 2018"),
        by=team,
    )

    report.refresh_from_db()
    again = client.get(report.get_absolute_url()).content
    strip = lambda page: page.partition(b"<article")[2].partition(b"</article>")[0]  # noqa: E731
    assert strip(again) == strip(printed) and report.pdf_is_intact
    now = gather(q1)
    row = now.row[moved.pk]
    assert (row.move.arrow, row.move.word, row.last.letter, row.now.letter) == ("▼", "Worse", "G", "R")
    assert moved.pk in now.listing("worse").ids
    assert now.row[new.pk].move.word == "New"
    assert now.row[changed.pk].text == "Other words altogether"


def test_story_10_red_says_what_happens_next(client, plan, team, q4):
    action = action_of(plan, "12.2")
    refused = update(client, action, {"rating": "R", "progress": "Cover is not agreed."})
    assert refused.status_code == 422
    page = text_of(refused)
    assert "There is a problem" in page and "Cover is not agreed." in page
    for field in ("cause", "recovery_step", "back_on_track_on", "help_wanted"):
        assert f'href="#id_{action.pk}_{field}"' in page
    assert update(client, action, RED).status_code == 302
    notes = {note.label: note.words for note in gather(q4).row[action.pk].notes}
    assert notes["What will bring it back"] == RED["recovery_step"]
    assert notes["Back on track by"] == "31 May 2018"
    assert RED["cause"] in notes.values()


def test_story_17_a_due_date_changes_openly(client, plan, team, q4):
    action = action_of(plan, "1.2")
    sent = {"to_date": "30 June 2018", "reason": "Members were away"}
    client.post(reverse("plans:action-ask-date", args=[plan.slug, action.pk]), sent)
    assert "9 days late" in text_of(client.get(action.get_absolute_url()))
    assert "1.2" in next(d.words for d in gather(q4).decisions if d.words.startswith("Agree or refuse"))
    change = action.date_changes.get()
    decide(
        client,
        action,
        decision="agree-date",
        **{"date-seen": change.pk, "date-meeting": q4.meeting.pk, "date-ahead": "on"},
    )
    row = gather(q4).row[action.pk]
    assert (row.late, row.due, row.first_due) == ("", "30 June 2018", "31 March 2018")
    told = next(each for each in gather(q4).changes if each.id == action.pk)
    assert (told.kind, told.old, told.new) == ("New date agreed", "31 March 2018", "30 June 2018")
    assert "18 April 2018" in told.agreed


def test_story_18_closed_with_evidence_and_opened_again_it_is_silent(client, plan, team, q4):
    action = action_of(plan, "4.1")
    refused = update(client, action, {"rating": "B", "progress": "Done."})
    assert "Say in one of these three at least what was done" in text_of(refused)
    update(client, action, {"rating": "B", "progress": "Done."} | EVIDENCE)
    assert gather(q4).row[action.pk].now.word == "Complete, to be agreed"
    said = action.updates.get()
    decide(
        client,
        action,
        decision="agree-completion",
        **{"completion-seen": said.pk, "completion-meeting": q4.meeting.pk, "completion-ahead": "on"},
    )
    content = gather(q4)
    assert content.row[action.pk].now.letter == "B"
    assert action.pk in content.completed[1].ids
    assert content.row[action.pk].note("How well was it done") == "Nine in ten useful"
    assert all(action.pk not in month.ids for month in content.coming_up.months)
    report = text_of(client.get(reverse("reporting:report-live", args=[plan.slug, q4.slug])))
    closed = report.partition('id="agreed-since"')[2].partition("</section>")[0]
    assert (
        "ahead of the LSCB Business Group" in closed
        and "Nine in ten useful" in closed
        and "Thirty-one evaluations" in closed
    )

    decide(client, action, decision="reopen", **{"reopen-reason": "The page was never published"})
    now = status(action, q4)
    assert (now.rating_now, now.is_silent) == ("-", True)
    page = text_of(client.get(action.get_absolute_url()))
    assert "Complete</span> to be agreed" not in page and "Nothing waits" not in page
    assert "Thirty-one evaluations" in page  # its story keeps it
    row = gather(q4).row[action.pk]
    assert (row.now.letter, row.said) == ("-", "")
    again = decide(client, action, decision="agree-completion", **{"completion-seen": said.pk})
    assert again.status_code == 422
    update(client, action, RED)
    assert status(action, q4).rating_now == "R"


def test_a_date_asked_for_lapses_when_its_action_is_withdrawn(client, plan, team, q4):
    action = action_of(plan, "1.2")
    change = operations.ask_for_new_date(action=action, to_date=date(2018, 6, 30), reason="Away", by=team)
    decide(client, action, decision="withdraw", **{"withdraw-reason": "Done by others"})
    change.refresh_from_db()
    assert (change.state, change.decided_by) == ("lapsed", team)
    assert "New date no longer asked for" in text_of(client.get(action.get_absolute_url()))
    assert "No new date is waiting" in text_of(
        client.get(reverse("plans:decisions-waiting", args=[plan.slug]))
    )


def test_a_rating_found_wrong_after_the_final_is_corrected_in_a_new_version(client, plan, team, q4):
    action = action_of(plan, "8.4")
    update(client, action, GREEN)
    report = final(q4, team)
    correcting = {"quarter": "q4-2017-18", "last_seen": action.updates.get().pk}
    address = reverse("plans:action-update", args=[plan.slug, action.pk])
    assert client.post(address, RED | correcting).status_code == 422  # nothing is being corrected

    client.post(
        reverse("reporting:report-correct", args=[plan.slug, report.pk]), {"reason": "8.4 was never booked"}
    )
    assert AuditEntry.objects.order_by("-pk").first().changes["Q4 2017/18"] == [
        "Closed for updates",
        "Open to the board team for corrections",
    ]
    assert "Correct its rating in Q4 2017/18" in text_of(client.get(action.get_absolute_url()))
    client.force_login(chair_of(action.owners.first().body))
    assert client.post(address, RED | correcting).status_code == 422  # only the board team
    client.force_login(team)
    assert client.post(address, RED | correcting).status_code == 302

    draft = q4.monitoring_reports.get(version=2)
    second = report_events.finalise_report(report=draft, by=team)
    report.refresh_from_db()
    assert content_of(report).row[action.pk].now.letter == "G"
    assert content_of(second).row[action.pk].now.letter == "R"
    q4.refresh_from_db()
    assert (q4.state, q4.correcting) == (Quarter.State.REPORTED, False)
    assert client.post(address, RED | correcting).status_code == 422
    assert client.get(f"{address}?quarter=q1-2018-19").status_code == 404


def test_a_quarter_is_closed_without_a_report(client, plan, team, q4):
    closing = reverse("plans:quarter-close", args=[plan.slug, q4.slug])
    assert closing in text_of(client.get(reverse("plans:quarter-list", args=[plan.slug])))
    assert "of 71 updated for Q4 2017/18" in text_of(client.get(closing))
    assert client.post(closing).status_code == 302
    q4.refresh_from_db()
    assert q4.state == Quarter.State.REPORTED
    again = client.post(closing)
    assert again.status_code == 422 and "Q4 2017/18 collects no updates." in text_of(again)


def test_story_31_the_second_to_save_sees_both_and_loses_nothing(client, plan, team, q4):
    action = action_of(plan, "8.4")
    chair = chair_of(action.owners.first().body, name="Nuala Fellgate")
    client.force_login(chair)
    update(client, action, GREEN | {"progress": "The chair's words.", "last_seen": ""})
    client.force_login(team)
    second = update(client, action, GREEN | {"progress": "The team's words.", "last_seen": ""})
    page = text_of(second)
    assert second.status_code == 422
    assert "What Nuala Fellgate saved" in page and "The chair&#x27;s words." in page
    assert "The team&#x27;s words." in page
    assert action.updates.count() == 1
