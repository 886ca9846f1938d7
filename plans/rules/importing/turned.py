"""Tables that stand on their side: their headings in the first column, or a priority in each column."""

import re
from collections.abc import Sequence
from dataclasses import replace

from lscb.columns import key
from lscb.tables.content import Cell, Row, Table
from plans.rules.importing.cells import Said, items, said
from plans.rules.importing.headings import column_of, is_section
from plans.rules.importing.model import Column, Known

_DONE = {Column.ACTION, Column.TASKS, Column.OBJECTIVE}
_LONGEST_LABEL = 50
_REF = "\0ref"  # in a form, its number; no heading is called so
_NUMBER = re.compile(r" (\d{1,3}(?:\.\d{1,3})*[a-z]?)[.:]?$")


def turned(table: Table, known: Known) -> Table:
    """The table with its headings in a row, as tables of plans have them; as it is where it stands so already.

    Whoever calls has seen that the first rows of one with more than two columns are no headings.
    """
    rows = [tuple(said(cell) for cell in row.cells) for row in table.rows]
    made = _forms(rows, known) or _priorities_with_labels(rows, known) or _priorities_with_lists(rows, known)
    return Table(tuple(made), name=table.name) if made else table


def _forms(rows: Sequence[Sequence[Said]], known: Known) -> list[Row]:
    """Headings one below another with their words beside them, as a form for each action has them.

    Rows across the table stay where they are. The number of "Action 2" is the action's reference.
    """
    if len(rows[0]) != 2:
        return []
    across = [at for at, row in enumerate(rows) if row[0] and row[1].cell.merged == "left"]
    labelled = [row for at, row in enumerate(rows) if at not in across]
    labels = [column_of(row[0].line, known.own) for row in labelled if row[0]]
    named = [each for each in labels if isinstance(each, Column)]
    if (
        len(set(named)) < 3
        or len(named) * 3 < len(labels) * 2
        or not _DONE & set(named)
        or not labelled[0][0]
        or any(len(row[0].line) > _LONGEST_LABEL for row in labelled)
    ):
        return []
    first = _stem(labelled[0][0].line)
    heads = {_stem(row[0].line): row[0].cell for row in reversed(labelled) if row[0]}
    order = list(dict.fromkeys(_stem(row[0].line) for row in labelled if row[0]))
    numbers: list[str] = []
    found: list[dict[str, Cell] | Cell] = []
    last = ""
    for at, row in enumerate(rows):
        if at in across:
            found.append(row[0].cell)
            continue
        name = _stem(row[0].line) if row[0] else last
        form = found[-1] if found else None
        if not isinstance(form, dict) or (row[0] and name == first and name in form):
            form = {}
            found.append(form)
        there = form.get(name)
        form[name] = replace(row[1].cell, lines=(*there.lines, *row[1].lines) if there else row[1].lines)
        if column_of(name, known.own) in _DONE and (number := _NUMBER.search(row[0].line)):
            numbers.append(number[1])
            form[_REF] = Cell((number[1],)) if _REF not in form else Cell()
        last = name
    if numbers and Column.REFERENCE not in named:
        order.insert(0, _REF)
        heads[_REF] = Cell(("Ref",))
    width = len(order)
    return [
        Row(tuple(heads[head] for head in order), header=True),
        *(
            Row(tuple(each.get(head, Cell()) for head in order))
            if isinstance(each, dict)
            else Row((each, *[Cell(merged="left")] * (width - 1)))
            for each in found
        ),
    ]


def unpaired(table: Table, known: Known) -> Table:
    """A form with two headings in a row, each in front of its words, with one in a row; any other as it is."""
    if table.width != 4:
        return table
    pairs: list[tuple[Cell, Cell]] = []
    across: list[int] = []
    for row in table.rows:
        first, words, second, more = row.cells
        if words.merged == "left":
            across.append(len(pairs))
        pairs.append((first, words))
        if second.lines and not second.merged:
            pairs.append((second, more))
        elif second.lines or more.lines:
            return table
    asked = [said(label).line for at, (label, _) in enumerate(pairs) if at not in across]
    named = [column for label in asked if isinstance(column := column_of(label, known.own), Column)]
    said_back = [words for _, words in pairs if column_of(said(words).line, known.own)]
    if (
        len(pairs) == len(table.rows)
        or len(set(named)) < 4
        or len(named) < len(asked)
        or len(said_back) * 4 > len(pairs)
    ):
        return table
    return Table(tuple(Row(pair) for pair in pairs), name=table.name)


def _stem(heading: str) -> str:
    """A heading without the number behind it: "Action 2" heads what "Action 1" does."""
    return key(_NUMBER.sub("", heading)) or heading


def _priorities_with_labels(rows: Sequence[Sequence[Said]], known: Known) -> list[Row]:
    """A priority in each column, and in the first what each row says of them: what is done, who leads."""
    titles, below = rows[0], rows[1:]
    labels = [column_of(row[0].line, known.own) for row in below]
    named = [each for each in labels if isinstance(each, Column)]
    if (
        not titles[1:]
        or not all(titles[1:])
        or not all(row[0] for row in below)
        or len(set(named)) < 2
        or len(named) < len(labels)
        or not {Column.ACTION, Column.TASKS} & set(named)
        or (
            isinstance(column_of(titles[1].line, known.own), Column) and not is_section(titles[1].line, known)
        )
        or any(len(title.line) > 200 for title in titles)
    ):
        return []
    corner = titles[0].cell if titles[0] else Cell(("Section",))
    return [
        Row((corner, *(row[0].cell for row in below)), header=True),
        *(Row((titles[place].cell, *(row[place].cell for row in below))) for place in range(1, len(titles))),
    ]


def _priorities_with_lists(rows: Sequence[Sequence[Said]], known: Known) -> list[Row]:
    """A priority in each column, and below it the list of what is done for it."""
    titles, below = rows[0], rows[1:]
    cells = [cell for row in below for cell in row if cell]
    if (
        len(titles) < 2
        or not cells
        or not all(is_section(title.line, known) for title in titles)
        or not all(len(items(cell.lines)[1]) > 1 or len(cell.lines) == 1 for cell in cells)
        or not any(len(items(cell.lines)[1]) > 1 for cell in cells)
    ):
        return []
    return [
        Row((Cell(("Section",)), Cell(("Actions",))), header=True),
        *(
            Row((title.cell, row[place].cell))
            for place, title in enumerate(titles)
            for row in below
            if row[place]
        ),
    ]
