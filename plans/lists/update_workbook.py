"""A workbook in which the owners of actions fill in their updates: what is known is locked, what is asked is open.

The sheets are protected without a password, so that nobody changes by mistake what is not read back. What was said for
the reporting period already stands in the open cells; a row that is left as it is records nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from lscb.cells import no_formula
from lscb.lists import About
from lscb.speaking import in_years
from lscb.wording import listed
from lscb.words import own_words
from lscb.workbook import CELL_AT_MOST, DAY_SHOWN, TEXT_SHOWN, cell_value, mark, on_paper, saved
from plans.models import Action, Plan, Quarter
from plans.rules import ratings
from plans.rules.update_sheet import KEY, RowKey
from plans.selectors.update_sheet import Asked, headings_of, known_headings

NOTES = "How to fill it in"
_OPEN = PatternFill("solid", start_color="FFF8DC")
_LOCKED = PatternFill("solid", start_color="F3F2F1")
_LINE = Border(*[Side("thin", color="6F777B")] * 4)
_WIDE = {"progress", "cause", "recovery_step", "help_wanted", "evidence_how_much", "evidence_how_well"}


# What a column that is only shown says of a row, and how wide it is.
_KNOWN: dict[str, tuple[Callable[[Asked], object], int]] = {
    "reference": (lambda row: row.action.reference, 11),
    "action": (lambda row: row.action.text, 50),
    "outcome": (lambda row: row.action.outcome, 36),
    "owner": (lambda row: row.action.owners_line, 20),
    "when": (lambda row: row.action.when_text, 20),
    "due": (lambda row: row.action.due_on, 18),
    "rating-before": (lambda row: row.action.rating_before, 14),
    "said-before": (lambda row: row.before.progress if row.before else "", 36),
}


def update_workbook(
    plan: Plan, quarter: Quarter, rows: Sequence[Asked], *, about: About, for_team: bool
) -> bytes:
    """:param for_team: whether whoever fills it in may answer what an owner proposed."""
    whole = plan.rating_words()
    words = {str(letter): whole[letter] for letter in ratings.Rating}
    book = Workbook()
    sheet, notes = book.active, book.create_sheet(NOTES)
    sheet.title = "Updates"
    known = known_headings(plan)
    may_answer = for_team and any(row.last and row.last.waits_for_moderation for row in rows)
    asked = {
        name: heading
        for name, heading in headings_of(plan, whole).items()
        if (name != "moderation_reason" or may_answer)
        and (name != ratings.REASON.field or any(_disagrees(row.action) for row in rows))
    }
    first = _write_notes(notes, plan, quarter, about, asked, words)
    sheet.append([cell_value(each) for each in (*known.values(), *asked.values(), KEY)])
    for row in rows:
        key = RowKey(plan.slug, quarter.slug, row.action.pk, row.last.pk if row.last else 0)
        said = [_prefilled(row, quarter, name, words) for name in asked]
        sheet.append([*(cell_value(_KNOWN[name][0](row)) for name in known), *said, str(key)])
    _look(sheet, [_KNOWN[name][1] for name in known], list(asked), len(rows))
    ratings_at = f"'{NOTES}'!$A${first}:$A${first + len(words) - 1}"
    _offer_ratings(sheet, len(known) + 1, len(rows), ratings_at)
    for each in (sheet, notes):
        mark(each, " - ".join(filter(None, [about.marking, about.demonstration_words])))
        on_paper(each)
        _protect(each)
    title = f"{about.board_short}: {about.plan}, updates for {quarter.name}"
    return saved(book, title=title, creator=about.board_short)


def _disagrees(action: Action) -> bool:
    return any(action.rating_suggested(letter) for letter in ratings.Rating)


def _prefilled(row: Asked, quarter: Quarter, name: str, words: dict[str, str]) -> object:
    """What stands in a cell that is to be filled in: what was said for the reporting period already."""
    if row.last is None:
        usual = name == ratings.REVIEW_ON.field and row.action.ongoing
        return quarter.following_ends_on if usual else None
    said = getattr(row.last, name, None)
    if name == "rating":
        return f"{said} {words[said]}"
    return said if said is None or isinstance(said, date) else no_formula(said)[:CELL_AT_MOST]


# --- How it looks ---------------------------------------------------------------------------------------------


def _look(sheet: Worksheet, known: list[int], asked: list[str], rows: int) -> None:
    widths = [*known]
    widths += [18 if _is_day(name) or name == "rating" else 44 if name in _WIDE else 32 for name in asked]
    for place, width in enumerate([*widths, 30], start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    opens = range(len(known) + 1, len(known) + len(asked) + 1)
    for line in sheet.iter_rows(min_row=1, max_row=rows + 1):
        for cell in line:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            is_open = cell.column in opens
            cell.fill, cell.border = (_OPEN if is_open else _LOCKED), _LINE
            if isinstance(cell.value, str):
                cell.data_type = "s"
            if cell.row == 1:
                cell.font = Font(bold=True)
                continue
            cell.protection = Protection(locked=not is_open)
            name = asked[cell.column - opens.start] if is_open else ""
            is_day = _is_day(name) or isinstance(cell.value, date)
            cell.number_format = DAY_SHOWN if is_day else TEXT_SHOWN
    sheet.freeze_panes = "B2"
    if rows:
        sheet.auto_filter.ref = sheet.dimensions


def _is_day(name: str) -> bool:
    return name.endswith("_on")


def _offer_ratings(sheet: Worksheet, column: int, rows: int, where: str) -> None:
    """The ratings to choose from in each cell; another is refused at once."""
    offered = DataValidation(type="list", formula1=where, allow_blank=True, showErrorMessage=True)
    offered.errorTitle, offered.error = "Rating", "Choose one of the ratings from the list."
    sheet.add_data_validation(offered)
    if rows:
        letter = get_column_letter(column)
        offered.add(f"{letter}2:{letter}{rows + 1}")


def _protect(sheet: Worksheet) -> None:
    sheet.protection.enable()
    for allowed in ("formatColumns", "formatRows", "autoFilter", "sort"):
        setattr(sheet.protection, allowed, False)


# --- Notes ----------------------------------------------------------------------------------------------------


def _write_notes(
    sheet: Worksheet, plan: Plan, quarter: Quarter, about: About, asked: dict[str, str], words: dict[str, str]
) -> int:
    """How it is filled in and what each rating asks for; the number of the row in which the ratings begin."""
    for said in _how(plan, quarter):
        sheet.append([said])
    sheet.append([])
    sheet.append(["Rating", "Means", "Asks for"])
    first = sheet.max_row + 1
    meanings = {letter: meaning for letter, _, meaning in plan.rating_key()}
    for letter, word in words.items():
        needs = [asked[need.field] for need in ratings.needs(letter) if need.field in asked]
        asks = listed(["How is it going?", *needs]) if needs else asked["progress"]
        sheet.append([f"{letter} {word}", meanings.get(letter, ""), asks])
    last = sheet.max_row
    sheet.append([])
    for label, said in about.lines:
        sheet.append([label, said])
    for place, width in enumerate((24, 60, 60), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for line in sheet.iter_rows():
        for cell in line:
            cell.alignment = Alignment(vertical="top", wrap_text=cell.row >= first or cell.column > 1)
            if isinstance(cell.value, str):
                cell.value, cell.data_type = no_formula(cell.value), "s"
            if cell.row == first - 1 or (cell.row > last and cell.column == 1) or cell.row == 1:
                cell.font = Font(bold=True)
    return first


def _how(plan: Plan, quarter: Quarter) -> Iterable[str]:
    yield f"Updates for {quarter.name}"
    yield own_words("Each row of the first sheet is an action.", plan.own_words)
    yield "Fill in the yellow cells; the grey ones are locked."
    yield "Choose a rating from the list of its cell, and fill in what that rating asks for below."
    yield "A row that you leave as it is records nothing. What stands in yellow cells was said already."
    yield f"{in_years('Write dates as 31 March {1}.')} A new line in a cell is Alt and Enter."
    yield "Do not take out the last column: each row is known again by its key."
    yield "Save the file and hand it in where you got it. It shows what it would record before anything is recorded."
