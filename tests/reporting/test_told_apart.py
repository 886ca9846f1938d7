"""Actions without a reference, of which a plan has the same words under several headings: each list tells them apart.

The plan on a page has "Practice Assurance" eight times (plan-on-a-page, lines 20 to 110).
"""

import re
from datetime import date

import pytest
from django.urls import reverse

from plans import operations
from plans.selectors.reminders import letters_of
from reporting.report.reading import gather
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    PriorityFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db

SAME = "Practice assurance"


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def quarter(plan):
    return QuarterFactory(plan=plan)


@pytest.fixture
def twins(plan):
    """The same words under a priority and in a section."""
    chair_of(BodyFactory(board=plan.board, name="Health Subgroup"), email="chair@example.org")
    help_ = PriorityFactory(plan=plan, title="Early help")
    section = SectionFactory(plan=plan, title="Sexual exploitation")
    who = "Health Subgroup"
    return [
        ActionFactory(plan=plan, label="", text=SAME, priority=help_, section=None, who_text=who),
        ActionFactory(plan=plan, label="", text=SAME, section=section, who_text=who),
    ]


def text_of(client, name, *args) -> str:
    page = client.get(reverse(name, args=args)).text
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<main")[2]).split())


def are_told_apart(page: str) -> bool:
    return page.count("Early help") == page.count("Sexual exploitation") >= 1


def test_where_nothing_was_said_of_them(client, plan, quarter, twins):
    team, chair = board_team(plan.board), someone_with(plan.board, "independent-chair")
    for reader, name in ((team, "home"), (chair, "home"), (team, "plans:reminders")):
        client.force_login(reader)
        page = text_of(client, name, *([plan.slug] if ":" in name else []))
        assert SAME in page
        assert are_told_apart(page), (name, page)
    (letter,) = letters_of(quarter)
    assert {line[2:] for line in letter.text.splitlines() if line.startswith("- ")} == {
        action.called_apart for action in twins
    }
    assert are_told_apart(letter.text)


def test_where_they_wait_for_a_decision(client, plan, quarter, twins):
    team = board_team(plan.board)
    meeting = MeetingFactory(
        body=BodyFactory(board=plan.board, kind="business-group"), held_on=date(2018, 4, 18)
    )
    evidence = dict.fromkeys(("evidence_how_much", "evidence_how_well", "evidence_difference"), "Yes")
    for action in twins:
        operations.record_update(
            action=action, quarter=quarter, rating="B", completed_on=date(2018, 4, 2), by=team, **evidence
        )
    client.force_login(team)
    waiting = text_of(client, "plans:decisions-waiting", plan.slug)
    agenda = text_of(client, "reporting:meeting-agenda", plan.slug, meeting.pk)
    assert are_told_apart(waiting) and are_told_apart(agenda)
    asked = next(each.words for each in gather(quarter).decisions if "Agree to close" in each.words)
    assert "Sexual exploitation" in asked
