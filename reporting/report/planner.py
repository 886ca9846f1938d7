"""Section 7: which reports of the planner are due at the next meetings.

What is on the forward plan is read, nothing is worked out again here; what the planner's words leave open (once a
year, in no month) is listed as having no date rather than guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from lscb.wording import days_late, long_date, month
from plans.rules.known import known
from reporting.report.rows import Rows
from reporting.rules.recurrence import AS_REQUIRED, in_words


@dataclass(frozen=True)
class ForumFacts:
    """Who receives a report; `body` None for words such as all subgroups."""

    body: int | None
    name: str
    label: str = ""


@dataclass(frozen=True)
class ObligationFacts:
    """One duty of the reporting planner: see reporting.models.Obligation."""

    what: str
    provider: str
    tells: str
    kind: str
    forums: tuple[ForumFacts, ...]
    rule: str = ""
    every: int | None = None
    condition: str = ""
    words: str = ""
    note: str = ""
    id: int = 0
    is_same: bool = False  # another row asks for the same report at the same time


@dataclass(frozen=True)
class DueReportFacts:
    """A report on the forward plan: see reporting.models.DueReport. `papers_due_on` is its meeting's deadline."""

    what: str
    forum: str
    provider: str
    tells: str
    words: str
    due_on: date
    state: str  # expected, received, deferred, not-needed
    received_on: date | None = None
    reason: str = ""
    obligation: int = 0
    at_meeting: bool = True
    papers_due_on: date | None = None
    deferred_from: date | None = None
    deferred_to: date | None = None
    note: str = ""


@dataclass(frozen=True)
class PlannerLine:
    """A report due to a forum; `when` is a day, a month or, for what has no date, how often in words.

    `meeting` is the heading it stands under: forum, day and when its papers are due.
    """

    meeting: str
    when: str
    on: date | None
    forum: str
    what: str
    provider: str
    tells: str
    words: str
    state: str


@dataclass(frozen=True)
class Planner:
    due: tuple[PlannerLine, ...]
    late: tuple[PlannerLine, ...]
    undated: tuple[PlannerLine, ...]
    as_required: tuple[PlannerLine, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.due or self.late or self.undated or self.as_required)


def build(
    rows: Rows, obligations: Iterable[ObligationFacts], due_reports: Sequence[DueReportFacts]
) -> Planner:
    """Reports due from the day of the position to the next report, reports late, and what has no date."""
    today, next_on = rows.facts.today, rows.facts.next_on
    due, late = [], []
    for report in due_reports:
        if report.state == "expected" and report.due_on < today:
            late.append(_due_line(report, days_late((today - report.due_on).days)))
        elif today <= report.due_on <= next_on:
            due.append(_due_line(report, _state(report)))
    on_plan: dict[tuple, list[DueReportFacts]] = {}
    for report in due_reports:
        on_plan.setdefault((report.obligation, report.forum), []).append(report)
    undated, as_required = [], []
    for obligation in obligations:
        if obligation.kind in AS_REQUIRED:
            reports = [
                each for forum in obligation.forums for each in on_plan.get((obligation.id, forum.name), ())
            ]
            to = "; ".join(forum.label for forum in obligation.forums) or "Not stated"
            as_required.append(_line(obligation, to, last_came(reports, today)))
        elif not obligation.is_same:
            undated += [
                _line(obligation, forum.label)
                for forum in obligation.forums
                if (obligation.id, forum.name) not in on_plan
            ]
    due.sort(key=lambda line: (line.on, line.meeting))
    late.sort(key=lambda line: known(line.on))
    return Planner(tuple(due), tuple(late), tuple(undated), tuple(as_required))


def last_came(reports: list[DueReportFacts], today: date) -> str:
    """What is said of a report that comes as required: when it last came, or that it has not for a year."""
    came = max((each.received_on for each in reports if each.received_on), default=None)
    if came is None:
        return "None recorded"
    if came < today - relativedelta(years=1):
        return f"None for a year; the last came {long_date(came)}"
    return f"Last came {long_date(came)}"


def _due_line(report: DueReportFacts, state: str) -> PlannerLine:
    when = long_date(report.due_on) if report.at_meeting else month(report.due_on)
    heading = f"{report.forum}, {when}"
    if not report.at_meeting:
        heading += ", no meeting recorded"
    elif report.papers_due_on:
        heading += f" (papers due {long_date(report.papers_due_on)})"
    return PlannerLine(
        heading,
        when,
        report.due_on,
        report.forum,
        report.what,
        report.provider,
        report.tells,
        report.words,
        _sentences(state, report.note),
    )


def _line(obligation: ObligationFacts, forum: str, state: str = "") -> PlannerLine:
    return PlannerLine(
        "",
        in_words(obligation),
        None,
        forum,
        obligation.what,
        obligation.provider,
        obligation.tells,
        obligation.words,
        _sentences(state, obligation.note),
    )


def _sentences(state: str, note: str) -> str:
    """Both as sentences; a reason that ends the state may have come with its full stop."""
    return f"{state.removesuffix('.')}. {note}" if state and note else state or note


def _state(report: DueReportFacts) -> str:
    if report.state == "received":
        return f"Received {long_date(report.received_on)}"
    if report.state == "deferred":
        to = f" to {long_date(report.deferred_to)}" if report.deferred_to else ""
        return f"Deferred{to}: {report.reason}"
    if report.state == "not-needed":
        return f"Not needed this time: {report.reason}"
    return (
        f"Expected, deferred from {long_date(report.deferred_from)}" if report.deferred_from else "Expected"
    )
