"""Finds the date expressions in a text, and builds each by its form."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from .dates import (
    MOST_DATES,
    Find,
    Setting,
    day_find,
    exact,
    feast_find,
    half_find,
    kind_of_year,
    month_find,
    numbered_term_find,
    on_day,
    one_year,
    plan_end_find,
    plan_year_find,
    quarter_find,
    quarter_of_plan_year,
    season_find,
    short_find,
    weekday_note,
    year_end_find,
    year_find,
    yearless,
)
from .model import Certainty, Kind, Precision
from .patterns import BEFORE, PATTERN
from .words import FLAGS, ORDINALS, day_words, full_year, month_number, number

_DAY = re.compile(r"\d{1,2}")
_JOIN = re.compile(r"(?P<j>[,&/-]|and|to|or)")
_SEASON_FOLLOWS = re.compile(
    r" ?(?:[/&,+-]|and|to|or) ?(?:the )?(?:spring|summer|autumn|winter)(?P<term>[ -]terms?)?(?![a-z])", FLAGS
)
_HALF_OF = re.compile(r"(?<![a-z\d])(?P<nth>first|second|1st|2nd) half of (?:the )?$", FLAGS)
_MODAL = re.compile(
    r"(?: (?:be|not|need|have|also|want|require|include|result|lead|vary|change|take|arise)\b)", FLAGS
)


def _is_month(word: str, text: str, a: int, b: int, before: str) -> bool:
    """False for the verbs may and march, and for small abbreviations that only look like a month."""
    bare, capital = word.lower(), word[0].isupper()
    leads = not text[:a].strip(" ;:,.-(")
    if bare == "may":
        if _MODAL.match(text, b):
            return False
        joined = text[:a].rstrip()[-4:].lower().endswith((",", "&", "/", "-", " and", " or", " to", "(", ":"))
        ends = not text[b:].strip(" ;:,.-)") or bool(
            re.match(r" ?(?:[,&/)-]|and\b|or\b|to\b)", text[b:], FLAGS)
        )
        return bool(before) or (capital and (joined or ends)) or (leads and b == len(text))
    return capital or bool(before) or leads or (len(bare) > 4 and bare != "march") or bare in ("june", "july")


def _finds(match: re.Match[str], text: str, setting: Setting) -> Iterator[Find]:
    group = match.groupdict("")
    a, b = match.span()
    blank = Find(a, b, match[0], Kind.BY_DATE, Precision.DAY)
    prefix = text[max(0, a - 60) : a]
    led = BEFORE.search(prefix) if prefix else None
    if led:
        blank.before = (led["before"] or "").lower().removesuffix(" and including")
        blank.part = (
            (led["part"] or "").lower().removesuffix(" of").removesuffix("-of").removesuffix(" in").strip()
        )
        if blank.part in ("e/o", "eo"):
            blank.part = "end"
    weekday = led["weekday"] if led else None
    for find in _built(match, group, blank, text, setting):
        if weekday:
            weekday_note(find, weekday)
        yield find


def _built(
    match: re.Match[str], group: dict[str, str], blank: Find, text: str, setting: Setting
) -> Iterator[Find]:
    a, b = blank.a, blank.b
    if group["iso"]:
        yield exact(blank, int(group["iso_y"]), int(group["iso_m"]), int(group["iso_d"]))
    elif group["dmy"]:
        day, month, year = int(group["dmy_d"]), int(group["dmy_m"]), full_year(group["dmy_y"])
        if month > 12 and 1 <= day <= 12:
            find = exact(blank, year, day, month)
            if not find.is_impossible:
                find.certainty, find.note = Certainty.AMBIGUOUS, "with the month written first"
            yield find
            return
        find = exact(blank, year, month, day)
        if not find.is_impossible and day <= 12 and day != month:
            find.certainty = Certainty.CONVENTION
            find.others = [
                on_day(find, date(year, day, month), f"{day_words(date(year, day, month))}, month first")
            ]
        yield find
    elif group["days"]:
        days = [int(day) for day in _DAY.findall(group["days_d"])]
        joins = [join["j"] for join in _JOIN.finditer(group["days_d"])] + [""]
        written = full_year(group["days_y"].strip("'")) if group["days_y"] else None
        for day, join in zip(days, joins, strict=False):
            find = day_find(replace(blank, others=[]), day, month_number(group["days_m"]), written)
            find.join = join
            yield find
    elif group["us"]:
        month, written = month_number(group["us_m"]), int(group["us_y"]) if group["us_y"] else None
        if (
            group["us_m"].lower() in ("may", "march")
            and not written
            and not _is_month(group["us_m"], text, a, b, "on")
        ):
            return
        yield day_find(blank, int(group["us_d"]), month, written)
    elif group["my"]:
        yield from _month_year(group, blank, text)
    elif group["num_my"]:
        yield month_find(blank, int(group["nmy_m"]), int(group["nmy_y"]))
    elif group["ym"]:
        year, month = int(group["ym_y"]), int(group["ym_m"])
        find = month_find(blank, month, year)
        if month > year % 100:
            period = year_find(replace(blank, others=[]), f"{year}-{month:02d}", "", setting)
            other, find = (find, period) if month == year % 100 + 1 else (period, find)
            find.certainty = Certainty.AMBIGUOUS
            find.others = [other]
        yield find
    elif group["q"]:
        yield from _quarters(match, group, blank, setting)
    elif group["h"]:
        half = (
            2
            if (group["h_n"] or group["h_n2"] or group["h_nth"]).lower() in ("2", "two", "2nd", "second")
            else 1
        )
        span = group["h_s1"] or group["h_s2"]
        named = kind_of_year(match[0])
        said = f"the {'first' if half == 1 else 'second'} half of a year"
        blank.kind, blank.precision, blank.says = Kind.BY_QUARTER, Precision.QUARTER, said
        if span:
            yield half_find(blank, half, *one_year(span), setting, named)
        elif group["h_n"]:
            yield yearless(blank, lambda empty, year: half_find(empty, half, year, year + 1, setting))
    elif group["season"]:
        season = group["s_w"].lower()
        following = _SEASON_FOLLOWS.match(text, b)
        is_term = group["s_t"] or group["s_t2"] or (following and following["term"])
        term = (
            f"half {group['s_n']}"
            if group["s_n"]
            else "half term"
            if group["s_h"]
            else "term"
            if is_term
            else ""
        )
        if term == "term" and (half_of := _HALF_OF.search(text[max(0, a - 24) : a])):
            term = f"half {2 if half_of['nth'][0].lower() in 's2' else 1}"
        span = group["s_s1"] or group["s_s2"]
        blank.kind, blank.precision, blank.says = Kind.BY_SEASON, Precision.SEASON, group["season"].lower()
        if span:
            first, second = one_year(span)
            find = season_find(blank, season, term, first, second)
            if season == "summer" and second > first and kind_of_year(match[0]) == "financial":
                find.certainty = Certainty.AMBIGUOUS
                find.others.append(season_find(replace(find, others=[]), season, term, first, first))
            yield find
        elif blank.before or group["s_w"][0].isupper() or b - a == len(text) or following:
            blank.certainty = Certainty.AMBIGUOUS
            yield yearless(blank, lambda empty, year: season_find(empty, season, term, year, year))
    elif group["t"]:
        yield numbered_term_find(blank, int(group["t_n"]), *one_year(group["t_s1"] or group["t_s2"]))
    elif group["py"]:
        if group["py_nth"]:
            word = group["py_nth"].lower()
            if word in ("final", "last"):
                yield plan_end_find(blank, False, setting)
                return
            first = last = ORDINALS[word]
        else:
            first = number(group["py_n"] or group["py_n3"])
            last = number(group["py_n2"]) if group["py_n2"] else first
        blank.is_weak = not (group["py_of"] or group["py_of2"])
        find = plan_year_find(replace(blank), first, last, setting)
        if span := group["py_s1"] or group["py_s2"]:
            find = _year_beside(find, year_find(replace(blank), span, "", setting))
        yield find
    elif group["plan_end"]:
        yield plan_end_find(blank, bool(group["plan_life"]), setting)
    elif group["feast"]:
        name = group["feast"].lower()
        blank.says = name.capitalize()
        if group["feast_y"]:
            yield feast_find(blank, name, int(group["feast_y"]))
        else:
            yield yearless(blank, lambda empty, year: feast_find(empty, name, year))
    elif group["year_end"]:
        kind = kind_of_year(group["year_end_kind"] or group["year_end_kind2"])
        blank.kind, blank.precision = Kind.BY_YEAR, Precision.YEAR
        blank.says = f"the end of the {kind or 'financial'} year"
        if span := group["ye_s"]:
            first, second = one_year(span)
            if second > first or not group["year_end_kind2"].strip():
                find = year_find(blank, span, kind, setting)
                find.part, find.is_weak = "end" if second > first else find.part, False
            else:
                find = year_end_find(blank, kind, first, setting)
            yield find
            return
        yield yearless(blank, lambda empty, year: year_end_find(empty, kind, year, setting))
    elif group["short"]:
        yield from _short(group, blank, text, setting)
    elif span := group["ny_1"] or group["ny_2"] or group["ny_3"]:
        find = year_find(blank, span, kind_of_year(group["ny_k"] or group["ny_k2"]), setting)
        find.is_weak = False
        if group["ny_k2"].lower().endswith("end"):
            find.part = "end"
        yield find
    elif group["y"]:
        yield year_find(blank, group["y"], kind_of_year(group["y_k"]), setting)


def _quarters(match: re.Match[str], group: dict[str, str], blank: Find, setting: Setting) -> Iterator[Find]:
    """A quarter, or two that share a year: "Q1-2 25/26"."""
    which = group["q_n"] or group["q_nth"]
    count = ORDINALS.get(which.lower()) or number(re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", which.lower()))
    span, of_plan = group["q_s1"] or group["q_s2"], group["q_py1"] or group["q_py2"]
    named = kind_of_year(match[0][: match.start("q") - blank.a] + group["q_of"])
    blank.kind, blank.precision = Kind.BY_QUARTER, Precision.QUARTER
    if group["q_end"]:
        blank.part = "end"
    counts = [count, int(group["q_n2"])] if group["q_n2"] else [count]
    for turn, count in enumerate(counts):
        find = replace(blank, others=[], says=f"quarter {count}", join="" if turn else group["q_j"])
        if of_plan:
            yield quarter_of_plan_year(find, count, int(of_plan), setting)
        elif span:
            yield quarter_find(find, count, *one_year(span), setting, named=named)
        else:
            yield yearless(find, partial(_quarter_in, count, setting))


def _quarter_in(count: int, setting: Setting, empty: Find, year: int) -> Find:
    return quarter_find(empty, count, year, year + 1, setting)


def _short(group: dict[str, str], blank: Find, text: str, setting: Setting) -> Iterator[Find]:
    one, two = int(group["short_1"]), int(group["short_2"] or group["short_3"])
    stands_alone = blank.b == len(text) and (not blank.a or blank.before or blank.part)
    if group["short_3"] and not (two == one + 1 and two > 12):
        return
    led = (
        blank.before
        or blank.part
        or re.search(
            r"(?:^|[ (])(?:to|into|quarterly|monthly|termly|annually|quarter|month|half[ -]year(?:ly)?) $",
            text[max(0, blank.a - 14) : blank.a],
            FLAGS,
        )
    )
    is_year = two == one + 1 and one > 12 and bool(led)
    if (stands_alone or is_year) and (short := short_find(blank, one, two, setting)):
        if is_year and short.kind == Kind.BY_YEAR:
            short.certainty = Certainty.CONVENTION  # no day, no month: "in 25/26" can only be a year
        yield short


def _year_beside(numbered: Find, written: Find) -> Find:
    """ "Year 2 (26/27)": one year said twice; where the plan's count and the year written differ, it asks."""
    if written.is_impossible or (numbered.due and numbered.due == written.due):
        numbered.others = []
        return numbered
    written.is_weak = numbered.is_weak
    if not numbered.due:
        written.certainty = Certainty.CONVENTION
        return written
    return replace(written, certainty=Certainty.AMBIGUOUS, others=[numbered])


def _month_year(group: dict[str, str], blank: Find, text: str) -> Iterator[Find]:
    word, span, digits = group["my_m"], group["my_s"], group["my_yy"]
    month = month_number(word)
    if span:
        first, second = one_year(span)
        yield month_find(blank, month, second if second == first + 1 and month < 4 else first)
        return
    if not digits and not _is_month(word, text, blank.a, blank.b, blank.before or blank.part):
        return
    if not digits:
        yield month_find(blank, month, None)
        return
    two = digits.strip(" -/'")
    find = month_find(blank, month, full_year(two))
    if "'" not in digits and int(two) <= monthrange(2020, month)[1] and int(two) > 0:
        find.certainty = (
            Certainty.AMBIGUOUS if digits[0] == " " and "-" not in digits else Certainty.CONVENTION
        )
        other = day_find(replace(find, others=[], due=None, start=None), int(two), month, None)
        other.certainty = Certainty.AMBIGUOUS
        find.others = [other]
    yield find


def find_dates(text: str, setting: Setting) -> list[Find]:
    """The date expressions in a cleaned text, in order; the years of neighbours are not yet shared.

    No more than MOST_DATES and those of the phrase that passes it: the last find then tells where reading ended.
    """
    finds: list[Find] = []
    for match in PATTERN.finditer(text):
        finds += _finds(match, text, setting)
        if len(finds) > MOST_DATES:
            break
    return finds
