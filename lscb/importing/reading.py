"""The rows of a list in somebody's document: which tables hold it and which column is which. Pure.

A column is what somebody chose for its heading, else what the board's own words or those of boards say, else what
stands in it. Each text of the document is in a row, left out for a reason that is named, or left over word for word.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from lscb.columns import first_words, is_total, key
from lscb.importing.shapes import LEFT_OUT, ColumnRead, LeftOut, ListColumn, ListRead, ListRow
from lscb.tables.content import Cell, Document, Paragraph, Table

_TOP = 12  # rows among which the headings are looked for
_LOOKED_AT = 40  # rows from which a column's contents are judged
_SURE = 0.6  # the share of its cells by which a column without a heading is told
_LONGEST = 110  # characters of a heading
_ABOUT = "about this file"  # how the sheet is headed by which our own files say what they are


@dataclass
class _Grid:
    """A table with clean rows. `columns` are names of `ListColumn`, LEFT_OUT as chosen, or None."""

    number: int
    table: Table
    cells: list[list[Cell]]
    headings: list[str] = field(default_factory=list)
    columns: list[str | None] = field(default_factory=list)
    by_contents: set[int] = field(default_factory=set)
    first: int = 0
    used: bool = False

    @property
    def width(self) -> int:
        return self.table.width

    def key_of(self, place: int) -> str:
        return key(self.headings[place]) or f"column {place + 1} of {self.width}"

    def texts(self, place: int) -> list[str]:
        return [row[place].text for row in self.cells[self.first :]]

    def as_read(self) -> list[ColumnRead]:
        rows = [[cell.text for cell in row] for row in self.cells[self.first :]]
        return [
            ColumnRead(
                table=self.number,
                place=place,
                key=self.key_of(place),
                heading=self.headings[place],
                column=None if self.columns[place] == LEFT_OUT else self.columns[place],
                first_words=first_words(rows, place),
                by_contents=place in self.by_contents,
                of_plan=self.used,
            )
            for place in range(self.width)
        ]


class _Found:
    def __init__(self) -> None:
        self.rows: list[ListRow] = []
        self.columns: list[ColumnRead] = []
        self.leftovers: list[str] = []
        self.ignored: list[LeftOut] = []


def read_list(
    document: Document,
    columns: Sequence[ListColumn],
    needed: Sequence[Collection[str]],
    chosen: Mapping[str, str],
) -> ListRead:
    """The rows of a list.

    :param needed: names of columns of which a table, and each of its rows, has one whole collection to be read.
    :param chosen: a column's `ColumnRead.key` to what somebody chose: a name, or LEFT_OUT.
    """
    found = _Found()
    above: _Grid | None = None
    titles: list[str] = []  # paragraphs since the last table
    number = 0
    for part in document.parts:
        if isinstance(part, Paragraph):
            titles.append(part.text)
            continue
        number += 1
        if part.rows and key(part.rows[0].cells[0].text) == _ABOUT:
            found.ignored.append(
                LeftOut(_ABOUT.capitalize(), "what a list that was saved here says of itself")
            )
            continue
        grid = _read_table(part, number, columns, needed, chosen, above)
        found.columns += grid.as_read()
        if grid.used:
            titles = _rows_of(grid, columns, needed, titles, found)
            above = grid
        else:
            found.leftovers += _lines(grid.cells)
        found.leftovers += titles
        titles = []
    found.leftovers += titles
    return ListRead(
        rows=tuple(found.rows),
        columns=tuple(found.columns),
        leftovers=tuple(filter(None, found.leftovers)),
        ignored=(*(LeftOut(each.what, each.why) for each in document.ignored), *found.ignored),
        warnings=document.warnings,
    )


# --- A table ----------------------------------------------------------------------------------------------------


def _read_table(
    table: Table,
    number: int,
    columns: Sequence[ListColumn],
    needed: Sequence[Collection[str]],
    chosen: Mapping[str, str],
    above: _Grid | None,
) -> _Grid:
    grid = _Grid(number, table, _filled_down(table))
    grid.headings, grid.columns = [""] * grid.width, [None] * grid.width
    at = _headings_at(grid, columns, needed, chosen)
    if at is not None:
        grid.headings = [" ".join(cell.text.split()) for cell in grid.cells[at]]
        grid.first = at + 1
    elif above is not None and above.width == grid.width and _fits(grid, above, columns):
        grid.headings, grid.columns = above.headings, above.columns
        grid.by_contents, grid.used = above.by_contents, True
        return grid
    for place in range(grid.width):  # what somebody chose first, wherever it stands
        choice = chosen.get(grid.key_of(place))
        if choice == LEFT_OUT or choice not in grid.columns:
            grid.columns[place] = choice
    for place, heading in enumerate(grid.headings):
        named = column_of(heading, columns)
        if grid.columns[place] is None and named not in grid.columns:
            grid.columns[place] = named
    _by_contents(grid, columns)
    _the_last_one(grid, needed)
    grid.used = _has(needed, [name for name in grid.columns if name])
    return grid


def _filled_down(table: Table) -> list[list[Cell]]:
    """The cells, with what is merged over several rows in each of them."""
    rows: list[list[Cell]] = []
    for row in table.rows:
        cells = list(row.cells)
        if rows:
            cells = [rows[-1][at] if cell.merged == "above" else cell for at, cell in enumerate(cells)]
        rows.append(cells)
    return rows


def column_of(heading: str, columns: Sequence[ListColumn]) -> str | None:
    """The column that a heading names; the board's own words go first, then the first that fits."""
    words = key(heading)
    if not words or len(heading) > _LONGEST:
        return None
    own = next((each.name for each in columns if words in each.own), None)
    return own or next((each.name for each in columns if re.search(each.headed, words)), None)


def _headings_at(
    grid: _Grid, columns: Sequence[ListColumn], needed: Sequence[Collection[str]], chosen: Mapping[str, str]
) -> int | None:
    """The row of headings among the first: the one that names most columns, and enough of them."""
    best, place = 0, None
    for at, row in enumerate(grid.cells[:_TOP]):
        texts = [cell.text for cell in row if cell.text and not cell.day]
        if any(each.holds and each.holds(text) for each in columns if not each.across for text in texts):
            continue  # a row of the list itself
        named = {name for text in texts if (name := chosen.get(key(text)) or column_of(text, columns))}
        score = len(named - {LEFT_OUT})
        enough = score * 2 >= min(len(texts), 4) and (score > 1 or _has(needed, named))
        if score > best and enough:
            best, place = score, at
    return place


def _by_contents(grid: _Grid, columns: Sequence[ListColumn]) -> None:
    """Columns without a heading, by what stands in them."""
    for each in columns:
        if each.holds is None or each.name in grid.columns:
            continue
        shares = {
            place: _share(grid.texts(place)[:_LOOKED_AT], each)
            for place in range(grid.width)
            if grid.columns[place] is None and not grid.headings[place]
        }
        best = max(shares, key=lambda place: shares[place], default=None)
        if best is not None and shares[best] >= _SURE:
            grid.columns[best] = each.name
            grid.by_contents.add(best)


def _share(texts: Sequence[str], column: ListColumn) -> float:
    filled = [text for text in texts if text]
    return sum(bool(column.holds and column.holds(text)) for text in filled) / len(filled) if filled else 0.0


def _the_last_one(grid: _Grid, needed: Sequence[Collection[str]]) -> None:
    """Where one column is missing and one without a heading is left, that is it."""
    free = [
        place
        for place in range(grid.width)
        if grid.columns[place] is None and not grid.headings[place] and any(grid.texts(place))
    ]
    named = set(filter(None, grid.columns))
    missing = [sorted(set(each) - named) for each in needed]
    if not _has(needed, named) and len(free) == 1 and named:
        for each in missing:
            if len(each) == 1:
                grid.columns[free[0]] = each[0]
                grid.by_contents.add(free[0])
                return


def _has(needed: Sequence[Collection[str]], named: Collection[str]) -> bool:
    return any(set(each) <= set(named) for each in needed)


def _fits(grid: _Grid, above: _Grid, columns: Sequence[ListColumn]) -> bool:
    """Whether a table without headings goes on with the one above: what is told by contents holds here too."""
    tests = {each.name: each for each in columns if each.holds}
    judged = [
        _share(grid.texts(place)[:_LOOKED_AT], tests[name]) >= _SURE
        for place, name in enumerate(above.columns)
        if name in tests and any(grid.texts(place)) and name is not None
    ]
    return all(judged)


# --- Its rows ---------------------------------------------------------------------------------------------------


def _rows_of(
    grid: _Grid,
    columns: Sequence[ListColumn],
    needed: Sequence[Collection[str]],
    titles: list[str],
    found: _Found,
) -> list[str]:
    """Put the rows of a table into `found`; answers the paragraphs above it that none of them used."""
    across = {each.name for each in columns if each.across}
    carried, told_by, title = _above_the_table(grid, columns, titles)
    unused: dict[int, list[str]] = {}
    keys = [key(heading) for heading in grid.headings]
    for row in grid.cells[: max(grid.first - 1, 0)]:
        found.leftovers += _lines([row])
    for at, row in enumerate(grid.cells[grid.first :], start=grid.first):
        filled = [place for place, cell in enumerate(row) if cell.text]
        if not filled or all(key(row[place].text) == keys[place] for place in filled):
            continue
        if is_total([cell.text for cell in row]):
            found.leftovers += _lines([row])
            continue
        said, days = _said(grid, row)
        if not _has(needed, {*said, *carried}) or not set(said) - across:
            if len(filled) == 1 and across:
                (name, *_) = sorted(across)
                carried, told_by = {name: row[filled[0]].text}, "the row above that goes across"
            else:
                found.leftovers += _lines([row])
            continue
        odd = []
        for name in across:
            if name in said:
                # Blank below is the same only where it stands first, as headings of rows do.
                first = grid.columns[0] == name
                carried, told_by = ({name: said[name]} if first else {}), "the row above"
            elif name in carried:
                said[name] = carried[name]
                odd.append(f"“{carried[name]}” is taken from {told_by}.")
        found.rows.append(ListRow(f"{grid.number}.{at}", said, days, tuple(odd)))
        for place in filled:
            if grid.columns[place] in (None, LEFT_OUT):
                unused.setdefault(place, []).append(row[place].text)
    for place, texts in unused.items():
        words = f"{grid.headings[place] or f'Column {place + 1}'}: {'; '.join(texts)}"
        if grid.columns[place] == LEFT_OUT:
            found.ignored.append(LeftOut(words, "a column that is not used, as chosen"))
        else:
            found.leftovers.append(words)
    return [each for each in titles if each != title]


def _above_the_table(
    grid: _Grid, columns: Sequence[ListColumn], titles: Sequence[str]
) -> tuple[dict[str, str], str, str]:
    """What the last paragraph above a table or the name of its sheet says of each of its rows: the cells, from where
    they are taken, and the paragraph where it was that."""
    for each in columns:
        if not each.across or each.holds is None or each.name in grid.columns:
            continue
        if titles and each.holds(titles[-1]):
            return {each.name: titles[-1]}, "the text above the table", titles[-1]
        if grid.table.name and each.holds(grid.table.name):
            return {each.name: grid.table.name}, "the name of the sheet", ""
    return {}, "", ""


def _said(grid: _Grid, row: Sequence[Cell]) -> tuple[dict[str, str], dict]:
    said: dict[str, str] = {}
    days = {}
    for place, cell in enumerate(row):
        name = grid.columns[place]
        if cell.text and name and name != LEFT_OUT:
            said[name] = cell.text
            if cell.day:
                days[name] = cell.day
    return said, days


def _lines(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Rows that are not used, a text each."""
    return [" | ".join(cell.text for cell in row if cell.text) for row in rows]
