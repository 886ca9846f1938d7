"""The forward plan as a report says it: which reports of the planner are due until the next report. Pure.

What is on the forward plan is read, nothing is worked out again here; what the planner's words leave open (once a
year, in no month) is listed as having no date rather than guessed.
"""

from datetime import date

from dateutil.relativedelta import relativedelta

from reporting.content import Planner, PlannerLine
from reporting.facts import DueReportFacts, Facts, ObligationFacts
from reporting.recurrence import parts_of
from reporting.words import capital, day, days_late, month

FREQUENCIES = {
    ("MONTHLY", 1): "Every month",
    ("MONTHLY", 2): "Every two months",
    ("MONTHLY", 3): "Every three months",
    ("MONTHLY", 6): "Twice a year, every six months",
    ("YEARLY", 1): "Once a year",
    ("YEARLY", 2): "Every two years",
}
# Kinds of duty that come when something calls for them.
AS_REQUIRED = ("event", "condition", "unspecified")
ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}


def in_words(obligation: ObligationFacts) -> str:
    """How often, never as "bi-": the words a planner's rule stands for."""
    if obligation.kind == "per-meeting":
        every = obligation.every or 1
        return "At each meeting" if every == 1 else f"At every {ORDINALS.get(every, f'{every}th')} meeting"
    if obligation.kind == "recur":
        parts = parts_of(obligation.rule)
        days = [each for each in parts.get("BYMONTHDAY", "").split(",") if each]
        if parts.get("FREQ") == "MONTHLY" and len(days) > 1:
            return "Twice a month" if len(days) == 2 else f"{len(days)} times a month"
        words = FREQUENCIES.get(
            (parts.get("FREQ", ""), int(parts.get("INTERVAL", "1"))), f"By rule: {obligation.rule}"
        )
        if (months := _months(parts)) and len(days) == 1 and days[0].isdigit():
            named = (f"{days[0]} {date(2000, number, 1):%B}" for number in months)
            return f"Every year on {' and '.join(named)}"
        if months:
            words = (
                words.replace("Once a year", "Every year")
                + " in "
                + " and ".join(f"{date(2000, number, 1):%B}" for number in months)
            )
        return words
    if obligation.condition and obligation.condition != "not stated":
        return capital(
            f"after {obligation.condition}" if obligation.kind == "event" else obligation.condition
        )
    return "How often is not stated"


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
        ". ".join(filter(None, [state, report.note])),
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
        ". ".join(filter(None, [state, obligation.note])),
    )


def _months(parts: dict[str, str]) -> list[int]:
    return [int(number) for number in parts.get("BYMONTH", "").split(",") if number]


def _state(report: DueReportFacts) -> str:
    if report.state == "received":
        return f"Received {day(report.received_on)}"
    if report.state == "deferred":
        to = f" to {day(report.deferred_to)}" if report.deferred_to else ""
        return f"Deferred{to}: {report.reason}"
    if report.state == "not-needed":
        return f"Not needed this time: {report.reason}"
    return f"Expected, deferred from {day(report.deferred_from)}" if report.deferred_from else "Expected"
