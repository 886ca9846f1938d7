"""What a reader finds, put together as it goes, within limits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from lscb.tables.content import Cell, Document, Ignored, Paragraph, Row, Table
from lscb.tables.limits import DAMAGED, IN_PARTS, Limits, NotReadable
from lscb.tables.texts import lines_of, quoted

NAMED_AT_MOST = 500  # things left out; more are counted
EMPTY = Cell()
ABOVE, LEFT = Cell(merged="above"), Cell(merged="left")


class Gathering:
    """The parts of a document in their order, what was left out, and how much of the limits is used."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.parts: list[Table | Paragraph] = []
        self.ignored: dict[Ignored, None] = {}  # each once, in order
        self.warnings: dict[str, None] = {}
        self.unnamed = 0
        self.struck: list[str] = []  # words with a line through them, which are kept
        self.rows = self.cells = self.letters = 0

    def document(self) -> Document:
        """:raises NotReadable: when there is nothing in it."""
        if self.struck:
            self.warn(f"Words that are struck through were kept: “{quoted(self.struck)}”.")
        if self.unnamed:
            self.warn(f"{self.unnamed:,} more things were left out than are listed.")
        if not self.parts and not self.ignored:
            raise NotReadable(
                "There are no words in it. If it holds a picture of a table, type the table or copy it from "
                "the document that the picture was made of."
            )
        return Document(tuple(self.parts), tuple(self.ignored), tuple(self.warnings))

    def warn(self, sentence: str) -> None:
        self.warnings[sentence] = None

    def leave_out(self, texts: Iterable[str], why: str) -> None:
        """Name something that is left out on purpose; nothing where it has no words."""
        words = quoted(texts)
        if not words:
            return
        if len(self.ignored) < NAMED_AT_MOST:
            self.ignored[Ignored(words, why)] = None
        else:
            self.unnamed += 1

    def paragraph(self, lines: Sequence[str], level: int = 0, *, bold: bool = False) -> None:
        if lines:
            self.parts.append(Paragraph("\n".join(lines), level, strong=bold and not level))

    def table(self, grid: "Grid") -> None:
        made = grid.table()
        if made:
            self.parts.append(made)

    def count(self, text: str) -> None:
        """Said by a reader of whatever it takes out of the file, before it does anything with it.

        :raises NotReadable: when all that was read is too long.
        """
        self.letters += len(text)
        if self.letters > self.limits.letters:
            raise NotReadable(f"It has more than {self.limits.letters:,} characters. {IN_PARTS}")


@dataclass
class Grid:
    """The places of one table, filled in any order. Rows and columns are counted from 0."""

    gathering: Gathering
    name: str = ""
    places: dict[tuple[int, int], Cell] = field(default_factory=dict)
    headers: set[int] = field(default_factory=set)
    rows: int = 0
    columns: int = 0
    covered: int = 0  # places of merged cells

    def put(self, row: int, column: int, cell: Cell, down: int = 1, across: int = 1) -> None:
        """A cell, and the places that it covers besides its own.

        :raises NotReadable: when there are too many.
        """
        gathering, limits = self.gathering, self.gathering.limits
        self.reach(row + down, column + across)
        if cell.lines:
            gathering.cells += 1
            if gathering.cells > limits.cells:
                raise NotReadable(f"More than {limits.cells:,} of its cells are filled. {IN_PARTS}")
        self.places[row, column] = cell
        if down > 1 or across > 1:
            self._cover(row, column, down, across)

    def merge(self, row: int, column: int, down: int, across: int) -> None:
        """Make one cell of several, which says what the first of them says.

        :raises NotReadable: as `put`.
        """
        self.reach(row + down, column + across)
        self._count_covered(down * across)
        first = self.places.get((row, column), EMPTY)
        for place in [(r, c) for r in range(row, row + down) for c in range(column, column + across)]:
            self.places.pop(place, None)
        self.places[row, column] = first
        self._cover(row, column, down, across)

    def _count_covered(self, places: int) -> None:
        """Merged cells do not lie over each other, so that no sound table covers more places than it has."""
        self.covered += places
        if self.covered > self.gathering.limits.rows * self.gathering.limits.columns:
            raise NotReadable(DAMAGED)

    def _cover(self, row: int, column: int, down: int, across: int) -> None:
        for below in range(row, row + down):
            for beside in range(column, column + across):
                if (below, beside) != (row, column):
                    self.places.setdefault((below, beside), LEFT if below == row else ABOVE)

    def reach(self, rows: int, columns: int) -> None:
        """:raises NotReadable: when the table would have too many rows or columns."""
        gathering, limits = self.gathering, self.gathering.limits
        if columns > limits.columns:
            raise NotReadable(
                f"A table may have at most {limits.columns} columns, and one here has more. {IN_PARTS}"
            )
        if rows > self.rows:
            gathering.rows += rows - self.rows
            self.rows = rows
            if gathering.rows > limits.rows:
                raise NotReadable(f"Its tables have more than {limits.rows:,} rows. {IN_PARTS}")
        self.columns = max(self.columns, columns)

    def join(self, slivers: set[int]) -> None:
        """Take out columns that are too narrow for words: each becomes a part of the cell in front of it or of the one
        that begins in it, unless something is written in it alone.
        """
        for column in sorted(slivers):
            here = {row: cell for (row, at), cell in self.places.items() if at == column}
            behind = {row: self.places.get((row, column + 1), EMPTY) for row in here}
            if any(cell.lines and behind[row].merged != "left" for row, cell in here.items()):
                continue
            for row, cell in here.items():
                if cell.merged != "left":
                    if behind[row].merged == "left":
                        self.places[row, column + 1] = cell
                    self.places[row, column] = LEFT

    def table(self) -> Table | None:
        """Without the columns in which no cell begins, and without empty rows and columns at its end; None where
        nothing is written in it.
        """
        filled = [place for place, cell in self.places.items() if cell.lines]
        if not filled:
            return None
        rows, columns = max(row for row, _ in filled) + 1, max(column for _, column in filled) + 1
        begun = {column for (_, column), cell in self.places.items() if cell.merged != "left"}
        kept = [column for column in range(columns) if column in begun]
        return Table(
            tuple(
                Row(
                    tuple(self.places.get((row, column), EMPTY) for column in kept),
                    header=row in self.headers,
                )
                for row in range(rows)
            ),
            name=self.name,
        )


def cell_of(text: str, **known: object) -> Cell:
    """A cell with this text as its lines."""
    lines = lines_of(text)
    return replace(Cell(lines=lines), **known) if known else Cell(lines=lines)  # type: ignore[arg-type]
