"""From the bytes of a spreadsheet to its cells as text, within limits. Work for a process apart; knows no Django.

`lscb.spreadsheet_reader` asks for it. Whatever is over a limit is refused before or while it is read, never after.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time

import openpyxl
from openpyxl.utils import get_column_letter

from lscb.apart.process import serve

# An .xlsx of Excel has some 15 parts, more with pictures; none of them is read but the first sheet.
PARTS_AT_MOST = 1_000


@dataclass(frozen=True)
class Limits:
    """What a file may hold: rows and columns as a person sees them, filled cells, and bytes when unpacked."""

    rows: int
    columns: int
    cells: int
    unpacked: int


class TooMuch(Exception):
    """The file is over a limit, which the message names; it says how to go on."""


def read(content: bytes, kind: str, limits: Limits) -> list[list[str]]:
    """The rows of the sheet on top of an "xlsx", or of a "csv" in UTF-8, all of one width, each cell as text.

    Empty rows and columns at the end are left out, however far away they were touched.

    :raises TooMuch: naming the limit.
    :raises Exception: of whatever kind, for what is no such file.
    """
    rows = _xlsx(content, limits) if kind == "xlsx" else _csv(content)
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
    return sheet.iter_rows(values_only=True)


def _csv(content: bytes) -> Iterator[Iterable]:
    return csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)


def _within(rows: Iterator[Iterable], limits: Limits) -> list[list[str]]:
    kept: list[list[str]] = []
    waiting = filled = 0
    for number, row in enumerate(rows, 1):
        cells = [_as_text(cell) for cell in row]
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
        waiting = 0
    width = max(map(len, kept), default=0)
    return [row + [""] * (width - len(row)) for row in kept]


def _as_text(cell: object) -> str:
    """Whole numbers without a decimal point, days as 2018-03-31."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    return str(cell)


def work(job: bytes) -> bytes:
    """A job is a line of JSON (the kind and the limits) and the file; the answer JSON: rows, or why there are none."""
    head, _, content = job.partition(b"\n")
    asked = json.loads(head)
    answer: dict[str, object]
    try:
        answer = {"rows": read(content, asked["kind"], Limits(**asked["limits"]))}
    except TooMuch as why:
        answer = {"too_much": str(why)}
    return json.dumps(answer).encode()


if __name__ == "__main__":
    serve(work)
