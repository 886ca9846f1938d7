"""How a plan goes over its reporting periods: ratings, what is complete against what was due, silence and lateness.

Of the whole plan, or of a section, priority or owner: a report keeps which actions it counts under each.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lscb.wording import listed
from lscb.words import sentence_lower
from plans.rules.ratings import NO_UPDATE, WORST_FIRST, Rating
from reporting.report.breakdowns import Breakdown, BreakdownRow
from reporting.report.content import MonitoringReportContent
from reporting.report.pictures import BARS, complete_against_due, said_of
from reporting.report.position import Position
from reporting.report.rows import Count
from reporting.rules.drawings import Drawing, bars, columns

# What a report counts by and calls the same in each: years and owners nobody knows have other keys in other reports.
_PART = re.compile(r"(?:section|priority|owner)-\d+")


@dataclass(frozen=True)
class Kept:
    """What one report says of where the plan stood. `report` is the key of the final that kept it, and its number; both
    None for the plan as it stands."""

    quarter: str
    on: date
    position: Position
    breakdowns: tuple[Breakdown, ...]
    report: int | None = None
    number: int | None = None


@dataclass(frozen=True)
class Point:
    """One reporting period of a trend. `counts` and `overdue` are by letter, in the order of the key."""

    kept: Kept
    counts: tuple[tuple[str, Count], ...]
    total: Count
    overdue: tuple[tuple[str, int], ...]
    due: int  # by its day, by the dates as they are now

    def count_of(self, letter: str) -> Count:
        return dict(self.counts).get(letter, Count(""))

    @property
    def complete(self) -> Count:
        return self.count_of(Rating.COMPLETE)

    @property
    def silent(self) -> Count:
        return self.count_of(NO_UPDATE)

    @property
    def overdue_total(self) -> int:
        return sum(number for _, number in self.overdue)

    @property
    def overdue_rated(self) -> list[tuple[str, int]]:
        """Those at which there are any."""
        return [(letter, number) for letter, number in self.overdue if number]

    @property
    def parts(self) -> list[tuple[str, int]]:
        """How many at each letter."""
        return [(letter, count.n) for letter, count in self.counts]


@dataclass(frozen=True)
class Trends:
    """`latest` is the report of the last point: its words, its dates, and the parts that can be chosen.

    `part` is the key of a section, priority or owner in its counts, and its name; empty for the whole plan.
    """

    latest: MonitoringReportContent
    points: tuple[Point, ...]
    due_on: tuple[date | None, ...]
    part: str = ""
    name: str = ""

    @property
    def drawn(self) -> Sequence[Point]:
        """Those that pictures have room for."""
        return self.points[-BARS:]

    @cached_property
    def ratings(self) -> Drawing:
        rows = [(point.kept.quarter, point.parts) for point in self.drawn]
        return bars(rows, f"Ratings: {said_of(rows, self.latest.words)}")

    @cached_property
    def burn_up(self) -> Drawing | None:
        return complete_against_due(self.due_on, [(point.kept.on, point.complete.n) for point in self.drawn])

    @cached_property
    def silence(self) -> Drawing | None:
        """None where every report had an update of everything; `lateness` likewise."""
        return self._columns(
            self.latest.words[NO_UPDATE], [[(NO_UPDATE, point.silent.n)] for point in self.drawn]
        )

    @cached_property
    def lateness(self) -> Drawing | None:
        return self._columns("Overdue", [point.overdue for point in self.drawn])

    def _columns(self, what: str, parts: Sequence[Sequence[tuple[str, int]]]) -> Drawing | None:
        if not any(number for each in parts for _, number in each):
            return None
        names = [point.kept.quarter for point in self.drawn]
        said = said_of(zip(names, parts, strict=True), self.latest.words)
        return columns(
            [(*_on_two_lines(name), each) for name, each in zip(names, parts, strict=True)], f"{what}: {said}"
        )


def parts_of(content: MonitoringReportContent) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a trend can be of besides the whole plan: under each heading the key and the name of each part."""
    offered = [
        (split.head, [(row.total.key, row.label) for row in _counting(split)]) for split in content.splits
    ]
    return [(head, parts) for head, parts in offered if parts]


def trends(latest: MonitoringReportContent, kept: Iterable[Kept], part: str = "") -> Trends:
    """:param kept: oldest first; the last is `latest`.
    :param part: the key of one that any of the reports counts by; empty for the whole plan.

    :raises KeyError: for a part that none of them has.
    """
    kept = list(kept)
    names = {row.total.key: row.label for each in kept for row in _parts_in(each)}
    name = names[part] if part else ""
    theirs = set(_counted(kept[-1], part)[1].ids)
    due_on = tuple(latest.row[pk].due_on for pk in latest.counted if pk in theirs)
    return Trends(latest, tuple(_point(each, part, due_on) for each in kept), due_on, part, name)


def counts_by_part(kept: Kept) -> dict[str, dict[str, int]]:
    """How many of each part stood at each letter."""
    letters = [row.letter for row in kept.position.rows]
    return {
        row.total.key: {letter: count.n for letter, count in zip(letters, row.counts, strict=True)}
        for row in _parts_in(kept)
    }


def _parts_in(kept: Kept) -> Iterator[BreakdownRow]:
    return (row for split in kept.breakdowns for row in _counting(split))


def _counting(split: Breakdown) -> Iterator[BreakdownRow]:
    """The parts of a table that count anything and are called the same in each report."""
    return (row for row in split.rows if row.total.n and _PART.fullmatch(row.total.key))


def letters_in(kept: Kept) -> dict[int, str]:
    """The letter of each action that the report counts."""
    return {pk: row.letter for row in kept.position.rows for pk in row.count.ids}


def counts_of(kept: Kept, parts: Collection[str] = ()) -> dict[str, int]:
    """How many stood at each letter of those under any of the parts, each once; of all where none is named."""
    theirs = {pk for row in _parts_in(kept) if row.total.key in parts for pk in row.total.ids}
    return {
        row.letter: len(theirs.intersection(row.count.ids)) if parts else row.count.n
        for row in kept.position.rows
    }


def in_words(kept: Kept, counts: Mapping[str, int]) -> str:
    """As "6 off track, 11 at risk and 3 on track", in the words of the report."""
    rows = sorted(kept.position.rows, key=lambda row: WORST_FIRST.index(row.letter))
    return listed([f"{n} {sentence_lower(row.word)}" for row in rows if (n := counts[row.letter])])


def _point(kept: Kept, part: str, due_on: Sequence[date | None]) -> Point:
    counts, total = _counted(kept, part)
    overdue = {
        pk for figure in kept.position.figures if figure.count.key == "overdue" for pk in figure.count.ids
    }
    late = tuple((letter, sum(pk in overdue for pk in count.ids)) for letter, count in counts)
    return Point(kept, counts, total, late, sum(day is not None and day <= kept.on for day in due_on))


def _counted(kept: Kept, part: str) -> tuple[tuple[tuple[str, Count], ...], Count]:
    """How many at each letter, and in all; nobody under a part that the plan had not yet."""
    letters = [row.letter for row in kept.position.rows]
    if not part:
        return tuple((row.letter, row.count) for row in kept.position.rows), kept.position.total
    rows = (row for split in kept.breakdowns for row in split.rows if row.total.key == part)
    if row := next(rows, None):
        return tuple(zip(letters, row.counts, strict=True)), row.total
    return tuple((letter, Count("")) for letter in letters), Count("")


def _on_two_lines(name: str) -> tuple[str, str]:
    """The name of a period with its year below."""
    first, _, last = name.rpartition(" ")
    return (first, last) if first and any(letter.isdigit() for letter in last) else (name, "")
