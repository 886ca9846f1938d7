"""Quarters: planned, opened for updates, closed."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from lscb.errors import Refused
from lscb.events import audit, guards, locks
from plans.models import Plan, PlanEvent, Quarter
from plans.rules.known import known
from plans.rules.quarters import quarter_dates, year_name
from plans.selectors.quarters import first_quarter
from subgroups.models import Meeting, Person


@transaction.atomic
def add_quarter(
    *,
    plan: Plan,
    year: int,
    number: int,
    by: Person,
    meeting: Meeting | None = None,
    papers_due_on: date | None = None,
) -> Quarter:
    """Plan a quarter: `year` is the calendar year in which the board's year starts, `number` is 1 to 4.

    :raises Refused: outside the plan's years, when it is there already, or for a meeting of another board.
    """
    locks.hold(plan)
    guards.refuse(guards.strangers(plan.board, meeting=meeting))
    starts_on, ends_on = quarter_dates(date(year, plan.board.year_starts_in, 1), number)
    if ends_on < plan.starts_on or starts_on > plan.ends_on:
        raise Refused(f"That quarter lies outside the plan, which runs {plan.years}.")
    name = year_name(date(year, plan.board.year_starts_in, 1))
    same = Q(year=name, number=number) | Q(starts_on__lte=ends_on, ends_on__gte=starts_on)
    if plan.quarters.filter(same).exists():
        raise Refused("That quarter is already there, or one that shares its name or its days.")
    quarter = Quarter(
        plan=plan,
        year=name,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        meeting=meeting,
        papers_due_on=papers_due_on,
    )
    audit.save(quarter, by)
    audit.record(PlanEvent.QUARTER_ADDED, quarter, by=by)
    return quarter


@transaction.atomic
def open_quarter(*, quarter: Quarter, by: Person) -> Quarter:
    """Start collecting updates for `quarter`; the one collected before is closed for updates from now on.

    :raises Refused: when the quarter is closed, or open already.
    """
    locks.hold(quarter)
    if quarter.state == Quarter.State.REPORTED:
        raise Refused(f"{quarter.name} is closed for updates.")
    if quarter.state == Quarter.State.COLLECTING:
        raise Refused(f"{quarter.name} is open already.")
    for other in locks.locked(quarter.plan.quarters.collecting().order_by("pk")):
        other.state = Quarter.State.REPORTED
        audit.save(other, by, ["state"])
    quarter.state = Quarter.State.COLLECTING
    audit.save(quarter, by, ["state"])
    audit.record(PlanEvent.QUARTER_OPENED, quarter, by=by)
    return quarter


@transaction.atomic
def close_quarter(*, quarter: Quarter, by: Person) -> Quarter:
    """Stop collecting updates for `quarter`, with or without a report.

    :raises Refused: when it collects none.
    """
    locks.hold(quarter)
    if quarter.state != Quarter.State.COLLECTING:
        raise Refused(f"{quarter.name} collects no updates.")
    quarter.state = Quarter.State.REPORTED
    audit.save(quarter, by, ["state"])
    audit.record(PlanEvent.QUARTER_CLOSED, quarter, by=by)
    return quarter


@transaction.atomic
def open_first_quarter(*, plan: Plan, by: Person) -> Quarter:
    """Plan and open at once the quarter that a plan starts to collect with: today's, or the nearest to it.

    :raises Refused: when the plan has a quarter.
    """
    locks.hold(plan)
    if plan.quarters.exists():
        raise Refused("The plan has a quarter already.")
    year, number, _ = known(first_quarter(plan))
    quarter = add_quarter(plan=plan, year=year, number=number, by=by)
    return open_quarter(quarter=quarter, by=by)
