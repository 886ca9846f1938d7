"""The forward plan as a report says it: which reports of the planner are due until the next report. Pure.

What is on the forward plan is read, nothing is worked out again here; what the planner's words leave open (once a
year, in no month) is listed as having no date rather than guessed.
"""

from datetime import date

from dateutil.relativedelta import relativedelta

from reporting.content import Planner, PlannerLine
from reporting.facts import DueReportFacts, Facts, ObligationFacts
from reporting.rules.recurrence import AS_REQUIRED, in_words
from reporting.rules.wording import day, days_late, month


def forward_plan(facts: Facts) -> Planner:
    """Reports due from the day of the position to the next report, reports late, and what has no date."""
    due, late = [], []
    for report in facts.due_reports:
        if report.state == "expected" and report.due_on < facts.today:
            late.append(_due_line(report, days_late((facts.today - report.due_on).days)))
        elif facts.today <= report.due_on <= facts.next_on:
            due.append(_due_line(report, _state(report)))
    on_plan: dict[tuple, list[DueReportFacts]] = {}
    for report in facts.due_reports:
        on_plan.setdefault((report.obligation, report.forum), []).append(report)
    undated, as_required = [], []
    for obligation in facts.obligations:
        if obligation.kind in AS_REQUIRED:
            reports = [
                each for forum in obligation.forums for each in on_plan.get((obligation.id, forum.name), ())
            ]
            to = "; ".join(forum.label for forum in obligation.forums) or "Not stated"
            as_required.append(_line(obligation, to, last_came(reports, facts.today)))
        elif not obligation.is_same:
            undated += [
                _line(obligation, forum.label)
                for forum in obligation.forums
                if (obligation.id, forum.name) not in on_plan
            ]
    due.sort(key=lambda line: (line.on, line.meeting))
    late.sort(key=lambda line: line.on)
    return Planner(tuple(due), tuple(late), tuple(undated), tuple(as_required))


def last_came(reports: list[DueReportFacts], today: date) -> str:
    """What is said of a report that comes as required: when it last came, or that it has not for a year."""
    came = max((each.received_on for each in reports if each.received_on), default=None)
    if came is None:
        return "None recorded"
    if came < today - relativedelta(years=1):
        return f"None for a year; the last came {day(came)}"
    return f"Last came {day(came)}"


def _due_line(report: DueReportFacts, state: str) -> PlannerLine:
    when = day(report.due_on) if report.at_meeting else month(report.due_on)
    heading = f"{report.forum}, {when}"
    if not report.at_meeting:
        heading += ", no meeting recorded"
    elif report.papers_due_on:
        heading += f" (papers due {day(report.papers_due_on)})"
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
        return f"Received {day(report.received_on)}"
    if report.state == "deferred":
        to = f" to {day(report.deferred_to)}" if report.deferred_to else ""
        return f"Deferred{to}: {report.reason}"
    if report.state == "not-needed":
        return f"Not needed this time: {report.reason}"
    return f"Expected, deferred from {day(report.deferred_from)}" if report.deferred_from else "Expected"
