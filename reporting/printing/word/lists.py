"""A list as a Word table: its heading repeats on each page, and what it stands under goes across."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lscb.lists import Column, ListToSave, in_words, writes_word
from reporting.printing.word import to_word

# Characters of the longest line that a column of each width holds without breaking it often.
SHORT, MIDDLE = 16, 40


@dataclass(frozen=True)
class ShownColumn:
    heading: str
    width: str  # its class in the stylesheet; empty for a share of what is left


@dataclass(frozen=True)
class Shown:
    """What the template prints: rows under their headings; a list without headings has one group, headed by nothing."""

    columns: list[ShownColumn]
    groups: list[tuple[str, list[list[str]]]]

    @property
    def has_rows(self) -> bool:
        return bool(self.groups)


@writes_word
def list_in_word(listed: ListToSave, columns: Sequence[str]) -> bytes:
    """The columns that are named, or the usual ones, in the order of the list; none that is empty throughout."""
    context = {"listed": listed, "head": listed.about, "shown": shown(listed, columns)}
    return to_word("print/list.html", context)


def shown(listed: ListToSave, names: Sequence[str]) -> Shown:
    rows = list(listed.read())
    wanted = [each for each in listed.columns if (each.name in names if names else each.usual)]
    if listed.under:
        wanted = [each for each in wanted if each.name != listed.under_column]
    cells = [[in_words(each.read(row)) for each in wanted] for row in rows]
    said = [place for place in range(len(wanted)) if any(line[place] for line in cells)] or range(len(wanted))
    headings = [listed.under(row) if listed.under else "" for row in rows]
    lines = [
        (heading, [line[place] for place in said]) for heading, line in zip(headings, cells, strict=True)
    ]
    return Shown(
        [_column(wanted[place], [line[place] for line in cells]) for place in said],
        [
            (heading, [line for _, line in group])
            for heading, group in groupby(lines, key=lambda line: line[0])
        ],
    )


def _column(column: Column, cells: list[str]) -> ShownColumn:
    longest = max((len(line) for cell in cells for line in cell.split("\n")), default=0)
    width = "list-short" if longest <= SHORT else "list-middle" if longest <= MIDDLE else ""
    return ShownColumn(column.heading, width)
