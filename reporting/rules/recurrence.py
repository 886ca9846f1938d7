"""How often a report is owed: in words, and as due days from the rule and the forum's meetings.

A rule names windows: every March is a month, quarterly a quarter of the board's year. A report is due at the
forum's first meeting in the window; where none is held then, at the next one before the following window, at most
three months on; where there is none either, on the window's last day and at no meeting, for a person to see to.

Nothing is due for what is reported as required or after an event, nor where the words leave the month open ("twice
a year", "annually"): such a month is asked for, not guessed.

Every occurrence has a slot, which stays the same when meetings move: what was recorded of it is found again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol

from dateutil.relativedelta import relativedelta

from lscb.wording import long_date
from lscb.words import capital
from plans.rules.timescales import occurrences, split_start

PER_MEETING, RECURRING = "per-meeting", "recur"
# Kinds of duty that come when something calls for them.
AS_REQUIRED = ("event", "condition", "unspecified")
REACH = relativedelta(months=3)
_ONE_DAY = timedelta(days=1)
_DAY_PARTS = ("BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO", "BYEASTER")


class SaysHowOften(Protocol):
    """What says how often a report is owed, such as a duty of the planner: kind and rule as in `Frequency`."""

    @property
    def kind(self) -> str: ...

    @property
    def rule(self) -> str: ...

    @property
    def every(self) -> int | None: ...

    @property
    def condition(self) -> str: ...


@dataclass(frozen=True)
class Frequency:
    """How often a report is owed: `rule` is an RFC 5545 line, `every` counts meetings, `condition` is what it waits
    for."""

    kind: str
    rule: str = ""
    every: int | None = None
    condition: str = ""


@dataclass(frozen=True)
class MeetingDay:
    """A meeting of the forum; `id` is whatever tells it from the others when its day changes."""

    id: int
    on: date
    cancelled: bool = False


@dataclass(frozen=True)
class Occurrence:
    """One time a report is due; `meeting` is None where the forum holds none that fits."""

    slot: str
    due_on: date
    meeting: int | None = None


@dataclass(frozen=True)
class _Window:
    slot: str
    first: date
    last: date


def parts_of(rule: str) -> dict[str, str]:
    """The parts of an RFC 5545 line: {"FREQ": "YEARLY", "BYMONTH": "3"}; its own first day is none of them."""
    _, rule = split_start(rule)
    parts = (part.partition("=") for part in rule.strip().upper().removeprefix("RRULE:").split(";"))
    return {name: value for name, _, value in parts if value}


def fixes_dates(frequency: Frequency) -> bool:
    """Whether due days follow from the words and the forum's meetings."""
    if frequency.kind == PER_MEETING:
        return True
    return frequency.kind == RECURRING and not _leaves_month_open(parts_of(frequency.rule))


def occurrences_of(
    frequency: Frequency, meetings: Iterable[MeetingDay], *, first: date, last: date, year_starts_in: int = 4
) -> tuple[Occurrence, ...]:
    """Every time a report is due from `first` to `last`, both included: in order, each slot and each day once.

    `meetings` are the forum's, in any order; those outside the days count for nothing. `year_starts_in` is the
    first month of the board's year, from which quarters and every second month are counted.

    :raises ValueError: for a rule that cannot be read.
    """
    if last < first or not fixes_dates(frequency):
        return ()
    days = sorted((m for m in meetings if first <= m.on <= last), key=lambda m: (m.on, m.id))
    if frequency.kind == PER_MEETING:
        return _at_meetings(days, frequency.every or 1)
    held = [meeting for meeting in days if not meeting.cancelled]
    windows = _windows(frequency.rule, first, last, year_starts_in)
    found = []
    for position, window in enumerate(windows):
        if window.last < first or window.first > last:
            continue
        following = windows[position + 1].first if position + 1 < len(windows) else date.max
        found.append(_in_window(window, following, held, last))
    return tuple(found)


def _leaves_month_open(parts: dict[str, str]) -> bool:
    if "BYMONTH" in parts or any(name in parts for name in _DAY_PARTS):
        return False
    interval = int(parts.get("INTERVAL", "1"))
    return parts.get("FREQ") == "YEARLY" or (parts.get("FREQ") == "MONTHLY" and interval > 3)


def _at_meetings(days: list[MeetingDay], every: int) -> tuple[Occurrence, ...]:
    """Every nth meeting from the first; one that is cancelled hands over to the next before the following turn."""
    found = []
    for turn in range(0, len(days), every):
        planned = days[turn]
        slot = f"meeting {planned.id}"
        stand_in = next((each for each in days[turn : turn + every] if not each.cancelled), None)
        if stand_in:
            found.append(Occurrence(slot, stand_in.on, stand_in.id))
        elif every > 1 and turn + every >= len(days):
            found.append(Occurrence(slot, planned.on))
    return tuple(found)


def _in_window(window: _Window, following: date, held: list[MeetingDay], last: date) -> Occurrence:
    until = min(following - _ONE_DAY, window.last + REACH)
    if window.first == window.last:  # the words name the day: no other will do
        until = window.last
    for meeting in held:
        if window.first <= meeting.on <= until:
            return Occurrence(window.slot, meeting.on, meeting.id)
    return Occurrence(window.slot, min(window.last, last))


def _windows(rule: str, first: date, last: date, year_starts_in: int) -> list[_Window]:
    """The days a rule names, in order, from the year that holds `first` to one window after `last`.

    A rule that ends has a window for each time that it begins until then, the last one too.
    """
    parts = parts_of(rule)
    if "UNTIL" in parts:
        until = date.fromisoformat(parts["UNTIL"][:8])
        goes_on = _windows(re.sub(r";UNTIL=\w+", "", rule, flags=re.IGNORECASE), first, last, year_starts_in)
        return [window for window in goes_on if window.first <= until]
    start = date(first.year - (first.month < year_starts_in), year_starts_in, 1)
    end = last + relativedelta(years=int(parts.get("INTERVAL", "1")) + 1)
    named = occurrences(rule, start=start, end=end)
    month_ends = parts.get("BYMONTHDAY", "-1") == "-1" and not any(
        name in parts for name in _DAY_PARTS if name != "BYMONTHDAY"
    )
    if month_ends and ("BYMONTH" in parts or "BYMONTHDAY" in parts):
        return [_Window(f"{day:%Y-%m}", day.replace(day=1), day) for day in named]
    if any(name in parts for name in _DAY_PARTS):
        return [_Window(day.isoformat(), day, day) for day in named]
    style = "%Y-%m" if parts["FREQ"] == "MONTHLY" else "%Y-%m-%d"
    return [_Window(f"{day:{style}}", day, following - _ONE_DAY) for day, following in pairwise(named)]


# --- In words -----------------------------------------------------------------------------------------------


FREQUENCIES = {
    ("MONTHLY", 1): "Every month",
    ("MONTHLY", 2): "Every two months",
    ("MONTHLY", 3): "Every three months",
    ("MONTHLY", 6): "Twice a year, every six months",
    ("YEARLY", 1): "Once a year",
    ("YEARLY", 2): "Every two years",
}
ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}


def in_words(duty: SaysHowOften) -> str:
    """How often, never as "bi-": the words a planner's rule stands for."""
    if duty.kind == "per-meeting":
        every = duty.every or 1
        return "At each meeting" if every == 1 else f"At every {ORDINALS.get(every, f'{every}th')} meeting"
    if duty.kind == "recur":
        parts = parts_of(duty.rule)
        starts, rule = split_start(duty.rule)
        if starts or "UNTIL" in parts:
            whole = in_words(Frequency(RECURRING, re.sub(r";UNTIL=\w+", "", rule, flags=re.IGNORECASE)))
            since = f", from {long_date(starts)}" if starts else ""
            until = f", until {long_date(date.fromisoformat(parts['UNTIL'][:8]))}" if "UNTIL" in parts else ""
            return f"{whole}{since}{until}"
        days = [each for each in parts.get("BYMONTHDAY", "").split(",") if each]
        if parts.get("FREQ") == "MONTHLY" and len(days) > 1:
            return "Twice a month" if len(days) == 2 else f"{len(days)} times a month"
        words = FREQUENCIES.get(
            (parts.get("FREQ", ""), int(parts.get("INTERVAL", "1"))), f"By rule: {duty.rule}"
        )
        if (months := _months_of(parts)) and len(days) == 1 and days[0].isdigit():
            named = (f"{days[0]} {date(2000, number, 1):%B}" for number in months)
            return f"Every year on {' and '.join(named)}"
        if months:
            words = (
                words.replace("Once a year", "Every year")
                + " in "
                + " and ".join(f"{date(2000, number, 1):%B}" for number in months)
            )
        return words
    if duty.condition and duty.condition != "not stated":
        return capital(f"after {duty.condition}" if duty.kind == "event" else duty.condition)
    return "How often is not stated"


def _months_of(parts: dict[str, str]) -> list[int]:
    return [int(number) for number in parts.get("BYMONTH", "").split(",") if number]
