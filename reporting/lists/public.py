"""What is published as a table: a row an action, with columns whose names never change."""

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import date

from lscb.cells import words_cell
from lscb.lists import csv_of
from reporting.publishing.public import PublicAction, PublicReport

# Said of each row, so that tables of several boards and periods can be put under one another.
_WHOLE: dict[str, Callable[[PublicReport], str]] = {
    "board": lambda report: report.board,
    "plan": lambda report: report.plan,
    "period": lambda report: report.period,
    "position_on": lambda report: report.position_on.isoformat(),
    "demonstration": lambda report: report.demonstration,
}
COLUMNS = (*_WHOLE, *(each.name for each in fields(PublicAction)))


def csv_rows(report: PublicReport) -> bytes:
    """Every action of a publication, in UTF-8."""
    whole = [words_cell(read(report)) for read in _WHOLE.values()]
    return csv_of([COLUMNS, *([*whole, *map(_cell, asdict(action).values())] for action in report.actions)])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return words_cell("; ".join(value))
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else words_cell(str(value))
