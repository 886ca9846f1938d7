"""In which order a list stands: named in its URL (`?order=due`, `?order=-due`), offered by its headings and beside its
filters.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

ORDER = "order"  # in the URL
Row = TypeVar("Row")


class Runs(Enum):
    """What a way to sort begins with, in words: as it is, and the other way round."""

    LETTERS = ("A to Z", "Z to A")
    REFERENCES = ("first to last", "last to first")
    DAYS = ("earliest first", "latest first")
    WORST = ("worst first", "best first")
    NUMBERS = ("highest first", "lowest first")


@dataclass(frozen=True)
class Sort:
    """One way to sort a list.

    :param name: in the URL; with a hyphen before it the other way round.
    :param words: the heading of its column.
    :param key: what a row is sorted by, None where it has nothing. A list that its database sorts has none.
    """

    name: str
    words: str
    runs: Runs
    key: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Sorting:
    """The ways to sort a list, and the one that is asked for; none where the list stands in its usual order."""

    sorts: Sequence[Sort]
    asked: str = ""

    @property
    def by(self) -> Sort | None:
        return self.called(self.asked.removeprefix("-"))

    @property
    def is_turned(self) -> bool:
        return self.asked.startswith("-")

    @property
    def falls(self) -> bool:
        """Whether what is greatest comes first."""
        return self.by is not None and self.is_turned != (self.by.runs is Runs.NUMBERS)

    @property
    def words(self) -> str:
        """As "Due: earliest first"; empty for the usual order."""
        return in_words(self.by, self.is_turned) if self.by else ""

    def called(self, name: str) -> Sort | None:
        return next((each for each in self.sorts if each.name == name), None)

    def rows(self, rows: Iterable[Row]) -> list[Row]:
        """Rows as asked for. Those that have nothing to be sorted by come last either way, and those that are alike
        stay as they stood."""
        by = self.by
        if by is None or by.key is None:
            return list(rows)
        keyed = [(by.key(row), row) for row in rows]
        there = [each for each in keyed if each[0] is not None]
        there.sort(key=lambda each: each[0], reverse=self.falls)
        return [row for _, row in there] + [row for key, row in keyed if key is None]


def choices(sorts: Iterable[Sort]) -> list[tuple[str, str]]:
    """Each way to sort, and the other way round, as (name in the URL, words)."""
    return [
        (f"-{sort.name}" if turned else sort.name, in_words(sort, turned))
        for sort in sorts
        for turned in (False, True)
    ]


def in_words(sort: Sort, is_turned: bool) -> str:
    return f"{sort.words}: {sort.runs.value[is_turned]}"
