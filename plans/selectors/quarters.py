"""Which quarter a page is about, and which a plan has still to be given."""

from datetime import date

from dateutil.relativedelta import relativedelta

from lscb import clock
from lscb.wording import long_date
from plans.models import Plan, Quarter
from plans.rules.quarters import quarter_dates, year_name
from subgroups.models import Meeting


def quarter_shown(plan: Plan) -> Quarter | None:
    """The quarter that pages show: the one collected now, else the last one reported, else none."""
    quarters = list(plan.quarters.opened().newest_first())
    collecting = [quarter for quarter in quarters if quarter.state == Quarter.State.COLLECTING]
    return next(iter(collecting or quarters), None)


def quarter_for(plan: Plan, meeting: Meeting) -> Quarter | None:
    """The quarter that a meeting's page is about: the one whose report goes to it, else the one pages show.

    The next quarter may be open by the time a meeting receives the report of the last.
    """
    going = plan.quarters.opened().filter(meeting=meeting).newest_first().first()
    return going or quarter_shown(plan)


def quarter_told(plan: Plan) -> tuple[Quarter | None, str]:
    """The quarter that a paper of the whole plan tells, and in words where that is not the one pages show.

    While nobody has said anything for a quarter just opened, it is the one before: a plan of nothing but silence says
    nothing of where it stands.
    """
    shown = quarter_shown(plan)
    if shown is None or shown.state != Quarter.State.COLLECTING or shown.updates.exists():
        return shown, ""
    before = plan.quarters.opened().filter(starts_on__lt=shown.starts_on).newest_first().first()
    return (before, f"{before.name}; {shown.name} has just opened") if before else (shown, "")


def missing_quarters(plan: Plan, there: set[date]) -> list[tuple[int, int, date]]:
    """Year (in which the board's year starts), number and first day of quarters not `there`, in order."""
    first = date(plan.starts_on.year - 1, plan.board.year_starts_in, 1)
    found = []
    while first <= plan.ends_on:
        for number in range(1, 5):
            starts_on, ends_on = quarter_dates(first, number)
            if ends_on >= plan.starts_on and starts_on <= plan.ends_on and starts_on not in there:
                found.append((first.year, number, starts_on))
        first += relativedelta(years=1)
    return found


def first_quarter(plan: Plan) -> tuple[int, int, date] | None:
    """The quarter a plan starts to collect with: the one of today, else the nearest to it; None if all are there.

    Year in which the board's year starts, number, first day.
    """
    offered = missing_quarters(plan, set(plan.quarters.values_list("starts_on", flat=True)))
    begun = [each for each in offered if each[2] <= clock.today()]
    return begun[-1] if begun else next(iter(offered), None)


def quarter_words(plan: Plan, year: int, number: int) -> str:
    """A quarter that may not be there yet, by name and days: "Q1 2026/27, 1 April to 30 June 2026"."""
    first = date(year, plan.board.year_starts_in, 1)
    starts_on, ends_on = quarter_dates(first, number)
    return f"Q{number} {year_name(first)}, {starts_on.day} {starts_on:%B} to {long_date(ends_on)}"
