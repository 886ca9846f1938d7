"""A document as it was read: its tables and the paragraphs between them, in order, and what was left out and why.

Nothing is recognised here: a header row, a reference or a date is what somebody who knows plans makes of it.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Cell:
    """One place of a table's grid. A merged cell stands at its first place; the others are `merged` and say nothing."""

    # Paragraphs and line breaks, with their bullets ("• ") and numbers as a reader sees them; none is empty, and none
    # has a tab or two spaces beside each other.
    lines: tuple[str, ...] = ()
    merged: str = ""  # "above" or "left": a part of the cell there
    shade: str = ""  # the colour behind it, as RRGGBB in capitals; empty for none and for white
    # Where the file holds a date; `lines` say it in words. None where only its month or year is shown: "July 2018",
    # typed into Excel, is kept there as the first of July.
    day: date | None = None
    number: bool = False  # where the file holds a number: what was typed as 1.10 may read 1.1
    strong: bool = False  # all of its text is bold

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]  # one for each column of the table's grid
    header: bool = False  # where the file says that it is one, repeated on each page

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True)
class Paragraph:
    """A text outside of tables."""

    text: str
    level: int = 0  # of a heading, 1 is the highest; 0 for other text
    strong: bool = False  # all of it is bold, and it is no heading by its style


@dataclass(frozen=True)
class Table:
    """A grid: every row has as many cells as the widest."""

    rows: tuple[Row, ...]
    name: str = ""  # of its sheet

    @property
    def width(self) -> int:
        return len(self.rows[0].cells) if self.rows else 0


@dataclass(frozen=True)
class Ignored:
    """What stands in the file and was left out on purpose."""

    what: str  # its words, cut where they are long
    why: str  # "deleted with changes tracked", "a hidden column", "a comment"


@dataclass(frozen=True)
class Document:
    """:param parts: tables and paragraphs in the order of the document; of a workbook, sheet by sheet."""

    parts: tuple[Table | Paragraph, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    warnings: tuple[str, ...] = ()  # sentences for whoever handed the file in

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(part for part in self.parts if isinstance(part, Table))


def as_json(document: Document) -> dict:
    """For the way out of the process apart, which `from_json` takes back. Of a cell only what is not usual."""
    return {
        "parts": [
            {"text": part.text, "level": part.level} | ({"strong": True} if part.strong else {})
            if isinstance(part, Paragraph)
            else {
                "name": part.name,
                "rows": [[row.header, [_cell_as_json(cell) for cell in row.cells]] for row in part.rows],
            }
            for part in document.parts
        ],
        "ignored": [[each.what, each.why] for each in document.ignored],
        "warnings": document.warnings,
    }


def _cell_as_json(cell: Cell) -> dict:
    said = {name: each for name, each in vars(cell).items() if each}
    return said | {"day": cell.day.isoformat()} if cell.day else said


def from_json(read: dict) -> Document:
    return Document(
        parts=tuple(_part(part) for part in read["parts"]),
        ignored=tuple(Ignored(what, why) for what, why in read["ignored"]),
        warnings=tuple(read["warnings"]),
    )


def _part(read: dict) -> Table | Paragraph:
    if "rows" not in read:
        return Paragraph(**read)
    rows = tuple(Row(tuple(map(_cell, cells)), header) for header, cells in read["rows"])
    return Table(rows, name=read["name"])


def _cell(read: dict) -> Cell:
    day = date.fromisoformat(read["day"]) if "day" in read else None
    return Cell(**read | {"lines": tuple(read.get("lines", ())), "day": day})
