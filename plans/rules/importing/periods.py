"""Columns that are ticked: a quarter or a year each, or an agency, with a tick or a colour where it holds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lscb.columns import key
from plans.rules.importing.cells import Said
from plans.rules.importing.colours import colour_of_shade

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_MONTHS = rf"{_MONTH}(?: (?:to )?{_MONTH})?"
_YEARS = r"(?:20\d\d(?: \d\d| 20\d\d)?|\d\d \d\d)"
_PERIOD = re.compile(
    rf"(?:{_YEARS} )?(?:year (?:\d|one|two|three|four|five)|(?:q|qtr|quarter) ?[1-4]|{_YEARS}|{_MONTHS}"
    rf"|spring|summer|autumn|winter)(?: (?:{_YEARS}|\d\d|{_MONTHS}(?: {_YEARS}| \d\d)?))*"
)
_TICK = re.compile(r"[✓✔☑✅√xX×●•■▪*yY]|yes|Yes")


def is_period(heading: str) -> bool:
    """Whether a heading names a time and nothing else: "Q1", "Year 2", "2024/25 Q3", "Apr - Jun"."""
    return bool(heading) and bool(_PERIOD.fullmatch(key(heading)))


def ticked(grid: Sequence[Sequence[Said]], place: int, *, by_colour: bool = True) -> bool:
    """Whether a column has ticks in it, and nothing else."""
    ticks = [_is_tick(row, place) and (by_colour or bool(row[place])) for row in grid]
    return any(ticks) and all(tick or not row[place] for tick, row in zip(ticks, grid, strict=True))


def _is_tick(row: Sequence[Said], place: int) -> bool:
    """Whether a cell only says that its column holds for its row: by a sign, or by a colour that the row has not."""
    cell = row[place]
    if cell:
        return bool(_TICK.fullmatch(cell.text))
    return cell.cell.shade not in ("", row[0].cell.shade)


def say_how_it_stood(grid: Sequence[Sequence[Said]], places: Sequence[int]) -> bool:
    """Whether the colours of several columns are ratings, not bars of a chart: they are of more than one colour."""
    shades = {colour_of_shade(row[place].cell.shade) for row in grid for place in places if not row[place]}
    return len(shades - {""}) > 1


def named_where_ticked(row: Sequence[Said], headings: Mapping[int, str]) -> tuple[Said, ...]:
    """The row with the words above a column in place of each tick."""
    return tuple(
        replace(cell, lines=(headings[place],) if _is_tick(row, place) else ()) if place in headings else cell
        for place, cell in enumerate(row)
    )
