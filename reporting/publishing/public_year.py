"""The shape of what is published of a board's report on a year: a whitelist, kept as that of a final is (`public`)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Annotated, ClassVar

from lscb.words import capital
from plans.rules.position import RatingPart
from reporting.publishing.public import Abbreviation, Rated, bar_of, summed_up

YEAR_VERSION = 1


@dataclass(frozen=True)
class Standing:
    """How a plan stood at the end of one reporting period of the year."""

    plan: Annotated[str, "The plan"]
    period: Annotated[str, "The reporting period, by its name"]
    position_on: Annotated[date, "The day on which it stood so"]
    action: Annotated[str, "The plan’s word for one thing to be done"]
    actions: Annotated[str, "Its word for several"]
    total: Annotated[int, "How many actions it had"]
    ratings: Annotated[tuple[Rated, ...], "How many of them had each rating; adds up to the total"]

    @property
    def summary(self) -> str:
        return summed_up(self.total, self.action, self.actions, self.ratings)

    @property
    def bar(self) -> list[RatingPart]:
        """The ratings as parts of the position bar."""
        return bar_of(self.ratings)

    @property
    def counted(self) -> tuple[Rated, ...]:
        """The ratings that any action had."""
        return tuple(each for each in self.ratings if each.number)


@dataclass(frozen=True)
class Table:
    """A table of a section, as its text has it."""

    heads: Annotated[tuple[str, ...], "The heads of its columns"]
    rows: Annotated[tuple[tuple[str, ...], ...], "Its rows; the first cell says what a row is of"]


@dataclass(frozen=True)
class YearSection:
    """What is said under one heading."""

    title: Annotated[str, "The heading"]
    text: Annotated[str, "What it says, in a little Markdown: headings, lists, tables, bold, italics"]
    tables: Annotated[tuple[Table, ...], "Its tables once more, as data"]


@dataclass(frozen=True)
class PublicYear:
    """A board's report on one of its years, for everybody to read."""

    VERSION: ClassVar = YEAR_VERSION
    SCHEMA: ClassVar = "What a safeguarding board publishes of its report on a year"

    title: Annotated[str, "What it is called"]
    board: Annotated[str, "The board whose year it is"]
    year: Annotated[str, "The year, by its name"]
    period_words: Annotated[str, "Its first and last day in words"]
    demonstration: Annotated[str, "Where this is a demonstration, that it is; else empty"]
    introduction: Annotated[str, "What the board says of it in a few words"]
    standings: Annotated[tuple[Standing, ...], "How its plans stood over the year, the earliest first"]
    sections: Annotated[tuple[YearSection, ...], "What it says"]
    abbreviations: Annotated[tuple[Abbreviation, ...], "What abbreviations in the texts mean"]

    @property
    def plan(self) -> str:
        """What margins call it, as those of every paper say which plan they are of."""
        return self.title

    @cached_property
    def plans(self) -> tuple[tuple[Standing, ...], ...]:
        """The standings of each plan."""
        return tuple(tuple(theirs) for _, theirs in groupby(self.standings, key=lambda each: each.plan))

    @property
    def summary(self) -> str:
        """How each plan stood at the end, as "At Q4 2025/26, 26 actions: 11 complete and 15 on track."."""
        last = [theirs[-1] for theirs in self.plans]
        said = [f"at {each.period}, {each.summary}" for each in last]
        return " ".join(
            [f"{each.plan}: {words}" for each, words in zip(last, said, strict=True)]
            if len(last) > 1
            else map(capital, said)
        )
