"""Where everything of the plan on a page stands on its one landscape A4 sheet. Lengths in millimetres.

Names stand whole: each row of parts is as high as its longest name asks. Where that is more than the sheet holds,
letters become smaller and the objectives above shorter; only what still does not fit is cut with an ellipsis, leads
before titles. Nothing is ever clipped, and there is never a second page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import floor

from plans.rules.ratings import WORST_FIRST
from reporting.printing.font_metrics import POINT, cut_to, lines
from reporting.rules.drawings import Drawing, bar
from reporting.sheets.plan_on_a_page import Aims, Cell, OnePage

WIDE, HIGH = 273, 166  # within the margins
UNITS = 4  # of a drawing, in a millimetre
GAP = 4.5
HEAD, FOOT_GAP = 24, 3  # the title with its position bar; the space above the golden threads
BAR, BAR_MARGIN = 5, 1.5
MOST_CELLS = 30
TALLEST = 62
AIM_SIZE = 10
LEADING = 1.3  # line height of running words
# At most so many parts: columns, and points of a title and of the words under it.
GRIDS = [
    (1, 1, 18, 14),
    (2, 2, 17, 13),
    (4, 2, 16, 13),
    (6, 3, 15, 12),
    (8, 4, 13, 11.5),
    (10, 5, 12.5, 11),
    (12, 4, 13, 11),
    (15, 5, 12, 10.5),
    (20, 5, 11.5, 10),
    (24, 6, 11, 10),
    (30, 6, 10.5, 9.5),
]
SMALLEST = (10.5, 9.5)
# To how many lines titles and leads are cut, where they are, and whether there is a bar.
WHOLE = 99
CUTS = [
    (WHOLE, WHOLE, True),
    (WHOLE, 2, True),
    (WHOLE, 1, True),
    (3, 1, True),
    (2, 1, True),
    (2, 1, False),
    (1, 1, False),
]


@dataclass(frozen=True)
class Strip:
    """Objectives of one kind on as many lines as there is room for; its words say how many are left out."""

    kind: str
    words: str
    high: float


@dataclass(frozen=True)
class Placed:
    """A part with its words as they fit, and its ratings as a bar."""

    cell: Cell
    title: str
    lead: str
    picture: Drawing | None
    high: float
    title_high: float
    lead_high: float


@dataclass(frozen=True)
class Layout:
    """The sheet. Sizes in millimetres, `title_size` and `size` in points."""

    title: str
    picture: Drawing
    strips: tuple[Strip, ...]
    threads: Strip | None
    cells: tuple[Placed, ...]
    columns: int
    cell_wide: float
    title_size: float
    size: float
    gap: float = GAP

    @property
    def cells_high(self) -> float:
        """All rows of parts with the gap above each."""
        return round(sum(each.high + self.gap for each in self.cells[:: self.columns]), 2)

    @property
    def high(self) -> float:
        """Everything together; never more than HIGH."""
        strips = sum(strip.high for strip in self.strips)
        threads = self.threads.high + FOOT_GAP if self.threads else 0
        return HEAD + strips + threads + self.cells_high


def lay_out(page: OnePage) -> Layout:
    """The sheet for a page."""
    cells = _at_most(page.cells, MOST_CELLS)
    count = max(len(cells), 1)
    _, columns, *largest = next(grid for grid in GRIDS if count <= grid[0])
    rows = -(-count // columns)
    threads = _strip(page.threads, 2 if rows <= 4 else 1) if page.threads else None
    wide = floor((WIDE - GAP * (columns - 1)) / columns * 10) / 10
    most_aims = 6 if rows <= 2 else 4 if rows == 3 else 2
    budgets = dict.fromkeys((most_aims, max(most_aims // 2, 1), 1))
    aims = {budget: _strips(page.aims, budget) for budget in budgets}
    sizes = dict.fromkeys((tuple(largest), _between(largest), SMALLEST))
    in_rows = [cells[first : first + columns] for first in range(0, len(cells), columns)]
    for cuts, budget, (title_size, size) in product(CUTS, budgets, sizes):
        strips = aims[budget]
        taken = HEAD + sum(strip.high for strip in strips) + (threads.high + FOOT_GAP if threads else 0)
        needs = [_need(row, wide, title_size, size, cuts) for row in in_rows]
        spare = HIGH - taken - sum(need.high + GAP for need in needs)
        if spare >= 0:
            break
    # What nothing makes fit is hidden at the foot of each part.
    more = floor(spare / max(len(in_rows), 1) * 10) / 10
    return Layout(
        title=cut_to(page.title, 1, WIDE * 0.75, 20, 700),
        picture=bar(
            [(part.letter, part.count) for part in page.parts], page.ratings, wide=WIDE * UNITS, high=32
        ),
        strips=strips,
        threads=threads,
        cells=tuple(
            _placed(cell, need, wide, title_size, size, min(need.high + more, max(TALLEST, need.high)))
            for row, need in zip(in_rows, needs, strict=True)
            for cell in row
        ),
        columns=columns,
        cell_wide=wide,
        title_size=title_size,
        size=size,
    )


def _between(largest: Sequence[float]) -> tuple[float, float]:
    """Letters half-way to the smallest, in half points."""
    title, size = ((one + other) / 2 for one, other in zip(largest, SMALLEST, strict=True))
    return floor(title * 2) / 2, floor(size * 2) / 2


@dataclass(frozen=True)
class _Need:
    """What a row of parts takes: lines of its titles and leads, whether it has bars, and how high all of it is."""

    titles: int
    leads: int
    bars: bool
    title_high: float
    lead_high: float
    high: float


def _need(
    row: Sequence[Cell], wide: float, title_size: float, size: float, cuts: tuple[int, int, bool]
) -> _Need:
    """All parts of a row are as high as its highest, so that they stand level."""
    most_title, most_lead, with_bars = cuts
    titles = min(most_title, _most_lines([cell.title for cell in row], wide, title_size, 700))
    leads = min(most_lead, _most_lines([cell.lead for cell in row], wide, size))
    title_high = titles * title_size * 1.15 * POINT
    lead_high = leads * size * LEADING * POINT
    chips = max(_chip_lines(cell, wide, size) for cell in row) * size * 1.45 * POINT
    done = _most_lines([cell.done_words for cell in row], wide, size) * size * LEADING * POINT
    bars = with_bars and any(cell.total for cell in row)
    high = 3 + title_high + lead_high + chips + done + (BAR + BAR_MARGIN) * bars
    return _Need(titles, leads, bars, title_high, lead_high, high)


def _placed(cell: Cell, need: _Need, wide: float, title_size: float, size: float, high: float) -> Placed:
    return Placed(
        cell,
        cut_to(cell.title, need.titles, wide, title_size, 700) if need.titles else "",
        cut_to(cell.lead, need.leads, wide, size) if need.leads else "",
        bar(cell.counts, cell.ratings, wide=int(wide * UNITS), high=BAR * UNITS)
        if need.bars and cell.total
        else None,
        floor(high * 10) / 10,
        round(need.title_high, 2),
        round(need.lead_high, 2),
    )


def _most_lines(words: list[str], wide: float, size: float, weight: int = 400) -> int:
    """Lines of the longest, so that all parts stand level; 0 when all are empty."""
    return max((lines(each, wide, size, weight) for each in words if each), default=0)


def _chip_lines(cell: Cell, wide: float, size: float) -> int:
    """Lines of the worst rating: its words stand in a chip with a letter and a shape."""
    return lines(f"Worst: R □ {cell.worst.word}", wide - 6, size, 700) if cell.worst else 1


def _at_most(cells: tuple[Cell, ...], most: int) -> tuple[Cell, ...]:
    """The last cell stands for all that have no room of their own."""
    if len(cells) <= most:
        return cells
    kept, rest = cells[: most - 1], cells[most - 1 :]
    letters: dict[str, int] = {}
    for cell in rest:
        for letter, n in cell.counts:
            letters[letter] = letters.get(letter, 0) + n
    worst_first = sorted(
        (cell for cell in rest if cell.worst), key=lambda cell: WORST_FIRST.index(cell.worst.letter)
    )
    together = replace(
        rest[0],
        title=f"{len(rest)} more",
        lead="",
        total=sum(cell.total for cell in rest),
        complete=sum(cell.complete for cell in rest),
        overdue=sum(cell.overdue for cell in rest),
        counts=tuple(letters.items()),
        worst=worst_first[0].worst if worst_first else None,
        href="",
    )
    return (*kept, together)


def _strips(aims: tuple[Aims, ...], budget: int) -> tuple[Strip, ...]:
    """Every kind gets a line while there are lines; what is left over goes to the first that want more."""
    aims = aims[:budget]
    wanted = [lines(_running(each.texts, each.kind), WIDE, AIM_SIZE) for each in aims]
    given = [1] * len(aims)
    for place in range(len(aims)):
        given[place] += max(0, min(wanted[place] - 1, budget - sum(given)))
    return tuple(_strip(each, count) for each, count in zip(aims, given, strict=True))


def _strip(aims: Aims, count: int) -> Strip:
    """As many whole texts as fit, and how many more there are."""
    texts = list(aims.texts)
    words = _running(texts)
    shown = len(texts)
    while shown > 1 and lines(f"{aims.kind} {words}", WIDE, AIM_SIZE, 600) > count:
        shown -= 1
        words = f"{_running(texts[:shown])}; and {len(texts) - shown} more"
    if lines(f"{aims.kind} {words}", WIDE, AIM_SIZE, 600) > count:
        more = f"and {len(texts) - 1} more" if len(texts) > 1 else ""
        first = " ".join(f"{aims.kind} {more}".split())
        cut = cut_to(f"{first} {texts[0]}", count, WIDE, AIM_SIZE, 600).removeprefix(first)
        words = f"{cut.strip()} {more}".strip()
    used = lines(f"{aims.kind} {words}", WIDE, AIM_SIZE, 600)
    return Strip(aims.kind, words, round(used * AIM_SIZE * LEADING * POINT + 1, 2))


def _running(texts, kind: str = "") -> str:
    return f"{kind} {'; '.join(text.rstrip('.') for text in texts)}".strip()
