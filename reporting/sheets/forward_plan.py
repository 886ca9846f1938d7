"""The forward plan on paper and as a spreadsheet."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from lscb import clock
from lscb.cells import no_formula
from lscb.workbook import mark
from reporting.selectors.forward_plan import ForwardPlan
from reporting.sheets.base import Sheet, head_of

HEADINGS = {
    "Due": 14,
    "At": 34,
    "Papers due": 14,
    "Report": 44,
    "From": 34,
    "State": 26,
    "Received": 14,
    "Why": 40,
    "As printed": 50,
    "What it will tell": 60,
    "To be asked": 44,
    "Link": 40,
}


def sheet_context(forward: ForwardPlan) -> dict:
    """What the template of the landscape page says; a cell a month and forum, with notes below."""
    return {
        "forward": forward,
        "head": Sheet(**head_of(forward.plan)),
        "months": [(month, cells) for month, cells in forward.months if any(cells)],
    }


def forward_workbook(forward: ForwardPlan) -> bytes:
    """The year's reports, a row each, dates as dates; text is text and never a formula."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Forward plan"
    sheet.append(list(HEADINGS))
    for line in forward.lines:
        due = line.due
        sheet.append(
            [
                due.due_on,
                due.forum.name if due.meeting_id else f"{due.forum.name}, no meeting recorded",
                due.papers_due_on,
                due.what,
                line.provider,
                "Late" if line.is_late else due.get_state_display(),
                due.received_on,
                due.reason,
                due.obligation.words,
                due.obligation.planned_report.tells,
                line.conflict,
                due.link,
            ]
        )
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(cell.value, str):
                cell.value, cell.data_type = no_formula(cell.value), "s"
            elif cell.value:
                cell.number_format = "d mmmm yyyy"
    for number, width in enumerate(HEADINGS.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    mark(sheet, forward.plan.board.marking_line)
    book.properties.title = f"{forward.plan.board.short_name}: forward plan {forward.year}"
    book.properties.creator = forward.plan.board.short_name
    book.properties.created = book.properties.modified = clock.now().replace(tzinfo=None, microsecond=0)
    file = BytesIO()
    book.save(file)
    return file.getvalue()
