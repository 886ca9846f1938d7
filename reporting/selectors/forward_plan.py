"""The forward plan of one board year as read: months by forum, next meetings, what is late, and what to ask.

A fixed number of queries, whatever the number of groups, meetings and reports.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from lscb import clock
from lscb.ordering import by_letters
from lscb.wording import days_late, long_date, month
from plans.models import Plan
from plans.rules.rhythm import year_name
from reporting.models import DueReport, Obligation
from reporting.rules.recurrence import AS_REQUIRED
from reporting.selectors.due_reports import board_year, changes_for, years_of
from reporting.selectors.planner import Duty, PlannerRow, planned_reports, rows_of
from subgroups.models import Body, Meeting


@dataclass(frozen=True)
class Line:
    """A report on the forward plan in words. `mark` says its state in a word or two, and never by colour."""

    due: DueReport
    what: str
    provider: str
    mark: str
    is_late: bool
    conflict: str

    @property
    def when(self) -> str:
        """Its meeting's day, or the month it is due in."""
        if self.due.meeting_id:
            return long_date(self.due.due_on)
        return month(self.due.due_on)

    @property
    def day_of_month(self) -> str:
        """The day in a table of months; a dash where no meeting fixes it."""
        return str(self.due.due_on.day) if self.due.meeting_id else "–"


@dataclass(frozen=True)
class MeetingAhead:
    """The next meeting of a body, when its papers are due, and what is due at it."""

    meeting: Meeting
    lines: tuple[Line, ...]

    @property
    def papers_passed(self) -> bool:
        return self.meeting.papers_deadline < clock.today()


@dataclass(frozen=True)
class Open:
    """A duty that no day follows from: as required, or in a month that the words leave open.

    `came` says when a report as required last came; `has_not_come` that a year has gone by without one.
    """

    duty: Duty
    provider: str
    came: str
    has_not_come: bool = False


@dataclass(frozen=True)
class ForwardPlan:
    """One board year of the forward plan, from `first` to `last`."""

    plan: Plan
    first: date
    last: date
    body: Body | None
    years: tuple[tuple[int, str], ...]
    forums: tuple[Body, ...]
    months: tuple[tuple[date, tuple[tuple[Line, ...], ...]], ...]
    late: tuple[Line, ...]
    meetings: tuple[MeetingAhead, ...]
    conflicts: tuple[tuple[Duty, Duty | None], ...]
    as_required: tuple[Open, ...]
    undated: tuple[Open, ...]
    unmet: int  # due at no meeting
    out_of_step: int

    @property
    def year(self) -> str:
        return year_name(self.first)

    @property
    def lines(self) -> list[Line]:
        """Every report of the year by its day."""
        found = [line for _, cells in self.months for cell in cells for line in cell]
        return sorted(found, key=lambda line: (line.due.due_on, line.due.forum.position, line.due.pk))


def forward_plan_of(
    person, plan: Plan, *, starting: int | None = None, body: Body | None = None
) -> ForwardPlan:
    """The forward plan of one of the board's years; with `body` only what that one provides or receives."""
    first, last = board_year(plan, starting)
    rows = rows_of(planned_reports(person, plan))
    if body:
        rows = [row for row in rows if row.concerns(body)]
    by_report = {row.report.pk: row for row in rows}
    everything = [
        line_of(due)
        for due in DueReport.objects.visible_to(person).of_plan(plan).with_words()
        if body is None or due.forum_id == body.pk or _provides(by_report.get(_report(due)), body)
    ]
    shown = [line for line in everything if first <= line.due.due_on <= last]
    forums = sorted(
        {line.due.forum for line in shown}, key=lambda forum: (forum.position, by_letters(forum.name))
    )
    return ForwardPlan(
        plan=plan,
        first=first,
        last=last,
        body=body,
        years=years_of(plan),
        forums=tuple(forums),
        months=tuple(_months(first, shown, forums)),
        late=tuple(line for line in everything if line.is_late),
        meetings=tuple(_meetings(person, plan, everything, body)),
        conflicts=tuple(_conflicts(rows)),
        as_required=tuple(_open(rows, everything, as_required=True)),
        undated=tuple(_open(rows, everything, as_required=False)),
        unmet=sum(
            line.due.meeting_id is None and line.due.state == DueReport.State.EXPECTED for line in shown
        ),
        out_of_step=len(changes_for(plan, first=max(first, plan.starts_on), last=min(last, plan.ends_on))),
    )


def due_lines(reports: Iterable[DueReport]) -> list[Line]:
    """Due reports, read `with_words`, as lines in their order."""
    return [line_of(due) for due in reports]


def line_of(due: DueReport) -> Line:
    """A due report, read `with_words`, as a line."""
    conflict = due.obligation.conflicts_with
    return Line(
        due=due,
        what=due.what,
        provider=due.obligation.planned_report.provided_by or "Not stated",
        mark=_mark(due),
        is_late=due.is_late,
        conflict=f"“{conflict}” asks for the same report at another time." if conflict else "",
    )


def _mark(due: DueReport) -> str:
    if due.state == DueReport.State.RECEIVED:
        return f"Received {long_date(due.received_on)}"
    if due.state == DueReport.State.DEFERRED:
        return f"Deferred to {long_date(due.deferred_to)}" if due.deferred_to else "Deferred"
    if due.state == DueReport.State.NOT_NEEDED:
        return "Not needed this time"
    if due.is_late:
        return days_late((clock.today() - due.due_on).days).capitalize()
    if due.papers_are_late:
        return f"Papers {days_late((clock.today() - due.papers_due_on).days)}"
    if due.meeting_id is None:
        return "No meeting recorded"
    return f"Deferred from {long_date(due.deferred_from.due_on)}" if due.deferred_from else "Expected"


def _report(due: DueReport) -> int:
    return due.obligation.planned_report_id


def _provides(row: PlannerRow | None, body: Body) -> bool:
    return row is not None and row.is_provided_by(body)


def _months(first: date, lines: list[Line], forums: list[Body]):
    """Twelve months, each with a cell a forum."""
    for number in range(12):
        begins = first + relativedelta(months=number)
        there = [
            line
            for line in lines
            if (line.due.due_on.year, line.due.due_on.month) == (begins.year, begins.month)
        ]
        yield begins, tuple(tuple(line for line in there if line.due.forum == forum) for forum in forums)


def _meetings(person, plan: Plan, lines: list[Line], body: Body | None):
    """The next meeting of each body, soonest first; with `body` those at which it has something to do."""
    next_ones: dict[int, Meeting] = {}
    for meeting in (
        Meeting.objects.visible_to(person).to_come().filter(body__board=plan.board_id).select_related("body")
    ):
        next_ones.setdefault(meeting.body_id, meeting)
    at: dict[int, list[Line]] = {}
    for line in lines:
        at.setdefault(line.due.meeting_id, []).append(line)
    for meeting in next_ones.values():
        if body is None or meeting.body_id == body.pk or meeting.pk in at:
            yield MeetingAhead(meeting, tuple(at.get(meeting.pk, ())))


def _conflicts(rows: Iterable[PlannerRow]):
    """Pairs of duties that ask for one report at two times, each pair once."""
    duties = [duty for row in rows for duty in row.duties]
    seen = set()
    for duty in duties:
        other = duty.obligation.conflicts_with
        if other is None or frozenset((duty.report.pk, other.pk)) in seen:
            continue
        seen.add(frozenset((duty.report.pk, other.pk)))
        back = next(
            (
                each
                for each in duties
                if each.report.pk == other.pk
                and each.obligation.conflicts_with_id in (duty.report.pk, None)
                and each.obligation.kind == duty.obligation.kind
            ),
            None,
        )
        yield duty, back


def _open(rows: Iterable[PlannerRow], lines: list[Line], *, as_required: bool):
    """Duties without a day on the plan; those as required with when they last came."""
    a_year_ago = clock.today() - relativedelta(years=1)
    on_plan: dict[int, list[DueReport]] = {}
    for line in lines:
        on_plan.setdefault(line.due.obligation_id, []).append(line.due)
    for row in rows:
        provider = row.report.provided_by or "Not stated"
        for duty in row.duties:
            reports = on_plan.get(duty.obligation.pk, [])
            if as_required and duty.obligation.kind in AS_REQUIRED:
                came = max((due.received_on for due in reports if due.received_on), default=None)
                yield Open(
                    duty,
                    provider,
                    f"Last came {long_date(came)}" if came else "",
                    has_not_come=(came or row.report.plan.starts_on) < a_year_ago,
                )
            elif not as_required and not reports and _is_dated_kind(duty.obligation):
                yield Open(duty, provider, "")


def _is_dated_kind(obligation: Obligation) -> bool:
    return obligation.kind not in AS_REQUIRED and not obligation.same_as_id
