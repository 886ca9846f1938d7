"""Section 4: how ratings moved since the last final report, and what became of what it had off track or at risk."""

from collections.abc import Iterator
from dataclasses import dataclass

from plans.rules import ratings
from plans.rules.ratings import Movement, Rating
from reporting.report.rows import Chip, LastReport, Listing, Move, Rows, ids_of

TITLES = {
    Movement.WORSE: "Worse",
    Movement.BETTER: "Better",
    Movement.CLOSED: "Newly complete",
    Movement.REOPENED: "Re-opened",
    Movement.NEW: "New",
    Movement.SAME: "Same",
    Movement.CANNOT_COMPARE: "Cannot be compared",
}


@dataclass(frozen=True)
class Past:
    """What became of an action that the last report had off track or at risk."""

    id: int
    reference: str
    text: str
    owners: str
    then: Chip
    now: Chip | None
    move: Move


@dataclass(frozen=True)
class Moved:
    """Movement since the last final report."""

    compared_with: str
    listings: tuple[Listing, ...]
    past: tuple[Past, ...]


def build(rows: Rows) -> Moved:
    """Nothing where there is no earlier final report."""
    if rows.last is None:
        return Moved("", (), ())
    number = f"report number {rows.last.number}, " if rows.last.number else ""
    return Moved(
        f"{rows.last.quarter}, {number}position at {rows.last.position_words}",
        tuple(
            rows.listing(
                kind.value, title, ids_of(a for a in rows.counted if rows.by_id[a.id].move.kind == kind)
            )
            for kind, title in TITLES.items()
        ),
        tuple(_past(rows, rows.last)),
    )


def _past(rows: Rows, last: LastReport) -> Iterator[Past]:
    rank = {letter: place for place, letter in enumerate(ratings.WORST_FIRST)}
    for row in sorted((last.rows[id] for id in last.counted), key=lambda row: rank.get(row.now.rating, 9)):
        if row.now.rating not in (Rating.OFF_TRACK, Rating.AT_RISK):
            continue
        now = rows.by_id.get(row.id)
        yield Past(
            row.id,
            row.reference,
            now.text if now else row.text,
            now.owners if now else row.owners,
            row.now,
            now.now if now else None,
            now.move if now else Move("cannot-compare", "–", "No longer held"),
        )
