"""What a document is read as before anybody says yes to it: columns, rows, and all that was not placed. Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

LEFT_OUT = "left-out"  # what a person may choose above a column besides the columns there are


@dataclass(frozen=True)
class ColumnRead:
    """A column as it is read. `table` counts the tables of the document from 1, `place` the columns from 0.

    `key` is what a choice above the column is remembered by: its heading, or where it has none its place.
    """

    table: int
    place: int
    key: str
    heading: str
    column: str | None
    first_words: str
    by_contents: bool = False
    of_plan: bool = True  # False for a column of a table that is left out


@dataclass(frozen=True)
class LeftOut:
    what: str
    why: str


@dataclass(frozen=True)
class ListColumn:
    """What a column of a list may hold.

    :param label: what it is called where somebody chooses above a column, and where a row is corrected.
    :param headed: a pattern of headings, as `lscb.columns.key` gives them.
    :param own: what the board calls it, by `lscb.columns.key`.
    :param holds: whether a text is surely one of this column, where no heading says so.
    :param across: whether it may stand in a row across the table, above it, as the name of its sheet, or once for
        several rows.
    :param limit: how many characters it may have.
    :param leads: whether it names a row, and so is shown in front of the others. Which heading is which is asked in the
        order of the columns.
    """

    name: str
    label: str
    headed: str
    own: Collection[str] = ()
    holds: Callable[[str], bool] | None = None
    across: bool = False
    limit: int = 4000
    lines: int = 1
    leads: bool = False


@dataclass(frozen=True)
class ListRow:
    """A row of a list, by the names of its columns. `key` says where it stands: its table and its row there."""

    key: str
    cells: Mapping[str, str]
    days: Mapping[str, date] = field(default_factory=dict)  # cells that the file holds as a day
    oddities: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True)
class ListRead:
    """:param leftovers: texts that were not placed, word for word."""

    rows: tuple[ListRow, ...] = ()
    columns: tuple[ColumnRead, ...] = ()
    leftovers: tuple[str, ...] = ()
    ignored: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What a document says otherwise of something that is there."""

    name: str
    label: str
    old: str
    new: str
