"""The words in front of and behind a date: before, after, week commencing, early, end of, onwards."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from ..known import known
from .dates import Find, on_day
from .model import Certainty, Kind, Precision, worst
from .words import FLAGS, day_words

START_WORDS = ("from", "since", "not before")


END_WORDS = ("until", "till", "up to")
END_PARTS = ("end", "close", "last day")  # the part of a time that is named


_OPEN = re.compile(r",? ?(?:-|and)? ?(?:on-?wards?|forward|on(?= ?$))", FLAGS)


def opens_something(find: Find, text: str) -> bool:
    """True where the words say when something starts rather than when it is due."""
    if find.is_period and find.before != "after":
        return False
    return find.before == "after" or starts(find.before) or bool(_OPEN.match(text, find.b))


def starts(before: str) -> bool:
    before = before.removeprefix("to ")
    return before in START_WORDS or before.startswith(("start", "beg", "commenc"))


def modify(find: Find) -> None:
    """Applies the words in front of a date: before, after, week commencing, end of, early, mid."""
    before, part = find.before, find.part
    if not find.due:
        inner = find.in_year
        if inner:

            def build(year: int) -> Find:
                found = inner(year)
                found.before, found.part = before, part
                modify(found)
                return found

            find.in_year = build
        return
    if part in END_PARTS:
        if find.certainty == Certainty.CONVENTION or (find.kind == Kind.BY_YEAR and not find.is_period):
            find.certainty = Certainty.SURE if find.kind != Kind.BY_YEAR else Certainty.CONVENTION
            find.others = [] if find.kind != Kind.BY_YEAR else find.others
    elif part and find.precision != Precision.DAY:
        _part(find, part)
    if before in ("before", "prior to") and part not in END_PARTS and known(find.start) > date.min:
        whole = replace(find, others=[])
        day = known(find.start) - timedelta(days=1)
        says = f"{day_words(day)}, the last day allowed"
        _become(find, day, says, Certainty.CONVENTION, [whole])
    elif before == "after" and find.due < date.max:
        find.start = find.due + timedelta(days=1)
    elif (
        before in ("w/c", "wc", "week commencing", "week beginning", "week of")
        and find.precision == Precision.DAY
    ):
        monday = known(find.start)
        friday, sunday = monday + timedelta(days=4), monday + timedelta(days=6)
        others = [on_day(find, sunday), on_day(find, monday)]
        _become(find, friday, f"{day_words(friday)}, the Friday of that week", Certainty.CONVENTION, others)
        find.start, find.is_period = monday, True


def _become(find: Find, day: date, says: str, certainty: Certainty, others: list[Find]) -> None:
    find.kind, find.precision, find.start, find.due = Kind.BY_DATE, Precision.DAY, day, day
    find.says, find.certainty, find.others = says, certainty, others


def _part(find: Find, part: str) -> None:
    """Early, mid and late: the first third, the middle and the end; the beginning is the first day."""
    whole = replace(find, others=[])
    start, due = known(find.start), known(find.due)
    months = max(round((due - start).days / 30.4), 1)
    if part in ("start", "beginning", "first day"):
        _become(find, start, day_words(start), Certainty.CONVENTION, [whole])
    elif part in ("early", "early part", "earliest"):
        day = date(start.year, start.month, 10) if months == 1 else _months_on(start, max(months // 3, 1))
        _become(find, day, f"{day_words(day)}, early in that time", Certainty.AMBIGUOUS, [whole])
    elif part.startswith("mid"):
        day = date(start.year, start.month, 15) if months == 1 else _months_on(start, max(months // 2, 1))
        _become(find, day, f"{day_words(day)}, in the middle of that time", Certainty.AMBIGUOUS, [whole])
    else:
        find.certainty = worst(find.certainty, Certainty.CONVENTION)


def _months_on(start: date, months: int) -> date:
    """The last day of `months` whole months from `start`."""
    return start + relativedelta(months=months) - timedelta(days=1)
