"""What each form of date means: its first and last day, its other readings and how it is said."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from ..known import known
from .model import Certainty, Kind, Precision
from .words import (
    MONTHS,
    WEEKDAYS,
    day_words,
    full_year,
)

FIRST_YEAR, LAST_YEAR = 1000, 2999  # a year has four digits, and the calendar goes on beyond it
MOST_YEARS = 30  # of a plan, for a year to be looked for in it
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

    @property
    def years(self) -> range:
        """Those in which words without a year may fall: the plan's, and one to either side. None of a plan whose dates
        are not known, or far apart."""
        if not self.opens or not self.plan_end or self.plan_end.year - self.opens.year > MOST_YEARS:
            return range(0)
        return range(max(self.opens.year - 1, FIRST_YEAR), min(self.plan_end.year + 1, LAST_YEAR) + 1)


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
    first: date | None = None
    chain: str = ""  # what joins the months of a period

    @property
    def told(self) -> str:
        """What it says, with what is pointed out about it."""
        return f"{self.says}, {self.note}" if self.note else self.says


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _span_years(span: str) -> tuple[int, int]:
    """First and last year of "2018", "2018/19", "2018-2019", "2017-20", "2018/9", "18/19", "'18", "1819"."""
    years = re.findall(r"\d+", span)
    if len(years) == 1 and len(span) == 4 and not 1900 <= int(span) <= 2099:
        years = [span[:2], span[2:]]
    first = full_year(years[0])
    if len(years) == 1:
        return first, first
    if len(years[-1]) == 1:
        years[-1] = f"{first // 10 % 10 + (int(years[-1]) == 0)}{years[-1]}"
    return first, full_year(years[-1], first)


def one_year(span: str) -> tuple[int, int]:
    """The two calendar years of "2018/19"; any other span is its first year alone."""
    first, second = _span_years(span)
    return (first, second) if second == first + 1 else (first, first)


def written_year(span: str) -> str:
    """The year of a span as it is said: "25/26" is 2025/26, and what is written in full stays so."""
    if re.match(r"(?:19|20)\d\d(?:$|\D)(?!\d$)", span):
        return span
    first, second = _span_years(span)
    return f"{first}/{second % 100:02d}" if second != first else f"{first}"


def _year_of_start(setting: Setting, first: int, start_month: int | None = None) -> tuple[date, date]:
    month = start_month or setting.year_starts_in
    start = date(first, month, 1)
    return start, start + relativedelta(years=1) - timedelta(days=1)


def weekday_note(find: Find, weekday: str) -> None:
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


def exact(find: Find, year: int, month: int, day: int) -> Find:
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


def yearless(find: Find, build: Callable[[Find, int], Find]) -> Find:
    find.in_year = lambda year: build(replace(find, in_year=None, others=[]), year)
    return find


def day_find(find: Find, day: int, month: int, year: int | None) -> Find:
    find.kind, find.precision, find.month, find.day = Kind.BY_DATE, Precision.DAY, month, day
    find.says = f"{day} {MONTHS[month - 1]}"
    if year:
        return exact(find, year, month, day)
    if not 1 <= day <= (29 if month == 2 else monthrange(2018, month)[1]):
        find.is_impossible, find.certainty = True, Certainty.UNRESOLVABLE
        return find
    return yearless(find, lambda blank, wanted: exact(blank, wanted, month, day))


def month_find(find: Find, month: int, year: int | None) -> Find:
    find.kind, find.precision, find.month = Kind.BY_MONTH, Precision.MONTH, month
    find.says = MONTHS[month - 1]
    if year:
        return _month(find, year, month)
    return yearless(find, lambda blank, wanted: _month(blank, wanted, month))


def ended(find: Find, kind: Kind, precision: Precision, start: date, due: date, what: str) -> Find:
    find.kind, find.precision, find.start, find.due = kind, precision, start, due
    find.says = f"{day_words(due)}, the end of {what}"
    return find


def _alternative(find: Find, start: date, due: date, what: str) -> Find:
    return ended(replace(find, others=[], in_year=None), find.kind, find.precision, start, due, what)


def season_find(find: Find, season: str, term: str, first: int, second: int) -> Find:
    """Meteorological seasons (autumn is September to November); school terms of three to a year; August's holidays."""
    name = f"{season} {term}".strip()
    if term[:4] == "half" and term[-1] in "12":
        later = term[-1] == "2"
        month, year = {"spring": (2 + later, second), "summer": (5 + 2 * later, second)}.get(
            season, (10 + 2 * later, first)
        )
        what = f"the {'second' if later else 'first'} half of the {season} term {year}"
        begins = month if season == "spring" and later else month - 1
        return ended(
            find, Kind.BY_SEASON, Precision.SEASON, date(year, begins, 1), last_day(year, month), what
        )
    month = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}[season]
    year = second if season in ("spring", "summer") else first
    if term == "holidays":
        start, due = date(year, 8, 1), date(year, 8, 31)
        ended(find, Kind.BY_SEASON, Precision.SEASON, start, due, f"the summer holidays {year}")
        if find.before == "by":
            begun = date(year, 7, 31)
            said = f"{day_words(begun)}, before the summer holidays {year}"
            return replace(on_day(find, begun, said), certainty=Certainty.CONVENTION, others=[find])
        return find
    if term == "half term":
        month = {"spring": 2, "summer": 5}.get(season, 10)
        ended(
            find,
            Kind.BY_SEASON,
            Precision.SEASON,
            date(year, month, 1),
            last_day(year, month),
            f"the {name} {year}",
        )
        return find
    if term:
        month, length = {"spring": (1, 3), "summer": (4, 4)}.get(season, (9, 4))
        start = date(year, month, 1)
        due = start + relativedelta(months=length) - timedelta(days=1)
        ended(find, Kind.BY_SEASON, Precision.SEASON, start, due, f"the {name} {year}")
        if season == "spring":
            late = _alternative(find, start, date(year, 4, 30), f"the {name} {year}")
            late.says = f"{day_words(date(year, 4, 30))}, where schools break up late"
            find.others = [late]
        return find
    start = date(year, month, 1)
    due = start + relativedelta(months=3) - timedelta(days=1)
    said = f"{name} {year}" if season != "winter" else f"{name} {year}/{(year + 1) % 100:02d}"
    ended(find, Kind.BY_SEASON, Precision.SEASON, start, due, said)
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
    if first != second and season in ("spring", "summer"):
        opens = date(first, month, 1)
        closes = opens + relativedelta(months=3) - timedelta(days=1)
        find.others.append(_alternative(find, opens, closes, f"{name} {first}"))
    return find


def numbered_term_find(find: Find, which: int, first: int, second: int) -> Find:
    """ "Term 2 25/26": of three terms the spring term, of six the second half of the autumn term. It asks."""
    find.kind, find.precision = Kind.BY_SEASON, Precision.SEASON

    def half(turn: int) -> Find:
        season = ("autumn", "spring", "summer")[(turn - 1) // 2]
        blank = replace(find, others=[])
        found = season_find(blank, season, f"half {2 - turn % 2}", first, max(second, first + 1))
        found.says = f"{day_words(known(found.due))}, the end of term {turn} of six"
        return found

    if which > 3:
        return replace(half(which), certainty=Certainty.AMBIGUOUS)
    season = ("autumn", "spring", "summer")[which - 1]
    season_find(find, season, "term", first, max(second, first + 1))
    find.certainty = Certainty.AMBIGUOUS
    find.others = [half(which), *find.others]
    return find


def quarter_find(
    find: Find, which: int, first: int, second: int, setting: Setting, *, named: str = ""
) -> Find:
    """A quarter of the board's year, or of the year that is `named`: financial, calendar or academic.

    A single year asks: it may be the year that the quarter's year begins in, or the calendar's; and of a financial
    year, rather the one it ends in.
    """
    month = {"calendar": 1, "academic": 9}.get(named, setting.year_starts_in)
    asks = first == second and month != 1
    _quarter(find, which, first - bool(asks and named), month)
    if asks:
        find.certainty = Certainty.AMBIGUOUS
        if named:
            find.others = [_quarter(replace(find, others=[]), which, first, month)]
            return find
        start = date(first, 3 * which - 2, 1)
        due = last_day(first, 3 * which)
        find.others = [_alternative(find, start, due, f"quarter {which} of the calendar year {first}")]
    return find


def _quarter(find: Find, which: int, first: int, month: int) -> Find:
    start = date(first, month, 1) + relativedelta(months=3 * (which - 1))
    due = start + relativedelta(months=3) - timedelta(days=1)
    year = f"{first}/{(first + 1) % 100:02d}" if month != 1 else f"{first}"
    return ended(find, Kind.BY_QUARTER, Precision.QUARTER, start, due, f"quarter {which} of {year}")


def quarter_of_plan_year(find: Find, which: int, year: int, setting: Setting) -> Find:
    """ "Year 2 Q3": counted from the plan's first day."""
    whole = plan_year_find(replace(find, others=[]), year, year, setting)
    find.kind, find.precision, find.wants_plan = Kind.BY_QUARTER, Precision.QUARTER, True
    find.says = f"quarter {which} of {whole.says}"
    if not whole.due or not whole.start:
        find.certainty, find.note = Certainty.UNRESOLVABLE, whole.note
        return find
    start = whole.start + relativedelta(months=3 * (which - 1))
    due = start + relativedelta(months=3) - timedelta(days=1)
    what = f"quarter {which} of year {year} of the plan"
    ended(find, Kind.BY_QUARTER, Precision.QUARTER, start, due, what)
    if whole.start.day != 1 or (whole.start.month - setting.year_starts_in) % 12:
        find.certainty = Certainty.AMBIGUOUS
        begun = whole.start.year - (whole.start.month < setting.year_starts_in)
        find.others = [_quarter(replace(find, others=[]), which, begun, setting.year_starts_in)]
    return find


def half_find(find: Find, which: int, first: int, second: int, setting: Setting, named: str = "") -> Find:
    """Half of the board's year, or of the year `named`; a single year asks, as a quarter's does."""
    month = {"calendar": 1, "academic": 9}.get(named, setting.year_starts_in)
    first_half = "first" if which == 1 else "second"

    def half(of: Find, year: int, month: int) -> Find:
        start = date(year, month, 1) + relativedelta(months=6 * (which - 1))
        due = start + relativedelta(months=6) - timedelta(days=1)
        said = f"{year}/{(year + 1) % 100:02d}" if month != 1 or second > first else f"{year}"
        what = f"the {first_half} half of {said}"
        return ended(of, Kind.BY_QUARTER, Precision.QUARTER, start, due, what)

    asks = first == second and month != 1
    half(find, first - bool(asks and named), month)
    if asks:
        find.certainty = Certainty.AMBIGUOUS
        find.others = [half(replace(find, others=[]), first, month if named else 1)]
    return find


def year_find(find: Find, span: str, named: str, setting: Setting) -> Find:
    first, second = _span_years(span)
    academic, calendar = named == "academic", named == "calendar"
    month = 9 if academic else 1 if calendar else setting.year_starts_in
    said = written_year(
        span.replace(" ", "") if " to " not in span.lower() else f"{first}-{second % 100:02d}"
    )
    if not first <= second <= LAST_YEAR or second - first > 20:
        find.kind, find.precision, find.is_impossible = Kind.BY_PERIOD, Precision.YEAR, True
        find.certainty = Certainty.UNRESOLVABLE
        return find
    if first == second and named and not calendar and month != 1:
        kind = "academic" if academic else "financial"
        find.certainty = Certainty.AMBIGUOUS
        years = [first - 1, first] if re.fullmatch(r"'?\d\d", span) and not academic else [first, first - 1]
        shown, also = (
            (*_year_of_start(setting, year, month), f"the {kind} year {year}/{(year + 1) % 100:02d}")
            for year in years
        )
        ended(find, Kind.BY_YEAR, Precision.YEAR, *shown)
        find.others = [_alternative(find, *also)]
    elif first == second and not named:
        ended(find, Kind.BY_YEAR, Precision.YEAR, date(first, 1, 1), date(first, 12, 31), f"{first}")
        find.certainty = Certainty.CONVENTION if month == 1 else Certainty.AMBIGUOUS
        if month != 1:
            start, due = _year_of_start(setting, first)
            find.others = [
                _alternative(find, start, due, f"the financial year {first}/{(first + 1) % 100:02d}")
            ]
    elif (
        second == first + 1 and month == 1 and not calendar
    ):  # two years are none of a board's that begins in January
        ended(
            find,
            Kind.BY_YEAR,
            Precision.YEAR,
            *_year_of_start(setting, first, 4),
            f"the financial year {said}",
        )
        find.certainty = Certainty.CONVENTION if named else Certainty.AMBIGUOUS
        if not named:
            whole = (date(first, 1, 1), date(second, 12, 31), f"the calendar years {first} and {second}")
            find.others = [_alternative(find, *whole)]
    elif first == second or second == first + 1:
        start, due = _year_of_start(setting, first, month)
        kind = "academic" if academic else "calendar" if calendar else "financial"
        what = f"the {kind} year {said}"
        ended(find, Kind.BY_YEAR, Precision.YEAR, start, due, what if named or academic else said)
        find.certainty = Certainty.SURE if not named or first != second or calendar else Certainty.CONVENTION
    else:
        start, due = date(first, month, 1), _year_of_start(setting, second - 1, month)[1]
        ended(find, Kind.BY_PERIOD, Precision.YEAR, start, due, said)
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


def kind_of_year(words: str) -> str:
    """Which year words name: financial, academic or calendar; empty where they name none, as in the plan's own year."""
    match = re.search(r"(?<![a-z])(?:(acad|scho|a/?y)|(cal)|(fin|fisc|f/?y))", words.lower())
    return ("academic", "calendar", "financial")[(match.lastindex or 1) - 1] if match else ""


def plan_year_find(find: Find, first: int, last: int, setting: Setting) -> Find:
    find.kind, find.precision, find.wants_plan = Kind.YEAR_OF_PLAN, Precision.YEAR, True
    what = f"year {first} of the plan" if first == last else f"years {first} to {last} of the plan"
    find.says = what
    begins = setting.plan_start
    if not begins or begins.year + last > LAST_YEAR or last < first:
        find.certainty = Certainty.UNRESOLVABLE
        return find
    start = begins + relativedelta(years=first - 1)
    due = begins + relativedelta(years=last) - timedelta(days=1)
    if setting.plan_end and begins + relativedelta(years=last - 1) > setting.plan_end:
        find.certainty = Certainty.UNRESOLVABLE
        find.note = "which the plan does not have"
        return find
    ended(find, find.kind, find.precision, start, due, what)
    if first == last:
        year = start.year
        find.others = [_alternative(find, date(year, 1, 1), date(year, 12, 31), f"the calendar year {year}")]
    find.is_period = first != last
    return find


def plan_end_find(find: Find, life: bool, setting: Setting) -> Find:
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


def feast_find(find: Find, name: str, year: int) -> Find:
    day = easter(year) if name == "easter" else date(year, 12, 25)
    find.kind, find.precision, find.start, find.due = Kind.BY_DATE, Precision.DAY, day, day
    find.says = f"{day_words(day)}, {name.capitalize()} {'Sunday' if name == 'easter' else 'Day'}"
    return find


def year_end_find(find: Find, kind: str, year: int, setting: Setting) -> Find:
    month = 9 if kind == "academic" else 1 if kind == "calendar" else setting.year_starts_in
    start, due = _year_of_start(setting, year - (month != 1), month)
    ended(find, Kind.BY_YEAR, Precision.YEAR, start, due, f"the {kind or 'financial'} year")
    if not kind and month != 1:
        find.certainty = Certainty.AMBIGUOUS
        find.others = [_alternative(find, date(year, 1, 1), date(year, 12, 31), f"the calendar year {year}")]
    return find


def _asking(build: Callable[[int], Find], year: int) -> Find:
    return replace(build(year), certainty=Certainty.AMBIGUOUS)


def short_find(find: Find, one: int, two: int, setting: Setting) -> Find | None:
    """ "31/3", "9/18" and "18/19" standing alone: always a question."""
    readings = []
    if two == one + 1:
        readings.append(year_find(replace(find, others=[]), f"20{one:02d}/{two:02d}", "financial", setting))
    if 1 <= two <= 12 and 1 <= one <= 31:
        day = day_find(replace(find, others=[]), one, two, None)
        if two == 12 and one <= 12 and day.in_year:  # 6/12 are six months to some
            day.in_year = partial(_asking, day.in_year)
        readings.append(day)
    if 1 <= one <= 12 and two > 9:
        readings.append(month_find(replace(find, others=[]), one, full_year(f"{two:02d}")))
    if not readings or (one, two) == (24, 7):
        return None
    if not readings[0].is_impossible:
        readings[0].certainty = Certainty.AMBIGUOUS
    readings[0].others = readings[1:]
    return readings[0]
