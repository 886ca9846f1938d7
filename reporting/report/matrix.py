"""The report that is compared with, against this one: how many actions were rated so then and so now, adding up to all.

Worked out from the rows, so that it holds for every report that was kept since movement adds up.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporting.report.rows import Count, letter_key

if TYPE_CHECKING:
    from reporting.report.content import MonitoringReportContent

NEW, LEFT = "new", "left"  # not in the last report; counted in it and not now


@dataclass(frozen=True)
class MatrixRow:
    """What the last report had at one rating: `cells` are in the order of the matrix's columns."""

    letter: str
    word: str
    cells: tuple[Count, ...]
    total: Count


@dataclass(frozen=True)
class Matrix:
    """`columns` are ratings now, as (letter, word); NEW and LEFT are no ratings and stand last."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[Count, ...]
    total: Count


def matrix(content: "MonitoringReportContent") -> Matrix | None:
    """Only ratings that were or are; None where there is no report to compare with, or none that adds up."""
    if content.moved.total is None:
        return None
    counted = set(content.counted)
    then_now = {
        pk: (row.last.rating if row.last else NEW, row.now.rating if pk in counted else LEFT)
        for pk in content.moved.total.ids
        for row in [content.row[pk]]
    }
    words = content.words | {NEW: f"Not in {content.last_called}", LEFT: "No longer counted"}
    then = [letter for letter in words if any(was == letter for was, _ in then_now.values())]
    now = [letter for letter in words if any(now == letter for _, now in then_now.values())]

    def count(key: str, was: str | None, is_now: str | None) -> Count:
        ids = (
            pk
            for pk, (before, after) in then_now.items()
            if was in (None, before) and is_now in (None, after)
        )
        return Count(key, tuple(ids))

    return Matrix(
        tuple((letter, words[letter]) for letter in now),
        tuple(
            MatrixRow(
                was,
                words[was],
                tuple(count(f"was-{letter_key(was)}-now-{letter_key(each)}", was, each) for each in now),
                count(f"was-{letter_key(was)}", was, None),
            )
            for was in then
        ),
        tuple(count(f"now-{letter_key(each)}", None, each) for each in now),
        content.moved.total,
    )
