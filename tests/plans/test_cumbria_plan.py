"""Cumbria's plan as loaded: every count of the document, and what is overdue on which day."""

from collections import Counter
from datetime import date, timedelta

import pytest

from plans.models import Action, ActionOwner, Milestone
from plans.rules.timescales import occurrences
from reporting.models import Obligation
from subgroups.models import Body, Function, FunctionItem
from tests.soak.sampling import EVERY

pytestmark = pytest.mark.django_db

ACTIONS_BY_SECTION = [14, 3, 3, 8, 4, 4, 3, 7, 3, 2, 3, 7, 5, 5]
ACTIONS_BY_OWNER = {
    "Learning and Improvement Subgroup": 9,
    "LSCB Business Group": 8,
    "CSE/MFH Subgroup": 7,
    "Health Subgroup": 7,
    "Children and Young People's Domestic Abuse Sub Group": 5,
    "Performance Management and Quality Assurance Subgroup": 4,
    "Communications, Engagement and Participation Subgroup": 4,
    "Neglect Task and Finish Group": 4,
    "LSCB Team": 3,
    "Early Help Subgroup": 3,
    "Safeguarding Hub Programme Board": 3,
    "Education Subgroup": 3,
    "LSCB Chair": 2,
    "LSCB Senior Manager": 2,
    "Cumbria Local Safeguarding Children Board": 2,
    "Child Death Overview Panel": 2,
    "Policy and Procedures Subgroup": 2,
    "Case Review Subgroup": 1,
    "Children's Trust Board": 1,
}
NO_DATE = "1.9 3.3 4.3 4.7 5.2 5.3 5.4 6.1 6.3 7.2 9.1 12.1 13.3 14.5".split()
NO_OUTCOME = ["1.2", "1.3", "1.5", "1.14", "12.4", "12.5", "12.6", "13.2", "13.2 (2)", "14.5"]
# Milestones that fall in each quarter, single due dates among them; 10.1 counts at each of its windows.
BY_QUARTER = {
    (2017, 4): 8, (2018, 1): 15, (2018, 2): 10, (2018, 3): 16, (2018, 4): 4, (2019, 1): 4,
    (2019, 3): 1, (2019, 4): 1, (2020, 1): 2, (2020, 3): 1,
}  # fmt: skip


@pytest.mark.database
def test_sections_and_actions(cumbria):
    assert [section.actions.count() for section in cumbria.sections.all()] == ACTIONS_BY_SECTION
    assert cumbria.actions.count() == sum(ACTIONS_BY_SECTION) == 71


def test_owners_not_sections_make_the_work_plans(cumbria):
    owned = Counter(ActionOwner.objects.filter(action__plan=cumbria).values_list("body__name", flat=True))
    assert owned == ACTIONS_BY_OWNER
    assert sum(owned.values()) == 72


@pytest.mark.database
def test_learning_and_improvement_owns_nine_with_one_from_another_section(cumbria):
    body = Body.objects.get(board=cumbria.board, name="Learning and Improvement Subgroup")
    owned = cumbria.actions.owned_by(body).in_plan_order()
    assert [action.reference for action in owned] == [f"4.{n}" for n in range(1, 9)] + ["6.4"]


@pytest.mark.database
def test_both_actions_printed_as_13_2_are_there(cumbria):
    twice = cumbria.actions.filter(label="13.2").in_plan_order()
    assert [action.reference for action in twice] == ["13.2", "13.2 (2)"]
    assert [action.owners_line for action in twice] == ["PMQA", "Neglect"]


@pytest.mark.database
def test_blank_outcomes_stay_blank(cumbria):
    blank = cumbria.actions.filter(outcome="").in_plan_order()
    assert [action.reference for action in blank] == NO_OUTCOME


@pytest.mark.database
def test_what_is_linked(cumbria):
    links = {
        action.reference: sorted(link.to.reference for link in action.links.all())
        for action in cumbria.actions.filter(links__isnull=False).distinct()
    }
    assert links == {"6.4": ["4.5"], "12.7": ["12.2", "12.3", "12.4", "12.5"]}


@pytest.mark.database
def test_levels_above_the_actions(cumbria):
    assert cumbria.priorities.count() == 3
    assert Counter(cumbria.objectives.values_list("kind", flat=True)) == {
        "statutory-objective": 2,
        "core-function": 8,
    }
    assert cumbria.glossary.count() == 40


@pytest.mark.database
def test_bodies_functions_and_agencies(cumbria):
    board = cumbria.board
    with_functions = Body.objects.filter(board=board, functions__isnull=False).distinct()
    assert with_functions.count() == 13
    assert Function.objects.filter(body__board=board).count() == 65
    assert FunctionItem.objects.filter(function__body__board=board).count() == 15
    assert board.agencies.count() == 19


@pytest.mark.database
def test_planner_rows_and_obligations(cumbria):
    assert cumbria.planned_reports.count() == 15
    assert Obligation.objects.filter(planned_report__plan=cumbria).count() == 39


@pytest.mark.database
def test_fourteen_actions_have_no_date_at_all(cumbria):
    undated = cumbria.actions.exclude(due_on__isnull=False).exclude(milestones__due_on__isnull=False)
    assert [action.reference for action in undated.in_plan_order()] == NO_DATE


@pytest.mark.database
def test_milestones_in_each_quarter(cumbria):
    dates = list(cumbria.actions.filter(due_on__isnull=False).values_list("due_on", flat=True))
    dates += Milestone.objects.filter(action__plan=cumbria, due_on__isnull=False).values_list(
        "due_on", flat=True
    )
    assert Counter((day.year, (day.month + 2) // 3) for day in dates) == BY_QUARTER


@pytest.mark.parametrize(
    ("day", "overdue"),
    [
        ("2017-11-30", 0),
        ("2018-01-01", 7),
        ("2018-03-31", 11),
        ("2018-04-01", 18),
        ("2018-07-01", 28),
        ("2018-08-01", 40),
        ("2018-10-01", 43),
        ("2019-04-01", 49),
        ("2020-07-01", 50),
    ],
)
def test_overdue_when_nothing_is_updated(cumbria, day, overdue):
    status = cumbria.actions.with_status(None, today=date.fromisoformat(day))
    assert status.filter(is_overdue=True).count() == overdue


@pytest.mark.database
def test_passed_milestones_are_shown_as_milestones(cumbria):
    status = cumbria.actions.with_status(None, today=date(2018, 4, 1)).in_plan_order()
    missed = [action.reference for action in status if action.milestone_missed]
    assert missed == ["10.1", "10.2"]
    # “January 2018 and ongoing” can mean more than one thing: nobody is late by it before somebody chose.
    assert {"4.2", "14.4"} <= {action.reference for action in status if action.has_date_to_confirm}
    assert not any(action.is_overdue for action in status if action.milestone_missed)


@pytest.mark.database
def test_ongoing_work_is_never_overdue_by_date(cumbria):
    status = cumbria.actions.with_status(None, today=date(2030, 1, 1))
    assert not status.filter(ongoing=True, is_overdue=True).exists()


@pytest.mark.database
@pytest.mark.parametrize("every", EVERY)
def test_overdue_on_every_day_agrees_with_a_slow_count(cumbria, every):
    """From the day after publication to after the last date, by going through the words one by one.

    Or on the days about each date and the first of each month, between which nothing is due.
    """
    months = dict(
        zip("january february march april may june july august september october november december".split(),
            range(1, 13), strict=True)
    )  # fmt: skip

    def last_day(words: str) -> date | None:
        month, _, year = words.lower().partition(" ")
        if month not in months or not year.isdigit():
            return None
        following = date(int(year) + months[month] // 12, months[month] % 12 + 1, 1)
        return following - timedelta(days=1)

    due = [last_day(words) for words in cumbria.actions.values_list("when_text", flat=True)]
    assert sum(day is not None for day in due) == 51  # all but “Autumn 2019”, which somebody has to confirm
    days = [date(2017, 11, 1) + timedelta(days=n) for n in range(1004)]
    assert days[-1] == date(2020, 7, 31)
    about = {each + timedelta(days=n) for each in due if each for n in (0, 1)}
    for day in days if every else [day for day in days if day.day == 1 or day in about]:
        slow = sum(1 for each in due if each and each < day)
        assert cumbria.actions.with_status(None, today=day).filter(is_overdue=True).count() == slow, day


def test_the_words_are_kept_beside_the_reading(cumbria):
    action = cumbria.actions.get(label="10.1")
    assert action.when_text == "Annually - August and February"
    expected = occurrences(action.timescale_rules[0], start=cumbria.published_on, end=cumbria.ends_on)
    assert [m.due_on for m in action.milestones.all()] == list(expected)
    assert Action.objects.get(plan=cumbria, label="2.1").due_on > cumbria.ends_on
