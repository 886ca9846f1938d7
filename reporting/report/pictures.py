"""The pictures of a report: what each draws, from what the report says. `reporting.rules.drawings` draws them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from lscb.wording import long_date
from lscb.words import sentence_lower
from plans.rules.ratings import Rating
from reporting.rules.drawings import Drawing, bars, burn_up, columns, risk_grid, shown

if TYPE_CHECKING:
    from reporting.report.content import MonitoringReportContent

BARS = 8  # periods at most


@dataclass(frozen=True)
class Pictures:
    """Those of one report; each is None where there is nothing to draw."""

    content: "MonitoringReportContent"

    @cached_property
    def bars(self) -> Drawing | None:
        """Where the plan stands, below where it stood in the periods before."""
        position = self.content.position
        if not position.total.n:
            return None
        letters = [row.letter for row in position.rows]
        rows = [
            (past.quarter, [(letter, past.count_of(letter)) for letter in letters])
            for past in position.earlier[1 - BARS :]
        ]
        rows.append((self.content.front.quarter, [(row.letter, row.count.n) for row in position.rows]))
        return bars(
            rows,
            f"Ratings by {sentence_lower(self.content.labels.period)}: {said_of(rows, self.content.words)}",
        )

    @cached_property
    def due(self) -> Drawing | None:
        """Due dates by month, stacked by rating."""
        months = self.content.coming_up.cliffs
        if not months:
            return None
        key = [line.letter for line in self.content.key]
        stacked = []
        for place, month in enumerate(months):
            letters = [self.content.row[pk].now.rating for pk in month.count.ids]
            year = month.words[-4:] if place == 0 or month.words.startswith("January") else ""
            stacked.append((month.words[:1], year, [(letter, letters.count(letter)) for letter in key]))
        said = "; ".join(f"{month.words} {month.count.n}" for month in months if month.count.n)
        return columns(stacked, f"Due dates by month: {said}; no others")

    @cached_property
    def burn_up(self) -> Drawing | None:
        """What is complete against what was due, by report; with two reports or more, and dates."""
        content = self.content
        rows = [content.row[pk] for pk in content.counted]
        past = [(each.on, each.count_of(Rating.COMPLETE)) for each in content.position.earlier if each.on]
        now = (content.front.position_at.date(), sum(row.now.rating == Rating.COMPLETE for row in rows))
        return complete_against_due([row.due_on for row in rows], [*past, now])

    @cached_property
    def risks(self) -> Drawing | None:
        """Likelihood by impact of the risks that are printed, by their numbers, and how they moved."""
        register = self.content.risks
        points = register.points if register else ()
        if not points:
            return None
        said = "; ".join(
            f"{number}: likelihood {point.likelihood}, impact {point.impact}"
            + (
                f", was {point.was_likelihood} and {point.was_impact}"
                if point.was_likelihood
                and (point.was_likelihood, point.was_impact) != (point.likelihood, point.impact)
                else ""
            )
            for number, point in enumerate(points, start=1)
        )
        return risk_grid(
            [
                (str(number), point.likelihood, point.impact, point.was_likelihood, point.was_impact)
                for number, point in enumerate(points, start=1)
            ],
            f"Risks by likelihood and impact, of five each. {said}",
        )


def complete_against_due(
    due_on: Sequence[date | None], reports: Sequence[tuple[date, int]]
) -> Drawing | None:
    """What is complete against what was due; None without dates, or with one report alone.

    :param due_on: of each action when it is due, None for one without a date.
    :param reports: of each report its day, and how many were complete by it. One that was corrected has the day of
        its correction, which may be after a later report.
    """
    reports = sorted(reports, key=lambda report: report[0])
    days = sorted(day for day in due_on if day)
    if not days or len(reports) < 2:
        return None
    now = reports[-1][0]
    first = min(days[0], *(on for on, _ in reports)).replace(day=1)
    last = max(days[-1], now)
    span = max((last - first).days, 1)

    def place(day: date) -> float:
        return (day - first).days / span

    due = [(0.0, 0), *((place(day), sum(each <= day for each in days)) for day in sorted(set(days)))]
    told = ", ".join(f"{number} on {long_date(on)}" for on, number in reports)
    by_now = sum(day <= now for day in days)
    undated = len(due_on) - len(days)
    words = (
        f"Complete against due: {told}; {by_now} {'was' if by_now == 1 else 'were'} due by {long_date(now)}"
        + (f", {len(days)} by {long_date(last)}" if last > now else "")
        + (f", and {undated} {'has' if undated == 1 else 'have'} no date" if undated else "")
    )
    complete = [(place(on), number) for on, number in reports]
    whole = max(
        len(due_on), *(number for _, number in reports)
    )  # what was complete may have left the plan since
    return burn_up(_years(first, last, place), due, complete, whole, words)


def said_of(rows: Iterable[tuple[str, Sequence[tuple[str, int]]]], words: Mapping[str, str]) -> str:
    """Rows of parts in words, as "Q3 2017/18: 3 On track, 1 No update"; `words` are those of the ratings."""
    return "; ".join(
        f"{name}: "
        + (
            ", ".join(f"{number} {words.get(letter, shown(letter))}" for letter, number in parts if number)
            or "none"
        )
        for name, parts in rows
    )


def _years(first: date, last: date, place: Callable[[date], float]) -> list[tuple[float, str]]:
    """Where each half-year begins: January and July with their years."""
    marks, day = [], first
    while day <= last:
        if day.month in (1, 7):
            marks.append((place(day), f"{day:%B %Y}" if day.month == 1 else f"{day:%B}"))
        day = (day + timedelta(days=32)).replace(day=1)
    return marks
