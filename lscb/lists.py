"""Lists that people take away: a list is declared once, and each kind of file is made from that.

A list is its columns and its rows. What stands in a cell decides how it is written: days are days and numbers are
numbers where the file knows them; all else is text that nothing runs. A file says whose it is and what it shows without
a row or a cell of its table holding that, so that the table is read back as it was written.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone
from openpyxl import Workbook

from lscb.cells import no_formula, words_cell
from lscb.lines import in_one_line
from lscb.wording import long_date, moment
from lscb.workbook import XLSX, Table, fill, mark, saved


class Kind(StrEnum):
    """What stands in a column, for programs that read it; as JSON Schema and OpenAPI name it."""

    TEXT = "string"
    DAY = "date"
    MOMENT = "date-time"
    WHOLE = "integer"
    NUMBER = "number"
    YES_OR_NO = "boolean"

    @property
    def label(self) -> str:
        """In words for people."""
        return _KINDS[self]


_KINDS = {
    Kind.TEXT: "text",
    Kind.DAY: "day, as 2018-03-31",
    Kind.MOMENT: "moment, as 2018-03-31T09:30:00+00:00",
    Kind.WHOLE: "whole number",
    Kind.NUMBER: "number",
    Kind.YES_OR_NO: "true or false",
}


class Format(StrEnum):
    """A kind of file, by its ending."""

    XLSX = "xlsx"
    CSV = "csv"
    DOCX = "docx"


@dataclass(frozen=True)
class Column:
    """:param name: in the URL, where somebody chooses columns.
    :param heading: in the plan's own words.
    :param read: what it says of a row: a day, a number, a text or nothing.
    :param usual: whether it stands in a Word table of which nobody chose the columns.
    :param kind: of what it says; nothing where a row has none.
    """

    name: str
    heading: str
    read: Callable[[Any], object]
    usual: bool = False
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class About:
    """What a file says of itself: the head and foot of its pages, and `shows`, (label, words): of when it is and which
    of the rows it has. `plan` is empty for a list of a whole board.
    """

    board: str
    board_short: str
    plan: str
    marking: str
    demonstration_words: str
    position_at: datetime
    shows: tuple[tuple[str, str], ...] = ()

    @property
    def position_words(self) -> str:
        return moment(self.position_at)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """All of it, with what is empty left out."""
        said = [
            ("Note", self.demonstration_words),
            ("Marking", self.marking),
            ("Board", self.board),
            ("Plan", self.plan),
            *self.shows,
            ("Made", self.position_words),
        ]
        return [(label, in_one_line(words)) for label, words in said if words]


@dataclass(frozen=True)
class ListToSave:
    """A list as it can be taken away.

    :param name: of its file, without the ending.
    :param read: its rows in their order; not called before a file is made.
    :param shown: the names of the columns that its page shows; the usual ones where it says nothing of them.
    :param under: the heading that a row stands under in Word, where rows of one heading follow one another; the column
        `under_column` is left out there.
    """

    title: str
    name: str
    about: About
    columns: Sequence[Column]
    read: Callable[[], Iterable[Any]]
    under: Callable[[Any], str] | None = None
    under_column: str = ""
    shown: Sequence[str] = ()

    @property
    def names_shown(self) -> list[str]:
        return list(self.shown) or [each.name for each in self.columns if each.usual]

    def without(self, *names: str) -> "ListToSave":
        """The same list, whose page shows all its columns but these."""
        return replace(self, shown=[each.name for each in self.columns if each.name not in names])

    def with_columns(self, names: Sequence[str]) -> "ListToSave":
        """The same list with these columns of it, in its order."""
        return replace(self, columns=[each for each in self.columns if each.name in names])

    def cells(self, row: Any) -> list[object]:
        return [column.read(row) for column in self.columns]


# --- Files ----------------------------------------------------------------------------------------------------


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CONTENT_TYPES = {Format.XLSX: XLSX, Format.CSV: "text/csv; charset=utf-8", Format.DOCX: WORD}
ABOUT = "About this file"  # its sheet, and how the heading begins that says it in a CSV
PIECE = 16_384  # characters of a CSV that are handed on at once

WritesWord = Callable[[ListToSave, Sequence[str]], bytes]
_word: list[WritesWord] = []


def writes_word(writer: WritesWord) -> WritesWord:
    """The slot: `writer` makes a Word table of a list, with the columns that are named, or with the usual ones."""
    _word.append(writer)
    return writer


def file_of(listed: ListToSave, kind: Format, columns: Sequence[str] = ()) -> bytes:
    """The list as a file; `columns` are those that somebody chose: of none Word has the usual ones, and the other kinds
    every one.
    """
    if kind is Format.DOCX:
        return _word[-1](listed, columns)
    listed = listed.with_columns(columns) if columns else listed
    return _as_xlsx(listed) if kind is Format.XLSX else csv_of(csv_lines(listed))


def _as_xlsx(listed: ListToSave) -> bytes:
    book = Workbook()
    sheet, about = book.active, book.create_sheet(ABOUT)
    sheet.title = listed.title[:31]
    headings = tuple(column.heading for column in listed.columns)
    fill(sheet, Table(listed.title, headings, [listed.cells(row) for row in listed.read()]))
    fill(about, Table(ABOUT, ("About this file", "In words"), [("List", listed.title), *listed.about.lines]))
    for each in (sheet, about):
        mark(each, " - ".join(filter(None, [listed.about.marking, listed.about.demonstration_words])))
    return saved(book, title=_titled(listed), creator=listed.about.board_short)


def csv_lines(listed: ListToSave) -> Iterator[list[str]]:
    """The lines of its CSV, as its rows are read. What it says of itself is the heading of a last column, whose cells
    are empty."""
    about = "; ".join(f"{label}: {words}" for label, words in listed.about.lines)
    yield [*(no_formula(column.heading) for column in listed.columns), f"{ABOUT}: {about}"]
    for row in listed.read():
        yield [*map(_csv_cell, listed.cells(row)), ""]


def csv_of(lines: Iterable[Iterable[object]]) -> bytes:
    """Lines of cells as the text of a CSV."""
    return b"".join(csv_pieces(lines))


def csv_pieces(lines: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """Lines of cells, in UTF-8 with its mark, by which Excel opens it rightly: some whole lines at a time, as they are
    made."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    written.write("\ufeff")
    for line in lines:
        writer.writerow(line)
        if written.tell() >= PIECE:
            yield written.getvalue().encode()
            written.seek(0)
            written.truncate()
    yield written.getvalue().encode()


def _csv_cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else words_cell(str(value))


def in_words(value: object) -> str:
    """A cell for people to read on paper."""
    if isinstance(value, datetime):
        return moment(timezone.localtime(value))
    if isinstance(value, date):
        return long_date(value)
    return "" if value is None else str(value)


def _titled(listed: ListToSave) -> str:
    return f"{listed.about.board_short}: {', '.join(filter(None, [listed.about.plan, listed.title]))}"
