"""Each agency, in a list and on its page and sheet: what it leads, was asked, answered and owes."""

import io
import re
from datetime import date

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from plans import operations
from plans.models import Decision
from plans.selectors.agencies import SHOWN
from subgroups.models import Agency, OneToOne
from subgroups.operations import give_place, keep_agency, record_one_to_one
from tests.factories import (
    ActionFactory,
    AgencyReturnFactory,
    BodyFactory,
    ChallengeFactory,
    DecisionFactory,
    MeetingFactory,
    MembershipFactory,
    ObligationFactory,
    PersonFactory,
    PlanFactory,
    PlannedReportFactory,
    QuarterFactory,
    ScrutinyEntryFactory,
    SelfAssessmentFactory,
    board_team,
    someone_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory()


@pytest.fixture
def team(plan):
    return board_team(plan.board)


def agency_of(plan, team, name):
    return keep_agency(Agency(board=plan.board, name=name), by=team)


@pytest.fixture
def police(plan, team):
    return agency_of(plan, team, "Southmere Constabulary")


@pytest.fixture
def asked_of_the_police(plan, police):
    QuarterFactory(plan=plan)
    led, supported = ActionFactory(plan=plan, label="1.1"), ActionFactory(plan=plan, label="1.2")
    led.owners.all().delete()
    supported.owners.all().delete()
    led.owners.create(body=police.body, position=1)
    supported.owners.create(body=police.body, position=1, role="support")
    ChallengeFactory(plan=plan, to_agency=police, words="Who attends?", response_due_on=date(2018, 4, 2))
    DecisionFactory(
        action=led, kind="help", words="An analyst for a day", helper_agency=police, due_on=date(2018, 5, 1)
    )
    ActionFactory(plan=plan, label="1.3", text="Name a lead", who_text="All agencies")
    report = PlannedReportFactory(plan=plan)
    report.providers.add(police.body)
    ObligationFactory(planned_report=report)
    return led


def list_of(client, team, plan):
    client.force_login(team)
    return client.get(reverse("plans:agency-list", args=[plan.slug]))


def test_the_list_says_what_each_leads_supports_and_is_asked(client, plan, team, police, asked_of_the_police):
    idle = agency_of(plan, team, "Fire Service")
    rows = {row.body: row for row, _ in list_of(client, team, plan).context["rows"]}
    counts = {body: (row.leads, row.supports, row.owns.silent, row.asked) for body, row in rows.items()}
    assert counts == {police.body: (1, 1, 2, 3), idle.body: (0, 0, 0, 1)}


def test_its_page_and_its_sheet_say_what_it_was_asked_and_answered(
    client, plan, team, police, asked_of_the_police, quick_paper
):
    client.force_login(team)
    page = client.get(reverse("plans:group-detail", args=[plan.slug, police.body.pk]))
    parts = {
        part.key: [(line.words, line.note, line.late) for line in part.lines]
        for part in page.context["parts"]
    }
    assert list(parts) == [
        "asked-of-all",
        "challenges",
        "scrutiny",
        "promises",
        "recommendations",
        "self-assessments",
        "matters",
        "attendance",
        "one-to-ones",
        "reports",
    ]
    assert parts["asked-of-all"] == [("1.3 Name a lead", "Not answered yet", "")]
    [(words, note, late)] = parts["challenges"]
    assert (words, late) == ("Who attends?", "7 days late") and note.endswith("answer due 2 April 2018")
    assert parts["promises"] == [("1.1 An analyst for a day", "Open, promised by 1 May 2018", "")]
    for part in page.context["parts"]:
        for line in part.lines:
            assert client.get(line.href).status_code == 200
    client.get(reverse("reporting:group-sheet", args=[plan.slug, police.body.pk]))
    word = client.get(reverse("reporting:group-sheet-word", args=[plan.slug, police.body.pk]))
    paragraphs = " ".join(each.text for each in docx.Document(io.BytesIO(word.content)).paragraphs)
    for paper in (" ".join(quick_paper[-1].split()), paragraphs):
        for said in ("Who attends?", "7 days late", "An analyst for a day", "Name a lead"):
            assert said in paper


def test_what_is_answered_and_settled_stands_behind_what_is_open(
    client, plan, team, police, asked_of_the_police
):
    done = DecisionFactory(
        action=asked_of_the_police,
        kind="help",
        words="A room",
        helper_agency=police,
        outcome=Decision.Outcome.KEPT,
        settled_by=team,
        settled_at="2018-03-01T10:00Z",
    )
    everyone = plan.actions.get(label="1.3")
    operations.answer_as_one(action=everyone, body=police.body, state="done", words="Named.", by=team)
    client.force_login(team)
    page = client.get(reverse("plans:group-detail", args=[plan.slug, police.body.pk]))
    parts = {part.key: part.lines for part in page.context["parts"]}
    assert [line.note for line in parts["asked-of-all"]] == ["Done, 9 April 2018"]
    assert [line.words for line in parts["promises"]] == ["1.1 An analyst for a day", f"1.1 {done.words}"]
    assert list_of(client, team, plan).context["rows"][0][0].asked == 2


def test_both_pages_cost_the_same_whatever_the_size(client, plan, team, police, asked_of_the_police):
    costs = []
    for more in (0, 3):
        for n in range(more):
            other = agency_of(plan, team, f"Agency {n}")
            ActionFactory(plan=plan, label=f"2.{n}").owners.create(body=other.body, position=2)
            ChallengeFactory(plan=plan, to_agency=police)
            DecisionFactory(action=asked_of_the_police, kind="help", helper_agency=police)
        pages = [
            reverse("plans:agency-list", args=[plan.slug]),
            reverse("plans:group-detail", args=[plan.slug, police.body.pk]),
        ]
        cost = []
        client.force_login(team)
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            cost.append(len(queries))
        costs.append(cost)
    assert costs[0] == costs[1]
    assert costs[0][0] <= 21 and costs[0][1] <= 40


def test_of_one_to_ones_the_days_are_kept_for_those_whom_they_concern(client, on, plan, team, police):
    page = reverse("plans:group-detail", args=[plan.slug, police.body.pk])
    form = reverse("plans:agency-one-to-one", args=[plan.slug, police.body.pk])
    client.force_login(team)
    refused = client.post(form, {"kind": "one-to-one", "held_on": "10 April 2018", "next_on": "8 April 2018"})
    assert refused.status_code == 422 and set(refused.context["form"].errors) == {"held_on", "next_on"}
    assert "10 April 2018" in refused.text
    nothing = client.post(form, {"kind": "induction", "held_on": "", "next_on": ""})
    assert "Say when it was held, or when the next is due." in nothing.text
    assert not OneToOne.objects.exists()
    client.post(form, {"kind": "induction", "held_on": "3 January 2018", "next_on": "9 April 2018"})
    client.post(form, {"kind": "one-to-one", "held_on": "9 April 2018", "next_on": "9 July 2018"})
    on("2018-07-12")
    lead = give_place(person=PersonFactory(), body=police.body, role="lead-contact", by=team).person
    member = MembershipFactory(body__board=plan.board, role="member").person
    for person, told in (
        (team, True),
        (someone_with(plan.board, "independent-chair"), True),
        (lead, True),
        (member, False),
    ):
        client.force_login(person)
        parts = {part.key: part.lines for part in client.get(page).context["parts"]}
        assert ("one-to-ones" in parts) == told
        if told:
            assert [(line.words, line.note, line.late) for line in parts["one-to-ones"]] == [
                ("One-to-one", "held 9 April 2018, next due 9 July 2018", "3 days late"),
                ("Induction", "held 3 January 2018, next due 9 April 2018", ""),
            ]
    assert "9 July 2018" not in list_of(client, member, plan).text
    listed = list_of(client, team, plan)
    assert re.search("Held.{0,30}9 April 2018", listed.text)
    assert "9 July 2018" in listed.text and "3 days late" in listed.text
    assert "a one-to-one was held with 1 of " in listed.text
    assert "9 April 2018" not in list_of(client, member, plan).text.partition("<main")[2]


def test_one_agency_is_said_as_one(client, plan, team, police):
    plan.board.bodies.exclude(pk=police.pk).filter(kind="agency").update(ended_on=date(2018, 1, 1))
    assert "a one-to-one was held with 0 of 1 agency." in list_of(client, team, plan).text


def test_a_one_to_one_has_a_day_and_an_agency(plan, team, police):
    group = BodyFactory(board=plan.board)
    with pytest.raises(Refused):
        record_one_to_one(body=group, kind="one-to-one", held_on=date(2018, 4, 1), by=team)
    for days in ({}, {"held_on": date(2018, 5, 1)}, {"next_on": date(2018, 4, 1)}):
        with pytest.raises(Refused):
            record_one_to_one(body=police.body, kind="one-to-one", by=team, **days)


def test_what_scrutiny_found_and_what_it_was_challenged_about_say_how_they_stand(client, plan, team, police):
    closed = {"closed_at": clock.now(), "closed_by": team}
    by_a_meeting = {"closed_at_meeting": MeetingFactory(body__board=plan.board, held_on=date(2018, 4, 4))}
    for make, to, how in (
        (ScrutinyEntryFactory, {"board": plan.board, "to_agency": police}, by_a_meeting),
        (ChallengeFactory, {"plan": plan, "to_agency": police}, {}),
    ):
        make(**to, words="Waits")
        make(**to, words="Due", response_due_on=date(2018, 5, 1))
        make(**to, words="Answered", answered=True)
        make(**to, words="Closed", answered=True, outcome="It was\nmended", **closed, **how)
    ScrutinyEntryFactory(board=plan.board, to_agency=police, words="Good", kind="good-practice")
    ScrutinyEntryFactory(board=plan.board, to_agency=police, words="Not shared", draft=True)
    ScrutinyEntryFactory(board=plan.board, words="Of another")
    client.force_login(team)
    page = client.get(reverse("plans:group-detail", args=[plan.slug, police.body.pk]))
    parts = {part.key: part.lines for part in page.context["parts"]}
    ends = {
        "Due": ", answer due 1 May 2018",
        "Waits": ", not answered yet",
        "Answered": ", answered 14 February 2018",
        "Closed": ", closed: It was mended",
    }
    for key, seen, good in (
        ("scrutiny", "Dip sample, 17 January 2018", {"Good": ""}),
        ("challenges", "Raised 17 January 2018 by Independent Chair", {}),
    ):
        told = {line.words.rpartition(": ")[2]: line.note for line in parts[key]}
        assert told == {words: seen + end for words, end in (ends | good).items()}
        assert next(iter(told)) == "Due"
        assert all(client.get(line.href).status_code == 200 for line in parts[key])


def test_its_returns_say_whether_they_were_sent_and_more_than_a_part_shows_is_counted(
    client, plan, team, police
):
    def asked(title, **fields):
        AgencyReturnFactory(
            assessment=SelfAssessmentFactory(plan=plan, title=title, **fields), body=police.body
        )

    asked("To come", asked_on=date(2018, 4, 2), due_on=date(2018, 5, 1))
    asked(
        "Never",
        asked_on=date(2017, 1, 9),
        due_on=date(2017, 3, 1),
        closed_at=clock.now(),
        closed_by=team,
        outcome="Seen",
    )
    sent = SelfAssessmentFactory(plan=plan, title="Sent")
    AgencyReturnFactory(assessment=sent, body=police.body, sent=True)
    for n in range(SHOWN + 1):
        ChallengeFactory(plan=plan, to_agency=police, words=f"Why {n}?")
    client.force_login(team)
    page = client.get(reverse("plans:group-detail", args=[plan.slug, police.body.pk]))
    parts = {part.key: part for part in page.context["parts"]}
    assert [(line.words, line.note) for line in parts["self-assessments"].lines] == [
        ("To come", "To return by 1 May 2018"),
        ("Sent", "Returned 20 February 2018"),
        ("Never", "Not returned, closed 9 April 2018"),
    ]
    assert len(parts["challenges"].lines) == SHOWN
    assert "1 more stands in its registers." in page.text
    assert list_of(client, team, plan).context["rows"][0][0].asked == SHOWN + 2
