"""Lengths of time that are counted from a date: "12 months from April 2025", "within six weeks of 1 May 2025"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from ..known import known
from .dates import LAST_YEAR, Find, last_day
from .lengths import A_UNIT, unit_of
from .model import Certainty, Kind, Precision, worst
from .words import FLAGS, NUMBER_WORDS, STEPS, day_words, number

_LENGTH = (
    rf"(?P<count>\d{{1,3}}|{NUMBER_WORDS}|an?)(?:[ -]|(?<=\d))"
    rf"(?P<unit>{A_UNIT})s?'?(?![a-z])"
)
# What a date was moved by, and how often something is, are no lengths: "extended by 3 months from June".
_NO_LENGTH = r"(?<!by )(?<!ed )(?<!slip )(?<!back )(?<!every )(?<!each )(?<!per )"
_FRONT = re.compile(
    rf"(?<![a-z\d/.,&-]){_NO_LENGTH}(?P<within>(?:with)?in )?{_LENGTH}(?: (?:period|pilot|trial|programme|project|contract|plan|strategy))?,? "
    r"(?P<link>from|of|after|following|starting|beginning|commencing)(?: (?:in|on|from))?"
    r"(?P<end> (?:the )?(?:end|close|last day)(?: of)?)?(?: the)? $",
    FLAGS,
)
_BEHIND = re.compile(
    r"[ ,]{1,2}\(?(?:and )?(?:lasting|running for|for|over)(?: (?:a|the|an initial|about|up to)){0,2}"
    rf"(?: (?:period of|next|following|further|first))? {_LENGTH}(?: (?:period|pilot|trial|only))?\)?(?= ?(?:$|[,.;:)]))",
    FLAGS,
)
_PLUS = re.compile(rf" ?(?:\+|plus) ?(?:a further )?{_LENGTH}", FLAGS)
_ENDS = re.compile(r" ?(?:$|[,.;:)\]]|(?:and|or|then|onwards)(?![a-z]))", FLAGS)
_ANY = re.compile(rf"{A_UNIT}s?'?(?: |,|\)|$)", FLAGS)


def counted(text: str, finds: Sequence[Find]) -> list[Find]:
    """The dates, each from which a length of time is counted made one with it."""
    if not finds or not _ANY.search(text):
        return list(finds)
    return [_counted(text, find) for find in finds]


def _counted(text: str, find: Find) -> Find:
    if behind := _BEHIND.match(text, find.b):
        return _made(find, behind, behind.end(), find.a, text)
    if plus := _PLUS.match(text, find.b):
        return _made(find, plus, plus.end(), find.a, text, later=True)
    front = _FRONT.search(text[max(0, find.a - 60) : find.a])
    if front and (front["within"] or not front["count"].lower().startswith("a")):
        made = _made(find, front, find.b, max(0, find.a - 60) + front.start(), text)
        if not _ENDS.match(text, find.b):  # "3 months after the April 2025 inspection": on which day that was
            made.others = made.others or [replace(find, before="", part="")]
            made.certainty = worst(made.certainty, Certainty.AMBIGUOUS)
        return made
    return find


def _made(find: Find, match: re.Match[str], b: int, a: int, text: str, *, later: bool = False) -> Find:
    """The find with its length: a time of that length, or with `later` the day so long after it."""
    count, unit = number(match["count"]), match["unit"].lower()
    step = STEPS[unit_of(unit)] * count
    groups = match.groupdict()
    link = (groups.get("link") or "").lower()
    whole = replace(find, a=a, b=b, words=text[a:b], before="", part="", is_weak=False)

    def build(of: Find) -> Find:
        if not of.due or not of.start or max(of.due.year, of.start.year) + count > LAST_YEAR:
            return of
        span, after = _span(of, step), _later(of, step)
        if later or link in ("after", "following") or groups.get("end"):
            return after
        if not groups.get("within"):
            return span
        if of.precision == Precision.DAY:
            return after
        return replace(after, certainty=Certainty.AMBIGUOUS, others=[span, replace(after, others=[])])

    if inner := find.in_year:
        return replace(
            whole,
            says=f"{match['count']} {unit}{'s' if count != 1 else ''} counted from {find.says}",
            in_year=lambda year: _within(build(inner(year)), whole),
        )
    return _within(build(find), whole)


def _within(made: Find, whole: Find) -> Find:
    """What is made of a find and its other readings, where its words stand with those of the length."""
    others = [_within(other, whole) for other in made.others]
    return replace(
        made, a=whole.a, b=whole.b, words=whole.words, before="", part="", is_weak=False, others=others
    )


def _span(find: Find, step: relativedelta) -> Find:
    """That long, from its first day."""
    start = known(find.start)
    due = start + step - timedelta(days=1)
    exact = find.precision == Precision.DAY
    return replace(
        find,
        kind=Kind.BY_PERIOD,
        due=due,
        precision=Precision.DAY if exact else Precision.MONTH,
        certainty=worst(find.certainty, Certainty.SURE if exact else Certainty.CONVENTION),
        says=f"{day_words(start)} to {day_words(due)}",
        others=[],
        is_period=True,
        in_year=None,
    )


def _later(find: Find, step: relativedelta) -> Find:
    """So long after its last day; after a month, the last day of another."""
    last = known(find.due)
    due: date = last + step
    if find.precision != Precision.DAY and last == last_day(last.year, last.month) and not step.days:
        due = last_day(due.year, due.month)
    exact = find.precision == Precision.DAY
    return replace(
        find,
        kind=Kind.BY_DATE if exact else Kind.BY_MONTH,
        start=due if exact else due.replace(day=1),
        due=due,
        precision=Precision.DAY if exact else Precision.MONTH,
        certainty=worst(find.certainty, Certainty.CONVENTION),
        says=day_words(due),
        others=[],
        is_period=False,
        in_year=None,
    )
