"""Due, next due and late: worked out the same way in Python and in the database."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import operations
from plans.models import Action
from plans.rules import due
from tests.factories import ActionFactory, PlanFactory, board_team

pytestmark = pytest.mark.database


@dataclass(frozen=True)
class Part:
    due_on: date | None
    done_on: date | None = None
    is_confirmed: bool = True

    @property
    def first_due_on(self):
        return self.due_on if self.is_confirmed else None


days = st.dates(date(2017, 1, 1), date(2020, 12, 31))
parts = st.lists(st.builds(Part, st.none() | days, st.none() | days), max_size=6)
TODAY = date(2018, 4, 9)


@pytest.mark.parametrize(
    ("day", "late"), [(TODAY, 0), (TODAY - timedelta(days=1), 1), (TODAY + timedelta(days=1), 0), (None, 0)]
)
def test_late_begins_the_day_after(day, late):
    assert due.days_late(day, TODAY) == late


def test_work_in_parts_is_next_due_at_its_earliest_open_part():
    november, march = Part(date(2017, 11, 30)), Part(date(2018, 5, 31))
    assert due.next_due(None, [march, november]) == date(2017, 11, 30)
    assert due.missed([march, november], TODAY) == november
    assert due.coming([march, november], TODAY) == march
    done = Part(date(2017, 11, 30), done_on=date(2017, 11, 23))
    assert due.missed([march, done], TODAY) is None
    assert due.next_due(None, [march, done]) == date(2018, 5, 31)


def test_a_day_that_nobody_confirmed_is_no_lateness():
    assert due.missed([Part(date(2017, 11, 30), is_confirmed=False)], TODAY) is None
    assert due.next_due(None, [Part(date(2017, 11, 30), is_confirmed=False)]) == date(2017, 11, 30)


def test_an_event_that_has_not_happened_is_never_late():
    waiting = Part(None)
    assert due.next_due(None, [waiting]) is None
    assert due.missed([waiting], date(2030, 1, 1)) is None


@given(parts, days)
def test_every_open_dated_part_is_missed_or_coming(parts, today):
    open_days = sorted(part.due_on for part in parts if part.due_on and not part.done_on)
    found = [part for part in (due.missed(parts, today), due.coming(parts, today)) if part]
    assert bool(found) == bool(open_days)
    assert due.next_due(None, parts) == (open_days[0] if open_days else None)
    if found:
        assert found[0].due_on == open_days[0]


WORDS = [
    "July 2018",
    "November 2017 & March 2018",
    "January 2018 and ongoing",
    "Annually - August and February",
    "Ongoing",
    "Following each Annual Report",
    "Quarterly ongoing",
    "Early 2018",
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "today", ["2017-11-30", "2017-12-01", "2018-04-09", "2018-08-31", "2018-09-01", "2020-04-01"]
)
def test_the_database_says_the_same(today, on):
    on(today)
    plan = PlanFactory()
    team, day = board_team(plan.board), date.fromisoformat(today)
    for words in WORDS:
        action = ActionFactory(plan=plan, when_text=words)
        first = action.milestones.filter(due_on__lt=today).first()
        if first:
            operations.record_milestone(milestone=first, done_on=first.due_on, by=team)
        row = Action.objects.with_status(None).get(pk=action.pk)
        assert row.is_overdue == (row.days_late(day) > 0), words
        assert row.milestone_missed == (due.missed(row.milestones.all(), day) is not None), words
