"""Section on measures: the last quarters side by side, and which way each goes; only in a plan that has measures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from plans.rules.trend import Trend, trend_of, value_in, with_unit

BETTER = {"higher": "Higher is better", "lower": "Lower is better"}


@dataclass(frozen=True)
class MeasureFacts:
    """A measure; `values` are quarters by name, oldest first, with what was found or None."""

    section: str
    words: str
    values: tuple[tuple[str, Decimal | None], ...]
    tells: str = ""
    unit: str = ""
    better: str = ""
    target: Decimal | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class MeasureTrend:
    """Which way a measure goes, in words, and the small picture of the same in the units of plans.rules.trend."""

    words: str
    arrow: str
    line: str
    dots: tuple[tuple[int, int], ...]

    @property
    def in_short(self) -> str:
        """Without the values, for where they stand beside it."""
        return re.sub(r" \(.*\)", "", self.words)  # a period may have brackets in its name


@dataclass(frozen=True)
class MeasureLine:
    """A measure with its value in each quarter of the table: the quarter's name, and "" where none was recorded."""

    section: str
    words: str
    tells: str
    values: tuple[tuple[str, str], ...]
    target: str
    better: str
    trend: MeasureTrend
    source: str
    note: str

    @property
    def drawn(self) -> Trend:
        """Its picture with the line of its target: from what is printed, so that it holds for every report kept."""
        values = [(quarter, value_in(value)) for quarter, value in self.values]
        return trend_of(values, target=value_in(self.target))


@dataclass(frozen=True)
class UnmeasuredSection:
    """Measures of a section of which nothing was recorded in any quarter of the table."""

    section: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Measures:
    """What shows whether the plan makes a difference. `recorded` counts those with a value for this quarter."""

    quarters: tuple[str, ...]
    lines: tuple[MeasureLine, ...]
    unmeasured: tuple[UnmeasuredSection, ...]
    recorded: int
    total: int

    @property
    def summary(self) -> str:
        """In one sentence for the first page: how many were recorded, and which way they go."""
        ways = [
            f"{n} {way}"
            for way in ("better", "worse")
            if (n := sum(f", {way} (" in line.trend.words for line in self.lines))
        ]
        said = f"{self.recorded} of {self.total} recorded"
        return f"Measures: {', '.join([said, *ways])}."

    @property
    def has_targets(self) -> bool:
        """Whether the table has a column of targets: any measure in it has one."""
        return any(line.target for line in self.lines)


def build(facts: Sequence[MeasureFacts]) -> Measures | None:
    """In plan order; those with nothing recorded in any quarter shown are only named. None: no measures."""
    if not facts:
        return None
    silent: dict[str, list[str]] = {}
    for each in facts:
        if not _is_known(each):
            silent.setdefault(each.section, []).append(each.words.rstrip(". "))
    return Measures(
        quarters=tuple(name for name, _ in facts[0].values),
        lines=tuple(_line(each) for each in facts if _is_known(each)),
        unmeasured=tuple(UnmeasuredSection(section, tuple(words)) for section, words in silent.items()),
        recorded=sum(bool(each.values) and each.values[-1][1] is not None for each in facts),
        total=len(facts),
    )


def _is_known(measure: MeasureFacts) -> bool:
    return any(value is not None for _, value in measure.values)


def _line(measure: MeasureFacts) -> MeasureLine:
    trend = trend_of(measure.values, better=measure.better, target=measure.target)
    return MeasureLine(
        section=measure.section,
        words=measure.words,
        tells=measure.tells,
        values=tuple((quarter, with_unit(value, measure.unit)) for quarter, value in measure.values),
        target=with_unit(measure.target, measure.unit),
        better=BETTER.get(measure.better, ""),
        trend=MeasureTrend(trend.words, trend.arrow, trend.line, trend.dots),
        source=measure.source,
        note=measure.note,
    )
