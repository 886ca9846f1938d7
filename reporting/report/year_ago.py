"""A final beside the one of the same time a year ago: where each action stood then and stands now, as both kept it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import ClassVar

from plans.rules.movement import Movement, in_words, movement
from plans.rules.ratings import NO_UPDATE, Rating
from reporting.report.content import MonitoringReportContent
from reporting.report.facts import PastPosition
from reporting.report.movement import TITLES, Moved
from reporting.report.position import Position
from reporting.report.rows import WITHDRAWN, Count, Listing, Move, Row


@dataclass(frozen=True)
class BesideAYearAgo(MonitoringReportContent):
    """What a final says, compared with the report of a year ago where it was compared with the last one.

    Its counts, matrix and lists of what moved are meant, which stand without numbers of sections.
    """

    last_called: ClassVar[str] = "the report of a year ago"
    last_head: ClassVar[str] = "A year ago"


def beside(now: MonitoringReportContent, then: MonitoringReportContent) -> BesideAYearAgo:
    """Both as they were frozen. As in the comparison with the last report, every action that either counts stands in
    one list and one cell, and where `then` had silence the rating before that counts as movement."""
    counted, counted_then = set(now.counted), set(then.counted)
    rows = {row.id: row for row in now.rows}
    for row in then.rows:
        if row.id in counted_then:
            rows.setdefault(row.id, replace(row, now=replace(WITHDRAWN, word="No longer held")))
    rows = {
        pk: _compared(
            row, then.row[pk] if pk in counted_then else None, is_counted=pk in counted, words=now.words
        )
        for pk, row in rows.items()
    }
    either = tuple(pk for pk in rows if pk in counted | counted_then)
    listings = tuple(
        Listing(kind.value, title, "", tuple(pk for pk in either if rows[pk].move.kind == kind), "None.")
        for kind, title in TITLES.items()
    )
    kept = {field.name: getattr(now, field.name) for field in fields(now)}
    return BesideAYearAgo(
        **kept
        | {
            "rows": tuple(rows.values()),
            "moved": Moved(then.front.quarter, listings, (), Count("moved", either)),
            "position": _position(now.position, then),
            "short": True,
        }
    )


def _compared(row: Row, then: Row | None, *, is_counted: bool, words: Mapping[str, str]) -> Row:
    """A row with how its rating moved since `then`, None where the report of a year ago did not count it."""
    if then is None:
        sign, said = in_words(Movement.NEW, None, row.now.rating)
        return replace(row, last=None, was_reference="", move=Move(Movement.NEW.value, sign, said))
    before, was_in = then.now.rating, ""
    if before == NO_UPDATE and then.was in words:
        before, was_in = then.was, then.move.was_in
    if is_counted:
        kind = movement(before, row.now.rating)
        sign, said = in_words(kind, before, row.now.rating)
        if kind == Movement.CLOSED and row.now.letter != Rating.COMPLETE:
            said = words[Rating.COMPLETE]  # no meeting has agreed it yet
    else:
        kind, sign, said = Movement.LEFT, "–", row.now.word
    return replace(
        row,
        last=then.now,
        was_reference=then.reference if then.reference != row.reference else "",
        move=Move(kind.value, sign, said, before, was_in),
    )


def _position(position: Position, then: MonitoringReportContent) -> Position:
    counts = {row.letter: row.count.n for row in then.position.rows}
    past = PastPosition(then.front.quarter, then.front.position_at.date(), tuple(counts.items()))
    return replace(
        position,
        rows=tuple(replace(row, last=counts.get(row.letter, 0)) for row in position.rows),
        last_total=then.position.total.n,
        figures=(),
        past=(past,),
    )
