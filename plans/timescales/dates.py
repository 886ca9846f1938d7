"""Finds the dates, months, seasons, quarters, years and periods in a cleaned text."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from .model import Certainty, Kind, Precision
from .words import (
    FLAGS,
    MONTH,
    MONTHS,
    ORDINALS,
    SPAN,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    day_words,
    full_year,
    month_number,
    number,
)

LAST_YEAR = 2999
MOST_DATES = 60


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known beside the words: the plan's dates and the first month of the board's year."""

    plan_start: date | None = None
    plan_end: date | None = None
    not_before: date | None = None
    year_starts_in: int = 4

    @property
    def opens(self) -> date | None:
        return self.not_before or self.plan_start


@dataclass(slots=True)
class Find:
    """One date expression. `start` is its first day, `due` its last; `says` puts it in plain words.

    `in_year` gives the same expression in a stated year, for words without one. `is_weak` marks years that only
    count as a date where the rest of the words allow it. `join` is how it joins the next find inside one phrase.
    """

    a: int
    b: int
    words: str
    kind: Kind
    precision: Precision
    start: date | None = None
    due: date | None = None
    certainty: Certainty = Certainty.CONVENTION
    says: str = ""
    others: list[Find] = field(default_factory=list)
    in_year: Callable[[int], Find] | None = None
    is_weak: bool = False
    is_period: bool = False
    is_impossible: bool = False
    wants_plan: bool = False
    join: str = ""
    month: int = 0
    day: int = 0
    note: str = ""
    before: str = ""
    part: str = ""


DAYS = r"\d{1,2}(?: ?(?:st|nd|rd|th)(?![a-z]))?"
_DAY_LIST = rf"{DAYS}(?:(?: ?[,&/-] ?| and | to | or ){DAYS}){{0,6}}"
_TWO_DIGITS = (
    r"(?:(?: ?-|/|'| '|)\d\d(?![\d/:.]\d|\d|(?:st|nd|rd|th)\b)"
    r"| \d\d(?![\d/:.%]|(?:st|nd|rd|th)\b)(?= ?(?:$|[,.;&)/-]|and\b|or\b|to\b|then\b|on)))"
)
_YEAR_END = (
    r"(?:(?P<year_end>(?:the )?end of (?:the |this )?(?P<year_end_kind>financial |academic |school |calendar |"
    r"fiscal |)year|(?P<year_end_kind2>financial |academic |)year[ -]end)(?! reports?\b))"
)
_Q_WORDS = "first|second|third|fourth|final|last"
_PLAN_YEAR_NUMBER = r"(?:10|[1-9](?!\d)|one|two|three|four|five|six|seven|eight|nine|ten)(?![a-z\d])"

PATTERN = re.compile(
    "|".join(
        (
            rf"(?<![\d/.-])(?P<iso>(?P<iso_y>{YEAR})(?P<iso_s>[-/.])(?P<iso_m>\d\d?)(?P=iso_s)(?P<iso_d>\d\d?))"
            r"(?!\d|[/-]\d)(?:T\d\d:\d\d(?::\d\d)?Z?)?",
            r"(?<![\d/.-])(?P<dmy>(?P<dmy_d>\d\d?) ?(?P<dmy_s>[/.-]) ?(?P<dmy_m>\d\d?) ?(?P=dmy_s) ?"
            rf"(?P<dmy_y>{YEAR}|\d\d))(?!\d|[/-]\d|\.\d)",
            rf"(?<![\d/.£#])(?P<days>(?P<days_d>{_DAY_LIST})(?:(?: day)? of |(?: ?[-./] ?| ?)(?={MONTH}))(?P<days_m>{MONTH})\.?"
            rf"(?: ?[-/.,]? ?(?P<days_y>{YEAR}(?!\d)|'?\d\d(?![\d/:%]|\.\d|(?:st|nd|rd|th)\b)))?)",
            rf"(?<![a-z])(?P<us>(?P<us_m>{MONTH})\.? (?P<us_d>\d\d?)"
            rf"(?:(?:st|nd|rd|th)?,? ?(?P<us_y>(?<=[, ]){YEAR})(?!\d)|(?:st|nd|rd|th)(?![a-z])))",
            rf"(?<![a-z])(?P<my>(?P<my_m>{MONTH})\.?(?: half[ -]term)?(?: ?[-/.,]? ?(?:of )?(?P<my_s>{SPAN})"
            rf"|(?P<my_yy>{_TWO_DIGITS}))?)",
            r"(?<![\d/.-])(?P<num_my>(?P<nmy_m>0?[1-9]|1[0-2]) ?[/.-] ?"
            rf"(?P<nmy_y>{YEAR}))(?!\d|[/.-]\d)",
            rf"(?<![\d/.-])(?P<ym>(?P<ym_y>{YEAR})-(?P<ym_m>0[1-9]|1[0-2]))(?!\d|[/-]\d)",
            rf"(?:(?P<q_s1>{SPAN})[ ,:-]{{0,3}})?(?<![a-z])(?P<q>(?:q(?:(?:uarte|t)r\.?)? ?(?P<q_n>[1-4]|one|two|three|four)"
            rf"|(?P<q_nth>[1-4](?:st|nd|rd|th)|{_Q_WORDS}) q(?:uarte|t)r))(?![\da-z])"
            rf"(?:[ ,:(-]{{0,3}}(?:of )?(?:the )?(?:financial year |f/?y ?)?(?P<q_s2>{SPAN}))?",
            rf"(?:(?P<h_s1>{SPAN})[ ,:-]{{0,3}})?(?<![a-z])(?P<h>h(?P<h_n>[12])|(?P<h_nth>first|second) half)(?![\da-z])"
            rf"[ ,:-]{{0,3}}(?:of )?(?:the )?(?:financial year )?(?P<h_s2>{SPAN})",
            rf"(?:(?P<s_s1>{SPAN})[ ,-]{{0,3}})?(?<![a-z])(?P<season>(?P<s_w>spring|summer|autumn|winter)"
            rf"(?:/winter)?(?P<s_h> half)?(?P<s_t>[ -]term)?)(?![a-z])(?:[ ,/-]{{0,3}}(?:of )?(?:(?P<s_s2>{SPAN})|'(?P<s_yy>\d\d)(?!\d)))?",
            rf"(?<![a-z])(?P<py>years? (?P<py_n>{_PLAN_YEAR_NUMBER})(?: ?(?P<py_j>[-/&]|to|and) ?(?P<py_n2>{_PLAN_YEAR_NUMBER}))?"
            rf"(?P<py_of> of (?:the |this |our )?(?:business )?plan)?|(?:yr ?|y)(?P<py_n3>[1-9])(?![\da-z])"
            r"|(?P<py_nth>first|second|third|fourth|fifth|final|last) year(?P<py_of2> of (?:the |this |our )?(?:business )?plan))",
            r"(?<![a-z])(?P<plan_end>(?:end of (?:the |this |our )?(?:[a-z]+ )?plan(?: period)?)"
            r"|(?P<plan_life>(?:life|lifetime|duration|course|length|period) of (?:the |this |our )?(?:business )?plan)"
            r")(?![a-z])",
            rf"(?<![a-z])(?P<feast>easter|christmas)(?![a-z])(?: ?,? ?(?P<feast_y>{YEAR})(?!\d))?",
            _YEAR_END,
            r"(?<![\d/.-])(?P<short>(?P<short_1>\d\d?)/(?P<short_2>\d\d?))(?![\d/-])",
            rf"(?:(?<![a-z])(?P<y_k>(?:financial|fiscal|academic|school|calendar)(?: year)?|f/?y) ?)?"
            rf"(?<![\d/.£#-])(?P<y>{SPAN})(?![%/]|\.\d)(?! (?:children|young people|people|cases|referrals)\b)",
        )
    ),
    FLAGS,
)
_BEFORE = re.compile(
    r"(?:(?<![a-z])(?P<before>no later than|not later than|by|before|prior to|until|till|up to|not before|from|since"
    r"|after|(?:to )?(?:start|begin|commenc)(?:s|n?ing|e|es|ed)?(?: (?:in|from|on))?|began(?: in)?"
    r"|(?:revised|moved|changed|extended|slipped|deferred|postponed|carried (?:over|forward)) from|w/?c|week commencing|week beginning"
    r"|w/?e|week ending|during|in|every|each|between|throughout|on|for|of|due)[ :,-]{1,2}(?:and )?)?"
    r"(?:the )?(?:(?P<part>(?:end|close|start|beginning|middle|last day|first day|early part)(?: of| in)?"
    r"|early|mid(?:dle)?|late|earliest)(?:[ -]| - ))?(?:the )?(?:month of )?"
    rf"(?:(?P<weekday>{WEEKDAY}),? (?:the )?)?$",
    FLAGS,
)
_DAY = re.compile(r"\d{1,2}")
_JOIN = re.compile(r"(?P<j>[,&/-]|and|to|or)")


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _span_years(span: str) -> tuple[int, int]:
    """First and last year of "2018", "2018/19", "2018-2019", "2017-20"."""
    years = re.findall(r"\d+", span)
    first = int(years[0])
    return first, full_year(years[-1], first) if len(years) > 1 else first


def _year_of_start(setting: Setting, first: int, start_month: int | None = None) -> tuple[date, date]:
    month = start_month or setting.year_starts_in
    start = date(first, month, 1)
    return start, start + relativedelta(years=1) - timedelta(days=1)


def _weekday_note(find: Find, weekday: str) -> None:
    wanted = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(weekday[:3].lower())
    if find.due and find.precision == Precision.DAY and find.due.weekday() != wanted:
        find.certainty = Certainty.AMBIGUOUS
        find.note = f"which is a {WEEKDAYS[find.due.weekday()]}, not a {WEEKDAYS[wanted]}"
        for shift in (1, -1, 2, -2, 3, -3):
            near = find.due + timedelta(days=shift)
            if near.weekday() == wanted:
                find.others.append(on_day(find, near, f"{WEEKDAYS[wanted]} {day_words(near)}"))


def on_day(find: Find, day: date, says: str = "") -> Find:
    """`find` as one exact day."""
    return replace(
        find,
        kind=Kind.BY_DATE,
        precision=Precision.DAY,
        start=day,
        due=day,
        certainty=Certainty.SURE,
        says=says or day_words(day),
        others=[],
        in_year=None,
        note="",
    )


def _exact(find: Find, year: int, month: int, day: int) -> Find:
    find.kind, find.precision, find.month, find.day = Kind.BY_DATE, Precision.DAY, month, day
    try:
        find.start = find.due = date(year, month, day)
    except ValueError:
        find.is_impossible = True
        find.certainty = Certainty.UNRESOLVABLE
        if 1 <= month <= 12:
            near = last_day(year, month)
            find.others = [replace(on_day(find, near), is_impossible=False)]
        return find
    find.certainty = Certainty.SURE
    find.says = day_words(find.due)
    return find


def _month(find: Find, year: int, month: int) -> Find:
    find.kind, find.precision, find.month = Kind.BY_MONTH, Precision.MONTH, month
    find.start, find.due = date(year, month, 1), last_day(year, month)
    find.says = f"the last day of {MONTHS[month - 1]} {year}"
    return find


def _yearless(find: Find, build: Callable[[Find, int], Find]) -> Find:
    find.in_year = lambda year: build(replace(find, in_year=None, others=[]), year)
    return find


def _day_find(find: Find, day: int, month: int, year: int | None) -> Find:
    find.kind, find.precision, find.month, find.day = Kind.BY_DATE, Precision.DAY, month, day
    find.says = f"{day} {MONTHS[month - 1]}"
    if year:
        return _exact(find, year, month, day)
    if not 1 <= day <= (29 if month == 2 else monthrange(2018, month)[1]):
        find.is_impossible, find.certainty = True, Certainty.UNRESOLVABLE
        return find
    return _yearless(find, lambda blank, wanted: _exact(blank, wanted, month, day))


def _month_find(find: Find, month: int, year: int | None) -> Find:
    find.kind, find.precision, find.month = Kind.BY_MONTH, Precision.MONTH, month
    find.says = MONTHS[month - 1]
    if year:
        return _month(find, year, month)
    return _yearless(find, lambda blank, wanted: _month(blank, wanted, month))


def _ended(find: Find, kind: Kind, precision: Precision, start: date, due: date, what: str) -> Find:
    find.kind, find.precision, find.start, find.due = kind, precision, start, due
    find.says = f"{day_words(due)}, the end of {what}"
    return find


def _alternative(find: Find, start: date, due: date, what: str) -> Find:
    return _ended(replace(find, others=[], in_year=None), find.kind, find.precision, start, due, what)


def _season(find: Find, season: str, term: str, first: int, second: int) -> Find:
    """Meteorological seasons (autumn is September to November); school terms of three to a year."""
    name = f"{season} {term}".strip()
    month = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}[season]
    year = second if season in ("spring", "summer") else first
    if term == "half term":
        month = {"spring": 2, "summer": 5}.get(season, 10)
        _ended(
            find,
            Kind.BY_SEASON,
            Precision.SEASON,
            date(year, month, 1),
            last_day(year, month),
            f"the {name} {year}",
        )
        find.certainty = Certainty.AMBIGUOUS
        return find
    if term:
        month, length = {"spring": (1, 3), "summer": (4, 4)}.get(season, (9, 4))
        start = date(year, month, 1)
        due = start + relativedelta(months=length) - timedelta(days=1)
        _ended(find, Kind.BY_SEASON, Precision.SEASON, start, due, f"the {name} {year}")
        if season == "spring":
            late = _alternative(find, start, date(year, 4, 30), f"the {name} {year}")
            late.says = f"{day_words(date(year, 4, 30))}, where schools break up late"
            find.others = [late]
        return find
    start = date(year, month, 1)
    due = start + relativedelta(months=3) - timedelta(days=1)
    said = f"{name} {year}" if season != "winter" else f"{name} {year}/{(year + 1) % 100:02d}"
    _ended(find, Kind.BY_SEASON, Precision.SEASON, start, due, said)
    find.certainty = Certainty.AMBIGUOUS
    if season == "winter" and first == second:
        before = last_day(year, 2)
        find.others = [
            _alternative(find, date(year - 1, 12, 1), before, f"winter {year - 1}/{year % 100:02d}")
        ]
    astronomical = {"spring": (6, 20), "summer": (9, 22), "autumn": (12, 21), "winter": (3, 20)}[season]
    day = date(due.year, *astronomical)
    by_the_sun = _alternative(find, start, day, said)
    by_the_sun.says = f"{day_words(day)}, when {season} ends by the sun"
    find.others.append(by_the_sun)
    return find


def _quarter(find: Find, which: int, first: int, second: int, setting: Setting) -> Find:
    month = setting.year_starts_in
    start = date(first, month, 1) + relativedelta(months=3 * (which - 1))
    due = start + relativedelta(months=3) - timedelta(days=1)
    year = f"{first}/{(first + 1) % 100:02d}" if month != 1 else f"{first}"
    _ended(find, Kind.BY_QUARTER, Precision.QUARTER, start, due, f"quarter {which} of {year}")
    if first == second and month != 1:
        find.certainty = Certainty.AMBIGUOUS
        start = date(first, 3 * which - 2, 1)
        due = last_day(first, 3 * which)
        find.others = [_alternative(find, start, due, f"quarter {which} of the calendar year {first}")]
    return find


def _year(find: Find, span: str, named: str, setting: Setting) -> Find:
    first, second = _span_years(span)
    academic = named.startswith(("academic", "school"))
    calendar = named.startswith("calendar")
    month = 9 if academic else 1 if calendar else setting.year_starts_in
    said = span.replace(" ", "") if " to " not in span.lower() else f"{first}-{second % 100:02d}"
    if not first <= second <= LAST_YEAR or second - first > 20:
        find.kind, find.precision, find.is_impossible = Kind.BY_PERIOD, Precision.YEAR, True
        find.certainty = Certainty.UNRESOLVABLE
        return find
    if first == second and not named:
        _ended(find, Kind.BY_YEAR, Precision.YEAR, date(first, 1, 1), date(first, 12, 31), f"{first}")
        find.certainty = Certainty.CONVENTION if month == 1 else Certainty.AMBIGUOUS
        if month != 1:
            start, due = _year_of_start(setting, first)
            find.others = [
                _alternative(find, start, due, f"the financial year {first}/{(first + 1) % 100:02d}")
            ]
    elif first == second or second == first + 1:
        start, due = _year_of_start(setting, first, month)
        what = f"the {'academic' if academic else 'calendar' if calendar else 'financial'} year {said}"
        _ended(find, Kind.BY_YEAR, Precision.YEAR, start, due, what if named or academic else said)
        find.certainty = Certainty.SURE if not named or first != second or calendar else Certainty.CONVENTION
    else:
        start, due = date(first, month, 1), _year_of_start(setting, second - 1, month)[1]
        _ended(find, Kind.BY_PERIOD, Precision.YEAR, start, due, said)
        written_out = " to " in span.lower()
        find.certainty = Certainty.CONVENTION if written_out else Certainty.AMBIGUOUS
        calendar_end = date(second, 12, 31)
        find.others = [
            _alternative(find, date(first, 1, 1), calendar_end, f"the calendar years {first} to {second}")
        ]
        if not written_out and month != 1:
            start, due = _year_of_start(setting, second, month)
            find.others.append(
                _alternative(find, start, due, f"the financial year {second}/{(second + 1) % 100:02d}")
            )
        find.is_period = True
    find.is_weak = not named
    return find


def _plan_year(find: Find, first: int, last: int, setting: Setting) -> Find:
    find.kind, find.precision, find.wants_plan = Kind.YEAR_OF_PLAN, Precision.YEAR, True
    what = f"year {first} of the plan" if first == last else f"years {first} to {last} of the plan"
    find.says = what
    begins = setting.plan_start
    if not begins or begins.year + last > LAST_YEAR or last < first:
        find.certainty = Certainty.UNRESOLVABLE
        return find
    start = begins + relativedelta(years=first - 1)
    due = begins + relativedelta(years=last) - timedelta(days=1)
    if setting.plan_end and start > setting.plan_end:
        find.certainty = Certainty.UNRESOLVABLE
        find.note = "which the plan does not have"
        return find
    _ended(find, find.kind, find.precision, start, due, what)
    if first == last:
        year = start.year
        find.others = [_alternative(find, date(year, 1, 1), date(year, 12, 31), f"the calendar year {year}")]
    find.is_period = first != last
    return find


def _plan_end(find: Find, life: bool, setting: Setting) -> Find:
    find.kind, find.precision, find.wants_plan = Kind.BY_DATE, Precision.DAY, True
    find.says = "the end of the plan"
    if life:
        find.kind, find.is_period, find.start = Kind.BY_PERIOD, True, setting.plan_start
    if setting.plan_end:
        find.due = setting.plan_end
        find.start = find.start or find.due
        find.says = f"{day_words(find.due)}, the end of the plan"
    else:
        find.certainty = Certainty.UNRESOLVABLE
    return find


def _feast(find: Find, name: str, year: int) -> Find:
    day = easter(year) if name == "easter" else date(year, 12, 25)
    find.kind, find.precision, find.start, find.due = Kind.BY_DATE, Precision.DAY, day, day
    find.says = f"{day_words(day)}, {name.capitalize()} {'Sunday' if name == 'easter' else 'Day'}"
    return find


def _year_end(find: Find, kind: str, year: int, setting: Setting) -> Find:
    month = 9 if kind in ("academic", "school") else 1 if kind == "calendar" else setting.year_starts_in
    start, due = _year_of_start(setting, year - (month != 1), month)
    _ended(find, Kind.BY_YEAR, Precision.YEAR, start, due, f"the {kind or 'financial'} year")
    if not kind and month != 1:
        find.certainty = Certainty.AMBIGUOUS
        find.others = [_alternative(find, date(year, 1, 1), date(year, 12, 31), f"the calendar year {year}")]
    return find


def _short(find: Find, one: int, two: int, setting: Setting) -> Find | None:
    """ "31/3", "9/18" and "18/19" standing alone: always a question."""
    readings = []
    if two == one + 1:
        readings.append(_year(replace(find, others=[]), f"20{one:02d}/{two:02d}", "financial", setting))
    if 1 <= two <= 12 and 1 <= one <= 31:
        readings.append(_day_find(replace(find, others=[]), one, two, None))
    if 1 <= one <= 12 and two > 9:
        readings.append(_month_find(replace(find, others=[]), one, full_year(f"{two:02d}")))
    if not readings or (one, two) == (24, 7):
        return None
    if not readings[0].is_impossible:
        readings[0].certainty = Certainty.AMBIGUOUS
    readings[0].others = readings[1:]
    return readings[0]


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
    group = match.groupdict()
    a, b = match.span()
    blank = Find(a, b, match[0], Kind.BY_DATE, Precision.DAY)
    prefix = text[max(0, a - 60) : a]
    led = _BEFORE.search(prefix) if prefix else None
    if led:
        blank.before = (led["before"] or "").lower()
        blank.part = (led["part"] or "").lower().removesuffix(" of").removesuffix(" in").strip()
    weekday = led["weekday"] if led else None
    for find in _built(match, group, blank, text, setting):
        if weekday:
            _weekday_note(find, weekday)
        yield find


def _built(
    match: re.Match[str], group: dict[str, str | None], blank: Find, text: str, setting: Setting
) -> Iterator[Find]:
    a, b = blank.a, blank.b
    if group["iso"]:
        yield _exact(blank, int(group["iso_y"]), int(group["iso_m"]), int(group["iso_d"]))
    elif group["dmy"]:
        day, month, year = int(group["dmy_d"]), int(group["dmy_m"]), full_year(group["dmy_y"])
        if month > 12 and 1 <= day <= 12:
            find = _exact(blank, year, day, month)
            if not find.is_impossible:
                find.certainty, find.note = Certainty.AMBIGUOUS, "with the month written first"
            yield find
            return
        find = _exact(blank, year, month, day)
        if not find.is_impossible and day <= 12 and day != month:
            find.certainty = Certainty.CONVENTION
            find.others = [
                on_day(find, date(year, day, month), f"{day_words(date(year, day, month))}, month first")
            ]
        yield find
    elif group["days"]:
        days = [int(day) for day in _DAY.findall(group["days_d"])]
        joins = [join["j"] for join in _JOIN.finditer(group["days_d"])] + [""]
        year = full_year(group["days_y"].strip("'")) if group["days_y"] else None
        for day, join in zip(days, joins, strict=False):
            find = _day_find(replace(blank, others=[]), day, month_number(group["days_m"]), year)
            find.join = join
            yield find
    elif group["us"]:
        month, year = month_number(group["us_m"]), int(group["us_y"]) if group["us_y"] else None
        if (
            group["us_m"].lower() in ("may", "march")
            and not year
            and not _is_month(group["us_m"], text, a, b, "on")
        ):
            return
        yield _day_find(blank, int(group["us_d"]), month, year)
    elif group["my"]:
        yield from _month_year(group, blank, text)
    elif group["num_my"]:
        yield _month_find(blank, int(group["nmy_m"]), int(group["nmy_y"]))
    elif group["ym"]:
        year, month = int(group["ym_y"]), int(group["ym_m"])
        find = _month_find(blank, month, year)
        if month > year % 100:
            period = _year(replace(blank, others=[]), f"{year}-{month:02d}", "", setting)
            other, find = (find, period) if month == year % 100 + 1 else (period, find)
            find.certainty = Certainty.AMBIGUOUS
            find.others = [other]
        yield find
    elif group["q"]:
        which = group["q_n"] or group["q_nth"]
        count = ORDINALS.get(which.lower()) or number(re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", which.lower()))
        span = group["q_s1"] or group["q_s2"]
        blank.kind, blank.precision, blank.says = Kind.BY_QUARTER, Precision.QUARTER, f"quarter {count}"
        if span:
            yield _quarter(blank, count, *_span_years(span), setting)
        else:
            yield _yearless(blank, lambda empty, year: _quarter(empty, count, year, year + 1, setting))
    elif group["h"]:
        which = 1 if (group["h_n"] or group["h_nth"]).lower() in ("1", "first") else 2
        first, second = _span_years(group["h_s1"] or group["h_s2"])
        month = setting.year_starts_in if second > first else 1
        start = date(first, month, 1) + relativedelta(months=6 * (which - 1))
        what = f"the {'first' if which == 1 else 'second'} half of {group['h_s1'] or group['h_s2']}"
        due = start + relativedelta(months=6) - timedelta(days=1)
        yield _ended(blank, Kind.BY_QUARTER, Precision.QUARTER, start, due, what)
    elif group["season"]:
        season, term = group["s_w"].lower(), "half term" if group["s_h"] else "term" if group["s_t"] else ""
        span = group["s_s1"] or group["s_s2"]
        blank.kind, blank.precision, blank.says = Kind.BY_SEASON, Precision.SEASON, group["season"].lower()
        if span or group["s_yy"]:
            first, second = _span_years(span) if span else (full_year(group["s_yy"]),) * 2
            yield _season(blank, season, term, first, second)
        elif blank.before or group["s_w"][0].isupper() or b - a == len(text):
            blank.certainty = Certainty.AMBIGUOUS
            yield _yearless(blank, lambda empty, year: _season(empty, season, term, year, year))
    elif group["py"]:
        if group["py_nth"]:
            word = group["py_nth"].lower()
            if word in ("final", "last"):
                yield _plan_end(blank, False, setting)
                return
            first = last = ORDINALS[word]
        else:
            first = number(group["py_n"] or group["py_n3"])
            last = number(group["py_n2"]) if group["py_n2"] else first
        blank.is_weak = not (group["py_of"] or group["py_of2"])
        yield _plan_year(blank, first, last, setting)
    elif group["plan_end"]:
        yield _plan_end(blank, bool(group["plan_life"]), setting)
    elif group["feast"]:
        name = group["feast"].lower()
        blank.says = name.capitalize()
        if group["feast_y"]:
            yield _feast(blank, name, int(group["feast_y"]))
        else:
            yield _yearless(blank, lambda empty, year: _feast(empty, name, year))
    elif group["year_end"]:
        kind = (group["year_end_kind"] or group["year_end_kind2"] or "").strip().lower()
        blank.kind, blank.precision = Kind.BY_YEAR, Precision.YEAR
        blank.says = f"the end of the {kind or 'financial'} year"
        yield _yearless(blank, lambda empty, year: _year_end(empty, kind, year, setting))
    elif group["short"]:
        if (
            b == len(text)
            and (not a or blank.before or blank.part)
            and (find := _short(blank, int(group["short_1"]), int(group["short_2"]), setting))
        ):
            yield find
    elif group["y"]:
        yield _year(blank, group["y"], (group["y_k"] or "").lower(), setting)


def _month_year(group: dict[str, str | None], blank: Find, text: str) -> Iterator[Find]:
    word, span, digits = group["my_m"], group["my_s"], group["my_yy"]
    month = month_number(word)
    if span:
        first, second = _span_years(span)
        yield _month_find(blank, month, second if second == first + 1 and month < 4 else first)
        return
    if not digits and not _is_month(word, text, blank.a, blank.b, blank.before or blank.part):
        return
    if not digits:
        yield _month_find(blank, month, None)
        return
    two = digits.strip(" -/'")
    find = _month_find(blank, month, full_year(two))
    if "'" not in digits and int(two) <= monthrange(2020, month)[1] and int(two) > 0:
        find.certainty = (
            Certainty.AMBIGUOUS if digits[0] == " " and "-" not in digits else Certainty.CONVENTION
        )
        other = _day_find(replace(find, others=[], due=None, start=None), int(two), month, None)
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
