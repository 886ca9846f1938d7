"""The forward plan: which reports of the planner are due to which forum, until the next monitoring report. Pure.

What the planner's words fix is placed on a meeting; what they leave open (once a year, in no month) is listed as
having no date rather than guessed.
"""

import re
from datetime import date, datetime

from dateutil.rrule import rrulestr

from reporting.content import Planner, PlannerLine
from reporting.facts import DueReportFacts, Facts, ForumFacts, MeetingFacts, ObligationFacts
from reporting.words import capital, day, month

FREQUENCIES = {
    ("MONTHLY", 1): "Every month",
    ("MONTHLY", 2): "Every two months",
    ("MONTHLY", 3): "Every three months",
    ("MONTHLY", 6): "Twice a year, every six months",
    ("YEARLY", 1): "Once a year",
    ("YEARLY", 2): "Every two years",
}
ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}


def in_words(obligation: ObligationFacts) -> str:
    """How often, never as "bi-": the words a planner's rule stands for."""
    if obligation.kind == "per-meeting":
        every = obligation.every or 1
        return "At each meeting" if every == 1 else f"At every {ORDINALS.get(every, f'{every}th')} meeting"
    if obligation.kind == "recur":
        parts = _parts(obligation.rule)
        words = FREQUENCIES.get(
            (parts.get("FREQ", ""), int(parts.get("INTERVAL", "1"))), f"By rule: {obligation.rule}"
        )
        if months := _months(parts):
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
    due, late, undated, as_required = [], [], [], []
    for report in facts.due_reports:
        line = PlannerLine(
            f"{report.forum}, {day(report.due_on)}",
            day(report.due_on),
            report.due_on,
            report.forum,
            report.what,
            report.provider,
            report.tells,
            report.words,
            _state(report),
        )
        if report.state == "expected" and report.due_on < facts.today:
            late.append(line)
        elif facts.today <= report.due_on <= facts.next_on:
            due.append(line)
    recorded = {(line.on, line.forum, line.what) for line in (*due, *late)}
    for obligation in facts.obligations:
        if obligation.kind in ("event", "condition", "unspecified"):
            to = "; ".join(forum.label for forum in obligation.forums) or "Not stated"
            as_required.append(_line(obligation, "", in_words(obligation), None, to, ""))
            continue
        for forum in obligation.forums:
            lines = _due_lines(obligation, forum, facts)
            if lines is None:
                undated.append(_line(obligation, "", in_words(obligation), None, forum.label, ""))
            else:
                due += [line for line in lines if (line.on, line.forum, line.what) not in recorded]
    due.sort(key=lambda line: (line.on or date.max, line.meeting))
    late.sort(key=lambda line: line.on)
    return Planner(tuple(due), tuple(late), tuple(undated), tuple(as_required))


def _due_lines(obligation: ObligationFacts, forum: ForumFacts, facts: Facts) -> list[PlannerLine] | None:
    """Lines on the forum's meetings; None where no month follows from the words."""
    meetings = [m for m in facts.meetings if m.body == forum.body and m.held_on <= facts.next_on]
    if obligation.kind == "per-meeting":
        if not meetings:
            return None
        if (obligation.every or 1) > 1:
            return [_at(obligation, meetings[0], f"{in_words(obligation)}: at this one or the next")]
        return [_at(obligation, meeting, "") for meeting in meetings]
    parts = _parts(obligation.rule)
    if _months(parts):
        return _in_months(obligation, forum, meetings, facts)
    if parts.get("FREQ") == "MONTHLY" and int(parts.get("INTERVAL", "1")) <= 3 and meetings:
        return [_at(obligation, meetings[0], in_words(obligation))]
    return None


def _in_months(
    obligation: ObligationFacts, forum: ForumFacts, meetings: list[MeetingFacts], facts: Facts
) -> list[PlannerLine]:
    """A rule that names months: at the forum's meeting in each, else in the month itself."""
    start = facts.today.replace(day=1)
    firsts = rrulestr(f"{obligation.rule.removeprefix('RRULE:')};BYMONTHDAY=1", dtstart=_noon(start)).between(
        _noon(start), _noon(facts.next_on), inc=True
    )
    lines = []
    for first in firsts:
        there = [m for m in meetings if (m.held_on.year, m.held_on.month) == (first.year, first.month)]
        if there:
            lines.append(_at(obligation, there[0], ""))
        elif facts.today <= first.date().replace(day=28):
            heading = f"{forum.name}, {month(first.date())}, no meeting recorded"
            last = first.date().replace(day=28)
            lines.append(_line(obligation, heading, month(first.date()), last, forum.name, ""))
    return lines


def _noon(value: date) -> datetime:
    return datetime(value.year, value.month, value.day, 12)


def _at(obligation: ObligationFacts, meeting: MeetingFacts, note: str) -> PlannerLine:
    papers = f" (papers due {day(meeting.papers_due_on)})" if meeting.papers_due_on else ""
    heading = f"{meeting.name}, {day(meeting.held_on)}{papers}"
    return _line(obligation, heading, day(meeting.held_on), meeting.held_on, meeting.name, note)


def _line(
    obligation: ObligationFacts, meeting: str, when: str, on: date | None, forum: str, state: str
) -> PlannerLine:
    return PlannerLine(
        meeting,
        when,
        on,
        forum,
        obligation.what,
        obligation.provider,
        obligation.tells,
        obligation.words,
        ". ".join(filter(None, [state, obligation.note])),
    )


def _parts(rule: str) -> dict[str, str]:
    return dict(re.findall(r"([A-Z]+)=([^;]+)", rule))


def _months(parts: dict[str, str]) -> list[int]:
    return [int(number) for number in parts.get("BYMONTH", "").split(",") if number]


def _state(report: DueReportFacts) -> str:
    if report.state == "received":
        return f"Received {day(report.received_on)}"
    if report.state in ("deferred", "not-needed"):
        return f"{'Deferred' if report.state == 'deferred' else 'Not needed this time'}: {report.reason}"
    return "Expected"
