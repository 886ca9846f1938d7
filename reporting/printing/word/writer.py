"""From a styled page to a Word document: headings, paragraphs, lists, tables, pictures, sections."""

import io
import re
from dataclasses import replace
from itertools import groupby

from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm

from reporting.printing.word import pictures
from reporting.printing.word.furniture import CELL, lay_out, new_document, text_width, to_bytes
from reporting.printing.word.page import Node, Page
from reporting.printing.word.runs import (
    ELSEWHERE,
    Look,
    Words,
    look_of,
    reads_from_the_right,
    run_element,
    tidy,
    words_of,
)
from reporting.printing.word.tables import table_element
from reporting.printing.word.xml import fit, make, millimetres, twips

HEADINGS = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2", "h4": "Heading 3"}
LISTS = {"ul": "List Bullet", "ol": "List Number"}
BLOCKS = {
    *HEADINGS, *LISTS, "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "header", "li", "main", "nav", "p", "section", "table",
}  # fmt: skip
# Lists of our own, apart from those of the template: the shape and the first number in use.
BULLETS, NUMBERS = 900, 901
LEVELS = 9  # how far in Word sets a list
AFTER_NUMBERING = ("w:pBdr", "w:bidi", "w:spacing", "w:ind", "w:jc")


def write(page: Page) -> bytes:
    """The .docx of a page."""
    return Writer(page).write()


class Writer:
    """One document as it is written. `put` of its methods takes each finished paragraph and table."""

    def __init__(self, page: Page):
        self.page = page
        self.document = new_document(page)
        self.styles = {style.name: style.style_id for style in self.document.styles}
        wanted = {each.attributes.get("href", "") for each in page.body.each("a")}
        self.targets = {name for name in _names(page.body) if f"#{name}" in wanted}
        self.says = {  # where a link leads, in words, by its target
            each.attributes.get("href", "").removeprefix("#"): each.attributes["aria-label"]
            for each in page.body.each("a")
            if "aria-label" in each.attributes
        }
        self.waiting: list[str] = []  # names that the next paragraph can be found under
        self.anchors: dict[str, str] = {}
        self.break_next = False
        self.side = False  # whether the section lies on its side
        self.page_name = ""
        self.heading = page.title
        self.numbering = self.document.part.numbering_part.element
        self._make_lists()

    def write(self) -> bytes:
        self.page_name = self.page.body.look.get("page", "")
        self.side = self.page_name in self.page.landscape
        lay_out(self.document.sections[0], self.page, landscape=self.side)
        self.blocks(self.page.body, self._append, "Normal", self.width)
        return to_bytes(self.document)

    @property
    def width(self) -> float:
        """Millimetres of a line of the section."""
        return text_width(landscape=self.side)

    # --- Blocks -------------------------------------------------------------------------------------------

    def blocks(self, node: Node, put, style: str, width: float) -> None:
        """What stands inside an element, one block after another; loose words become paragraphs."""
        look, loose = look_of(node, Look()), []
        for child in node.children:
            if isinstance(child, Node) and _is_block(child):
                self._loose(loose, put, style, node, width)
                loose = []
                self.block(child, put, style, width)
            else:
                loose += words_of(child, look)
        self._loose(loose, put, style, node, width)

    def block(self, node: Node, put, style: str, width: float) -> None:
        """One block, with all it holds."""
        if node.look.get("display") == "none":
            return
        if put == self._append:
            self._turn_page(node)
            width = self.width
        self.mark(node)
        if node.tag in HEADINGS:
            self.heading = node.words
            self._loose(list(words_of(node, Look())), put, HEADINGS[node.tag], node, width)
        elif node.tag in LISTS:
            self._list(node, put, width)
        elif node.tag == "table":
            put(table_element(self, node, width))
            put(make("p", make("pPr", make("spacing", before=0, after=0, line=120, lineRule="exact"))))
        elif node.tag == "svg":
            self._loose([Words("", picture=node)], put, style, node, width)
        elif (beside := _beside_one_another(node)) and put == self._append:
            self._side_by_side(beside)
        else:
            self.blocks(node, put, style, width)

    def _list(self, node: Node, put, width: float) -> None:
        """A list; one that stands in an item of another is set further in, and below its marks."""
        number = BULLETS if node.tag == "ul" else self._new_numbers(int(node.attributes.get("start", 1)))
        for item in node.children:
            if not isinstance(item, Node):
                continue
            made: list = []
            self.block(item, made.append, LISTS[node.tag], width)
            if made and made[0].tag == qn("w:p"):
                spot = make("numPr", make("ilvl", val=0), make("numId", val=number))
                made[0].get_or_add_pPr().insert_element_before(spot, *AFTER_NUMBERING)
            for each in made[1:]:
                _set_further_in(each)
            for each in made:
                put(each)

    def _turn_page(self, node: Node) -> None:
        """Start a page, or a section on its side, where the stylesheet does."""
        name = node.look.get("page", "")
        if name == self.page_name:
            self.break_next = self.break_next or node.look.get("break-before") == "page"
            return
        self.page_name, self.side, self.break_next = name, name in self.page.landscape, False
        lay_out(self._new_section(WD_SECTION.NEW_PAGE), self.page, landscape=self.side)

    def _side_by_side(self, parts: list[Node]) -> None:
        """Blocks beside one another: columns as wide as the stylesheet says, read one after the other."""
        widths = [millimetres(part.look.get("width", "")) or self.width / len(parts) for part in parts]
        space = max(0, self.width - sum(widths)) / max(1, len(parts) - 1)
        section = self._new_section(WD_SECTION.CONTINUOUS)
        columns = [
            make("col", w=twips(width), space=twips(space) if place < len(parts) - 1 else 0)
            for place, width in enumerate(widths)
        ]
        _set_columns(section, make("cols", *columns, num=len(parts), equalWidth=0))
        for place, (part, width) in enumerate(zip(parts, widths, strict=True)):
            if place:
                turn = make("r", make("br", type="column"))
                self._append(make("p", make("pPr", _no_height()), turn))
            self.block(part, self._append_in_column, "Normal", width)
        _set_columns(self._new_section(WD_SECTION.CONTINUOUS), make("cols", space=0))

    def _new_section(self, kind: WD_SECTION):
        section = self.document.add_section(kind)
        ending = self.document.element.body.findall(qn("w:p"))[-1]
        ending.pPr.insert_element_before(_no_height(), "w:sectPr")
        return section

    def _append_in_column(self, element) -> None:
        self._append(element)

    def _append(self, element) -> None:
        self.document.element.body.sectPr.addprevious(element)

    # --- Paragraphs ---------------------------------------------------------------------------------------

    def _loose(self, runs: list[Words], put, style: str, node: Node, width: float) -> None:
        runs = tidy(runs)
        if runs:
            put(self.paragraph(runs, style, node, width))

    def paragraph(self, runs: list[Words], style: str, node: Node, width: float):
        """A paragraph of tidy runs, to be found under the names that wait for one."""
        heading = style in HEADINGS.values()
        boxed = node.tag == "p" and "solid" in node.look.get("border", "")
        properties = make(
            "pPr",
            make("pStyle", val=self.styles[style]),
            make("keepNext") if style != CELL and node.look.get("break-after") == "avoid" else None,
            make("pageBreakBefore") if self.break_next else None,
            _box() if boxed else None,
            make("bidi") if reads_from_the_right(node) else None,
            make("jc", val="right") if node.look.get("text-align") == "right" else None,
        )
        names, self.waiting, self.break_next = self.waiting, [], False
        paragraph = make("p", properties)
        for name in names:
            paragraph.append(make("bookmarkStart", id=self._number_of(name), name=self.anchors[name]))
        for link, group in groupby(runs, key=lambda run: self._leads_to(run.look.link)):
            holder = paragraph
            if link:
                holder = self._link(link)
                paragraph.append(holder)
            for run in group:
                look = replace(run.look, link=link)
                if heading:  # the style says how it is set
                    look = replace(look, bold=False, italic=False, colour="")
                if run.picture is not None:
                    holder.append(self._picture(run.picture, width))
                else:
                    holder.append(run_element(replace(run, look=look)))
        for name in names:
            paragraph.append(make("bookmarkEnd", id=self._number_of(name)))
        return paragraph

    def cell(self, node: Node, width: float) -> list:
        """The paragraphs of a table's cell; never none."""
        made: list = []
        self.mark(node)
        self.blocks(node, made.append, CELL, width)
        return made or [make("p", make("pPr", make("pStyle", val=self.styles[CELL])))]

    # --- Names and links ----------------------------------------------------------------------------------

    def mark(self, node: Node) -> None:
        """Let the next paragraph be found under this element's name, where something leads to it."""
        name = node.attributes.get("id", "")
        if name in self.targets:
            self._anchor(name)
            self.waiting.append(name)

    def _leads_to(self, link: str) -> str:
        """The link, if it leads to a place in the document or out of it; else nothing."""
        return link if link in self.targets or link.startswith(ELSEWHERE) else ""

    def _link(self, link: str):
        if link in self.targets:
            said = {"tooltip": fit(self.says[link])} if link in self.says else {}
            return make("hyperlink", anchor=self._anchor(link), history=1, **said)
        made = make("hyperlink", history=1)
        made.set(
            qn("r:id"), self.document.part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        )
        return made

    def _anchor(self, name: str) -> str:
        """The name of a place as Word takes it: letters, digits and underscores, 40 at most."""
        if name not in self.anchors:
            self.anchors[name] = f"p{len(self.anchors) + 1}_{re.sub(r'[^a-zA-Z0-9]', '_', name)}"[:40]
        return self.anchors[name]

    def _number_of(self, name: str) -> int:
        return list(self.anchors).index(name)

    # --- Pictures and lists -------------------------------------------------------------------------------

    def _picture(self, svg: Node, width: float):
        """A run with the drawing and its words; the words alone where it cannot be drawn here."""
        title = svg.find("title")
        said = fit(title.words) if title else ""
        wide, high = pictures.natural_size(svg)
        if svg.attributes.get("width") == "100%":
            wide = width
        high = millimetres(svg.look.get("height", "")) or high
        wide = min(wide, width)
        try:
            drawn = pictures.draw(svg, wide, high)
        except pictures.NotDrawn:
            return run_element(Words(said))
        inline = self.document.part.new_pic_inline(io.BytesIO(drawn), Mm(wide), Mm(high))
        inline.docPr.set("descr", said)
        for side in "TBLR":
            inline.set(f"dist{side}", "0")
        return make("r", make("drawing", inline))

    def _make_lists(self) -> None:
        first = self.numbering.find(qn("w:num"))
        for number, kind, sign in ((BULLETS, "bullet", "•"), (NUMBERS, "decimal", "%{}.")):
            shape = make(
                "abstractNum",
                make("multiLevelType", val="hybridMultilevel"),
                *(
                    make(
                        "lvl",
                        make("start", val=1),
                        make("numFmt", val=kind),
                        make("lvlText", val=sign.format(level + 1)),
                        make("lvlJc", val="left"),
                        make("pPr", make("ind", left=357 * (level + 1), hanging=357)),
                        ilvl=level,
                    )
                    for level in range(LEVELS)
                ),
                abstractNumId=number,
            )
            first.addprevious(shape)
        self.numbering.append(make("num", make("abstractNumId", val=BULLETS), numId=BULLETS))
        self.last_list = NUMBERS

    def _new_numbers(self, first: int) -> int:
        """A numbered list that begins at `first`, at whatever level it comes to stand."""
        self.last_list += 1
        again = [make("lvlOverride", make("startOverride", val=first), ilvl=level) for level in range(LEVELS)]
        self.numbering.append(make("num", make("abstractNumId", val=NUMBERS), *again, numId=self.last_list))
        return self.last_list


def _set_further_in(element) -> None:
    """A paragraph of a list inside an item of a list, one level further in."""
    if (
        element.tag == qn("w:p")
        and (level := element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")) is not None
    ):
        level.set(qn("w:val"), str(min(int(level.get(qn("w:val"))) + 1, LEVELS - 1)))


def _is_block(node: Node) -> bool:
    """A drawing by itself counts as one; a chip's shape is part of the words."""
    if node.tag == "svg":
        return node.attributes.get("aria-hidden") != "true"
    return node.tag in BLOCKS


def _beside_one_another(node: Node) -> list[Node]:
    """The blocks that stand side by side in another, if they do."""
    blocks = [child for child in node.children if isinstance(child, Node)]
    is_beside = all(block.tag in BLOCKS and block.look.get("display") == "inline-block" for block in blocks)
    return blocks if len(blocks) > 1 and is_beside else []


def _names(node: Node):
    """Every id of a page."""
    for child in node.children:
        if isinstance(child, Node):
            if "id" in child.attributes:
                yield child.attributes["id"]
            yield from _names(child)


def _box():
    sides = ("top", "left", "bottom", "right")
    return make("pBdr", *(make(side, val="single", sz=8, space=4, color="0B0C0C") for side in sides))


def _no_height():
    """The spacing of a paragraph that only ends something."""
    return make("spacing", before=0, after=0, line=20, lineRule="exact")


def _set_columns(section, columns) -> None:
    for old in section._sectPr.findall(qn("w:cols")):
        section._sectPr.remove(old)
    section._sectPr.insert_element_before(columns, "w:docGrid")
