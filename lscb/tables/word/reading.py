"""From the parts of a Word document to its tables and paragraphs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter

from lxml import etree

from lscb.lines import raised
from lscb.tables.colours import hexadecimal, marker
from lscb.tables.content import Cell
from lscb.tables.gathering import Gathering, Grid
from lscb.tables.limits import DAMAGED, NotReadable
from lscb.tables.package import TOO_DEEP, Package
from lscb.tables.texts import lines_of
from lscb.tables.word.numbering import Numbering
from lscb.tables.word.styles import PLAIN, Style, Styles
from lscb.tables.word.xml import W, child_value, number, switched, value
from lscb.wording import long_date

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_TITLE = "{urn:schemas-microsoft-com:office:office}title"
_EMBEDDED = "{urn:schemas-microsoft-com:office:office}OLEObject"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
# What stands around things and is not seen itself.
_AROUND = {
    f"{W}{tag}" for tag in ("smartTag", "customXml", "ins", "moveTo", "hyperlink", "bdo", "dir", "sdtContent")
}
_DELETED = {f"{W}del": "deleted with changes tracked", f"{W}moveFrom": "moved away with changes tracked"}
_SYMBOL_FONTS = ("wingdings", "webdings", "symbol")
# Columns of fewer twentieths of a point (2.5 mm) are there because lines of two rows were drawn beside each other.
_SLIVER = 142
_DELETED_ROW = "a row deleted with changes tracked"
_DEEPEST = 100  # of content controls, tables and text boxes inside each other
# Other parts of a document that have words, and what is said of them.
_ELSEWHERE = {
    "comments": "a comment",
    "footnotes": "a footnote",
    "endnotes": "an endnote",
    "header": "a header",
    "footer": "a footer",
}
_DRAWINGS = {"diagramData": "a diagram", "chart": "a chart"}


@dataclass
class _Words:
    """The text of one cell, or of one paragraph outside of tables, as it is put together."""

    made: list[str] = field(default_factory=list)  # whole lines
    line: list[str] = field(default_factory=list)
    label: str = ""  # the number that the line has in front
    bold: bool | None = None  # None until there is any text
    marked: set[str] = field(default_factory=set)  # the colours behind its words

    def say(self, text: str) -> None:
        self.line.append(text)

    def end(self) -> None:
        text = "".join(self.line)
        if text.strip():
            self.made.append(f"{self.label}{text.lstrip()}")
        elif self.label and not self.label.startswith(
            "•"
        ):  # a number without words is one of a column of numbers
            self.made.append(self.label)
        self.line, self.label = [], ""

    def lines(self) -> tuple[str, ...]:
        self.end()
        return tuple(line for text in self.made for line in lines_of(text))


def read_word(package: Package, gathering: Gathering) -> None:
    """:raises NotReadable: when it is damaged, or over a limit."""
    _Reader(package, gathering).read()


class _Reader:
    def __init__(self, package: Package, gathering: Gathering):
        self.package, self.gathering = package, gathering
        root = package.xml(package.main)
        if root is None:
            raise NotReadable(DAMAGED)
        self.root = root
        self.relations = package.relations(package.main)
        self.styles = Styles(self._part("styles"))
        self.numbering = Numbering(self._part("numbering"))
        self.fields: list[bool] = []  # of each field that is open: whether its result is reached
        self.leaving: list[str] = []  # why what is read now is left out, the last counts
        self.aside: list[tuple[str, str]] = []  # what was left out and is not named yet
        self.depth = 0
        # Text boxes that hang on the paragraph, and why each is left out, if it is.
        self.boxes: list[tuple[etree._Element, list[str]]] = []
        self.row_is_bold: bool | None = None  # by the style of its table
        self.open: _Words | None = None  # a paragraph whose end was deleted: the next goes on in it

    def read(self) -> None:
        body = self.root.find(f"{W}body")
        if body is None:
            raise NotReadable(DAMAGED)
        self.blocks(body, None)
        self.name_aside()
        for relation in self.relations.values():
            if relation.outside:
                continue
            root = self.package.xml(relation.target) if relation.kind in {**_ELSEWHERE, **_DRAWINGS} else None
            if root is not None and relation.kind in _ELSEWHERE:
                self._elsewhere(root, _ELSEWHERE[relation.kind])
            elif root is not None:
                said = [each.text or "" for each in root.iter(f"{_A}t", "{*}v")]
                self.gathering.leave_out(said, _DRAWINGS[relation.kind])
            elif relation.kind == "aFChunk":
                self.gathering.warn("A document that was inserted into this one as a file was not read.")

    def _part(self, kind: str) -> etree._Element | None:
        for each in self.relations.values():
            if each.kind == kind and not each.outside:
                return self.package.xml(each.target)
        return None

    def _elsewhere(self, root: etree._Element, why: str) -> None:
        notes = [each for each in root if each.tag in (f"{W}comment", f"{W}footnote", f"{W}endnote")]
        for each in notes or [root]:
            if value(each, "type") in (None, "normal"):
                with self.left_out(why):
                    self.blocks(each, _Words())
                self.name_aside()

    # --- What is left out -------------------------------------------------------------------------------------

    @contextmanager
    def left_out(self, why: str) -> Iterator[None]:
        self.leaving.append(why)
        yield
        self.leaving.pop()

    def put_aside(self, text: str, why: str) -> None:
        self.aside.append((text, why))

    def name_aside(self) -> None:
        """Name what was left out since this was last called, once for each reason."""
        found: dict[str, list[str]] = {}
        for why, pieces in groupby(self.aside, key=itemgetter(1)):
            found.setdefault(why, []).append("".join(text for text, _ in pieces))
        for why, texts in found.items():
            self.gathering.leave_out(texts, why)
        self.aside.clear()

    def part_aside(self) -> None:
        """What was left out until here does not touch what is left out from here on."""
        if self.aside and self.aside[-1] != ("", ""):
            self.put_aside("", "")

    # --- Paragraphs and tables --------------------------------------------------------------------------------

    def blocks(self, container: etree._Element, cell: _Words | None) -> None:
        """Paragraphs and tables one after another: lines of a cell, or parts of the document where there is none."""
        for element in self.each(container):
            if not len(element):
                continue
            if element.tag == f"{W}p":
                self.paragraph(element, cell)
            elif element.tag == f"{W}tbl":
                if cell is not None:
                    self.nested(element, cell)
                else:
                    if self.open is not None:
                        self.finish(self.open, 0)
                    self.table(element)
            elif len(element) and element.tag not in (f"{W}sectPr", f"{W}tcPr"):
                self.blocks(element, cell)
        if cell is None and self.open is not None:
            self.finish(self.open, 0)

    def each(self, container: etree._Element) -> Iterator[etree._Element]:
        """What stands in an element, also where a content control or an inserted change is around it. What is around
        is left when whoever asks comes back, so that reasons to leave something out end with it.
        """
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotReadable(TOO_DEEP)
        for element in container:
            if element.tag in _AROUND:
                yield from self.each(element)
            elif element.tag == f"{W}sdt":
                yield from self.control(element)
            elif element.tag == f"{_MC}AlternateContent":
                chosen = element.find(f"{_MC}Choice")
                chosen = element.find(f"{_MC}Fallback") if chosen is None else chosen
                if chosen is not None:
                    yield from self.each(chosen)
            elif element.tag in _DELETED:
                with self.left_out(_DELETED[element.tag]):
                    yield from self.each(element)
            else:
                yield element
        self.depth -= 1

    def control(self, element: etree._Element) -> Iterator[etree._Element]:
        """What stands in a content control; the words of an empty one only ask for some."""
        properties, content = element.find(f"{W}sdtPr"), element.find(f"{W}sdtContent")
        if content is None:
            return
        if switched(properties, "showingPlcHdr"):
            with self.left_out("the prompt of an empty field"):
                yield from self.each(content)
        else:
            day = _chosen_day(properties)
            if day and (said := _with_the_month_first(content, day)):
                _say_instead(content, long_date(day))
                self.gathering.warn(
                    f"“{said}” has its month first: it was read as {long_date(day)}, the day that was chosen there."
                )
            yield from self.each(content)

    def paragraph(self, paragraph: etree._Element, cell: _Words | None) -> None:
        properties = paragraph.find(f"{W}pPr")
        key = child_value(properties, "pStyle") or self.styles.usual
        style = self.styles.of(key)
        mark = None if properties is None else properties.find(f"{W}rPr")
        words = cell if cell is not None else self.open or _Words()
        if cell is None:
            self.open = None
        if not self.leaving and not "".join(words.line).strip():
            words.label = self.label(properties, key, mark)
        self.runs(paragraph, words, key)
        boxes, self.boxes = self.boxes, []
        if mark is not None and any(mark.find(tag) is not None for tag in _DELETED):
            words.say(" ")  # its end was deleted: the next paragraph goes on in its line
            if cell is None:
                self.open = words
        elif cell is not None:
            cell.end()
        else:
            outline = number(child_value(properties, "outlineLvl"))
            self.finish(words, style.heading if outline is None else outline + 1 if 0 <= outline < 9 else 0)
        for box, why in boxes:
            leaving, self.leaving = self.leaving, self.leaving + why
            self.blocks(box, cell)
            self.leaving = leaving
        self.part_aside()

    def finish(self, words: _Words, level: int) -> None:
        self.open = None
        self.gathering.paragraph(words.lines(), level, bold=bool(words.bold))
        if not self.leaving:
            self.name_aside()

    def label(self, properties: etree._Element | None, key: str, mark: etree._Element | None) -> str:
        if switched(mark, "vanish") or (mark is not None and mark.find(f"{W}del") is not None):
            return ""
        style = self.styles.of(key)
        own = None if properties is None else properties.find(f"{W}numPr")
        own_list = number(child_value(own, "numId"))
        own_level = number(child_value(own, "ilvl"))
        if own_list is None:
            return self.numbering.label(
                style.list_number, style.list_level if own_level is None else own_level, key
            )
        return self.numbering.label(own_list, own_level, key)

    # --- Runs -------------------------------------------------------------------------------------------------

    def runs(self, container: etree._Element, words: _Words, key: str) -> None:
        for element in self.each(container):
            if element.tag == f"{W}r":
                self.run(element, words, key)
            elif element.tag in (f"{_M}oMath", f"{_M}oMathPara"):
                self.text("".join(each.text or "" for each in element.iter(f"{_M}t")), words, None, key)
            elif len(element) and element.tag != f"{W}pPr":  # whatever is put around words some day
                self.runs(element, words, key)

    def run(self, run: etree._Element, words: _Words, key: str) -> None:
        look = run.find(f"{W}rPr")
        for element in self.each(run):
            tag = element.tag
            if tag == f"{W}t" or tag == f"{W}delText":
                self.text(re.sub(r"[\r\n\t]", " ", element.text or ""), words, look, key)
            elif tag in (f"{W}tab", f"{W}ptab"):
                self.text("\t", words, look, key)
            elif tag in (f"{W}br", f"{W}cr"):
                self.text("\n", words, look, key)
            elif tag == f"{W}noBreakHyphen":
                self.text("-", words, look, key)
            elif tag == f"{W}sym":
                self.text(_symbol(value(element, "char"), value(element, "font")), words, look, key)
            elif tag == f"{W}fldChar":
                self.field(element, words, look, key)
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                self.drawing(element, words, look, key)
            elif tag in (f"{W}r", f"{W}ruby"):
                self.runs(element, words, key)

    def text(self, text: str, words: _Words, look: etree._Element | None, key: str) -> None:
        self.gathering.count(text)
        if look is not None and not len(look):
            look = None
        style, own = self.styles.of(key), self.styles.of(child_value(look, "rStyle"))
        fonts = None if look is None else look.find(f"{W}rFonts")
        if fonts is not None and (value(fonts, "ascii") or "").lower().startswith(_SYMBOL_FONTS):
            text = _in_symbols(text)
        elif child_value(look, "vertAlign") == "superscript":
            text = raised(text)
        if self.leaving:
            self.put_aside(text, self.leaving[-1])
        elif not all(self.fields):
            self.put_aside(text, "the instruction of a field")
        elif _first(switched(look, "vanish"), own.hidden, style.hidden):
            self.put_aside(text, "hidden text")
        else:
            words.say(text)
            self.part_aside()
            if text.strip():
                bold = bool(_first(switched(look, "b"), own.bold, style.bold, self.row_is_bold))
                words.bold = bold and words.bold is not False
                behind = marker(child_value(look, "highlight"))
                words.marked.add(behind or hexadecimal(child_value(look, "shd", "fill")))
                if _first(switched(look, "strike"), switched(look, "dstrike"), own.struck, style.struck):
                    self.gathering.struck.append(text)

    def field(self, element: etree._Element, words: _Words, look: etree._Element | None, key: str) -> None:
        kind = value(element, "fldCharType")
        if kind == "begin":
            self.text(_chosen(element), words, look, key)
            self.fields.append(False)
        elif kind == "separate" and self.fields:
            self.fields[-1] = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def drawing(self, element: etree._Element, words: _Words, look: etree._Element | None, key: str) -> None:
        """Its text boxes come behind the paragraph that they hang on; a picture is named."""
        for each in self.inside(element):
            if each.tag == f"{W}txbxContent":
                self.boxes.append((each, self.leaving[-1:]))
            elif each.tag == f"{_V}textpath":
                self.put_aside(each.get("string", ""), "a word drawn as a picture")
            elif each.tag == f"{_A}t":
                self.text(f"{each.text or ''} ", words, look, key)
            elif each.tag == _EMBEDDED:
                self.put_aside(f"{each.get('ProgID', '')} ", "an embedded file")
            elif each.tag == _PICTURE or each.tag == f"{_V}imagedata":
                described = next(iter(element.iter(_DRAWN)), None)
                said = each.get(_TITLE) if described is None else described.get("descr")
                self.put_aside(f"{said or 'without a description'} ", "a picture")

    def inside(self, element: etree._Element) -> Iterator[etree._Element]:
        """All that is drawn, but what stands in text boxes, and each of two ways to draw it once."""
        for each in self.each(element):
            yield each
            if each.tag != f"{W}txbxContent":
                yield from self.inside(each)

    # --- Tables -----------------------------------------------------------------------------------------------

    def table(self, table: etree._Element) -> None:
        if _is_frame(table):
            for line in self.each(table):
                for element in self.each(line) if line.tag == f"{W}tr" else ():
                    if element.tag == f"{W}tc":
                        self.blocks(element, None)
            return
        grid = Grid(self.gathering)
        look = table.find(f"{W}tblPr")
        first = self.styles.of(child_value(look, "tblStyle")) if _has_first_row(look) else PLAIN
        row = 0
        for line in self.each(table):
            if line.tag != f"{W}tr":
                continue
            if _is_deleted(line):
                with self.left_out(_DELETED_ROW):
                    self.nested_row(line, _Words())
                self.name_aside()
                continue
            properties = line.find(f"{W}trPr")
            if switched(properties, "tblHeader"):
                grid.headers.add(row)
            self.row(line, properties, grid, row, PLAIN if row else first)
            row += 1
        widths = [number(value(each, "w"), 0) or 0 for each in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        if any(widths):
            grid.join({place for place, width in enumerate(widths) if width < _SLIVER})
        self.gathering.table(grid)

    def row(
        self, line: etree._Element, properties: etree._Element | None, grid: Grid, row: int, usual: Style
    ) -> None:
        """:param usual: what the style of the table says of this row."""
        column = max(0, number(child_value(properties, "gridBefore"), 0) or 0)
        grid.reach(row + 1, column)
        for element in self.each(line):
            if element.tag != f"{W}tc":
                continue
            look = element.find(f"{W}tcPr")
            across = max(1, number(child_value(look, "gridSpan"), 1) or 1)
            above, left = grid.places.get((row - 1, column)), grid.places.get((row, column - 1))
            if _goes_on(look, "vMerge") and above is not None and above.merged != "left":
                cell = self.covered(element, "above")
            elif _goes_on(look, "hMerge") and left is not None:
                cell = self.covered(element, "left")
            else:
                cell = self.cell(element, look, usual)
            grid.put(row, column, cell, across=across)
            column += across
            self.name_aside()

    def covered(self, element: etree._Element, by: str) -> Cell:
        """A place of a merged cell, whose own text nobody sees."""
        with self.left_out("covered by a merged cell"):
            self.blocks(element, _Words())
        return Cell(merged=by)

    def cell(self, element: etree._Element, look: etree._Element | None, usual: Style) -> Cell:
        words = _Words()
        fields, self.fields = self.fields, []  # a field that is open here ends with its cell
        self.row_is_bold = usual.first_row_bold
        if look is not None and look.find(f"{W}cellDel") is not None:
            with self.left_out("a cell deleted with changes tracked"):
                self.blocks(element, words)
        else:
            self.blocks(element, words)
        self.fields, self.row_is_bold = fields, None
        lines = words.lines()
        marked = next(iter(words.marked)) if len(words.marked) == 1 else ""
        return Cell(
            lines,
            shade=_shade(look, usual) or marked,
            day=_day(element, lines),
            strong=bool(lines and words.bold),
        )

    def nested(self, table: etree._Element, cell: _Words) -> None:
        """A table inside a cell: its text becomes lines of the cell."""
        for line in self.each(table):
            if line.tag == f"{W}tr" and _is_deleted(line):
                with self.left_out(_DELETED_ROW):
                    self.nested_row(line, _Words())
            elif line.tag == f"{W}tr":
                self.nested_row(line, cell)

    def nested_row(self, line: etree._Element, cell: _Words) -> None:
        for element in self.each(line):
            if element.tag == f"{W}tc":
                self.blocks(element, cell)
                cell.end()


def _is_frame(table: etree._Element) -> bool:
    """Whether a table only frames what stands in it: it has one cell, or one in each row and tables inside them."""
    rows = [list(_own(line, f"{W}tc")) for line in _own(table, f"{W}tr")]
    if {len(cells) for cells in rows} != {1}:
        return False
    return len(rows) == 1 or any(next(cells[0].iter(f"{W}tbl"), None) is not None for cells in rows)


def _is_deleted(row: etree._Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _own(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, whatever stands around them, and not those of tables inside."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in (f"{W}tr", f"{W}tc"):
            yield from _own(child, tag)


def _has_first_row(properties: etree._Element | None) -> bool:
    """Whether a table asks its style for a first row that looks different."""
    look = None if properties is None else properties.find(f"{W}tblLook")
    if look is None:
        return False
    said, signs = value(look, "firstRow"), value(look) or ""
    if said is None:
        return bool(re.fullmatch("[0-9A-Fa-f]{1,4}", signs)) and bool(int(signs, 16) & 0x20)
    return said not in ("0", "false", "off")


def _goes_on(look: etree._Element | None, merge: str) -> bool:
    found = None if look is None else look.find(f"{W}{merge}")
    return found is not None and value(found) in (None, "continue")


def _shade(look: etree._Element | None, usual: Style) -> str:
    shading = None if look is None else look.find(f"{W}shd")
    if shading is None:
        return usual.first_row_shade
    return hexadecimal(value(shading, "color" if value(shading) == "solid" else "fill"))


def _first(*said: bool | None) -> bool | None:
    return next((each for each in said if each is not None), None)


def _symbol(code: str | None, font: str | None) -> str:
    if not code or not re.fullmatch("[0-9A-Fa-f]{1,4}", code):
        return ""
    sign = chr(int(code, 16))
    return _in_symbols(sign) if (font or "").lower().startswith(_SYMBOL_FONTS) else sign


def _in_symbols(text: str) -> str:
    """A text in a font of symbols, whose signs have places of their own from U+F020 on."""
    return "".join(chr(0xF000 + ord(each)) if " " < each <= "\xff" else each for each in text)


def _chosen(begin: etree._Element) -> str:
    """What an old form field shows: a box that is ticked or not, the entry that was chosen."""
    data = begin.find(f"{W}ffData")
    box, entries = (None, None) if data is None else (data.find(f"{W}checkBox"), data.find(f"{W}ddList"))
    if box is not None:
        ticked = switched(box, "checked")
        return "☒" if (switched(box, "default") if ticked is None else ticked) else "☐"
    if entries is not None:
        listed = [value(each) or "" for each in entries.iterchildren(f"{W}listEntry")]
        at = number(child_value(entries, "result"), number(child_value(entries, "default"), 0)) or 0
        return listed[at] if 0 <= at < len(listed) else ""
    return ""


def _day(cell: etree._Element, lines: tuple[str, ...]) -> date | None:
    """The date of a cell that holds a date field and nothing else."""
    controls = list(cell.iter(f"{W}sdt"))
    if len(lines) != 1 or len(controls) != 1:
        return None
    words = "".join(each.text or "" for each in controls[0].iter(f"{W}t"))
    return _chosen_day(controls[0].find(f"{W}sdtPr")) if lines_of(words) == lines else None


def _chosen_day(control: etree._Element | None) -> date | None:
    """The day that was chosen in a content control, from its properties."""
    full = child_value(control, "date", "fullDate") or ""
    try:
        return date.fromisoformat(full[:10]) if full else None
    except ValueError:
        return None


def _with_the_month_first(content: etree._Element, day: date) -> str:
    """The words of a day in figures that are not those a reader here takes them for, as 6/5/2026 for 5 June; else
    empty.
    """
    words = "".join(each.text or "" for each in content.iter(f"{W}t")).strip()
    found = re.fullmatch(r"(\d{1,2})\D(\d{1,2})\D(?:\d\d){1,2}", words, re.ASCII)
    shown = (int(found[1]), int(found[2])) if found else ()
    return words if day.day != day.month and shown == (day.month, day.day) else ""


def _say_instead(content: etree._Element, words: str) -> None:
    for place, each in enumerate(content.iter(f"{W}t")):
        each.text = "" if place else words
