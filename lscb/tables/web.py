"""HTML: a saved page, what Word and Excel copy, and the tags and entities that somebody's export left in a cell."""

import html
import re
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml import html as lxml_html

from lscb.lines import BULLET, raised
from lscb.tables.colours import colour_of
from lscb.tables.content import Cell
from lscb.tables.gathering import Gathering, Grid
from lscb.tables.limits import NotReadable
from lscb.tables.package import TOO_DEEP, TOO_MUCH
from lscb.tables.texts import lines_of

_BEGINS = re.compile(
    r"\s*(?:<!doctype html|<html|<head|<meta|<body|<table|<style|<div|<p[ >]|<ul|<ol|<span|<b[ >]|<h[1-6]|"
    r"Version:[\d.]+\r?\nStartHTML)",
    re.IGNORECASE,
)
_HAS_TABLE = re.compile(r"<table\b[^>]*>.*?<t[rd]\b", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|strong|em|ul|ol|li|a|font|h[1-6]|table|tbody|tr|td|th|sup|sub)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d*);", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"(?:^|[\s,])(?:td|tr|p|span|div)?\.([\w-]+)\s*(?=,|$)")
# What Word puts where the font Symbol, Wingdings or Courier shows a point.
_POINTS = {"·", "§", "o", "ü", "Ø", "v", "q", "¨", "à"}
_SILENT = {
    "script",
    "style",
    "head",
    "template",
    "noscript",
    "svg",
    "object",
    "iframe",
    "xml",
    "colgroup",
    "col",
}
_BLOCKS = {
    *(
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "pre",
    ),
    *(
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "blockquote",
        "fieldset",
        "legend",
        "form",
        "figure",
        "figcaption",
    ),
    *(
        "address",
        "hr",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "body",
        "html",
        "center",
    ),
    *("details", "summary", "option"),
}
_DEEPEST = 150
TAGS_AT_MOST = 200_000
SPAN_AT_MOST = 1_000


def is_html(text: str) -> bool:
    return bool(_BEGINS.match(text) or _HAS_TABLE.search(text[:200_000]))


def as_words(text: str) -> str:
    """A cell's text without the tags and entities that were left in it."""
    if "<" in text and _TAG.search(text):
        words = _Words()
        _Page(None).inside(_parsed(f"<div>{text}</div>"), words, _Style())
        return "\n".join(words.lines())
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def read_web(text: str, gathering: Gathering) -> None:
    """The tables and texts of a page or of a piece of one."""
    text = text[text.find("<") :]  # Windows puts places and lengths in front
    root = _parsed(text)
    page = _Page(gathering)
    page.learn(root)
    words = _Words(gathering)
    page.inside(root, words, _Style())
    words.end()
    page.told()


def _parsed(text: str) -> etree._Element:
    if text.count("<") > TAGS_AT_MOST:
        raise NotReadable(TOO_MUCH)
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return lxml_html.Element("body")
    return root


@dataclass(frozen=True)
class _Style:
    """What a text has from the elements around it."""

    bold: bool = False
    shade: str = ""
    why: str = ""  # it is left out; empty where it is not
    level: int = 0


@dataclass
class _Words:
    """The text of one cell, or of what stands between tables, as it is put together."""

    gathering: Gathering | None = None  # of what stands between tables: each line becomes a paragraph
    made: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    bold: bool | None = None
    level: int = 0

    def say(self, text: str, style: _Style) -> None:
        if text.strip():
            self.bold = style.bold and self.bold is not False
            self.level = max(self.level, style.level)
        self.line.append(text)

    def end(self) -> None:
        """The line ends."""
        text = "".join(self.line)
        self.line.clear()
        if self.gathering:
            self.gathering.paragraph(lines_of(text), self.level, bold=bool(self.bold))
            self.level, self.bold = 0, None
        elif text.strip():
            self.made.append(text)

    def lines(self) -> tuple[str, ...]:
        self.end()
        return tuple(line for text in self.made for line in lines_of(text))


class _Page:
    def __init__(self, gathering: Gathering | None):
        self.gathering = gathering
        self.classes: dict[str, dict[str, str]] = {}
        self.depth = 0
        self.left_out: list[tuple[str, str]] = []

    def learn(self, root: etree._Element) -> None:
        """The classes of the page's own styles, as far as they are plain."""
        for sheet in root.iter("style"):
            for selectors, declared in _RULE.findall(
                (sheet.text or "").replace("<!--", "").replace("-->", "")
            ):
                for name in _CLASS.findall(selectors):
                    self.classes.setdefault(name, {}).update(_declared(declared))

    def told(self) -> None:
        """Name what was left out since this was last called."""
        if self.gathering:
            for why in dict.fromkeys(why for _, why in self.left_out):
                self.gathering.leave_out([text for text, each in self.left_out if each == why], why)
        self.left_out.clear()

    def inside(self, element: etree._Element, words: _Words, style: _Style) -> None:
        """Everything that stands in an element."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise NotReadable(TOO_DEEP)
        keeps = element.tag in ("pre", "textarea")
        self.say(element.text, words, style, keeps)
        number = _first_number(element)
        for child in element:
            if isinstance(child.tag, str):
                if child.tag == "li" and element.tag == "ol":
                    number = _number(child.get("value"), number)
                self.element(child, words, style, f"{number}." if element.tag == "ol" else BULLET)
                number += child.tag == "li"
            self.say(child.tail, words, style, keeps)
        self.depth -= 1

    def element(self, element: etree._Element, words: _Words, style: _Style, sign: str) -> None:
        tag = element.tag.rsplit(":", 1)[-1].lower()
        if tag in _SILENT:
            return
        declared = self.declared(element)
        style = self.styled(element, tag, declared, style)
        if "mso-list" in declared and "ignore" in declared["mso-list"].lower():  # the sign that Word shows
            shown = " ".join(element.text_content().split())
            self.say(f"{BULLET if shown in _POINTS else shown} ", words, style)
        elif tag == "br":
            words.end()
        elif tag == "sup" and (text := element.text_content()) != raised(text):
            self.say(raised(text), words, style)
        elif tag == "table" and not style.why and words.gathering:
            words.end()
            self.told()
            self.table(element, words.gathering, style)
        elif tag in _BLOCKS:
            words.end()
            if tag == "li":
                self.say(f"{sign} ", words, style)
            self.inside(element, words, style)
            words.end()
            if words.gathering:
                self.told()
        elif tag == "img":
            self.left_out.append((element.get("alt", ""), "a picture"))
        elif tag == "input":
            self.say(_typed_into(element), words, style)
        elif tag == "select":
            options = list(element.iter("option"))
            chosen = [each for each in options if each.get("selected") is not None] or options[:1]
            self.say(", ".join(each.text_content() for each in chosen), words, style)
        else:
            self.inside(element, words, style)

    def say(self, text: str | None, words: _Words, style: _Style, keeps: bool = False) -> None:
        if not text:
            return
        if self.gathering:
            self.gathering.count(text)
        if style.why:
            self.left_out.append((text, style.why))
        else:
            # A line break of the source is a space; a no-break space is left for `lines_of`.
            words.say(text if keeps else re.sub(r"[ \t\r\n\f]+", " ", text), style)

    def declared(self, element: etree._Element) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in (element.get("class") or "").split():
            found |= self.classes.get(name, {})
        return found | _declared(element.get("style") or "")

    def styled(self, element: etree._Element, tag: str, declared: dict[str, str], style: _Style) -> _Style:
        why, bold = style.why, style.bold or tag in ("b", "strong", "th")
        if (
            declared.get("display") == "none"
            or declared.get("visibility") == "hidden"
            or declared.get("mso-hide") == "all"
            or element.get("hidden") is not None
        ):
            why = "hidden text"
        elif tag == "del":
            why = "deleted with changes tracked"
        weight = declared.get("font-weight", "")
        if weight:
            bold = weight.startswith("bold") or weight in ("600", "700", "800", "900")
        heading = int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0
        shade = style.shade
        if tag in ("tr", "td", "th"):
            named = declared.get("background-color") or declared.get("background") or element.get("bgcolor")
            shade = colour_of(named) if named else shade
        return replace(style, bold=bold or bool(heading), why=why, level=heading or style.level, shade=shade)

    def table(self, table: etree._Element, gathering: Gathering, style: _Style) -> None:
        between = _Words(gathering)
        grid = Grid(gathering)
        row = 0
        lines = [each for each in table.iter("tr", "caption") if next(each.iterancestors("table")) is table]
        frames = _only_frames(lines)
        below = _rows_below(lines)
        for line in lines:
            if frames or line.tag == "caption":
                self.inside(line, between, style)
                between.end()
                continue
            within = style
            for around in reversed([line, *line.iterancestors("tbody", "thead", "tfoot")]):
                within = self.styled(around, around.tag, self.declared(around), within)
            cells = [each for each in line if each.tag in ("td", "th")]
            for each in cells:
                self.cell(grid, row, each, within, below[line])
            self.told()
            if within.why:
                continue
            if cells and (line.getparent().tag == "thead" or all(each.tag == "th" for each in cells)):
                grid.headers.add(row)
            grid.reach(row + 1, 0)
            row += 1
        gathering.table(grid)

    def cell(self, grid: Grid, row: int, element: etree._Element, style: _Style, below: int) -> None:
        """:param below: rows that come after its own in its part of the table, over which it may go."""
        style = self.styled(element, element.tag, self.declared(element), replace(style, level=0))
        words = _Words()
        self.inside(element, words, style)
        if style.why:
            return
        column = 0
        while (row, column) in grid.places:
            column += 1
        across = max(1, min(SPAN_AT_MOST, _number(element.get("colspan"), 1)))
        down = max(1, min(below + 1, _number(element.get("rowspan"), 1) or below + 1))
        lines = words.lines()
        grid.put(row, column, Cell(lines, shade=style.shade, strong=bool(lines and words.bold)), down, across)


def _rows_below(lines: list[etree._Element]) -> dict[etree._Element, int]:
    """How many rows follow each in the same part (head, body, foot) of its table."""
    counts: dict[etree._Element, int] = {}
    found = {}
    for line in reversed(lines):
        part = line.getparent()
        found[line] = counts.get(part, 0)
        counts[part] = found[line] + 1
    return found


def _only_frames(lines: list[etree._Element]) -> bool:
    """Whether a table only frames what stands in it: it has one cell, or one in each row and tables inside them."""
    rows = [[each for each in line if each.tag in ("td", "th")] for line in lines if line.tag == "tr"]
    if {len(cells) for cells in rows} != {1}:
        return False
    return len(rows) == 1 or any(next(cells[0].iter("table"), None) is not None for cells in rows)


def _declared(style: str) -> dict[str, str]:
    pairs = (each.split(":", 1) for each in style.split(";") if ":" in each)
    return {name.strip().lower(): value.strip().lower() for name, value in pairs}


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text.strip()) else default


def _first_number(element: etree._Element) -> int:
    return _number(element.get("start"), 1) if element.tag == "ol" else 1


def _typed_into(element: etree._Element) -> str:
    kind = (element.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☒" if element.get("checked") is not None else "☐"
    return "" if kind in ("hidden", "password", "file", "image") else element.get("value", "")
