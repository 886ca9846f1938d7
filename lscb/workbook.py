"""A spreadsheet of several tables, for people: text is text, dates are dates, headings repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lscb.cells import no_formula

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NARROW, WIDE, LONG = 22, 60, 40  # a column is wide where anything in it is longer than LONG
CELL_AT_MOST = 32_767  # characters, as the format has it


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
        for row in (table.headings, *table.rows):
            sheet.append([_value(value) for value in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for column, cells in enumerate(sheet.iter_cols(), start=1):
            longest = max(len(str(cell.value or "")) for cell in cells)
            sheet.column_dimensions[get_column_letter(column)].width = WIDE if longest > LONG else NARROW
            for cell in cells:
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                if isinstance(cell.value, str):
                    cell.data_type = "s"
        mark(sheet, marking)
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.properties.title, book.properties.creator = title, creator
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, date | int | float):
        return value
    return no_formula(str(value))[:CELL_AT_MOST]
