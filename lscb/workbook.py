"""A spreadsheet of several tables, for people: text is text, dates are dates, headings repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lscb import clock
from lscb.cells import words_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NARROW, MIDDLE, WIDE = 14, 24, 60  # characters
SHORT, LONG = 16, 40  # a column is as wide as the longest that it says needs
CELL_AT_MOST = 32_767  # characters, as the format has it
DAY_SHOWN, TEXT_SHOWN = "d mmmm yyyy", "@"
TEXT_AT_MOST = (
    255  # characters of a cell formatted as text: older programs show more of them as signs for too much
)


@dataclass(frozen=True)
class Table:
    """A sheet: its title (31 characters at most, as the format has it), its headings and its rows."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[object]]


def mark(sheet: Worksheet, marking: str) -> None:
    """Let every printed page of a sheet carry a protective marking, top and bottom."""
    for margin in (sheet.oddHeader, sheet.oddFooter):
        # "&" begins a code of the format: a marking that has one says it twice.
        margin.center.text = marking.replace("&", "&&") or None


def workbook_of(tables: Sequence[Table], *, title: str, creator: str, marking: str = "") -> bytes:
    """The tables as one file, a sheet each."""
    book = Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(table.title[:31])
        fill(sheet, table)
        mark(sheet, marking)
    return saved(book, title=title, creator=creator)


def fill(sheet: Worksheet, table: Table) -> None:
    """Write a table into an empty sheet: its headings stay in sight and repeat on paper, columns can be filtered."""
    for row in (table.headings, *table.rows):
        sheet.append([cell_value(value) for value in row])
    for column, cells in enumerate(sheet.iter_cols(), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = _width(cells)
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(cell.value, str):
                cell.data_type = "s"
                if len(cell.value) <= TEXT_AT_MOST:
                    cell.number_format = TEXT_SHOWN
            elif isinstance(cell.value, date) and not isinstance(cell.value, datetime):
                cell.number_format = DAY_SHOWN
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    if table.rows:
        sheet.auto_filter.ref = sheet.dimensions
    on_paper(sheet)


def on_paper(sheet: Worksheet) -> None:
    """Print a sheet on its side, as wide as the paper, with its first row on each page."""
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def saved(book: Workbook, *, title: str, creator: str) -> bytes:
    """The file, as made now."""
    book.properties.title, book.properties.creator = title, creator
    now = clock.now().astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.created = book.properties.modified = now
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _width(cells: Sequence[Cell]) -> int:
    longest = max(len(_shown(cell.value)) for cell in cells)
    return WIDE if longest > LONG else MIDDLE if longest > SHORT else NARROW


def _shown(value: object) -> str:
    """The longest line of a cell, as far as the width of its column goes."""
    if isinstance(value, date):
        return "30 September 2018" if not isinstance(value, datetime) else str(value)
    return max(str("" if value is None else value).split("\n"), key=len)


def cell_value(value: object) -> object:
    """What a cell holds: dates, numbers and nothing as they are, a moment by the board's clock, all else as text."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, date | int | float):
        return value
    return words_cell(str(value))[:CELL_AT_MOST]
