"""What is published as a table, with columns whose names never change: of a final and a plan a row an action, of a year
a row a figure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from lscb.cells import words_cell
from lscb.lists import csv_of
from reporting.publishing.public import Public, PublicAction, PublicReport
from reporting.publishing.public_plan import PlannedAction, PublicPlan
from reporting.publishing.public_year import PublicYear

Rows = Iterator[Sequence[object]]


@dataclass(frozen=True)
class _Table:
    """`whole` is said of each row, so that tables of several boards and years can be put under one another."""

    whole: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Callable[[Any], Rows]


def _figures(year: PublicYear) -> Rows:
    """What each plan had at each rating, then every cell of every table of a section."""
    for standing in year.standings:
        for rated in standing.ratings:
            yield standing.plan, "", standing.period, rated.word, rated.number
    for section in year.sections:
        for number, table in enumerate(section.tables, 1):
            for row in table.rows:
                for head, cell in zip(table.heads[1:], row[1:], strict=False):
                    yield section.title, number, row[0], head, cell


def _actions(content: PublicReport | PublicPlan) -> Rows:
    return (list(asdict(action).values()) for action in content.actions)


_TABLES: Mapping[type[Public], _Table] = {
    PublicReport: _Table(
        ("board", "plan", "period", "position_on", "demonstration"),
        tuple(each.name for each in fields(PublicAction)),
        _actions,
    ),
    PublicPlan: _Table(
        ("board", "plan", "edition", "starts_on", "ends_on", "dated", "demonstration"),
        tuple(each.name for each in fields(PlannedAction)),
        _actions,
    ),
    PublicYear: _Table(
        ("board", "year", "demonstration"), ("part", "table", "row", "column", "value"), _figures
    ),
}
COLUMNS = {shape: (*table.whole, *table.columns) for shape, table in _TABLES.items()}


def csv_rows(content: Public) -> bytes:
    """The table of a publication, in UTF-8."""
    table = _TABLES[type(content)]
    whole = [getattr(content, name) for name in table.whole]
    rows = ([_cell(value) for value in (*whole, *row)] for row in table.rows(content))
    return csv_of([COLUMNS[type(content)], *rows])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return words_cell("; ".join(value))
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else words_cell(str(value))
