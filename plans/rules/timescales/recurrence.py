"""Dates from recurrence rules (RFC 5545), by python-dateutil."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache

from dateutil.rrule import rrulestr

_PART = re.compile(r"[A-Z]+=[A-Z0-9,+:\-]+\Z")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_DAY_PARTS = ("BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO", "BYEASTER")


_STARTS = re.compile(r"DTSTART(?:;VALUE=DATE)?:(\d{4})(\d\d)(\d\d)\n")


def split_start(rule: str) -> tuple[date | None, str]:
    """The first day that a rule names for itself, None where it names none, and the rule without it.

    Raises ValueError for a day that is not in the calendar.
    """
    match = _STARTS.match(rule)
    if not match:
        return None, rule
    year, month, day = map(int, match.groups())
    return date(year, month, day), rule[match.end() :]


@lru_cache(maxsize=512)
def _parts(rule: str) -> dict[str, str]:
    parts = {}
    for part in rule.strip().upper().removeprefix("RRULE:").split(";"):
        if not _PART.match(part):
            raise ValueError(f"Not a recurrence rule: {rule!r}")
        name, value = part.split("=")
        parts[name] = value
    if parts.get("FREQ") not in _FREQUENCIES:
        raise ValueError(f"A rule recurs daily, weekly, monthly or yearly: {rule!r}")
    if not parts.get("INTERVAL", "1").isdigit() or int(parts.get("INTERVAL", "1")) < 1:
        raise ValueError(f"A rule's interval is a whole number from 1: {rule!r}")
    return parts


def occurrences(rule: str, *, start: date, end: date) -> list[date]:
    """The dates on which a rule falls, from `start` to `end`, both included, in order, each once.

    A rule that names months but no day falls on the last day of those months. A monthly or yearly rule that
    names no day at all repeats the day of `start`; where a month is too short, its last day is used, so that
    every three months from 31 August includes 30 November. A rule with a first day of its own ("DTSTART" on the line in
    front) counts from it and has no date before. Nothing is returned when `end` is before `start`.

    Raises ValueError for a rule that cannot be read.
    """
    return list(_occurrences(rule, start, end))


@lru_cache(maxsize=512)
def _occurrences(rule: str, start: date, end: date) -> tuple[date, ...]:
    own, rule = split_start(rule)
    if own:
        return tuple(day for day in _occurrences(rule, own, end) if day >= start)
    parts = dict(_parts(rule))
    if end < start:
        return ()
    if parts["FREQ"] in ("MONTHLY", "YEARLY") and not any(name in parts for name in _DAY_PARTS):
        if "BYMONTH" in parts:
            parts["BYMONTHDAY"] = "-1"
        elif start.day > 28:
            if parts["FREQ"] == "YEARLY":
                parts["BYMONTH"] = str(start.month)
            parts["BYMONTHDAY"] = ",".join(str(day) for day in range(28, start.day + 1))
            parts["BYSETPOS"] = "-1"
    written = ";".join(f"{name}={value}" for name, value in parts.items())
    first, last = datetime.combine(start, time.min), datetime.combine(end, time.max)
    found: list[date] = []
    for moment in rrulestr(f"RRULE:{written}", dtstart=first):
        if moment > last:
            break
        if not found or found[-1] != moment.date():
            found.append(moment.date())
    return tuple(found)
