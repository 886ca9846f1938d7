"""What hangs on whoever speaks for a group or an agency: each line leads to the things that it counts."""

from datetime import date

import pytest

from lscb import clock
from reporting.models import BoardReport, MonitoringReport
from subgroups.models import Agency
from subgroups.operations import keep_agency
from subgroups.selectors.entrusted import entrusted_to, naming
from tests.factories import (
    ActionFactory,
    AgencyReturnFactory,
    BodyFactory,
    ChallengeFactory,
    HighlightFactory,
    MatterFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    PlanFactory,
    PlannedReportFactory,
    QuarterFactory,
    RiskFactory,
    ScrutinyEntryFactory,
    SectionFactory,
    SelfAssessmentFactory,
    board_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory(title="Plan of Westshire")


@pytest.fixture
def team(plan):
    return board_team(plan.board)


@pytest.fixture
def health(plan):
    return BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")


@pytest.fixture
def police(plan, team):
    return keep_agency(Agency(board=plan.board, name="Southmere Constabulary"), by=team).body


def held_by(plan, *bodies):
    """For each body the words of what hangs on it, with where they lead."""
    found = entrusted_to(plan.board, list(bodies))
    return [{each.words: each.href for each in found.get(body.pk, ())} for body in bodies]


def test_what_was_asked_of_a_group_or_of_an_agency_hangs_on_whoever_speaks_for_it(
    client, plan, team, health, police
):
    ScrutinyEntryFactory(board=plan.board, to_agency=None, to_body=health)
    for _ in range(2):
        ScrutinyEntryFactory(board=plan.board, to_agency=police.agency)
        ChallengeFactory(plan=plan, to_agency=police.agency)
    ScrutinyEntryFactory(board=plan.board, to_agency=police.agency, draft=True)
    ScrutinyEntryFactory(board=plan.board)
    ours, theirs = held_by(plan, health, police)
    assert list(ours) == ["1 finding of scrutiny to answer or to close"]
    assert list(theirs) == [
        "2 challenges to answer or to close",
        "2 findings of scrutiny to answer or to close",
    ]
    client.force_login(team)
    for lines, body, count in ((ours, health, 1), (theirs, police, 2)):
        listed = client.get(next(href for words, href in lines.items() if "finding" in words)).context
        assert not listed["form_refused"]
        assert [entry.to.name for entry in listed["entries"]] == [body.name] * count


def test_what_a_group_owns_and_leads_and_its_risks_hang_on_it(client, plan, team, health, police):
    for label in ("1.1", "1.2"):
        action = ActionFactory(plan=plan, label=label, who_text="Health")
        RiskFactory(plan=plan, action=action)
    SectionFactory(plan=plan, label="4", title="Neglect", lead=health)
    lines, none = held_by(plan, health, police)
    assert list(lines) == [
        "2 actions of Plan of Westshire",
        "2 open risks about these",
        "1 section it leads",
    ]
    assert none == {}
    client.force_login(team)
    assert client.get(lines["2 actions of Plan of Westshire"]).context["found"] == 2
    for href in lines.values():
        assert client.get(href).status_code == 200


def test_decisions_to_follow_up_and_returns_to_send_hang_on_it(client, plan, team, health, police):
    meeting = MeetingFactory(body__board=plan.board, held_on=date(2018, 1, 17))
    for owner in (health, health, police):
        MatterFactory(meeting=meeting, owner=owner)
    MatterFactory(
        meeting=meeting,
        owner=health,
        state="done",
        outcome="They wrote",
        settled_on=date(2018, 2, 1),
        settled_by=team,
        settled_at=clock.now(),
    )
    asked = SelfAssessmentFactory(plan=plan, title="Audit 2018")
    AgencyReturnFactory(assessment=asked, body=police)
    AgencyReturnFactory(assessment=asked, body=health, sent=True)
    ours, theirs = held_by(plan, health, police)
    assert list(ours) == ["2 decisions to follow up"]
    assert list(theirs) == ["1 decision to follow up", "The return for Audit 2018"]
    client.force_login(team)
    listed = client.get(ours["2 decisions to follow up"]).context
    assert not listed["form_refused"] and len(listed["page_obj"].object_list) == 2
    assert "Audit 2018" in client.get(theirs["The return for Audit 2018"]).content.decode()


def test_reports_of_the_planner_and_its_own_words_hang_on_it(client, plan, team, health):
    other = BodyFactory(board=plan.board, name="Neglect Panel")
    for name in ("Audits", "Training"):
        PlannedReportFactory(plan=plan, what=name).providers.add(health)
    quarter = QuarterFactory(plan=plan)
    HighlightFactory(body=other, quarter=quarter)
    ours, theirs = held_by(plan, health, other)
    assert list(ours) == ["2 reports of the planner", f"Its own words for {quarter.name}: not written yet"]
    assert list(theirs) == [f"Its own words for {quarter.name}: written"]
    client.force_login(team)
    for href in (*ours.values(), *theirs.values()):
        page = client.get(href)
        assert page.status_code == 200
        anchor = href.partition("#")[2]
        assert not anchor or f'id="{anchor}"' in page.content.decode()


def test_drafts_risks_and_decisions_that_name_somebody_lead_to_these(client, plan, team, health):
    ann = PersonFactory(name="Ann Ash")
    MembershipFactory(person=ann, body=health)
    board = plan.board
    board.names_owners = True
    board.save()
    top = BodyFactory(board=board, name="The Board", kind="board")
    meeting = MeetingFactory(body=top, held_on=date(2018, 5, 16))
    for presenter, number in (("Ann Ash, Chair", 4), ("Joann Ashton", 3)):
        quarter = QuarterFactory(
            plan=plan,
            number=number,
            **({} if number == 4 else {"state": "reported", "starts_on": "2017-10-01"}),
        )
        MonitoringReport.objects.create(plan=plan, quarter=quarter, presenter=presenter)
    BoardReport.objects.create(board=board, meeting=meeting, presenter="Ann Ash")
    RiskFactory(plan=plan, held_by="Ann Ash and the chair")
    RiskFactory(plan=plan, held_by="Joann Ashton")
    MatterFactory(meeting=MeetingFactory(body=health, held_on=date(2018, 1, 17)), named_person=ann)
    found = naming(board, ann)
    assert sorted(each.key.partition("-")[0] for each in found) == ["board", "matter", "report", "risk"]
    client.force_login(team)
    for each in found:
        assert client.get(each.href).status_code == 200, each
