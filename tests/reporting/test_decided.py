"""What meetings decided, in the next report; and the challenge log."""

from dataclasses import replace
from datetime import date
from urllib.parse import quote

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from lscb import clock
from plans import operations
from plans.models import Quarter
from reporting import operations as report_events
from reporting.models import MonitoringReport
from reporting.printing.pdf.rendering import page_context
from reporting.report.content import from_json, to_json
from reporting.report.reading import gather
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    nth,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    monkeypatch.setattr("reporting.operations.reports.render_pdf", lambda *args, **kwargs: b"%PDF-")


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board)
    client.force_login(person)
    return person


@pytest.fixture
def meeting(plan):
    group = BodyFactory(board=plan.board, name="Business Group", kind="business-group")
    return MeetingFactory(body=group, held_on=date(2018, 4, 18))


@pytest.fixture
def police(plan):
    return AgencyFactory(board=plan.board, name="Westshire Constabulary")


@pytest.fixture
def actions(plan):
    return {
        label: ActionFactory(plan=plan, label=label, when_text="March 2018")
        for label in ("1.2", "4.1", "8.5")
    }


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def paper(content) -> str:
    return " ".join(render_to_string("print/report.html", page_context(content)).split())


def decided(content) -> list[tuple[str, str, str]]:
    return [(line.reference, line.kind, line.became) for line in content.decided]


@pytest.fixture
def after_the_meeting(client, plan, team, meeting, police, actions):
    """Q4 reported on 11 April, decided on 18 April, and Q1 being collected in July."""
    quarter = QuarterFactory(plan=plan, meeting=meeting)
    with clock.at(date(2018, 4, 9)):
        operations.ask_for_new_date(
            action=actions["1.2"], to_date=date(2018, 6, 30), reason="Vacancies", by=team
        )
        operations.record_update(
            action=actions["4.1"],
            quarter=quarter,
            rating="B",
            completed_on=date(2018, 4, 2),
            by=team,
            evidence_how_much="31",
            evidence_how_well="Well",
            evidence_difference="Fewer",
        )
    with clock.at(date(2018, 4, 11)):
        draft = report_events.start_draft(quarter=quarter, by=team)
        final = report_events.finalise_report(report=draft, by=team)
    return Quarter.objects.for_reports().get(pk=quarter.pk), final


def test_what_was_decided_ahead_of_its_meeting_says_so_wherever_it_is_shown(
    client, plan, team, meeting, actions
):
    """Papers are agreed ahead; a completion is of the day it was agreed, and its meeting keeps its own day."""
    quarter = QuarterFactory(plan=plan, meeting=meeting)
    ahead = "Business Group, 18 April 2018 (decided ahead of it, on 9 April 2018)"
    with clock.at(date(2018, 4, 9)):
        operations.agree_unasked_date(
            action=actions["1.2"], to_date=date(2018, 6, 30), reason="Vacancies", meeting=meeting, by=team
        )
        operations.record_update(
            action=actions["4.1"],
            quarter=quarter,
            rating="B",
            completed_on=date(2018, 4, 2),
            by=team,
            evidence_how_much="31",
            evidence_how_well="Well",
            evidence_difference="Fewer",
        )
        operations.agree_completion(action=actions["4.1"], meeting=meeting, by=team)
        operations.record_decision(action=actions["8.5"], words="Report in May", meeting=meeting, by=team)
        content = gather(quarter)
        assert {(line.kind, line.meeting) for line in content.decided} == {
            ("New date agreed", ahead),
            ("Completion agreed", ahead),
            ("Other decision", ahead),
        }
        assert ahead in paper(content)
        agreed = [note.words for note in content.row[actions["4.1"].pk].notes if note.label == "Agreed"]
        assert agreed == ["9 April 2018 ahead of the Business Group of 18 April 2018"]
        for action in actions.values():
            assert "(decided ahead of it" in text_of(client.get(action.get_absolute_url()))
    with clock.at(date(2018, 4, 18)):
        operations.record_decision(action=actions["8.5"], words="Report in June", meeting=meeting, by=team)
        (line,) = (each for each in gather(quarter).decided if "in June" in each.words)
        assert line.meeting == "Business Group, 18 April 2018"


@pytest.mark.database
def test_a_completion_that_is_not_agreed_is_called_that_and_says_why(plan, team, meeting, actions):
    quarter = QuarterFactory(plan=plan, meeting=meeting)
    with clock.at(date(2018, 4, 18)):
        operations.record_update(
            action=actions["4.1"],
            quarter=quarter,
            rating="B",
            completed_on=date(2018, 4, 2),
            by=team,
            evidence_how_much="31",
            evidence_how_well="Well",
            evidence_difference="Fewer",
        )
        operations.refuse_completion(
            action=actions["4.1"], reason="One audit of three was seen", meeting=meeting, by=team
        )
        (line,) = gather(quarter).decided
    assert (line.kind, line.words) == ("Completion not agreed", "One audit of three was seen")


def test_decisions_recorded_from_the_report_stand_on_the_action_and_in_the_next_report(
    client, on, plan, team, meeting, police, actions, after_the_meeting
):
    """Story 21: date agreed, closed, help promised by agency X."""
    _, final = after_the_meeting
    on("2018-04-20")
    page = text_of(client.get(final.get_absolute_url()))
    for action in actions.values():
        there = reverse("plans:action-decide", args=[plan.slug, action.pk])
        assert (
            f'href="{there}?meeting={meeting.pk}&amp;next={quote(final.get_absolute_url(), safe="")}"' in page
        )
    assert 'Decision<span class="visually-hidden"> about 8.5</span>' in page

    def decide(label, **typed):
        address = reverse("plans:action-decide", args=[plan.slug, actions[label].pk])
        return client.post(f"{address}?next={final.get_absolute_url()}", typed)

    change = actions["1.2"].date_changes.get()
    answer = decide("1.2", **{"decision": "agree-date", "date-seen": change.pk, "date-meeting": meeting.pk})
    assert answer.url == final.get_absolute_url()
    said = actions["4.1"].updates.get()
    decide(
        "4.1",
        **{"decision": "agree-completion", "completion-seen": said.pk, "completion-meeting": meeting.pk},
    )
    decide(
        "8.5",
        **{
            "decision": "record",
            "record-kind": "help",
            "record-promised_by": f"agency-{police.pk}",
            "record-help_words": "Second one officer",
            "record-help_due_on": "31 May 2018",
            "record-meeting": meeting.pk,
        },
    )
    assert "Help promised" in text_of(client.get(actions["8.5"].get_absolute_url()))

    on("2018-07-09")
    following = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    operations.open_quarter(quarter=following, by=team)
    content = gather(Quarter.objects.for_reports().get(pk=following.pk))
    assert decided(content) == [
        ("4.1", "Completion agreed", ""),
        ("1.2", "New date agreed", "Due 30 June 2018, 9 days late"),
        ("8.5", "Help promised", "Help still open, 39 days late"),
    ]
    assert [line.meeting for line in content.decided] == ["Business Group, 18 April 2018"] * 3
    assert content.decided[2].words == "Second one officer. By Westshire Constabulary, by 31 May 2018."
    printed = paper(content)
    what_happened = printed.partition('<h2 id="decided">')[2]
    assert "Second one officer. By Westshire Constabulary" in what_happened.partition("<h2")[0]
    assert "/decide/" not in printed

    before = MonitoringReport.objects.get(pk=final.pk)
    assert from_json(before.content, schema_version=before.schema_version).decided == ()


def test_help_is_told_until_it_came(client, on, plan, team, police, actions, after_the_meeting):
    on("2018-04-20")
    promise = operations.record_decision(
        action=actions["8.5"], words="Second one officer", helper=police, outside_because="By e-mail", by=team
    )
    quarter = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=team)
    operations.open_quarter(quarter=quarter, by=team)
    with clock.at(date(2018, 7, 11)):
        report_events.finalise_report(report=report_events.start_draft(quarter=quarter, by=team), by=team)
    on("2018-10-09")
    following = operations.add_quarter(plan=plan, span=nth(plan, 2018, 2), by=team)
    assert decided(gather(following)) == [("8.5", "Help promised", "Help still open")]
    operations.settle_promise(decision=promise, outcome="kept", words="From 1 May", by=team)
    content = gather(following)
    assert decided(content) == [("8.5", "Help promised", "It came: From 1 May")]
    with clock.at(date(2018, 10, 12)):
        operations.open_quarter(quarter=following, by=team)
        report_events.finalise_report(report=report_events.start_draft(quarter=following, by=team), by=team)
    last = operations.add_quarter(plan=plan, span=nth(plan, 2018, 3), by=team)
    on("2019-01-09")
    assert decided(gather(last)) == []
    assert 'id="decided"' not in paper(gather(last))


def test_open_challenges_print_and_closed_ones_once(on, plan, team, police, actions, after_the_meeting):
    """Story 30: a challenge to an agency against 8.5, open in the report; closing needs outcome and impact."""
    quarter, _ = after_the_meeting
    on("2018-04-20")
    challenge = operations.raise_challenge(
        plan=plan,
        action=actions["8.5"],
        to=police,
        words="Who is seconded, and from which day?",
        raised_by="Independent Chair",
        response_due_on=date(2018, 5, 4),
        by=team,
    )
    on("2018-05-13")
    content = gather(quarter)
    [line] = content.challenges.open
    assert (line.reference, line.to, line.late) == ("8.5", "Westshire Constabulary", "9 days late")
    assert line.raised == "20 April 2018, Independent Chair"
    printed = paper(content)
    assert content.outline.heading("challenges").words in printed
    assert "Who is seconded, and from which day?" in printed
    assert from_json(to_json(content)) == content

    operations.close_challenge(
        challenge=challenge,
        outcome="The pilot runs every weekend",
        unanswered_because="Told at the meeting",
        by=team,
    )
    content = gather(quarter)
    assert content.challenges.open == ()
    assert [(line.outcome, line.closed) for line in content.challenges.closed] == [
        ("The pilot runs every weekend. Closed without a response: Told at the meeting", "13 May 2018")
    ]
    printed = paper(content)
    assert "Challenges closed" not in printed and "Closed this quarter (1)" in printed
    assert 'id="challenges-open"' not in printed


def test_a_plan_without_challenges_has_no_such_section(on, plan, team, actions, after_the_meeting):
    content = gather(after_the_meeting[0])
    assert content.challenges is None
    assert "Challenges" not in paper(content)
    assert from_json(to_json(replace(content, challenges=None))).challenges is None


def test_the_demonstration_tells_what_was_decided_in_january(demonstration, q4, draft):
    content = gather(q4, draft=draft)
    assert decided(content) == [
        ("1.3", "Completion agreed", ""),
        ("3.1", "New date agreed", "Due 31 March 2018"),
        ("6.2", "Completion agreed", ""),
        ("8.3", "Completion agreed", ""),
        ("13.2", "Completion agreed", ""),
        ("8.4", "Other decision", ""),
        ("8.4", "Help promised", "It came: Both worked on the audit until 27 February."),
        (
            "13.1",
            "Help promised",
            "It did not come: Two teams of six have named one; the others ask for the training first.",
        ),
        ("8.5", "Help promised", "Help still open, 9 days late"),
        ("12.2", "Help promised", "Help still open"),
    ]
    assert [(line.reference, line.late) for line in content.challenges.open] == [
        ("8.5", "5 days late"),
        ("", ""),
        ("13.1", ""),
    ]
    assert [line.reference for line in content.challenges.closed] == ["8.4"]
