"""Workbooks of Excel (.xlsx, .xlsm): every sheet that is shown, each cell as it is shown. No formula is worked out."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TypeVar

from lxml import etree
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from lscb.cells import as_typed
from lscb.lines import raised
from lscb.tables.colours import hexadecimal
from lscb.tables.content import Cell
from lscb.tables.gathering import Gathering, Grid
from lscb.tables.limits import DAMAGED, NotReadable
from lscb.tables.number_formats import BUILT_IN, Shown, shown
from lscb.tables.package import ROWS_NODES_AT_MOST, Package
from lscb.tables.texts import lines_of, unescaped
from lscb.wording import listed

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_TC = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
# The order in which cells name the colours of a theme, which differs from the order in the theme.
_THEME = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
T = TypeVar("T")
_ROW = f"{_S}row"
_TOGETHER = 500  # rows that are forgotten together once they are read
_NAME_AT_MOST = 50  # of a sheet; Excel takes 31 letters
_NAMED_AT_MOST = 5  # cells in one sentence
_ROWS, _COLUMNS = 1_048_576, 16_384


@dataclass(frozen=True)
class _Font:
    bold: bool = False
    struck: bool = False


@dataclass(frozen=True)
class _Look:
    """How the cells of one style look."""

    number_format: str = "General"
    font: _Font = _Font()
    shade: str = ""


@dataclass(frozen=True)
class _Text:
    """A text and how its runs look where it has several."""

    text: str = ""
    fonts: tuple[_Font, ...] = ()


@dataclass
class _Sheet:
    """One sheet while it is read."""

    name: str
    part: str
    grid: Grid
    hidden_columns: set[int] = field(default_factory=set)
    left_out_columns: dict[int, list[str]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    without_value: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    headers: set[int] = field(default_factory=set)  # rows
    filtered: bool = False


def read_excel(package: Package, gathering: Gathering) -> None:
    """:raises NotReadable: when it is damaged, or over a limit."""
    _Workbook(package, gathering).read()


class _Workbook:
    def __init__(self, package: Package, gathering: Gathering):
        self.package, self.gathering = package, gathering
        root = package.xml(package.main)
        if root is None:
            raise NotReadable(DAMAGED)
        self.root = root
        self.relations = package.relations(package.main)
        properties = root.find(f"{_S}workbookPr")
        since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.epoch = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
        self.theme = self._theme()
        self.looks = self._looks()
        self.strings = self._strings()

    def read(self) -> None:
        seen: set[str] = set()
        for number, sheet in enumerate(self.root.iter(f"{_S}sheet")):
            name = sheet.get("name", "")[:_NAME_AT_MOST]
            relation = self.relations.get(sheet.get(f"{_R}id", ""))
            if relation is None or relation.outside or relation.target in seen:
                raise NotReadable(DAMAGED)
            seen.add(relation.target)
            if relation.kind != "worksheet":
                self.gathering.leave_out([name], "a sheet without cells")
            elif sheet.get("state", "visible") != "visible":
                self._leave_out(name, relation.target)
            else:
                self._sheet(name, relation.target, number)

    # --- What the sheets share --------------------------------------------------------------------------------

    def _part(self, kind: str) -> etree._Element | None:
        for each in self.relations.values():
            if each.kind == kind and not each.outside:
                return self.package.xml(each.target)
        return None

    def _theme(self) -> dict[str, str]:
        root = self._part("theme")
        found = {}
        for scheme in [] if root is None else root.iter(f"{_A}clrScheme"):
            for each in scheme:
                for colour in each:
                    found[etree.QName(each).localname] = colour.get("lastClr") or colour.get("val") or ""
        return found

    def _looks(self) -> list[_Look]:
        root = self._part("styles")
        if root is None:
            return []
        formats = dict(BUILT_IN)
        for each in root.iter(f"{_S}numFmt"):
            formats[_int(each.get("numFmtId"))] = each.get("formatCode", "General")
        fonts = [_font(each) for each in root.iterfind(f"{_S}fonts/{_S}font")]
        fills = [self._fill(each) for each in root.iterfind(f"{_S}fills/{_S}fill")]
        return [
            _Look(
                formats.get(_int(each.get("numFmtId")), "General"),
                _at(fonts, each.get("fontId"), _Font()),
                _at(fills, each.get("fillId"), ""),
            )
            for each in root.iterfind(f"{_S}cellXfs/{_S}xf")
        ]

    def _fill(self, fill: etree._Element) -> str:
        pattern = fill.find(f"{_S}patternFill")
        if pattern is None or pattern.get("patternType") in (None, "none"):
            return ""
        named = pattern.find(f"{_S}fgColor")
        if named is None:
            return ""
        if named.get("rgb"):
            colour = named.get("rgb", "")
        elif named.get("indexed"):
            colour = _at(COLOR_INDEX, named.get("indexed"), "")
        else:
            colour = self.theme.get(_at(_THEME, named.get("theme"), ""), "")
        tint = named.get("tint", "")
        return hexadecimal(colour, float(tint) if re.fullmatch(r"-?\d?\.?\d+(?:[eE]-?\d{1,3})?", tint) else 0)

    def _strings(self) -> list[_Text]:
        root = self._part("sharedStrings")
        return [] if root is None else [_text(each) for each in root.iterchildren(f"{_S}si")]

    # --- A sheet ----------------------------------------------------------------------------------------------

    def _rows(self, part: str, sheet: _Sheet | None = None) -> Iterator[tuple[int, etree._Element]]:
        """The rows of a sheet by their numbers from 1, one at a time, so that a million of empty ones take no memory;
        what stands before and behind them is noted in `sheet`.
        """
        xml = self.package.checked(part, ROWS_NODES_AT_MOST)
        if xml is None:
            raise NotReadable(DAMAGED)
        number = read = 0
        noted = tuple(f"{_S}{tag}" for tag in ("cols", "mergeCell", "autoFilter", "headerFooter"))
        reading = etree.iterparse(
            io.BytesIO(xml), tag=(_ROW, *noted), resolve_entities=False, no_network=True, load_dtd=False,
            remove_comments=True, remove_pis=True, collect_ids=False,
        )  # fmt: skip
        try:
            for _, element in reading:
                if element.tag == _ROW:
                    number = _int(element.get("r"), number + 1)
                    if not 0 < number <= _ROWS:
                        raise NotReadable(DAMAGED)
                    if len(element):
                        yield number, element
                        element.clear()
                    elif sheet and (element.get("hidden") or element.get("ht")) and _is_hidden_row(element):
                        sheet.hidden_rows.add(number)
                    read += 1
                    if read % _TOGETHER == 0:
                        del element.getparent()[: _TOGETHER - 1]  # the parser is further on than we are
                elif sheet:
                    self._note(etree.QName(element).localname, element, sheet)
        except (etree.XMLSyntaxError, ValueError) as e:
            raise NotReadable(DAMAGED) from e
        if reading.root is not None and reading.root.getroottree().docinfo.internalDTD is not None:
            raise NotReadable(DAMAGED)

    def _note(self, tag: str, element: etree._Element, sheet: _Sheet) -> None:
        if tag == "cols":
            for each in element:
                width = each.get("width", "")
                if each.get("hidden") in ("1", "true") or re.fullmatch(r"0*\.?0*", width or "1"):
                    first, last = _int(each.get("min"), 1), min(_int(each.get("max"), 1), _COLUMNS)
                    if last not in sheet.hidden_columns:
                        sheet.hidden_columns.update(range(first, last + 1))
        elif tag == "mergeCell":
            try:
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
            except (ValueError, TypeError):
                return
            if None not in (left, top, right, bottom):
                sheet.merged.append((top, left, bottom, right))
        elif tag == "autoFilter":
            sheet.filtered = True
        elif tag == "headerFooter":
            for each in element:
                said = re.sub(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|[A-Z])', " ", each.text or "")
                self.gathering.leave_out([said], "a header or footer")

    def _sheet(self, name: str, part: str, number: int) -> None:
        grid = Grid(self.gathering, name)
        sheet = _Sheet(name, part, grid)
        found: dict[int, dict[int, Cell]] = {}
        hidden: dict[int, dict[int, Cell]] = {}
        for row, element in self._rows(part, sheet):
            cells = {
                column: cell for column, cell in self._cells(element, row, sheet) if cell.lines or cell.shade
            }
            if _is_hidden_row(element):
                sheet.hidden_rows.add(row)
                hidden[row] = cells
            elif cells:
                found[row] = cells
                grid.reach(len(found), 0)
        self._headers(sheet, number)
        self._place(sheet, found, hidden)
        why = "a row hidden by a filter" if sheet.filtered else "a hidden row"
        for cells in hidden.values():
            self.gathering.leave_out((cell.text for cell in cells.values()), f"{why} of {_quoted(name)}")
        for column in sorted(sheet.hidden_columns):
            texts = [cells[column].text for cells in found.values() if column in cells]
            self.gathering.leave_out(texts, f"a hidden column of {_quoted(name)}")
        self.gathering.table(grid)
        self._beside(sheet)
        self._told(sheet)

    def _headers(self, sheet: _Sheet, number: int) -> None:
        """The rows that are repeated on each page, and the headings of tables (ListObjects)."""
        for name in self.root.iter(f"{_S}definedName"):
            if name.get("name") == "_xlnm.Print_Titles" and _int(name.get("localSheetId"), -1) == number:
                rows = re.search(r"\$(\d{1,7}):\$(\d{1,7})$", name.text or "")
                if rows:
                    sheet.headers.update(range(int(rows[1]), min(int(rows[2]), int(rows[1]) + 20) + 1))
        for part in self.package.related(sheet.part, "table"):
            root = self.package.xml(part)
            place = None if root is None else re.match(r"\$?[A-Z]+\$?(\d{1,7}):", root.get("ref", ""))
            if root is not None and place and root.get("headerRowCount") != "0":
                sheet.headers.add(int(place[1]))

    def _beside(self, sheet: _Sheet) -> None:
        """What lies over the cells: text boxes are read, comments and pictures are named."""
        part, where = sheet.part, _quoted(sheet.name)
        threaded = [self.package.xml(each) for each in self.package.related(part, "threadedComment")]
        notes = [self.package.xml(each) for each in self.package.related(part, "comments")]
        for root in threaded or notes:
            for each in [] if root is None else root.iter(f"{_S}comment", f"{_TC}threadedComment"):
                said = [text.text or "" for text in each.iter(f"{_S}t", f"{_TC}text")]
                self.gathering.leave_out(
                    ["".join(said)], f"a comment in {each.get('ref', '')[:20]} of {where}"
                )
        for name in self.package.related(part, "drawing"):
            root = self.package.xml(name)
            for box in [] if root is None else root.iter(f"{_XDR}txBody"):
                lines = (
                    "".join(each.text or "" for each in para.iter(f"{_A}t")) for para in box.iter(f"{_A}p")
                )
                text = "\n".join(lines)
                self.gathering.count(text)
                self.gathering.paragraph(lines_of(text))
            for picture in [] if root is None else root.iter(f"{_XDR}pic"):
                told = next(picture.iter(f"{_XDR}cNvPr"), None)
                named = "" if told is None else told.get("descr") or told.get("name") or ""
                self.gathering.leave_out([named or "without a description"], f"a picture of {where}")
            for chart in self.package.related(name, "chart"):
                root = self.package.xml(chart)
                said = [] if root is None else [each.text or "" for each in root.iter(f"{_A}t")]
                self.gathering.leave_out([" ".join(said)], f"a chart of {where}")

    def _place(
        self, sheet: _Sheet, found: dict[int, dict[int, Cell]], hidden: dict[int, dict[int, Cell]]
    ) -> None:
        """The cells into the grid, without the rows and columns that are hidden."""
        for (
            top,
            left,
            bottom,
            right,
        ) in sheet.merged:  # what begins in what is hidden is shown by the rest of it
            if top in sheet.hidden_rows or left in sheet.hidden_columns:
                row = next((n for n in range(top, bottom + 1) if n not in sheet.hidden_rows), None)
                column = next((n for n in range(left, right + 1) if n not in sheet.hidden_columns), None)
                cells = (hidden if top in sheet.hidden_rows else found).get(top, {})
                if row and column and left in cells:
                    there = found.setdefault(row, {})
                    if column in there:
                        self.gathering.leave_out(
                            [there[column].text], f"covered by a merged cell of {_quoted(sheet.name)}"
                        )
                    there[column] = cells.pop(left)
        filled = [
            (row, column) for row, cells in found.items() for column, cell in cells.items() if cell.lines
        ]
        if not filled:
            return
        last = max(row for row, _ in filled)
        sheet.grid.reach(last - sum(row <= last for row in sheet.hidden_rows), 0)
        shown_rows = _places(last, sheet.hidden_rows)
        shown_columns = _places(max(column for _, column in filled), sheet.hidden_columns)
        sheet.grid.headers = {shown_rows[row] for row in sheet.headers if row in shown_rows}
        for row, cells in found.items():
            if row not in shown_rows:
                continue
            for column, cell in cells.items():
                if column in shown_columns and (cell.lines or (row, column) not in sheet.grid.places):
                    sheet.grid.put(shown_rows[row], shown_columns[column], cell)
        for top, left, bottom, right in sheet.merged:
            rows = [shown_rows[row] for row in range(top, min(bottom, last) + 1) if row in shown_rows]
            columns = [shown_columns[column] for column in range(left, right + 1) if column in shown_columns]
            if rows and columns and len(rows) * len(columns) > 1:
                beneath = [
                    cell.text
                    for row in range(top, min(bottom, last) + 1)
                    for column, cell in found.get(row, {}).items()
                    if left <= column <= right and column in shown_columns
                    if (shown_rows.get(row), shown_columns[column]) != (rows[0], columns[0])
                ]
                self.gathering.leave_out(beneath, f"covered by a merged cell of {_quoted(sheet.name)}")
                sheet.grid.merge(rows[0], columns[0], len(rows), len(columns))

    def _cells(self, row: etree._Element, number: int, sheet: _Sheet) -> Iterator[tuple[int, Cell]]:
        column = 0
        for element in row.iterchildren(f"{_S}c"):
            column = _column(element.get("r"), column + 1)
            cell = self._cell(element, f"{get_column_letter(column)}{number}", sheet)
            yield column, cell

    def _cell(self, element: etree._Element, place: str, sheet: _Sheet) -> Cell:
        look = _at(self.looks, element.get("s", "0"), _Look())
        kind, value = element.get("t", "n"), element.findtext(f"{_S}v")
        fonts: tuple[_Font, ...] = (look.font,)
        read = Shown("")
        if kind == "s":
            text = _at(self.strings, value, _Text())
            fonts, read = text.fonts or fonts, Shown(text.text)
        elif kind == "inlineStr":
            inline = element.find(f"{_S}is")
            text = _text(inline) if inline is not None else _Text()
            fonts, read = text.fonts or fonts, Shown(text.text)
        elif value is None or value == "":
            if element.find(f"{_S}f") is not None and kind != "str":
                sheet.without_value.append(place)
        elif kind == "b":
            read = Shown("TRUE" if value in ("1", "true") else "FALSE")
        elif kind == "e":
            sheet.errors.append(place)
        elif kind == "str":
            read = Shown(unescaped(value))
        elif kind == "d":
            read = _day(value)
        else:
            read = shown(value, look.number_format, self.epoch)
        self.gathering.count(read.text)
        lines = lines_of(read.text if read.number or read.day else as_typed(read.text))
        if lines and any(font.struck for font in fonts):
            sheet.struck.append(place)
        return Cell(
            lines,
            shade=look.shade,
            day=read.day,
            number=read.number,
            strong=bool(lines) and all(font.bold for font in fonts),
        )

    def _leave_out(self, name: str, part: str) -> None:
        """A hidden sheet, of which the first words are named."""
        sheet = _Sheet(name, part, Grid(self.gathering))
        said = [name]
        for number, row in self._rows(part):
            said += [cell.text for _, cell in self._cells(row, number, sheet) if cell.lines]
            if sum(map(len, said)) > 200:
                break
        self.gathering.leave_out([": ".join([said[0], " ".join(said[1:])])], "a hidden sheet")

    def _told(self, sheet: _Sheet) -> None:
        where = _quoted(sheet.name)
        if sheet.errors:
            one = len(sheet.errors) == 1
            does = "shows an error of a formula and was" if one else "show errors of formulas and were"
            self.gathering.warn(f"{_cells_in(sheet.errors)} of {where} {does} read as empty.")
        if sheet.without_value:
            does = "holds a formula" if len(sheet.without_value) == 1 else "hold formulas"
            self.gathering.warn(
                f"{_cells_in(sheet.without_value)} of {where} {does} without a result. Open the file in Excel, save it "
                "and choose it again."
            )
        if sheet.struck:
            self.gathering.warn(
                f"Words that are struck through in {_named(sheet.struck)} of {where} were kept."
            )


def _cells_in(places: list[str]) -> str:
    return f"{'Cell' if len(places) == 1 else 'Cells'} {_named(places)}"


def _named(places: list[str]) -> str:
    named = places[:_NAMED_AT_MOST]
    more = len(places) - len(named)
    return listed([*named, f"{more:,} more"] if more else named)


def _quoted(name: str) -> str:
    return f"“{name}”"


def _places(last: int, hidden: set[int]) -> dict[int, int]:
    """The places from 0 of the rows or columns, counted from 1, that are shown."""
    return {each: place for place, each in enumerate(n for n in range(1, last + 1) if n not in hidden)}


def _is_hidden_row(row: etree._Element) -> bool:
    return row.get("hidden") in ("1", "true") or bool(re.fullmatch(r"0+(?:\.0+)?", row.get("ht", "")))


def _font(font: etree._Element) -> _Font:
    return _Font(_is_on(font.find(f"{_S}b")), _is_on(font.find(f"{_S}strike")))


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get("val", "1") not in ("0", "false")


def _text(element: etree._Element) -> _Text:
    """Of a string with or without runs; how its signs are pronounced (rPh) is no part of it."""
    texts, fonts = [], []
    for each in element:
        if each.tag == f"{_S}t":
            texts.append(each.text or "")
        elif each.tag == f"{_S}r":
            text = each.findtext(f"{_S}t") or ""
            look = each.find(f"{_S}rPr")
            above = None if look is None else look.find(f"{_S}vertAlign[@val='superscript']")
            texts.append(text if above is None else raised(text))
            if text.strip():
                fonts.append(_font(look) if look is not None else _Font())
    return _Text(unescaped("".join(texts)), tuple(fonts))


def _day(value: str) -> Shown:
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return Shown(value)
    return Shown(
        f"{read.day} {read:%B %Y}" + (f" {read:%H:%M}" if read.time() != time() else ""), day=read.date()
    )


def _int(text: str | None, default: int = 0) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,9}", text) else default


def _column(place: str | None, default: int) -> int:
    """:raises NotReadable: where there is no such column."""
    letters = re.match("[A-Za-z]{1,4}", place or "")
    column = default
    if letters:
        column = 0
        for letter in letters[0].upper():
            column = column * 26 + ord(letter) - 64
    if column > _COLUMNS:
        raise NotReadable(DAMAGED)
    return column


def _at(things: Sequence[T], number: str | None, default: T) -> T:
    place = _int(number, -1)
    return things[place] if 0 <= place < len(things) else default
