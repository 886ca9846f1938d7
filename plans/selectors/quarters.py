"""Which reporting period a page is about, and which a plan has still to be given."""

from collections.abc import Iterable
from dataclasses import dataclass

from lscb import clock
from lscb.wording import long_date
from plans.models import Plan, Quarter
from plans.rules.rhythm import Reporting, Rhythm, Span
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
    if shown is None or shown.state != Quarter.State.COLLECTING or shown.updates.not_undone().exists():
        return shown, ""
    before = plan.quarters.opened().filter(starts_on__lt=shown.starts_on).newest_first().first()
    return (before, f"{before.name}; {shown.name} has just opened") if before else (shown, "")


def missing_quarters(plan: Plan, there: Iterable[Span] | None = None) -> list[Span]:
    """The periods of a plan's rhythm that are not `there`, in order: those it has, unless others are given."""
    if there is None:
        there = [quarter.span for quarter in plan.quarters.all()]
    return plan.reporting.offered(plan.starts_on, plan.ends_on, there)


def first_quarter(plan: Plan) -> Span | None:
    """The reporting period a plan starts to collect with: the one of today, else the nearest to it; None if all are
    there, or where somebody types its days."""
    offered = missing_quarters(plan)
    begun = [span for span in offered if span.starts_on <= clock.today()]
    return begun[-1] if begun else next(iter(offered), None)


def quarter_words(span: Span) -> str:
    """A reporting period that may not be there yet, by name and days: "Q1 2026/27, 1 April to 30 June 2026"."""
    return f"{span.name}, {days_words(span)}"


def days_words(span: Span) -> str:
    """From which day to which: "1 April to 30 June 2026"."""
    first = f"{span.starts_on.day} {span.starts_on:%B}"
    year = "" if span.starts_on.year == span.ends_on.year else f" {span.starts_on.year}"
    return f"{first}{year} to {long_date(span.ends_on)}"


@dataclass(frozen=True)
class RhythmChange:
    """What another rhythm would do to a plan: reporting periods that stay as they are, those that go because nobody
    has opened them, and those that would be offered after."""

    stay: list[Quarter]
    go: list[Quarter]
    follow: list[Span]


def rhythm_change(plan: Plan, wanted: Reporting) -> RhythmChange:
    """One query."""
    quarters = list(plan.quarters.select_related("meeting__body").order_by("starts_on"))
    days = {(span.starts_on, span.ends_on) for span in wanted.between(plan.starts_on, plan.ends_on)}
    go = [
        quarter
        for quarter in quarters
        if quarter.state == Quarter.State.PLANNED
        and wanted.rhythm is not Rhythm.TYPED
        and (quarter.starts_on, quarter.ends_on) not in days
    ]
    stay = [quarter for quarter in quarters if quarter not in go]
    follow = wanted.offered(plan.starts_on, plan.ends_on, [quarter.span for quarter in stay])
    last = max((quarter.starts_on for quarter in stay), default=plan.starts_on)
    return RhythmChange(stay, go, [span for span in follow if span.ends_on > last])
