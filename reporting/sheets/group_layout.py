"""How much of each text a group's sheet prints: all of it while there is room on one sheet of paper, both sides.

What does not fit is cut, the longest first: every text to so many lines, as many as there is room for. A group that
owns more than two pages hold has as many pages as it needs, and these are filled. Lengths in millimetres.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lscb.lines import run_on
from reporting.printing.font_metrics import POINT, cut_to, lines
from reporting.rules.column_widths import PADDING, STEP

if TYPE_CHECKING:
    from reporting.sheets.group import GroupSheet, SheetRow

WIDE, HIGH = 180, 254  # of what is printed on a page
SHEET = 2  # pages of one sheet of paper
REFERENCE, LONG_REFERENCE, DUE, RATING, LEAST = 13, 22, 27, 30, 44
SIZE, LINE, ROW = 10, 10 * 1.18 * POINT, 1.5  # of tables: points, a line, what a row has besides its lines
HEADING, HEAD, FRONT = (
    11.5,
    6.5,
    62,
)  # a heading of a section, the head of a table, all above the table of actions
A_LINE = 7  # a sentence by itself
MOST_LINES = (20, 14, 10, 8, 6, 5, 4)  # what a text is cut to, where it is


@dataclass(frozen=True)
class Room:
    """How wide the columns of words are."""

    about: int
    said: int


def fit(sheet: "GroupSheet") -> "GroupSheet":
    """The sheet with its texts as they are printed."""
    rows = [_in_one_line(row) for row in sheet.rows]
    room = _room(sheet, rows)
    choices = [rows, *([_cut(row, most, room) for row in rows] for most in MOST_LINES)]
    pages = [_pages(sheet, each, room) for each in choices]
    wanted = max(SHEET, min(pages))
    chosen = next(each for each, count in zip(choices, pages, strict=True) if count <= wanted)
    return replace(sheet, rows=tuple(chosen), about_wide=room.about, is_cut=chosen is not rows)


def _in_one_line(row: "SheetRow") -> "SheetRow":
    return replace(row, text=run_on(row.text), success=run_on(row.success), said=run_on(row.said))


def _room(sheet: "GroupSheet", rows: Sequence["SheetRow"]) -> Room:
    """What the columns of words share: as wide as makes the table lowest."""
    left = WIDE - _reference(sheet) - DUE * sheet.has_dates - RATING
    choices = [Room(about, left - about) for about in range(LEAST, left - LEAST + 1, STEP)]
    return min(choices, key=lambda room: sum(_high(sheet, row, room) for row in rows))


def _reference(sheet: "GroupSheet") -> int:
    if not sheet.has_references:
        return 0
    return LONG_REFERENCE if sheet.has_long_references else REFERENCE


def _below(sheet: "GroupSheet", row: "SheetRow") -> Iterable[str]:
    """The small lines below what an action is, as the template prints them."""
    labelled = (
        ("With ", row.shared),
        ("", row.parts),
        (f"{sheet.success_label}: ", row.success),
        ("Depends on ", row.depends_on),
    )
    return [label + words for label, words in labelled if words]


def _cut(row: "SheetRow", most: int, room: Room) -> "SheetRow":
    about, said, few = room.about - PADDING, room.said - PADDING, max(most // 2, 2)
    return replace(
        row,
        text=cut_to(row.text, most, about, SIZE),
        success=cut_to(row.success, few, about, SIZE),
        shared=cut_to(row.shared, few, about, SIZE),
        parts=cut_to(row.parts, few, about, SIZE),
        depends_on=cut_to(row.depends_on, few, about, SIZE),
        due=cut_to(row.due, few, DUE - PADDING, SIZE),
        said=cut_to(row.said, most, said, SIZE),
    )


def _pages(sheet: "GroupSheet", rows: Sequence["SheetRow"], room: Room) -> int:
    """How many pages it takes: nothing of it but a long list is split."""
    page, left = 1, HIGH - FRONT - HEAD
    for high in (*(_high(sheet, row, room) for row in rows), *_after(sheet)):
        if high > left:
            page, left = page + 1, HIGH - HEAD
        left -= high
    return page


def _high(sheet: "GroupSheet", row: "SheetRow", room: Room) -> float:
    """A row of the table of actions."""
    about = sum(_lines(words, room.about) for words in (row.text, *_below(sheet, row)))
    by = f"{row.said_by}, proposed" if row.is_proposed else row.said_by
    back = f"Back by {row.back_by}. " if row.back_by else ""
    said = _lines(back + row.said, room.said) + bool(by) * _lines(by, room.said)
    due = _lines(row.due, DUE) + bool(row.late) + 2 * bool(row.first_due)
    return max(about, said, due, 1.4 + bool(row.was)) * LINE + ROW


def _after(sheet: "GroupSheet") -> Iterable[float]:
    """What follows the table of actions, piece by piece, a heading with the first piece under it."""
    yield A_LINE  # what “proposed” and “…” mean
    heading: float = HEADING
    for reference, text, owners in sheet.unanswered:
        yield heading + _lines(f"{reference} {text} {owners}", WIDE) * LINE + 1
        heading = 0
    heading = HEADING
    for words, meeting, due, late in sheet.matters:
        yield heading + _lines(f"{words} {meeting}, by {due} {late}", WIDE) * LINE + 1
        heading = 0
    for part in sheet.parts:
        heading = HEADING
        for line in part.lines:
            yield heading + _lines(" ".join((line.words, line.note, line.late)), WIDE) * LINE + 1
            heading = 0
        yield A_LINE * bool(part.more)
    heading = HEADING + HEAD
    for milestone in sheet.milestones:
        about = WIDE - _reference(sheet) - 40 - 35
        yield heading + max(_lines(milestone.text, about), _lines(milestone.words, 40), 2) * LINE + ROW
        heading = 0
    heading = HEADING + HEAD
    for report in sheet.reports:
        often = _lines(report.often, 40) + bool(report.questions)
        when = sum(_lines(words, 40) for words in report.when)
        yield heading + max(_lines(report.what, 60), _lines(report.to, 40), often, when) * LINE + ROW
        heading = 0
    if not sheet.reports:
        yield A_LINE
    if not sheet.highlight:
        yield A_LINE * sheet.meets
    else:
        said = sum(_lines(f"{label}: {words}", WIDE) for label, words in sheet.highlight)
        yield HEADING + (said + 1) * LINE * 1.04


def _lines(words: str, wide: float) -> int:
    return lines(words, wide - PADDING, SIZE)
