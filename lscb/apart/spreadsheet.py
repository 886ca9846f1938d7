"""From the bytes of a spreadsheet to its cells as text, within limits. Work for a process apart; knows no Django.

`lscb.spreadsheet_reader` asks for it. Whatever is over a limit is refused before or while it is read, never after.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import get_column_letter

from lscb.apart.process import serve
from lscb.characters import clean
from lscb.tables.separated import decoded, separator

# An .xlsx of Excel has some 15 parts, more with pictures; none of them is read but the first sheet.
PARTS_AT_MOST = 1_000
# A control character as Excel writes it into a cell: a line break of an old Mac is _x000D_.
_ESCAPED = re.compile("_x(00[01][0-9A-Fa-f])_")


@dataclass(frozen=True)
class Limits:
    """What a file may hold: rows and columns as a person sees them, filled cells, and bytes when unpacked."""

    rows: int
    columns: int
    cells: int
    unpacked: int


class TooMuch(Exception):
    """The file is over a limit, which the message names; it says how to go on."""


@dataclass(frozen=True)
class Number:
    """A number that a cell holds with no format of its own: what was typed as 1.10 is 1.1 there."""

    text: str


def read(content: bytes, kind: str, limits: Limits) -> tuple[list[list[str]], list[tuple[int, int]]]:
    """The rows of the sheet on top of an "xlsx", or of a "csv", all of one width, each cell as the text that a person
    sees; and the places (row and column, from 0) of those that were numbers with decimals and may have lost a nought.

    A CSV may be in UTF-8, in UTF-16 with its mark or in Windows-1252, and separated by commas, semicolons or tabs, as
    Excel writes them. Empty rows and columns at the end are left out, however far away they were touched.

    :raises TooMuch: naming the limit.
    :raises Exception: of whatever kind, for what is no such file.
    """
    is_packed = content.startswith(b"PK\x03\x04")  # an .xlsx, whatever was chosen
    rows = _xlsx(content, limits) if kind == "xlsx" or is_packed else _csv(content)
    return _within(rows, limits)


def _xlsx(content: bytes, limits: Limits) -> Iterator[Iterable]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        # Python unpacks no more of a part than it says it holds, so that what they say can be added up.
        if len(parts) > PARTS_AT_MOST or sum(part.file_size for part in parts) > limits.unpacked:
            raise TooMuch(
                f"Unpacked, this file would be larger than {limits.unpacked // 2**20} MB. Copy the rows that matter, "
                "without pictures and formats, into a new file."
            )
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheet = book.active
    if sheet is None:
        raise ValueError("This file has no sheet.")
    sheet.reset_dimensions()  # what the file says of its size may be anything; each row then has its own cells only
    return (map(_shown, row) for row in sheet.iter_rows())


def _csv(content: bytes) -> Iterator[Iterable]:
    text = decoded(content)
    named = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)  # Excel's own way of saying it
    if named:
        return csv.reader(io.StringIO(text[named.end() :], newline=""), delimiter=named[1], strict=True)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)


def _within(rows: Iterator[Iterable], limits: Limits) -> tuple[list[list[str]], list[tuple[int, int]]]:
    kept: list[list[str]] = []
    numbers: list[tuple[int, int]] = []
    waiting = filled = 0
    for number, row in enumerate(rows, 1):
        read = list(row)
        cells = [_as_text(cell) for cell in read]
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            waiting += 1  # kept only if something follows
            continue
        filled += sum(map(bool, cells))
        if number > limits.rows + 1:
            raise TooMuch(
                f"Row {number:,} has something in it: a file may have at most {limits.rows:,} rows under its headings. "
                "Import it in parts."
            )
        if len(cells) > limits.columns:
            raise TooMuch(
                f"Cell {get_column_letter(len(cells))}{number} has something in it: a file may have at most "
                f"{limits.columns} columns. Take out those that are not imported."
            )
        if filled > limits.cells:
            raise TooMuch(
                f"A file may have at most {limits.cells:,} cells that are filled. Import it in parts."
            )
        kept += [[] for _ in range(waiting)] + [cells]
        numbers += [(len(kept) - 1, place) for place, cell in enumerate(read) if isinstance(cell, Number)]
        waiting = 0
    width = max(map(len, kept), default=0)
    return [row + [""] * (width - len(row)) for row in kept], numbers


def _as_text(cell: object) -> str:
    """What stands in a cell, without odd characters."""
    text = cell.text if isinstance(cell, Number) else "" if cell is None else str(cell)
    return clean(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text), breaks=None)


def _shown(cell: ReadOnlyCell) -> str | Number:
    """What a cell shows: whole numbers without a decimal point, others as they are formatted, days as 2018-03-31 and
    those of which only the month is shown as "March 2018".
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date):
        return f"{value:%B %Y}" if _shows_month_only(cell.number_format) else str(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    formatted = re.fullmatch(r"(?:#,##)?0(?:\.(0+))?(%?)", cell.number_format)
    places, percent = (len(formatted[1] or ""), formatted[2]) if formatted else (0, "")
    if formatted and (places or percent):
        return f"{Decimal(str(value)) * (100 if percent else 1):.{places}f}{percent}"
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return Number(f"{Decimal(f'{value:.15g}'):f}")


def _shows_month_only(number_format: str) -> bool:
    """Whether a date is shown without its day: "July 2018", typed into Excel, is kept as its first day."""
    signs = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\.", "", number_format).lower()
    return "m" in signs and "y" in signs and not set(signs) & set("dhs")


def work(job: bytes) -> bytes:
    """A job is a line of JSON (the kind and the limits) and the file; the answer JSON: rows and the places of numbers,
    or why there are none.
    """
    head, _, content = job.partition(b"\n")
    asked = json.loads(head)
    answer: dict[str, object]
    try:
        rows, numbers = read(content, asked["kind"], Limits(**asked["limits"]))
        answer = {"rows": rows, "numbers": numbers}
    except TooMuch as why:
        answer = {"too_much": str(why)}
    return json.dumps(answer).encode()


if __name__ == "__main__":
    serve(work)
