"""Finds the date expressions in a text, and builds each by its form."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
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
from .lengths import PARTS_OF_WHOLE
from .model import Certainty, Kind, Precision
from .patterns import BEFORE, PATTERN
from .words import FLAGS, ORDINALS, WEEKDAY, day_words, full_year, lowered, month_number, number

_DAY = re.compile(r"\d{1,2}")
# "Phase 1 June 2018", "1. June 2018": the number may count rather than be a day.
_COUNTS = re.compile(
    r"(?<![a-z])(?:week|wk|phase|stage|step|part|strand|workstream|objective|priority|goal|outcome|action|task|module|level|tier"
    r"|cohort|wave|tranche|round|theme|milestone|recommendation|rec|standard|section|chapter)s?\.? $",
    FLAGS,
)
_LISTED = re.compile(r"[1-9](?:\.| -) ")
# "12/9 & 19/9/25", "30/9 and 31/3 each year"
_DAYS_FOLLOW = re.compile(
    r"(?:(?: ?[,;&-] ?| and | or | to )\d\d?/\d\d?(?![\d/])){0,8}"
    r"(?:(?: ?[,;&-] ?| and | or | to )\d\d?/\d\d?/(?:20)?\d\d(?!\d)| (?:each|every) year(?![a-z])|,? (?:annually|yearly)(?![a-z]))",
    FLAGS,
)
# "24/25 - Sept 2025"
_YEAR_BEFORE = re.compile(r"(2[0-8])/(2[1-9]) - ?(?=[A-Za-z])")
_JOIN = re.compile(r"(?P<j>[,&/-]|and|to|or)")
_SEASON_FOLLOWS = re.compile(
    r" ?(?:[/&,+-]|and|to|or) ?(?:the )?(?:spring|summer|autumn|winter)(?P<term>[ -]terms?)?(?![a-z])", FLAGS
)
# "First week of June", "last Friday in June": the day is not that of the month's end.
_NTH_DAY = re.compile(
    rf"(?<![a-z\d])(?:the )?(?P<nth>first|second|third|fourth|last|final|[1-4](?:st|nd|rd|th)) "
    rf"(?:(?P<weekday>{WEEKDAY})|week|wk)(?: (?:of|in))? (?:the month of )?$|(?<![a-z\d])(?:week|wk) (?P<week>[1-5])(?: (?:of|in|-))? $",
    FLAGS,
)
_TERMLY = re.compile(r"(?<![a-z])(?:(?:school )?termly|(?:each|every|per) (?:school )?term)(?![a-z])", FLAGS)
_HALF_OF = re.compile(r"(?<![a-z\d])(?P<nth>first|second|1st|2nd) half of (?:the )?$", FLAGS)
_SAME_BEFORE = {
    "pre": "before",
    "post": "after",
    "no earlier than": "not before",
    "not earlier than": "not before",
    "on/before": "on or before",
    "on or after": "from",
    "on and after": "from",
    "on/after": "from",
    "across": "during",
    "b/w": "between",
    "wef": "from",
    "effective": "from",
    "w/b": "w/c",
    "wb": "w/c",
    "wk commencing": "week commencing",
    "wk beginning": "week beginning",
    "wk of": "week of",
}
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
    a, b = match.span()
    blank = Find(a, b, match[0], Kind.BY_DATE, Precision.DAY)
    prefix = lowered(text[max(0, a - 60) : a])
    led = BEFORE.search(prefix) if prefix else None
    if led:
        blank.before = (led["before"] or "").removesuffix(" and including")
        blank.before = _SAME_BEFORE.get(blank.before.replace(".", ""), blank.before)
        blank.part = (led["part"] or "").removesuffix(" of").removesuffix("-of").removesuffix(" in").strip()
        if blank.part in ("e/o", "eo"):
            blank.part = "end"
    weekday = led["weekday"] if led else None
    nth = _NTH_DAY.search(text[max(0, a - 40) : a]) if match["my"] else None
    if nth and blank.before == "week of":
        blank.before = ""
    for find in _built(match, blank, text, setting):
        if nth:
            find = _on_nth_day(find, nth)
        if weekday and not nth:
            weekday_note(find, weekday)
        yield find


def _built(match: re.Match[str], blank: Find, text: str, setting: Setting) -> Iterator[Find]:
    a, b = blank.a, blank.b
    if match["iso"]:
        yield exact(blank, int(match["iso_y"]), int(match["iso_m"]), int(match["iso_d"]))
    elif match["dmy"]:
        day, month, year = int(match["dmy_d"]), int(match["dmy_m"]), full_year(match["dmy_y"])
        if month > 12 and 1 <= day <= 12:
            find = exact(blank, year, day, month)
            if not find.is_impossible:
                find.certainty, find.note = Certainty.AMBIGUOUS, "with the month written first"
            yield find
            return
        if match["dmy_s"] == " " and not 1 <= day <= monthrange(year, month)[1]:
            return
        find = exact(blank, year, month, day)
        if not find.is_impossible and day <= 12 and day != month:
            find.certainty = Certainty.CONVENTION
            find.others = [
                on_day(find, date(year, day, month), f"{day_words(date(year, day, month))}, month first")
            ]
        if match["dmy_s"] == " ":  # numbers beside each other, which say a date where there is nothing else
            find.certainty = Certainty.CONVENTION if blank.b - blank.a == len(text) else Certainty.AMBIGUOUS
        yield find
    elif match["days"]:
        days = [int(day) for day in _DAY.findall(match["days_d"])]
        joins = [join["j"] for join in _JOIN.finditer(match["days_d"])] + [""]
        written = full_year(match["days_y"].strip("'")) if match["days_y"] else None
        counts = _COUNTS.search(text[max(0, a - 24) : a])
        if (of := _YEAR_BEFORE.match(match[0])) and int(of[2]) == int(of[1]) + 1:
            yield _month_or_days(blank, days, month_number(match["days_m"]), written)
            return
        if len(days) == 1 and match["days_d"].isdigit() and days[0] <= 12:
            if counts or _LISTED.match(match[0]):
                yield _count_or_day(blank, days[0], month_number(match["days_m"]), written)
                return
        for day, join in zip(days, joins, strict=False):
            find = day_find(replace(blank, others=[]), day, month_number(match["days_m"]), written)
            find.join = join
            if counts and len(days) > 1:
                find.certainty = Certainty.AMBIGUOUS
            yield find
    elif match["us"]:
        month, written = month_number(match["us_m"]), int(match["us_y"]) if match["us_y"] else None
        if (
            match["us_m"].lower() in ("may", "march")
            and not written
            and not _is_month(match["us_m"], text, a, b, "on")
        ):
            return
        yield day_find(blank, int(match["us_d"]), month, written)
    elif match["my"]:
        yield from _month_year(match, blank, text)
    elif match["num_my"]:
        yield month_find(blank, int(match["nmy_m"]), int(match["nmy_y"]))
    elif match["ym"]:
        year, month = int(match["ym_y"]), int(match["ym_m"])
        find = month_find(blank, month, year)
        if month > year % 100:
            period = year_find(replace(blank, others=[]), f"{year}-{month:02d}", "", setting)
            other, find = (find, period) if month == year % 100 + 1 else (period, find)
            find.certainty = Certainty.AMBIGUOUS
            find.others = [other]
        yield find
    elif match["y1"]:
        yield from _year_or_month(match, blank, setting)
    elif match["q"]:
        yield from _quarters(match, blank, setting)
    elif match["h"]:
        half = (
            2
            if (match["h_n"] or match["h_n2"] or match["h_nth"]).lower() in ("2", "two", "2nd", "second")
            else 1
        )
        span = match["h_s1"] or match["h_s2"]
        named = kind_of_year(match[0])
        said = f"the {'first' if half == 1 else 'second'} half of a year"
        blank.kind, blank.precision, blank.says = Kind.BY_QUARTER, Precision.QUARTER, said
        if span:
            yield _of_april(half_find, blank, half, span, setting, named)
        elif match["h_n"]:
            yield yearless(blank, lambda empty, year: half_find(empty, half, year, year + 1, setting))
    elif match["season"]:
        season = match["s_w"].lower()
        following = _SEASON_FOLLOWS.match(text, b)
        is_term = match["s_t"] or match["s_t2"] or (following and following["term"]) or _TERMLY.search(text)
        term = (
            f"half {match['s_n']}"
            if match["s_n"]
            else "holidays"
            if match["s_o"] and season == "summer"
            else "half term"
            if match["s_h"]
            else "term"
            if is_term
            else ""
        )
        if term == "term" and (half_of := _HALF_OF.search(text[max(0, a - 24) : a])):
            term = f"half {2 if half_of['nth'][0].lower() in 's2' else 1}"
        span = match["s_s1"] or match["s_s2"]
        blank.kind, blank.precision, blank.says = Kind.BY_SEASON, Precision.SEASON, match["season"].lower()
        if span:
            first, second = one_year(span)
            find = season_find(blank, season, term, first, second)
            if season == "summer" and second > first and kind_of_year(match[0]) == "financial":
                find.certainty = Certainty.AMBIGUOUS
                find.others.append(season_find(replace(find, others=[]), season, term, first, first))
            yield find
        elif blank.before or match["s_w"][0].isupper() or b - a == len(text) or following or is_term:
            blank.certainty = Certainty.AMBIGUOUS
            yield yearless(blank, lambda empty, year: season_find(empty, season, term, year, year))
    elif match["t"]:
        yield numbered_term_find(blank, int(match["t_n"]), *one_year(match["t_s1"] or match["t_s2"]))
    elif match["py"]:
        if match["py_nth"]:
            word = match["py_nth"].lower()
            if word in ("final", "last"):
                yield plan_end_find(blank, False, setting)
                return
            first = last = ORDINALS[word]
        else:
            first = number(match["py_n"] or match["py_n3"])
            last = number(match["py_n2"] or match["py_n4"] or str(first))
        blank.is_weak = not (match["py_of"] or match["py_of2"])
        find = plan_year_find(replace(blank), first, last, setting)
        if span := match["py_s1"] or match["py_s2"]:
            find = _year_beside(find, year_find(replace(blank), span, "", setting))
        yield find
    elif match["plan_end"]:
        yield plan_end_find(blank, bool(match["plan_life"]), setting)
    elif match["feast"]:
        name = "easter" if match["feast"].lower() == "easter" else "christmas"
        blank.says = name.capitalize()
        if match["feast_y"]:
            yield feast_find(blank, name, int(match["feast_y"]))
        else:
            yield yearless(blank, lambda empty, year: feast_find(empty, name, year))
    elif match["year_end"]:
        kind = kind_of_year(
            match["year_end_kind"]
            or match["year_end_kind2"]
            or match["year_end_fye"]
            or "fy" * bool(match["year_end_fy"])
        )
        blank.kind, blank.precision = Kind.BY_YEAR, Precision.YEAR
        blank.says = f"the end of the {kind or 'financial'} year"
        if span := match["ye_s"]:
            first, second = one_year(span)
            if second > first or not ((match["year_end_kind2"] or "").strip() or match["year_end_fye"]):
                find = year_find(blank, span, kind, setting)
                find.part, find.is_weak = "end" if second > first else find.part, False
            else:
                find = year_end_find(blank, kind, first, setting)
            yield find
            return
        yield yearless(blank, lambda empty, year: year_end_find(empty, kind, year, setting))
    elif match["short"]:
        yield from _short(match, blank, text, setting)
    elif span := match["ny_1"] or match["ny_2"] or match["ny_3"] or match["ny_4"]:
        find = year_find(blank, span, kind_of_year(match["ny_k"] or match["ny_k2"] or ""), setting)
        find.is_weak = False
        if (match["ny_k2"] or "").lower().endswith("end"):
            find.part = "end"
        yield find
    elif match["y"]:
        yield year_find(blank, match["y"], kind_of_year(match["y_k"] or ""), setting)


def _on_nth_day(find: Find, nth: re.Match[str]) -> Find:
    """ "First Monday in June 2018" is that day, "first week of June 2018" its last weekday; which week is asked."""
    inner = find.in_year
    if inner:
        return replace(find, in_year=lambda year: _on_nth_day(inner(year), nth))
    if not find.due or not find.start:
        return find
    said = (nth["nth"] or nth["week"]).lower()
    count = int(said[0]) if said[0].isdigit() else -1 if said in ("last", "final") else ORDINALS[said]
    wanted = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index((nth["weekday"] or "fri")[:3].lower())
    days = [find.start + timedelta(days=step) for step in range((find.due - find.start).days + 1)]
    days = [day for day in days if day.weekday() == wanted]
    if count > len(days):
        return replace(find, certainty=Certainty.AMBIGUOUS)
    day = days[count if count < 0 else count - 1]
    if nth["weekday"]:
        return on_day(find, day)
    found = on_day(find, day, f"{day_words(day)}, the Friday of that week")
    return replace(found, certainty=Certainty.AMBIGUOUS, others=[replace(find, others=[])])


def _count_or_day(blank: Find, day: int, month: int, year: int | None) -> Find:
    """ "Priority 2 March 2018": the month, and it asks; it may be the day as well."""
    find = month_find(replace(blank, others=[]), month, year)
    if not year:
        return yearless(find, lambda empty, wanted: _count_or_day(empty, day, month, wanted))
    find.certainty = Certainty.AMBIGUOUS
    find.others = [day_find(replace(blank, others=[]), day, month, year)]
    return find


def _month_or_days(blank: Find, days: list[int], month: int, year: int | None) -> Find:
    """ "24/25 - Sept 2025": a year, and the month in which something of it is due; it asks, and offers the days."""
    find = month_find(replace(blank, others=[]), month, year)
    if not year:
        return yearless(find, lambda empty, wanted: _month_or_days(empty, days, month, wanted))
    find.certainty = Certainty.AMBIGUOUS
    find.others = [day_find(replace(blank, others=[]), day, month, year) for day in days]
    return find


def _quarters(match: re.Match[str], blank: Find, setting: Setting) -> Iterator[Find]:
    """A quarter, or two that share a year: "Q1-2 25/26"."""
    which = match["q_n"] or match["q_nth"]
    count = ORDINALS.get(which.lower()) or number(re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", which.lower()))
    span, of_plan = match["q_s1"] or match["q_s2"], match["q_py1"] or match["q_py2"]
    named = kind_of_year(match[0][: match.start("q") - blank.a] + (match["q_of"] or ""))
    blank.kind, blank.precision = Kind.BY_QUARTER, Precision.QUARTER
    if match["q_end"]:
        blank.part = "end"
    more = match["q_more"] or ""
    counts = [count, *map(int, re.findall(r"\d", more))]
    joins = [
        join["j"] for join in re.finditer(r"(?P<j>[-/&]|,|and|to)(?: ?(?:and|&))? ?(?=\d)", more, FLAGS)
    ] + [""]
    for count, join in zip(counts, joins, strict=True):
        find = replace(blank, others=[], says=f"quarter {count}", join=join)
        if of_plan:
            yield quarter_of_plan_year(find, count, int(of_plan), setting)
        elif span:
            yield _of_april(quarter_find, find, count, span, setting, named)
        else:
            yield yearless(find, partial(_quarter_in, count, setting))


def _of_april(
    build: Callable[..., Find], find: Find, which: int, span: str, setting: Setting, named: str
) -> Find:
    """A quarter or half of the year written; "2018/19" is no year of a board's that begins in January, and it asks."""
    first, second = one_year(span)
    own = build(replace(find, others=[]), which, first, second, setting, named=named)
    if setting.year_starts_in != 1 or second == first or named not in ("", "financial"):
        return own
    found = build(
        replace(find, others=[]), which, first, second, replace(setting, year_starts_in=4), named=named
    )
    return replace(found, certainty=Certainty.AMBIGUOUS, others=[own])


def _quarter_in(count: int, setting: Setting, empty: Find, year: int) -> Find:
    return quarter_find(empty, count, year, year + 1, setting)


def _short(match: re.Match[str], blank: Find, text: str, setting: Setting) -> Iterator[Find]:
    one, two = int(match["short_1"]), int(match["short_2"] or match["short_3"])
    is_day = match["short_2"] and 1 <= one <= 31 and 1 <= two <= 12 and (one, two) != (24, 7)
    if is_day and _DAYS_FOLLOW.match(text, blank.b):
        yield day_find(blank, one, two, None)
        return
    stands_alone = blank.b == len(text) and (not blank.a or blank.before or blank.part)
    if match["short_3"] and not (two == one + 1 and two > 12):
        return
    counts = blank.before in ("every", "each") or (blank.before in ("in", "within") and two != one + 1)
    if counts and re.fullmatch(PARTS_OF_WHOLE, match["short"]):
        return  # so many months, weeks or days; "in 11/12" may be a year
    led = (
        blank.before
        or blank.part
        or (
            not blank.a
            and re.match(r" ?[-/,&]? ?(?:and )?on-? ?(?:going|wards?)(?![a-z])", text[blank.b :], FLAGS)
        )
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


def _year_or_month(match: re.Match[str], blank: Find, setting: Setting) -> Iterator[Find]:
    """ "2018/9" is the year 2018/19, or September 2018 as well; "2018/6" is June."""
    year, last = int(match["y1_y"]), int(match["y1_n"])
    readings = []
    if last == (year + 1) % 10:
        readings.append(year_find(replace(blank, others=[]), f"{year}/{(year + 1) % 100:02d}", "", setting))
    if last:
        readings.append(month_find(replace(blank, others=[]), last, year))
    if readings:
        find, *others = readings
        yield replace(find, certainty=Certainty.AMBIGUOUS, others=others)


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


def _month_year(match: re.Match[str], blank: Find, text: str) -> Iterator[Find]:
    word, span, digits = match["my_m"], match["my_s"], match["my_yy"]
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
