"""One day where one day is asked for, in the words in which a plan says when."""

from __future__ import annotations

import re
from datetime import date

from lscb.wording import listed, long_date

from .model import Certainty, Kind, Timescale
from .reader import read_timescale

_ONE_TIME = (Kind.BY_DATE, Kind.BY_MONTH, Kind.BY_SEASON, Kind.BY_QUARTER, Kind.BY_YEAR)
_END = re.compile(r"(?<![a-z])(?:end(?:s|ing)?|last|close|e/?o|eofy|eoy)(?![a-z])", re.IGNORECASE)
_USUAL_STARTS = (4, 1, 9)  # of a board's year: financial, calendar and school year


def one_day(text: str, *, first: bool = False, year_starts_in: int | None = None) -> tuple[date | None, str]:
    """The one day that words of a timescale mean, and how they were read; or None, and why they are none.

    "June 2018" is its last day, as in a timescale, or with `first` its first. Words that a person would be asked
    about, that repeat or go on, or that mean several days are no day. Without `year_starts_in`, the first month of
    the board's year, whatever depends on it ("Q4 2017/18") is none either.
    """
    readings = [
        read_timescale(text, year_starts_in=month)
        for month in (_USUAL_STARTS if year_starts_in is None else (year_starts_in,))
    ]
    days = {_day_of(reading, first=first) for reading in readings}
    day = days.pop()
    if days:
        return None, f"“{_short(text)}” depends on when the year begins."
    reading = readings[0]
    if day is None:
        return None, _why_none(reading)
    if reading.kind == Kind.BY_DATE and reading.certainty == Certainty.SURE:
        return day, ""
    which = "first" if first and day != reading.due_dates[0] else "last"
    of_month = f", the {which} day of the month" if reading.kind == Kind.BY_MONTH else ""
    return day, f"“{_short(text)}” was read as {long_date(day)}{of_month}."


def _day_of(reading: Timescale, *, first: bool) -> date | None:
    if reading.needs_asking or reading.ongoing or reading.rules or reading.kind not in _ONE_TIME:
        return None
    if len(reading.due_dates) != 1 or len(reading.milestones) != 1:
        return None
    day = reading.due_dates[0]
    if not first or reading.kind == Kind.BY_DATE or _says_end(reading):
        return day
    return day.replace(day=1) if reading.kind == Kind.BY_MONTH else reading.starts_on or day


def _says_end(reading: Timescale) -> bool:
    """Whether the words themselves name the last day: "end of June 2018"."""
    return bool(_END.search(reading.text))


def _why_none(reading: Timescale) -> str:
    said, text = reading.explanation, f"“{_short(reading.text)}”"
    if "year is not stated" in said:
        return f"{text} says no year."
    if "not in the calendar" in said:
        return f"{text} is not in the calendar."
    if reading.needs_asking and reading.due_dates:
        meant = [reading, *reading.other_readings]
        days = list(dict.fromkeys(long_date(each.due_dates[0]) for each in meant if each.due_dates))
        return f"{text} can mean {listed(days, 'or')}." if len(days) > 1 else f"{text} can mean several days."
    if reading.due_dates or reading.rules or reading.ongoing or reading.kind == Kind.RECURRING:
        return f"{text} is not one day."
    return ""


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]} …"
