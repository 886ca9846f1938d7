"""How often a plan reports: its reporting periods, their days and their names. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)
A_MONTH = 28  # days that a period must have at least where others leave only a part of it
EDUCATION_YEAR = 9  # the month in which it starts


class Rhythm(StrEnum):
    """What a reporting period of a plan is. TYPED: each has the days that somebody types."""

    QUARTERS = "quarters"
    TERMS = "terms"
    HALF_YEARS = "half-years"
    TWO_MONTHS = "two-months"
    MONTHS = "months"
    TYPED = "typed"


class Naming(StrEnum):
    """How periods are called unless somebody types another name."""

    LETTER = "letter"
    WORD = "word"
    MONTHS = "months"


NAMINGS = {
    Naming.LETTER: "By letter and number, as Q1 2025/26 or H1 2025/26",
    Naming.WORD: "By word and number, as Term 1 2025/26",
    Naming.MONTHS: "By their months, as September-October 2025",
}


@dataclass(frozen=True)
class Kind:
    """What is usual for a rhythm: how people say it, the word for one period and for several, what its report is
    called, and the months that its periods have, through a year."""

    said: str
    word: str
    words: str
    report: str
    naming: Naming
    months: tuple[int, ...] = ()


KINDS = {
    Rhythm.QUARTERS: Kind(
        "Every quarter", "Quarter", "Quarters", "Quarterly monitoring report", Naming.LETTER, (3,) * 4
    ),
    # Autumn, spring and summer term, the holidays after each with it, so that every day has a period.
    Rhythm.TERMS: Kind(
        "Every term: autumn, spring, summer",
        "Term",
        "Terms",
        "Termly monitoring report",
        Naming.WORD,
        (4, 3, 5),
    ),
    Rhythm.HALF_YEARS: Kind(
        "Every half-year",
        "Half-year",
        "Half-years",
        "Half-yearly monitoring report",
        Naming.LETTER,
        (6, 6),
    ),
    Rhythm.TWO_MONTHS: Kind(
        "Every two months",
        "Reporting period",
        "Reporting periods",
        "Two-monthly monitoring report",
        Naming.MONTHS,
        (2,) * 6,
    ),
    Rhythm.MONTHS: Kind(
        "Every month", "Month", "Months", "Monthly monitoring report", Naming.MONTHS, (1,) * 12
    ),
    Rhythm.TYPED: Kind(
        "On dates that are typed", "Reporting period", "Reporting periods", "Monitoring report", Naming.MONTHS
    ),
}


def year_name(starts_on: date) -> str:
    """A year as a board writes it: 2017/18, or 2018 where years are calendar years."""
    return (
        str(starts_on.year) if starts_on.month == 1 else f"{starts_on.year}/{(starts_on.year + 1) % 100:02d}"
    )


def months_name(starts_on: date, ends_on: date) -> str:
    """Days as the months they lie in: "September 2025", "September-October 2025", "December 2025-January 2026"."""
    last = f"{ends_on:%B} {ends_on.year}"
    if (starts_on.year, starts_on.month) == (ends_on.year, ends_on.month):
        return last
    return (
        f"{starts_on:%B}-{last}"
        if starts_on.year == ends_on.year
        else f"{starts_on:%B} {starts_on.year}-{last}"
    )


def name_in_full(name: str, word: str) -> str:
    """A name that begins with the letter of its word, with the word: "Q4 2017/18" is "Quarter 4 2017/18"."""
    return re.sub(rf"^{re.escape(word[:1])}(?=\d)", f"{word} ", name)


@dataclass(frozen=True)
class Span:
    """A reporting period that a plan may be given: its name and its days."""

    name: str
    starts_on: date
    ends_on: date

    def shares_a_day_with(self, other: "Span") -> bool:
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


def a_year_before(span: Span, others: Iterable[Span]) -> Span | None:
    """The one of `others` that tells where a plan stood at this time of the year before; None where none does.

    It ends nearest to a year before this one ends, and not farther from that than half as long as this one lasts: so it
    is found where terms end on other days each year, and where the rhythm was another one.
    """
    wanted, half = span.ends_on - relativedelta(years=1), (span.ends_on - span.starts_on) / 2
    near = [each for each in others if abs(each.ends_on - wanted) <= half and each.ends_on < span.starts_on]
    return min(near, key=lambda each: abs(each.ends_on - wanted), default=None)


@dataclass(frozen=True)
class Reporting:
    """How a plan reports: its rhythm, the first month of its year, and how its periods are called.

    `word` is the plan's own for one of them.
    """

    rhythm: Rhythm
    year_starts_in: int
    naming: Naming
    word: str

    @property
    def first_month(self) -> int:
        """In which its reporting year starts: terms are those of the year of education."""
        return EDUCATION_YEAR if self.rhythm is Rhythm.TERMS else self.year_starts_in

    @property
    def said(self) -> str:
        """As people say it: "Every half-year"."""
        return KINDS[self.rhythm].said

    def of_year(self, year: int) -> list[Span]:
        """The periods of the reporting year that begins in a calendar year; none where they are typed."""
        begins = date(year, self.first_month, 1)
        spans, starts_on = [], begins
        for number, months in enumerate(KINDS[self.rhythm].months, start=1):
            after = starts_on + relativedelta(months=months)
            ends_on = after - ONE_DAY
            spans.append(Span(self._name(number, begins, starts_on, ends_on), starts_on, ends_on))
            starts_on = after
        return spans

    def _name(self, number: int, begins: date, starts_on: date, ends_on: date) -> str:
        if self.naming is Naming.MONTHS:
            return months_name(starts_on, ends_on)
        called = (
            f"{self.word[:1].upper()}{number}" if self.naming is Naming.LETTER else f"{self.word} {number}"
        )
        return f"{called} {year_name(begins)}"

    def between(self, first: date, last: date) -> Iterator[Span]:
        """The periods that share a day with those from `first` to `last`, in order."""
        for year in range(first.year - 1, last.year + 1):
            yield from (
                span for span in self.of_year(year) if span.ends_on >= first and span.starts_on <= last
            )

    def offered(self, first: date, last: date, there: Iterable[Span]) -> list[Span]:
        """The periods of a plan that lasts from `first` to `last` that are not `there`, in order.

        Where those that are there share its days, as after a change of rhythm, a period is what they leave of it, if
        that is a month or more, and is called by its months; so is one whose name is taken.
        """
        there = sorted(there, key=lambda span: span.starts_on)
        taken = {span.name.casefold() for span in there}
        found = []
        for span in self.between(first, last):
            for left in _left_of(span, there):
                whole = left == span and span.name.casefold() not in taken
                found.append(
                    left
                    if whole
                    else Span(months_name(left.starts_on, left.ends_on), left.starts_on, left.ends_on)
                )
        return [span for span in found if span.name.casefold() not in taken]

    def next_end(self, span: Span) -> date:
        """The last day of the period after one: the next of the rhythm, or as long again where days are typed."""
        after = span.ends_on + ONE_DAY
        following = (
            each for each in self.between(after, after + relativedelta(years=1)) if each.starts_on >= after
        )
        if each := next(following, None):
            return each.ends_on
        return span.ends_on + (span.ends_on - span.starts_on + ONE_DAY)


def _left_of(span: Span, there: Iterable[Span]) -> Iterator[Span]:
    """The days of a period in which none of those there lies; whole where none does."""
    starts_on = span.starts_on
    for other in there:
        if not span.shares_a_day_with(other):
            continue
        if (other.starts_on - starts_on).days >= A_MONTH:
            yield Span(span.name, starts_on, other.starts_on - ONE_DAY)
        starts_on = max(starts_on, other.ends_on + ONE_DAY)
    if starts_on == span.starts_on or (span.ends_on - starts_on).days + 1 >= A_MONTH:
        yield Span(span.name, starts_on, span.ends_on)
