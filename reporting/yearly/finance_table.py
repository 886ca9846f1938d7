"""The finance table of a year: what came in and what went out, totals, and each beside the year before. Pure.

The Care Act 2014 and Working Together 2023 have a board say what it is given and what it spends it on; tables of the
documents add up by hand and are off by a line as often as not, so that totals are worked out here and never typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

NOT_STATED = "Not stated"
TITLES = {"income": "Income", "spending": "Spending"}
HEADS = {"income": "From", "spending": "On"}
TOTALS = {"income": "All income", "spending": "All spending"}


@dataclass(frozen=True)
class Line:
    """A line as it is kept: pounds, and those of the year before where somebody stated them."""

    kind: str
    name: str
    amount: Decimal
    year_before: Decimal | None = None


@dataclass(frozen=True)
class FinanceRow:
    """A row in words ready to print, with its pence for whoever works with them."""

    name: str
    amount: str
    before: str
    change: str
    pence: int
    pence_before: int | None = None


@dataclass(frozen=True)
class FinancePart:
    """Income or spending: its rows, and their total."""

    kind: str
    title: str
    head: str
    rows: tuple[FinanceRow, ...]
    total: FinanceRow


@dataclass(frozen=True)
class FinanceTable:
    """Both parts, as far as they have lines, and what is left over where there are both."""

    parts: tuple[FinancePart, ...]
    balance: FinanceRow | None = None
    has_year_before: bool = True


def finance_table(lines: Iterable[Line]) -> FinanceTable | None:
    """The table of these lines; None where there are none.

    A total of the year before is stated only where each of its lines has one: a sum with gaps is no sum.
    """
    lines = list(lines)
    if not lines:
        return None
    written = _Writing(any(_has_pence(line) for line in lines))
    parts = tuple(
        _part(kind, [line for line in lines if line.kind == kind], written)
        for kind in TITLES
        if any(line.kind == kind for line in lines)
    )
    balance = None
    if len(parts) == len(TITLES):
        came, went = (part.total for part in parts)
        before = (
            came.pence_before - went.pence_before
            if came.pence_before is not None and went.pence_before is not None
            else None
        )
        balance = written.row("Income less spending", came.pence - went.pence, before)
    return FinanceTable(parts, balance, any(line.year_before is not None for line in lines))


def _part(kind: str, lines: list[Line], written: "_Writing") -> FinancePart:
    rows = [
        written.row(
            line.name,
            _pence(line.amount),
            None if line.year_before is None else _pence(line.year_before),
        )
        for line in lines
    ]
    befores = [row.pence_before for row in rows]
    total = written.row(
        TOTALS[kind],
        sum(row.pence for row in rows),
        None if None in befores else sum(each for each in befores if each is not None),
    )
    return FinancePart(kind, TITLES[kind], HEADS[kind], tuple(rows), total)


def _pence(pounds: Decimal) -> int:
    return int(pounds * 100)


def _has_pence(line: Line) -> bool:
    return any(each is not None and each % 1 for each in (line.amount, line.year_before))


@dataclass(frozen=True)
class _Writing:
    """How amounts are written throughout one table: with pence if any of its lines has some."""

    with_pence: bool

    def row(self, name: str, pence: int, before: int | None) -> FinanceRow:
        stated = NOT_STATED if before is None else self.pounds(before)
        return FinanceRow(name, self.pounds(pence), stated, self.change(pence, before), pence, before)

    def pounds(self, pence: int) -> str:
        sign = "\u2212" if pence < 0 else ""
        words = f"{abs(pence) / 100:,.2f}" if self.with_pence else f"{abs(pence) // 100:,}"
        return f"{sign}£{words}"

    def change(self, pence: int, before: int | None) -> str:
        if before is None:
            return NOT_STATED
        if pence == before:
            return "No change"
        more = pence - before
        said = self.pounds(more) if more < 0 else f"+{self.pounds(more)}"
        if before <= 0:
            return said
        share = round(more * 100 / before)
        sign = "\u2212" if share < 0 else "+"
        return f"{said} ({sign}{abs(share)}%)" if share else said
