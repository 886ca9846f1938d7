"""The forward plan: which reports of the planner are due to which forum, until the next monitoring report. Pure.

What the planner's words fix is placed on a meeting; what they leave open (once a year, in no month) is listed as
having no date rather than guessed.
"""

import re
from datetime import date, datetime

from dateutil.rrule import rrulestr

from reporting.content import Planner, PlannerLine
from reporting.facts import Facts, MeetingFacts, ObligationFacts
from reporting.words import day, month

FREQUENCIES = {
    ("MONTHLY", 1): "Every month",
    ("MONTHLY", 2): "Every two months",
    ("MONTHLY", 3): "Every three months",
    ("MONTHLY", 6): "Twice a year, every six months",
    ("YEARLY", 1): "Once a year",
    ("YEARLY", 2): "Every two years",
}


def in_words(obligation: ObligationFacts) -> str:
    """How often, never as "bi-": the words a planner's rule stands for."""
    if obligation.kind == "per-meeting":
        every = obligation.every or 1
        return "At each meeting" if every == 1 else f"At every {_ordinal(every)} meeting"
    if obligation.kind == "recur":
        parts = _parts(obligation.rule)
        months = _months(parts)
        words = FREQUENCIES.get(
            (parts.get("FREQ", ""), int(parts.get("INTERVAL", "1"))), f"By rule: {obligation.rule}"
        )
        if months:
            words += " in " + " and ".join(f"{date(2000, m, 1):%B}" for m in months)
        return words
    if obligation.condition and obligation.condition != "not stated":
        return ("After " if obligation.kind == "event" else "") + obligation.condition
    return "How often is not stated"


def forward_plan(facts: Facts) -> Planner:
    """Reports due from the day of the position to the next report, reports late, and what has no date."""
    due, late, undated, as_required = [], [], [], []
    for report in facts.due_reports:
        line = PlannerLine(
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
            as_required.append(_line(obligation, in_words(obligation), None, _forums(obligation), ""))
            continue
        for forum_id, forum in obligation.forums:
            meetings = [m for m in facts.meetings if m.body == forum_id and m.held_on <= facts.next_on]
            lines = _due_lines(obligation, forum, meetings, facts)
            if lines is None:
                undated.append(_line(obligation, in_words(obligation), None, forum, ""))
            else:
                due += [line for line in lines if (line.on, line.forum, line.what) not in recorded]
    due.sort(key=lambda line: (line.on or date.max, line.forum))
    late.sort(key=lambda line: line.on)
    return Planner(tuple(due), tuple(late), tuple(undated), tuple(as_required))


def _due_lines(
    obligation: ObligationFacts, forum: str, meetings: list[MeetingFacts], facts: Facts
) -> list[PlannerLine] | None:
    """Lines on the forum's meetings; None where no day follows from the words."""
    if obligation.kind == "per-meeting":
        if not meetings:
            return None
        if (obligation.every or 1) > 1:
            return [_on(obligation, meetings[0], forum, f"{in_words(obligation)}: at one of these")]
        return [_on(obligation, meeting, forum, "") for meeting in meetings]
    parts = _parts(obligation.rule)
    if months := _months(parts):
        lines = []
        for first in _firsts(obligation.rule, facts):
            if first.month not in months:
                continue
            there = [m for m in meetings if (m.held_on.year, m.held_on.month) == (first.year, first.month)]
            if there:
                lines.append(_on(obligation, there[0], forum, ""))
            elif facts.today <= first.replace(day=28) and first <= facts.next_on:
                lines.append(
                    _line(
                        obligation, f"{month(first)}, no meeting recorded", first.replace(day=28), forum, ""
                    )
                )
        return lines
    every = int(parts.get("INTERVAL", "1"))
    if parts.get("FREQ") == "MONTHLY" and every <= 3 and meetings:
        return [_on(obligation, meetings[0], forum, in_words(obligation))]
    return None


def _firsts(rule: str, facts: Facts) -> list[date]:
    """First days of the months from the position to the next report in which the rule falls."""
    start = facts.today.replace(day=1)
    found = rrulestr(f"{rule.removeprefix('RRULE:')};BYMONTHDAY=1", dtstart=_noon(start)).between(
        _noon(start), _noon(facts.next_on), inc=True
    )
    return [each.date() for each in found]


def _noon(value: date):
    return datetime(value.year, value.month, value.day, 12)


def _on(obligation: ObligationFacts, meeting: MeetingFacts, forum: str, note: str) -> PlannerLine:
    return _line(obligation, day(meeting.held_on), meeting.held_on, forum, note)


def _line(obligation, when: str, on: date | None, forum: str, state: str) -> PlannerLine:
    return PlannerLine(
        when,
        on,
        forum,
        obligation.what,
        obligation.provider,
        obligation.tells,
        obligation.words,
        "; ".join(filter(None, [state, obligation.note])),
    )


def _forums(obligation: ObligationFacts) -> str:
    return "; ".join(words for _, words in obligation.forums) or "Not stated"


def _parts(rule: str) -> dict[str, str]:
    return dict(re.findall(r"([A-Z]+)=([^;]+)", rule))


def _months(parts: dict[str, str]) -> list[int]:
    return [int(number) for number in parts.get("BYMONTH", "").split(",") if number]


def _ordinal(n: int) -> str:
    return {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}.get(n, f"{n}th")


def _state(report) -> str:
    if report.state == "received":
        return f"Received {day(report.received_on)}"
    if report.state in ("deferred", "not-needed"):
        return f"{'Deferred' if report.state == 'deferred' else 'Not needed this time'}: {report.reason}"
    return "Expected"
