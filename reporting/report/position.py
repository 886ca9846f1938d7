"""Position at a glance: where the plan stands, in counts by rating that add up, and in figures."""

from collections.abc import Iterable
from dataclasses import dataclass

from lscb.words import sentence_lower
from plans.rules.position import shares
from plans.rules.stillness import PERIODS
from reporting.report.facts import PastPosition
from reporting.report.rows import Count, Listing, Rows, ids_of, letter_key


@dataclass(frozen=True)
class PositionRow:
    letter: str
    word: str
    count: Count
    last: int | None
    x: int
    width: int

    @property
    def change(self) -> str:
        """As +7, -2 or 0; empty when there is no report to compare with."""
        return _signed(self.count.n, self.last)


@dataclass(frozen=True)
class Figure:
    """A number of the summary with its words."""

    words: str
    count: Count


@dataclass(frozen=True)
class Position:
    rows: tuple[PositionRow, ...]
    total: Count
    last_total: int | None
    figures: tuple[Figure, ...]
    past: tuple[
        PastPosition, ...
    ] = ()  # earlier reports, oldest first; none in reports kept before they were

    @property
    def earlier(self) -> tuple[PastPosition, ...]:
        """Those before this one; of what was kept without them, the last one alone."""
        if self.past or self.last_total is None:
            return self.past
        counts = tuple((row.letter, row.last or 0) for row in self.rows)
        return (PastPosition("Last report", None, counts),)

    @property
    def change(self) -> str:
        return _signed(self.total.n, self.last_total)


def build(rows: Rows, listings: Iterable[Listing], last: Position | None) -> Position:
    """`listings` are what moved and what is complete; `last` is the position of the last final report."""
    last_counts = {row.letter: row.count.n for row in last.rows} if last else {}
    by_letter = rows.by_letter(rows.counted)
    lines, x = [], 0
    widths = shares([len(ids) for ids in by_letter.values()])
    for (letter, ids), width in zip(by_letter.items(), widths, strict=True):
        lines.append(
            PositionRow(
                letter,
                rows.words[letter],
                Count(f"rated-{letter_key(letter)}", ids),
                last_counts.get(letter, 0) if last else None,
                x,
                width,
            )
        )
        x += width
    return Position(
        tuple(lines),
        Count("total", ids_of(rows.counted)),
        last.total.n if last else None,
        tuple(_figures(rows, {listing.key: listing for listing in listings})),
        rows.facts.past,
    )


def _figures(rows: Rows, by_key: dict[str, Listing]) -> list[Figure]:
    proposed = f"Proposed by {sentence_lower(rows.facts.labels.owners)}, not yet looked at"
    return [
        Figure("Overdue", Count("overdue", ids_of(a for a in rows.counted if a.overdue))),
        Figure(
            "With a milestone passed",
            Count("milestone-passed", ids_of(a for a in rows.counted if a.milestone_missed)),
        ),
        *(
            Figure(words, by_key[key].count)
            for words, key in [
                ("Rating worse", "worse"),
                ("Rating better", "better"),
                ("Newly complete", "closed"),
                ("Re-opened", "re-opened"),
                ("New", "new"),
                ("Complete, waiting to be agreed", "to-be-agreed"),
            ]
            if key in by_key
        ),
        Figure(
            proposed,
            Count(
                "not-looked-at",
                ids_of(a for a in rows.counted if a.state == "live" and a.update and a.update.waits),
            ),
        ),
        *(
            Figure(
                rows.say(f"No movement for {n} reporting periods or more"),
                Count(f"no-movement-{n}", ids_of(a for a in rows.counted if a.still >= n)),
            )
            for n in PERIODS
        ),
        Figure("Withdrawn", Count("withdrawn", ids_of(a for a in rows.gone if a.state == "withdrawn"))),
        Figure(
            "Carried over", Count("carried-over", ids_of(a for a in rows.gone if a.state == "carried-over"))
        ),
    ]


def _signed(now: int, last: int | None) -> str:
    """The difference as +7, −2 or 0; empty when there is nothing to compare with."""
    if last is None:
        return ""
    return f"{now - last:+d}".replace("-", "−") if now != last else "0"
