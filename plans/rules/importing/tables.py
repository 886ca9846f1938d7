"""A table of a document: its rows of headings, which column is which, and whether it is a part of the plan at all."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lscb.columns import first_words, key
from lscb.tables.content import Cell, Row, Table
from plans.rules.importing import colours
from plans.rules.importing.cells import Said, is_counted, is_reference, reference_in_front, said, who_and_when
from plans.rules.importing.headings import (
    column_of,
    is_objective,
    is_page,
    other_table,
    says_achieve,
    says_who_and_when,
)
from plans.rules.importing.model import LEFT_OUT, Column, ColumnRead, Known
from plans.rules.importing.periods import is_period, named_where_ticked, say_how_it_stood, ticked
from plans.rules.importing.turned import turned, unpaired
from plans.rules.timescales import Kind, read_timescale
from subgroups.rules.who import read_who

_LOOKED_AT = 40  # rows from which a column's contents are judged
_TOP = 12  # rows among which the headings are looked for
_USUAL_HEADING = 45  # characters that headings of a row have at most, one with another
_NAME_WORDS = 6  # that a name of an owner has at most
_NO_DATE = (Kind.UNKNOWN, Kind.UNSPECIFIED)
_ROLE = re.compile(
    r"\b(?:leads?|managers?|groups?|boards?|chairs?|officers?|teams?|partners?|agencies|all|police|health|council|director"
    r"|head of|committee|panel|coordinator|services?|nurse|icb|nhs|sub ?groups?)\b",
    re.I,
)
# Columns of which a table may have several.
SEVERAL = (
    Column.PROGRESS,
    Column.EVIDENCE,
    Column.OUTCOME,
    Column.SUCCESS,
    Column.WHO,
    Column.SUPPORT,
    Column.WHEN,
    Column.RATING,
)

# While columns are named: LEFT_OUT for one that no plan keeps.
Columns = list[Column | str | None]
Cells = list[list[Said]]


@dataclass
class Grid:
    """A table's rows with clean cells, and what was found of its columns.

    `columns` are None where a column is not used. `first_row` is the first below the headings; `repeats` are rows that
    say the headings again, with the columns below each.
    """

    table: Table
    number: int
    rows: list[tuple[Said, ...]]
    headings: list[str] = field(default_factory=list)
    columns: list[Column | None] = field(default_factory=list)
    first_row: int = 0
    top: int = 0  # the first row of the headings
    repeats: dict[int, list[Column | None]] = field(default_factory=dict)
    by_contents: set[int] = field(default_factory=set)
    numbered_in_front: bool = False
    other: str = ""  # what it is, where it is no part of the plan
    saved: bool = False  # it is a list that was saved here, in which each row says all of itself
    follows: set[int] = field(default_factory=set)  # columns of such a list that say again what others do
    ticked: set[int] = field(default_factory=set)  # columns that are ticked where their headings hold
    continues: bool = False  # it has no headings and goes on with the table above
    # Of rows above its headings that go on with the table above: that table's columns.
    columns_above: list[Column | None] = field(default_factory=list)

    @property
    def width(self) -> int:
        return self.table.width

    def body(self) -> list[tuple[Said, ...]]:
        """Rows below the headings that are no headings and have more than one cell, as far as contents are judged."""
        found = [
            row
            for place, row in enumerate(self.rows)
            if place >= self.first_row and place not in self.repeats and sum(map(bool, row)) > 1
        ]
        return found[:_LOOKED_AT]

    def key_of(self, place: int) -> str:
        return key(self.headings[place]) or f"column {place + 1} of {self.width}"

    def of(self, column: Column) -> list[int]:
        return [place for place, each in enumerate(self.columns) if each == column]

    def as_read(self) -> list[ColumnRead]:
        rows = [[cell.line for cell in row] for row in self.rows[self.first_row :]]
        return [
            ColumnRead(
                table=self.number,
                place=place,
                key=self.key_of(place),
                heading=self.headings[place],
                column=self.columns[place],
                first_words=first_words(rows, place),
                by_contents=place in self.by_contents,
                of_plan=not self.other,
            )
            for place in range(self.width)
        ]


def read_table(table: Table, number: int, known: Known, above: Grid | None, before: Grid | None) -> Grid:
    """Find the headings and columns of a table.

    :param above: the part of the plan that was read before it.
    :param before: the table before it, of the plan or not.
    """
    table = unpaired(table, known)
    if table.width == 2 or not any(
        _heading_score([said(cell) for cell in row.cells], known) >= 2 for row in table.rows[:2]
    ):
        table = turned(table, known)
    grid = Grid(table, number, [tuple(said(cell) for cell in row.cells) for row in table.rows])
    grid.headings = [""] * grid.width
    grid.columns = [None] * grid.width
    _find_headings(grid, known)
    if not any(grid.headings) and before and before.other and before.first_row and before.width == grid.width:
        grid.other = before.other  # it goes on with that on another page
        return grid
    if not any(grid.headings) and above and 0 <= above.width - grid.width <= 2 and _goes_on(grid, above):
        _widen(grid, above.width)
        grid.headings, grid.columns = list(above.headings), list(above.columns)
        grid.by_contents, grid.continues = set(above.by_contents), True
        grid.numbered_in_front = above.numbered_in_front
        _find_repeats(grid, known)
        return grid
    if grid.top and above and above.width == grid.width and above.table.name == grid.table.name:
        grid.columns_above = above.columns
    if any(grid.headings):
        grid.other = other_table(grid.headings)
    else:
        grid.other = _other_without_headings(grid)
    if above and any(grid.headings) and list(map(key, grid.headings)) == list(map(key, above.headings)):
        grid.columns, grid.by_contents = list(above.columns), set(above.by_contents)
        grid.saved, grid.follows, grid.ticked = above.saved, set(above.follows), set(above.ticked)
        grid.other = ""
        _name_ticks(grid)
        _find_repeats(grid, known)
        return grid
    named = [column_of(heading, known.own) for heading in grid.headings]
    if (
        grid.other
        and {Column.ACTION, Column.TASKS} & set(named)
        and Column.WHO in named
        and not re.search("reports|risks", grid.other)
    ):
        grid.other = ""  # "Date" and "Status" beside actions and owners are a plan
    chosen = [known.chosen.get(grid.key_of(place)) for place in range(grid.width)]
    if saved := _as_saved(grid, known):
        chosen = [mine or ours or LEFT_OUT for mine, ours in zip(chosen, saved, strict=True)]
        grid.saved = True
        grid.follows = {place for place, column in enumerate(chosen) if column == LEFT_OUT}
    if any(each and each != LEFT_OUT for each in chosen):
        grid.other = ""
    if grid.other:
        return grid
    _find_same_headings(grid)
    _name_columns(grid, named, chosen, known)
    if Column.ACTION not in grid.columns or len({each for each in grid.columns if each}) < 2:
        grid.other = "no column of it says what is to be done" if grid.width > 1 else "a frame around a text"
        return grid
    _find_repeats(grid, known)
    return grid


# --- headings


def _heading_score(row: Sequence[Said], known: Known) -> int:
    """How many different columns the cells of a row name; 0 for one that is none of headings."""
    filled = [cell for cell in row if cell]
    if len(filled) < 2:
        return 0
    lengths = [len(cell.line) for cell in filled]
    if sum(lengths) > _USUAL_HEADING * len(filled) and not any(cell.line.endswith("?") for cell in filled):
        return 0
    names = [column_of(cell.line, known.own) for cell in filled]
    periods = sum(is_period(cell.line) for cell in filled)
    if any(
        cell.cell.day
        or (is_reference(cell.text) and re.search(r"\d", cell.text) and not is_period(cell.line))
        for cell in filled
    ):
        return 0
    found = [name for name in names if name]
    if len(found) * 2 < len(filled) - (periods if periods > 1 else 0):
        return 0
    return len({name for name in found if name != LEFT_OUT})


def _find_headings(grid: Grid, known: Known) -> None:
    best, place = 1, None
    for at, row in enumerate(grid.rows[:_TOP]):
        score = _heading_score(row, known)
        if score == 2 and not _is_set_apart(grid.table.rows[at]):
            words = [cell for cell in row if cell]
            score = 2 if all(len(cell.line.split()) <= 4 or cell.line.endswith("?") for cell in words) else 0
        if score > best:
            best, place = score, at
    if place is None:
        if (
            (grid.rows and _looks_like_other(grid.rows[0]))
            or (grid.table.rows and grid.table.rows[0].header and sum(map(bool, grid.rows[0])) > 1)
            or _heads_by_contents(grid)
        ):
            place = 0
        else:
            return
    grid.top = place
    lower = grid.rows[place]
    grid.headings = [cell.line for cell in lower]
    grid.first_row = place + 1
    if place + 1 < len(grid.rows) and _is_second_row(grid, place, known):
        below = grid.rows[place + 1]
        spread = ""
        for at, cell in enumerate(below):
            above = lower[at]
            spread = above.line if above.cell.merged != "left" else spread
            if cell.cell.merged == "above" or not cell:
                continue
            both = f"{spread} {cell.line}".strip()
            grid.headings[at] = cell.line if column_of(cell.line, known.own) else both
        grid.first_row = place + 2
    elif place and _is_row_above(grid, place, known):
        for at, cell in enumerate(grid.rows[place - 1]):
            if cell and not grid.headings[at]:
                grid.headings[at] = cell.line
        grid.top = place - 1


def _is_set_apart(row: Row) -> bool:
    """Whether all that a row says is bold or shaded, or the file calls it a heading."""
    filled = [cell for cell in row.cells if cell.lines]
    return row.header or all(cell.strong or cell.shade for cell in filled)


def _looks_like_other(row: Sequence[Said]) -> bool:
    texts = [cell.line for cell in row]
    return sum(map(bool, texts)) > 1 and all(len(text) <= 60 for text in texts) and bool(other_table(texts))


def _heads_by_contents(grid: Grid) -> bool:
    """Whether the first row, in words that nobody knows, stands above columns of dates or references."""
    first, rest = grid.rows[0] if grid.rows else (), grid.rows[1:_LOOKED_AT]
    if sum(map(bool, first)) < max(2, grid.width - 1) or any(len(cell.line) > 40 for cell in first):
        return False
    for place, cell in enumerate(first):
        below = [row[place] for row in rest if row[place]]
        if cell and len(below) > 1 and not re.search(r"\d", cell.text):
            if all(
                each.cell.day or is_reference(each.text) or re.search(r"\b20\d\d\b", each.text)
                for each in below
            ):
                return True
    return False


def _is_second_row(grid: Grid, place: int, known: Known) -> bool:
    """Whether the row below the headings divides some of them: "Responsibility" into "Lead" and "Support"."""
    above, below = grid.rows[place], grid.rows[place + 1]
    filled = [cell for cell in below if cell]
    if not filled or any(
        (is_reference(cell.text) and not is_period(cell.line)) or len(cell.line) > 40 or cell.cell.day
        for cell in filled
    ):
        return False
    divides = any(cell.cell.merged == "left" for cell in above) or any(not cell for cell in above)
    parts = any(cell.cell.merged == "above" or not cell for cell in below)
    names = [column_of(cell.line, known.own) or is_period(cell.line) for cell in filled]
    return divides and parts and (all(names) or grid.table.rows[place + 1].header)


def _is_row_above(grid: Grid, place: int, known: Known) -> bool:
    """Whether the row above has headings for columns that the best row leaves empty."""
    above = grid.rows[place - 1]
    filled = [(at, cell) for at, cell in enumerate(above) if cell]
    return (
        len(filled) > 1
        and all(column_of(cell.line, known.own) for _, cell in filled)
        and any(not grid.rows[place][at] for at, _ in filled)
    )


def _find_same_headings(grid: Grid) -> None:
    """Headings that are repeated word for word, so that nobody takes them for what stands in the columns."""
    keys = [key(heading) for heading in grid.headings]
    for at in range(grid.first_row, len(grid.rows)):
        filled = [place for place, cell in enumerate(grid.rows[at]) if cell]
        if len(filled) > 1 and all(key(grid.rows[at][place].line) == keys[place] for place in filled):
            grid.repeats[at] = []


def _find_repeats(grid: Grid, known: Known) -> None:
    """Headings that a page break or a new part repeats, also in other words."""
    keys = [key(heading) for heading in grid.headings]
    for at in range(grid.first_row, len(grid.rows)):
        row = grid.rows[at]
        filled = [place for place, cell in enumerate(row) if cell]
        if not filled:
            continue
        same = [place for place in filled if key(row[place].line) == keys[place]]
        if len(filled) > 1 and len(same) == len(filled):
            grid.repeats[at] = list(grid.columns)
            continue
        if _heading_score(row, known) < 2 or any(len(row[place].line) > 60 for place in filled):
            continue
        named = {place: column_of(row[place].line, known.own) for place in filled}
        agree = [
            place
            for place in filled
            if named[place] is not None and (named[place] == grid.columns[place] or place in same)
        ]
        if (len(agree) >= 2 and len(agree) * 2 >= len(filled)) or (all(named.values()) and len(filled) >= 3):
            columns = list(grid.columns)
            for place, name in named.items():
                if isinstance(name, Column) and name != columns[place] and name not in columns:
                    columns[place] = name
            grid.repeats[at] = columns


# --- columns


def _as_saved(grid: Grid, known: Known) -> list[str]:
    """What each column holds where the table is a list that was saved here; empty for any other table.

    All its headings are those of one, and what is done, by whom and when stand as printed, or its rating stands as a
    letter and in words.
    """
    found = [known.saved.get(key(heading)) for heading in grid.headings]
    columns = [column for column in found if column is not None]
    dated = {Column.WHO, Column.WHEN} <= set(columns) or columns.count(Column.RATING) > 1
    whole = len(columns) == grid.width and Column.ACTION in columns and dated
    return columns if whole else []


def _name_columns(
    grid: Grid, named: Sequence[Column | str | None], chosen: Sequence[str | None], known: Known
) -> None:
    body = grid.body()
    cells = [[row[place] for row in body] for place in range(grid.width)]
    columns: Columns = list(named)
    for place, choice in enumerate(chosen):
        if choice:
            columns[place] = LEFT_OUT if choice == LEFT_OUT else Column(choice)
    fixed = {place for place, choice in enumerate(chosen) if choice}
    _settle_ticks(grid, columns, fixed)
    _settle_by_contents(grid, columns, cells, fixed, known)
    _promote(grid, columns, cells, fixed)
    _only_one_each(grid, columns, cells, fixed)
    _part_who_and_when(grid, columns, known)
    grid.columns = [each if isinstance(each, Column) else None for each in columns]


def _settle_ticks(grid: Grid, columns: Columns, fixed: set[int]) -> None:
    """Columns that are ticked say when or who by their headings; one for each quarter with words in it, how it went."""
    body = [row for at, row in enumerate(grid.rows) if at >= grid.first_row]
    free = [place for place in range(grid.width) if place not in fixed and grid.headings[place]]
    periods = [
        place for place in free if columns[place] in (None, Column.YEAR) and is_period(grid.headings[place])
    ]
    who = [
        place
        for place in free
        if columns[place] is None and place not in periods and ticked(body, place, by_colour=False)
    ]
    if len(who) > 1 and Column.WHO not in columns:
        grid.ticked.update(who)
        columns[:] = [Column.WHO if place in who else each for place, each in enumerate(columns)]
    if len(periods) > 1 and say_how_it_stood(body, periods):
        columns[:] = [Column.RATING if place in periods else each for place, each in enumerate(columns)]
    elif len(periods) > 1:
        when = {place for place in periods if ticked(body, place)}
        grid.ticked |= when
        for place in periods:
            if place in when:
                columns[place] = Column.WHEN
            elif not when and any(row[place] for row in body):
                columns[place] = Column.PROGRESS
    _name_ticks(grid)


def _name_ticks(grid: Grid) -> None:
    """Write the words above a column that is ticked in place of its ticks."""
    if headings := {place: grid.headings[place] for place in grid.ticked}:
        grid.rows[grid.first_row :] = [
            named_where_ticked(row, headings) for row in grid.rows[grid.first_row :]
        ]


def _share(cells: Sequence[Said], test: Callable[[Said], bool]) -> float:
    filled = [cell for cell in cells if cell]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def _long(cells: Sequence[Said]) -> float:
    filled = [len(cell.line) for cell in cells if cell]
    return sum(filled) / len(filled) if filled else 0.0


def _settle_by_contents(grid: Grid, columns: Columns, cells: Cells, fixed: set[int], known: Known) -> None:
    """Headings that say two things, and columns whose headings say nothing: what stands in them decides."""
    for place in range(grid.width):
        if place not in fixed:
            _settle_two_meanings(grid, columns, cells, place, known)
            _settle_numbers(grid, columns, cells, place, fixed)
    unnamed = [place for place in range(grid.width) if columns[place] is None and place not in fixed]
    _find_short(grid, columns, cells, unnamed, known)
    heads_itself = any(grid.headings[place] for place in range(grid.width) if place not in unnamed)
    if heads_itself and any(column in columns for column in (Column.ACTION, Column.TASKS, Column.OBJECTIVE)):
        return  # a column with a heading of its own that says nothing we know is not guessed at
    _find_texts(grid, columns, cells, unnamed)


def _settle_two_meanings(grid: Grid, columns: Columns, cells: Cells, place: int, known: Known) -> None:
    """A column of ratings that holds sentences; a target or milestone that is a day, or what is measured."""
    if columns[place] == Column.RATING and _long(cells[place]) > 40:
        if _share(cells[place], lambda cell: _is_rated(cell, known)) < 0.5:
            columns[place] = Column.PROGRESS
    heading, least = key(grid.headings[place]), None
    if columns[place] == Column.SUCCESS and heading in ("target", "targets"):
        least = 0.6
    elif columns[place] == Column.WHEN and "milestone" in heading:
        least = 0.3
    if least is not None:
        dated = _share(cells[place], lambda cell: _says_when(cell, known)) > least
        columns[place] = Column.WHEN if dated else Column.SUCCESS


def _settle_numbers(grid: Grid, columns: Columns, cells: Cells, place: int, fixed: set[int]) -> None:
    """A column under the heading of a text that holds the numbers of those texts, or how urgent each is."""
    after, numbered = place + 1, _share(cells[place], _is_numbered) > 0.8
    goes_on = after < grid.width and columns[after] is None and not grid.headings[after]
    if (
        columns[place] == Column.SECTION
        and numbered
        and goes_on
        and _share(cells[after], lambda cell: not _is_numbered(cell)) > 0.8
        and (_is_sparse(cells[place]) or not all(cells[place]))
    ):
        columns[after] = Column.SECTION  # a number and its title under one heading
    elif columns[place] == Column.SECTION and _share(cells[place], _is_importance) > 0.8:
        columns[place] = LEFT_OUT
    elif (
        columns[place] in (Column.SECTION, Column.OBJECTIVE, Column.ACTION, Column.TASKS)
        and numbered
        and Column.REFERENCE not in columns
    ):
        if columns[place] != Column.SECTION and goes_on and after not in fixed and any(cells[after]):
            columns[after] = columns[place]  # one heading across the numbers and the words
        columns[place] = Column.REFERENCE


def _find_short(grid: Grid, columns: Columns, cells: Cells, unnamed: list[int], known: Known) -> None:
    """The references, ratings, days and owners among columns that are not named; those found are taken out of them."""
    for column, least, test in (
        (Column.REFERENCE, 0.6, _is_numbered),
        (Column.RATING, 0.7, lambda cell: _is_rated(cell, known)),
        (Column.WHEN, 0.5, lambda cell: _says_when(cell, known)),
        (Column.WHO, 0.5, lambda cell: _says_who(cell, known)),
    ):
        if column in columns:
            continue
        # What is headed by words of its own behind the actions is no number of theirs: "Risk" with R1.
        among = [at for at in unnamed if not grid.headings[at] or Column.ACTION not in columns[:at]]
        places = among if column == Column.REFERENCE else unnamed
        shares = {place: _share(cells[place], test) for place in places}
        if column == Column.RATING:
            shares |= {place: 1.0 for place in unnamed if _is_shaded(cells[place])}
        found = [place for place, share in shares.items() if share >= least]
        if found:  # of several the surest, and of those the shortest: a sentence names people too
            best = max(found, key=lambda place: (shares[place], -_long(cells[place])))
            _name_by_contents(grid, columns, best, column)
            unnamed.remove(best)


def _find_texts(grid: Grid, columns: Columns, cells: Cells, unnamed: Sequence[int]) -> None:
    """The section, the action and its outcome among columns that are not named: by where the long texts stand."""
    long = sorted((place for place in unnamed if any(cells[place])), key=lambda place: -_long(cells[place]))
    sparse = [place for place in long if _is_sparse(cells[place]) and place == min(unnamed)]
    for place in sparse[:1]:
        if len(long) > 1 and Column.SECTION not in columns:
            _name_by_contents(grid, columns, place, Column.SECTION)
            long.remove(place)
    if long and Column.ACTION not in columns:
        texts = [place for place in long if _long(cells[place]) >= 0.5 * _long(cells[long[0]])]
        first = min(texts)
        dated = Column.WHEN in columns or Column.WHO in columns  # beside those, a few words are an action
        if _long(cells[first]) > (5 if dated else 12):
            _name_by_contents(grid, columns, first, Column.ACTION)
            long.remove(first)
            if long and Column.OUTCOME not in columns and _long(cells[long[0]]) > (8 if dated else 12):
                _name_by_contents(grid, columns, long[0], Column.OUTCOME)


def _name_by_contents(grid: Grid, columns: Columns, place: int, column: Column) -> None:
    columns[place] = column
    grid.by_contents.add(place)


def _is_numbered(cell: Said) -> bool:
    return is_reference(cell.text)


def _is_rated(cell: Said, known: Known) -> bool:
    return colours.is_rating(cell.text, known.ratings)


def _says_when(cell: Said, known: Known) -> bool:
    if cell.cell.day:
        return True
    return len(cell.line) <= 70 and not _is_numbered(cell) and _is_date(cell.text, known)


def _says_who(cell: Said, known: Known) -> bool:
    if len(cell.line) > 120:
        return False
    read = read_who(cell.text, known.spelled)
    placed = any(owner.body or owner.everyone for owner in read.owners)
    names = re.split(r"[,;/&+\n]|\band\b|\bwith\b", cell.text)
    short = max(len(name.split()) for name in names) <= _NAME_WORDS
    return placed or (len(cell.line) <= 60 and short and bool(_ROLE.search(cell.line)))


def _is_importance(cell: Said) -> bool:
    return key(cell.text) in ("high", "medium", "low", "h", "m", "l", "1", "2", "3", "urgent", "very high")


def _is_shaded(cells: Sequence[Said]) -> bool:
    """Whether a column says nothing but by its colours, and more than one of them."""
    shades = [colours.colour_of_shade(cell.cell.shade) for cell in cells]
    return (
        len({each for each in shades if each}) > 1
        and sum(map(bool, shades)) * 2 >= len(shades)
        and not any(cells)
    )


def _is_sparse(cells: Sequence[Said]) -> bool:
    """Whether a column says something in few rows only, or the same again and again."""
    filled = [cell.line for cell in cells if cell]
    return bool(filled) and (len(filled) * 2 <= len(cells) or len(set(filled)) * 2 <= len(filled))


def _promote(grid: Grid, columns: Columns, cells: Cells, fixed: set[int]) -> None:
    """A table without a column of that name still has one that says what is to be done."""
    spots = {column: [at for at, each in enumerate(columns) if each == column] for column in Column}
    for at in spots[Column.OUTCOME]:
        right = [place for each in (Column.ACTION, Column.TASKS) for place in spots[each]]
        if (
            at not in fixed
            and not spots[Column.OBJECTIVE]
            and right
            and at < min(right)
            and says_achieve(grid.headings[at])
        ):
            columns[at] = Column.OBJECTIVE
            spots[Column.OBJECTIVE].append(at)
    if not spots[Column.ACTION]:
        objective, tasks = spots[Column.OBJECTIVE][:1], spots[Column.TASKS][:1]
        if objective and tasks and _is_one_each(cells[objective[0]], cells[tasks[0]]):
            columns[objective[0]] = Column.ACTION  # each row is an objective with its tasks
        elif tasks:
            columns[tasks[0]] = Column.ACTION
        elif objective:
            fullest = max(
                spots[Column.OBJECTIVE], key=lambda at: len({cell.line for cell in cells[at] if cell})
            )
            columns[fullest] = Column.ACTION
        else:
            named = [*spots[Column.SECTION], *spots[Column.SUCCESS], *spots[Column.OUTCOME]]
            named = [at for at in named if _long(cells[at]) > 30 and not _is_sparse(cells[at])]
            if named:
                columns[named[0]] = Column.ACTION
    if Column.WHO not in columns and Column.SUPPORT in columns:
        columns[columns.index(Column.SUPPORT)] = Column.WHO


def _is_one_each(objectives: Sequence[Said], tasks: Sequence[Said]) -> bool:
    """Whether every row with tasks has an objective of its own."""
    with_tasks = [mine.line for mine, other in zip(objectives, tasks, strict=True) if other]
    return bool(with_tasks) and all(with_tasks) and len(set(with_tasks)) == len(with_tasks)


def _only_one_each(grid: Grid, columns: Columns, cells: Cells, fixed: set[int]) -> None:
    """Of columns with one name, the fullest has it; others become the level beside it, or are not used."""
    for column in Column:
        places = [at for at, each in enumerate(columns) if each == column]
        if len(places) < 2 or column in SEVERAL:
            continue
        if column == Column.REFERENCE:
            kept = max(places, key=lambda at: len({cell.line for cell in cells[at] if cell}))
        elif column == Column.ACTION and (what := _what_before_how(grid, places, cells)) is not None:
            kept = what
        elif column == Column.ACTION:
            kept = max(
                places,
                key=lambda at: (at in fixed, key(grid.headings[at]).startswith("action"), _long(cells[at])),
            )
        else:
            kept = places[0]
        for at in places:
            if (
                at == kept
                or at in fixed
                or (column == Column.SECTION and not grid.headings[at] and at == kept + 1)
            ):
                continue
            columns[at] = None
            heading = key(grid.headings[at])
            if column == Column.ACTION:
                columns[at] = (
                    Column.TASKS
                    if at > kept
                    else Column.OBJECTIVE
                    if Column.OBJECTIVE not in columns
                    else None
                )
            elif column == Column.SECTION:
                if "group" in heading and Column.WHO not in columns:
                    columns[at] = Column.WHO
                elif Column.OBJECTIVE not in columns:
                    columns[at] = Column.OBJECTIVE
            elif column == Column.OBJECTIVE and Column.SECTION not in columns:
                columns[kept], columns[at] = Column.SECTION, Column.OBJECTIVE


def _part_who_and_when(grid: Grid, columns: Columns, known: Known) -> None:
    """Give the dates in a column of owners and dates a column of their own."""
    place = next((at for at, each in enumerate(columns) if each == Column.WHO), None)
    if place is None or Column.WHEN in columns or not says_who_and_when(grid.headings[place]):
        return
    _widen(grid, grid.width + 1)
    grid.headings.append(grid.headings[place])
    columns.append(Column.WHEN)
    for at in range(grid.first_row, len(grid.rows)):
        row = grid.rows[at]
        who, when = who_and_when(row[place].lines, lambda words: _is_date(words, known))
        parted = [Said(row[place].cell, who), Said(Cell(when), when)]
        grid.rows[at] = (*row[:place], parted[0], *row[place + 1 : -1], parted[1])


def _is_date(words: str, known: Known) -> bool:
    reading = read_timescale(
        words,
        plan_start=known.starts_on,
        plan_end=known.ends_on,
        year_starts_in=known.year_starts_in,
    )
    return reading.kind not in _NO_DATE


def _what_before_how(grid: Grid, places: Sequence[int], cells: Cells) -> int | None:
    """Of "What will we do?" and "How will we do it?" the actions: what, where each row has its own, else how."""
    what, *rest = places
    if not key(grid.headings[what]).startswith("what"):
        return None
    hows = [at for at in rest if key(grid.headings[at]).startswith("how")]
    if not hows:
        return None
    return what if _is_one_each(cells[what], cells[hows[0]]) else hows[0]


# --- tables that are none of the plan, and those that go on


def _other_without_headings(grid: Grid) -> str:
    rows = [row for row in grid.rows if any(row)]
    if not rows:
        return "an empty table"
    if grid.width <= 3 and len(rows) <= 12 and key_of_ratings(grid.rows):
        return "a key"
    if grid.width <= 3 and _share([row[-1] for row in rows], lambda cell: is_page(cell.text)) > 0.8:
        pages = [int(found[0]) for row in rows if (found := re.search(r"\d+", row[-1].text))]
        if not any(is_reference(row[0].text) for row in rows if row[0]) or (
            len(pages) > 2 and pages == sorted(pages) and grid.width == 3
        ):
            return "a table of contents"
    if grid.width == 2 and len(rows) > 2:
        short = _share(
            [row[0] for row in rows], lambda cell: bool(re.fullmatch(r"[A-Z][A-Za-z&/]{1,9}", cell.text))
        )
        capitals = _share([row[0] for row in rows], lambda cell: sum(map(str.isupper, cell.text)) > 1)
        if short > 0.8 and capitals > 0.6:
            return "a list of abbreviations"
    return ""


def key_of_ratings(rows: Sequence[Sequence[Said]]) -> Mapping[str, str]:
    """What a small table says each colour means: the colour to a letter. Empty for a table that is no key."""
    found: dict[str, str] = {}
    filled = [row for row in rows if any(row)]
    for row in filled:
        first = next((cell for cell in row if cell or cell.cell.shade), None)
        if first is None:
            continue
        colour = colours.colour_said(first.text) or (
            "" if first.text else colours.colour_of_shade(first.cell.shade)
        )
        meaning = " ".join(cell.line for cell in row if cell and cell is not first)
        if colour and (letter := colours.said_of(meaning, {})):
            found.setdefault(colour, letter)
    return found if len(found) > 1 and len(found) * 2 >= len(filled) else {}


def _widen(grid: Grid, width: int) -> None:
    """Give a table the empty columns at its end that a reader leaves out."""
    empty = [Said(Cell(), ())] * (width - grid.width)
    if empty:
        grid.table = Table(
            tuple(Row((*row.cells, *[Cell()] * len(empty)), row.header) for row in grid.table.rows),
            name=grid.table.name,
        )
        grid.rows = [(*row, *empty) for row in grid.rows]


def _goes_on(grid: Grid, above: Grid) -> bool:
    """Whether a table without headings is the one above, on another page."""
    if _other_without_headings(grid):
        return False
    apart = [_is_set_apart(row) for row in grid.table.rows if any(cell.lines for cell in row.cells)]
    if grid.width < above.width and apart[:1] == [True] and not all(apart):
        return False  # it has headings, in words that nobody knows
    for place, column in enumerate(above.columns[: grid.width]):
        mine = [row[place] for row in grid.body() if row[place]]
        if (
            column == Column.REFERENCE
            and mine
            and not _share(mine, lambda cell: is_reference(cell.text)) >= 0.5
        ):
            return False
    return any(grid.rows)


def leave_guesses(grids: Sequence[Grid]) -> None:
    """A table that is only guessed at, by what stands in it, is none of a plan whose other tables have headings."""
    plan = [grid for grid in grids if not grid.other]
    if any(not grid.by_contents.issuperset(grid.of(Column.ACTION)) for grid in plan):
        for grid in plan:
            used = {place for place, column in enumerate(grid.columns) if column}
            if not grid.continues and grid.by_contents.issuperset(used):
                grid.other = "no column of it says what is to be done"
    aims = [grid for grid in plan if _lists_aims(grid)]
    if len(aims) < len(plan):
        for grid in aims:
            grid.other = "a list of aims"


def _lists_aims(grid: Grid) -> bool:
    """Whether a table without headings counts aims and says nothing else of them."""
    if any(grid.headings) or {each for each in grid.columns if each} != {Column.REFERENCE, Column.ACTION}:
        return False
    place = grid.columns.index(Column.REFERENCE)
    return _share([row[place] for row in grid.rows], lambda cell: is_objective(cell.line)) == 1


def numbers_objectives(grid: Grid) -> bool:
    """Whether a column of numbers counts the objectives beside it, each of which has several actions."""
    if not {Column.REFERENCE, Column.OBJECTIVE} <= set(grid.columns):
        return False
    number, objective = grid.columns.index(Column.REFERENCE), grid.columns.index(Column.OBJECTIVE)
    body = grid.body()
    with_both = [bool(row[number]) for row in body if bool(row[number]) == bool(row[objective])]
    return len(with_both) == len(body) and not all(with_both)


def numbered_in_front(grid: Grid) -> bool:
    """Whether the references stand in front of the words, as automatic numbers do."""
    places = grid.of(Column.ACTION)
    if (Column.REFERENCE in grid.columns and not numbers_objectives(grid)) or not places:
        return False
    cells = [row[places[0]] for row in grid.body()]
    return (
        _share(cells, lambda cell: bool(reference_in_front(cell.lines[0])[0]) and not is_counted(cell.lines))
        >= 0.6
    )
