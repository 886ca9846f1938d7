"""One date said twice: a quarter with its months in brackets, "Q3 25/26 (Oct-Dec 2025)", or a month with its quarter."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from .dates import Find
from .model import Certainty, Kind
from .modifiers import starts
from .words import FLAGS

_PERIODS = (Kind.BY_QUARTER, Kind.BY_SEASON, Kind.BY_YEAR, Kind.YEAR_OF_PLAN)
_DAYS = (Kind.BY_MONTH, Kind.BY_DATE)
_LED = r"(?:i\.?e\.?,? |= ?|by |to |in |the |ending |ends |end of |end |last day of |(?:up )?to )*"
_OPENS = re.compile(rf"(?: end)? ?[(\[] ?{_LED}", FLAGS)
_BESIDE = re.compile(rf"(?: end)?(?: ?[-:,=/] ?| ){_LED}", FLAGS)
_LABELLED = re.compile(rf"(?: end)? ?[-:,=] ?{_LED}", FLAGS)
_MEETING_OPENS = re.compile(
    r" ?(?P<whose>[a-z][a-z&' -]{0,30} )?[(\[] ?(?P<whose2>[a-z][a-z&'/. -]{0,30}[ :] ?)?", FLAGS
)
_SHUTS = re.compile(r" ?[)\]]", FLAGS)
_RUN = re.compile(r" ?(?:,|and|&|/|-|to|until|through)? ?(?:and )?(?:end of |end )?", FLAGS)

# The finds of one phrase made one: years shared, ranges joined.
Join = Callable[[Sequence[Find]], list[Find]]


def said_once(text: str, finds: list[Find], joined: Join) -> list[Find]:
    """The dates, with those that only say another one in other words taken into it."""
    if len(finds) < 2 or not any(find.kind in _PERIODS or find.kind == Kind.BY_MONTH for find in finds):
        return finds
    found: list[Find] = []
    index = 0
    while index < len(finds):
        run = _run(text, finds, index)
        beside = index + len(run)
        if beside < len(finds):
            inner = _run(text, finds, beside)
            one = _day_of_month(text, run, inner) or _one_of(text, run, inner, joined)
            if one:
                found += one
                index = beside + len(inner)
                continue
        found += run
        index = beside
    return found


def _run(text: str, finds: list[Find], index: int) -> list[Find]:
    """A single period, or the months and days of one phrase."""
    run = [finds[index]]
    for find in finds[index + 1 :]:
        if run[-1].kind not in _DAYS or find.kind not in _DAYS or not _RUN.fullmatch(text, run[-1].b, find.a):
            break
        run.append(find)
    return run


def _day_of_month(text: str, outer: list[Find], inner: list[Find]) -> list[Find] | None:
    """ "June 2024 (12/6/24)" is that day; "June 2024 (Board 12/6/24)" is too, or the month, and asks."""
    month, day = outer[0], inner[0]
    if len(outer) > 1 or len(inner) > 1 or (month.kind, day.kind) != (Kind.BY_MONTH, Kind.BY_DATE):
        return None
    between = _MEETING_OPENS.fullmatch(text, month.b, day.a)
    if (
        not between
        or day.before
        or month.before == "after"
        or starts(month.before)
        or not _SHUTS.match(text, day.b)
    ):
        return None
    if day.in_year and month.due:
        day = day.in_year(month.due.year)
    if not day.due or not month.due or not month.start or not month.start <= day.due <= month.due:
        return None
    a, b = month.a, day.b
    made = replace(day, a=a, b=b, words=text[a:b], before=month.before, part="", others=[])
    if between["whose"] or between["whose2"]:
        made.certainty, made.others = Certainty.AMBIGUOUS, [replace(month, others=[])]
    return [made]


def _one_of(text: str, outer: list[Find], inner: list[Find], joined: Join) -> list[Find] | None:
    """The two as one, where the second stands in brackets behind the first; None where they are two things."""
    bracketed = bool(_OPENS.fullmatch(text, outer[-1].b, inner[0].a)) and bool(
        _SHUTS.match(text, inner[-1].b)
    )
    plain = len(inner) > 1 and outer[0].kind in (Kind.BY_QUARTER, Kind.BY_SEASON)
    labelled = len(inner) == 1 and bool(outer[0].in_year) and outer[0].kind == Kind.BY_QUARTER
    if (
        labelled
        and inner[0].kind in _DAYS
        and inner[0].due
        and _LABELLED.fullmatch(text, outer[-1].b, inner[0].a)
    ):
        plain = True  # "Q3: December 2025"
    if not bracketed and not (plain and _BESIDE.fullmatch(text, outer[-1].b, inner[0].a)):
        return None
    a, b = outer[0].a, inner[-1].b
    if len(outer) == 1 and outer[0].kind in _PERIODS:
        named, days = outer[0], inner
    elif len(inner) == 1 and inner[0].kind in _PERIODS:
        named, days = inner[0], outer
    else:
        return None
    made = _settled(named, days, joined)
    first = outer[0]
    for find in made:
        find.a, find.b, find.words, find.join = a, b, text[a:b], ""
        find.before, find.part = first.before, first.part or find.part
    return made


def _settled(named: Find, days: list[Find], joined: Join) -> list[Find]:
    """`named` is the quarter, season or year, `days` the months or days that say it again."""
    items = joined([replace(find) for find in days])
    last = items[-1]
    if last.due is None:
        return _without_year(named, last, days)
    whole = replace(last, start=items[0].start or last.start, others=[])
    for candidate in _candidates(named, last.due.year):
        if candidate.due == last.due:
            if last.kind == Kind.BY_DATE and len(items) == 1:
                return [replace(last, others=[])]
            return [replace(candidate, others=[], certainty=_plain(candidate))]
    for candidate in _candidates(named, last.due.year):
        within = candidate.start and candidate.due and candidate.start <= last.due <= candidate.due
        if within and last.kind == Kind.BY_DATE and len(items) == 1 == len(days):
            return [replace(last, others=[])]
        if within:
            return [replace(whole, certainty=Certainty.AMBIGUOUS, others=[replace(candidate, others=[])])]
    others = [replace(each, others=[]) for each in (named, *named.others) if each.due]
    if named.in_year and named.kind == Kind.BY_QUARTER and last.kind in (Kind.BY_MONTH, Kind.BY_PERIOD):
        calendar = named.in_year(last.due.year)
        others = [] if _is_calendar(named, last) else [calendar]
    if not others:
        return [replace(whole, certainty=Certainty.CONVENTION)]
    return [replace(whole, certainty=Certainty.AMBIGUOUS, others=others)]


def _without_year(named: Find, last: Find, days: list[Find]) -> list[Find]:
    """Months without a year: they settle which quarter is meant, and the quarter says the year."""
    if not last.in_year:
        return [named]
    if named.in_year:
        sample = named.in_year(2024)
        if sample.due and sample.due.month == last.month:
            return [named]
        return [replace(find) for find in days]
    for candidate in (named, *named.others):
        if candidate.due and last.in_year(candidate.due.year).due == candidate.due:
            return [replace(candidate, others=[], certainty=_plain(candidate))]
    if not named.due or not named.start:
        return [named]
    year = named.due.year if last.month <= named.due.month else named.start.year
    found = last.in_year(year)
    if last.kind == Kind.BY_DATE and len(days) == 1 and found.due and named.start <= found.due <= named.due:
        return [replace(found, others=[])]
    return [replace(found, certainty=Certainty.AMBIGUOUS, others=[replace(named, others=[])])]


def _candidates(named: Find, year: int) -> list[Find]:
    if named.due:
        return [named, *named.others]
    if not named.in_year:
        return []
    found = [named.in_year(each) for each in (year, year - 1)]
    return [*found, *(other for each in found for other in each.others)]


def _is_calendar(named: Find, last: Find) -> bool:
    """Whether the months are those of the calendar's quarter of that number: "Q1 (Jan-Mar 2026)"."""
    digits = re.findall(r"[1-4]", named.says)
    return bool(digits and last.due and last.due.month == 3 * int(digits[0]))


def _plain(find: Find) -> Certainty:
    return Certainty.SURE if find.certainty == Certainty.SURE else Certainty.CONVENTION
