"""Widths of the columns of a table by what stands in them, so that its rows are as low as they can be. Pure."""

from collections.abc import Sequence
from functools import cache
from itertools import product

STEP = 4  # millimetres: widths are multiples of it, each with its class in print.css
CHARACTER = 1.47  # millimetres that one takes in a table on paper, spaces and ends of lines among them
PADDING = 2.5  # millimetres to the right of a cell

Cell = Sequence[int]  # the characters of each of its paragraphs


def fitted(rows: Sequence[Sequence[Cell]], room: int, least: int) -> tuple[int, ...]:
    """Widths in millimetres of all columns but the last, which has what is left of `room`.

    :param rows: two cells a row or more.
    :param least: no column is narrower than this.
    """
    columns = len(rows[0]) if rows else 2
    choices = range(-(-least // STEP) * STEP, room - least + 1, STEP)
    fit = [each for each in product(choices, repeat=columns - 1) if sum(each) <= room - least]
    return min(fit, key=lambda widths: _lines(rows, (*widths, room - sum(widths))))


def _lines(rows: Sequence[Sequence[Cell]], widths: Sequence[int]) -> int:
    """How many lines the table has in all, each row as high as its highest cell."""
    wide = [_characters(width) for width in widths]
    return sum(
        max(sum(-(-said // fits) for said in cell) for cell, fits in zip(row, wide, strict=True))
        for row in rows
    )


@cache
def _characters(width: int) -> int:
    return max(1, int((width - PADDING) / CHARACTER))
