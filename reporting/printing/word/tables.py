"""Tables of a Word document: a header row that repeats, rows that stay whole, words for those who hear them."""

import re
from dataclasses import dataclass

from docx.oxml.ns import qn

from reporting.printing.word.page import Node
from reporting.printing.word.xml import colour, fit, make, millimetres, twips

RULE, GAP = "C3C8CA", 2.5  # the thin rule under a row; millimetres between two columns
AROUND = (("top", 0.4), ("left", 0), ("bottom", 0.4), ("right", GAP))
# A row with more characters in a cell may be taller than a page, and so may split.
TOO_TALL = 2_500


@dataclass(frozen=True)
class Row:
    node: Node
    cells: list[Node]
    is_head: bool


def table_element(writer, table: Node, width: float):
    """A table of a page. `writer` makes what stands in its cells.

    :param width: millimetres there are.
    """
    rows = _rows(table)
    asked = millimetres(table.look.get("width", ""))
    width = min(asked or width, width)
    widths = _widths(rows, width)
    headed = any(row.is_head for row in rows)
    properties = make(
        "tblPr",
        make("tblW", w=twips(width), type="dxa"),
        make(
            "tblBorders",
            *(make(side, val="single", sz=4, space=0, color=RULE) for side in ("bottom", "insideH")),
        ),
        make("tblLayout", type="fixed"),
        make(
            "tblCellMar",
            *(make(side, w=twips(space), type="dxa") for side, space in AROUND),
        ),
        make(
            "tblLook",
            val="04A0" if headed else "0480",
            firstRow=int(headed),
            lastRow=0,
            firstColumn=1,
            lastColumn=0,
            noHBand=0,
            noVBand=1,
        ),
        make("tblCaption", val=fit(writer.heading)),
        make("tblDescription", val=fit(_description(rows))),
    )
    grid = make("tblGrid", *(make("gridCol", w=twips(each)) for each in widths))
    return make("tbl", properties, grid, *(_row(writer, row, widths) for row in rows))


def _rows(table: Node) -> list[Row]:
    parts = [each for each in table.children if isinstance(each, Node)]
    parts.sort(key=lambda part: {"thead": 0, "tfoot": 2}.get(part.tag, 1))
    return [
        Row(node, cells, part.tag == "thead")
        for part in parts
        for node in ([part] if part.tag == "tr" else part.each("tr"))
        if (cells := [cell for cell in node.children if isinstance(cell, Node)])
    ]


def _description(rows: list[Row]) -> str:
    """What somebody who hears the document is told before the table."""
    for row in rows:
        if row.is_head:
            return "Columns: " + ", ".join(cell.words for cell in row.cells)
    return "What it says of: " + ", ".join(row.cells[0].words for row in rows)


def _widths(rows: list[Row], width: float) -> list[float]:
    """Millimetres of each column: what the stylesheet says of its first cell that has a width; the rest is shared."""
    columns = max(sum(map(_span, row.cells)) for row in rows)
    asked: list[float | None] = [None] * columns
    for row in rows[:2]:
        place = 0
        for cell in row.cells:
            if _span(cell) == 1:
                asked[place] = asked[place] or millimetres(cell.look.get("width", ""))
            place += _span(cell)
    open_columns = asked.count(None)
    left = max(width - sum(filter(None, asked)), 15 * open_columns)
    widths = [each or left / open_columns for each in asked]
    return [each * width / sum(widths) for each in widths]


def _row(writer, row: Row, widths: list[float]):
    writer.mark(row.node)
    short = max(len(cell.words) for cell in row.cells) <= TOO_TALL
    properties = make(
        "trPr", make("cantSplit") if short else None, make("tblHeader") if row.is_head else None
    )
    cells, left = [], widths
    for cell in row.cells:
        its, left = left[: _span(cell)], left[_span(cell) :]
        cells.append(_cell(writer, cell, sum(its), is_head=row.is_head))
    return make("tr", properties if len(properties) else None, *cells)


def _span(cell: Node) -> int:
    """How many columns a cell goes across."""
    return int(cell.attributes.get("colspan", 1))


def _cell(writer, cell: Node, width: float, *, is_head: bool):
    borders = [
        make(side, val="single", sz=round(float(size) * 8), space=0, color=ink)
        for side in ("top", "bottom")
        if (size := _thickness(cell.look.get(f"border-{side}", "")))
        and (ink := colour(cell.look[f"border-{side}"])) not in ("", RULE)
    ]
    paragraphs = writer.cell(cell, width - GAP)
    span, shade = _span(cell), colour(cell.look.get("background-color", ""))
    if is_head or span > 1:  # a header row or a heading across never stands alone at the foot of a page
        for each in paragraphs:
            each.get_or_add_pPr().insert_element_before(
                make("keepNext"), "w:pageBreakBefore", "w:pBdr", "w:numPr", "w:bidi", "w:jc"
            )
    if paragraphs[-1].tag != qn("w:p"):
        paragraphs.append(make("p"))
    properties = make(
        "tcPr",
        make("tcW", w=twips(width), type="dxa"),
        make("gridSpan", val=span) if span > 1 else None,
        make("tcBorders", *borders) if borders else None,
        make("shd", val="clear", color="auto", fill=shade) if shade else None,
    )
    return make("tc", properties, *paragraphs)


def _thickness(border: str) -> str:
    """Points of a border; empty for none."""
    found = re.match(r"([\d.]+)pt solid", border)
    return found[1] if found else ""
