"""Section 4: how ratings moved since the last final report, and what became of what it had off track or at risk."""

from collections.abc import Iterator
from dataclasses import dataclass

from plans.rules import ratings
from plans.rules.movement import WORDS, Movement
from plans.rules.ratings import Rating
from reporting.report.rows import Chip, Count, LastReport, Listing, Move, Rows, ids_of

TITLES = {kind: words for kind, (_, words) in WORDS.items()} | {Movement.CLOSED: "Newly complete"}


@dataclass(frozen=True)
class Past:
    """What became of an action that the last report had off track or at risk.

    `was_reference` is what that report called it, where the plan calls it otherwise now.
    """

    id: int
    reference: str
    text: str
    owners: str
    then: Chip
    now: Chip | None
    move: Move
    was_reference: str = ""


@dataclass(frozen=True)
class Moved:
    """Movement since the last final report: every action stands in one of `listings`, which `total` adds up.

    None in reports kept before they added up.
    """

    compared_with: str
    listings: tuple[Listing, ...]
    past: tuple[Past, ...]
    total: Count | None = None


def build(rows: Rows) -> Moved:
    """Nothing where there is no earlier final report."""
    if rows.last is None:
        return Moved("", (), ())
    number = f"report number {rows.last.number}, " if rows.last.number else ""
    actions = [*rows.counted, *(action for action in rows.gone if action.id in rows.last_counted)]
    return Moved(
        f"{rows.last.quarter}, {number}position at {rows.last.position_words}",
        tuple(
            rows.listing(kind.value, title, ids_of(a for a in actions if rows.by_id[a.id].move.kind == kind))
            for kind, title in TITLES.items()
        ),
        tuple(_past(rows, rows.last)),
        Count("moved", rows.listing("moved", "", ids_of(actions)).ids),
    )


def _past(rows: Rows, last: LastReport) -> Iterator[Past]:
    rank = {letter: place for place, letter in enumerate(ratings.WORST_FIRST)}
    for row in sorted((last.rows[id] for id in last.counted), key=lambda row: rank.get(row.now.rating, 9)):
        if row.now.rating not in (Rating.OFF_TRACK, Rating.AT_RISK):
            continue
        now = rows.by_id.get(row.id)
        yield Past(
            row.id,
            now.reference if now else row.reference,
            now.text if now else row.text,
            now.owners if now else row.owners,
            row.now,
            now.now if now else None,
            now.move if now else Move("gone", "–", "No longer held"),
            now.was_reference if now else "",
        )
