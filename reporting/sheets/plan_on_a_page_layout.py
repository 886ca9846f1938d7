"""Where everything of the plan on a page stands on its one landscape A4 sheet. Lengths in
millimetres.

The more parts a plan has, the smaller they are set, and detail goes before legibility does: first the counts by
letter, then the second line of a lead, then of a title. Words that do not fit are cut with an ellipsis; nothing
is ever clipped, and there is never a second page.
"""

from dataclasses import dataclass, replace
from math import floor

from plans.rules.ratings import WORST_FIRST
from reporting.printing.font_metrics import POINT, cut_to, lines
from reporting.sheets.plan_on_a_page import Aims, Cell, OnePage

WIDE, HIGH = 273, 166  # within the margins
GAP = 4.5
HEAD, FOOT_GAP = 24, 3  # the title with its position bar; the space above the golden threads
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
# What a part shows, fullest first: lines of its title, lines of its lead, the counts by letter, the bar.
DETAIL = [
    (3, 2, True, True),
    (2, 2, True, True),
    (2, 1, True, True),
    (2, 1, False, True),
    (2, 1, False, False),
    (1, 1, False, False),
]


@dataclass(frozen=True)
class Strip:
    """Objectives of one kind on as many lines as there is room for; `more` says how many are left out."""

    kind: str
    words: str
    high: float


@dataclass(frozen=True)
class Placed:
    """A part with its words as they fit."""

    cell: Cell
    title: str
    lead: str
    counts: str
    bar: bool


@dataclass(frozen=True)
class Layout:
    """The sheet. Sizes in millimetres, `title_size` and `size` in points."""

    title: str
    strips: tuple[Strip, ...]
    threads: Strip | None
    cells: tuple[Placed, ...]
    columns: int
    cell_wide: float
    cell_high: float
    title_high: float
    lead_high: float
    title_size: float
    size: float
    gap: float = GAP

    @property
    def cells_high(self) -> float:
        """All rows of parts with the gap above each."""
        return round(-(-len(self.cells) // self.columns) * (self.cell_high + self.gap), 2)

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
    _, columns, title_size, size = next(grid for grid in GRIDS if count <= grid[0])
    rows = -(-count // columns)
    strips = _strips(page.aims, 6 if rows <= 2 else 4 if rows == 3 else 2)
    threads = _strip(page.threads, 2 if rows <= 4 else 1) if page.threads else None
    taken = HEAD + sum(strip.high for strip in strips) + (threads.high + FOOT_GAP if threads else 0)
    wide = (WIDE - GAP * (columns - 1)) / columns
    high = min((HIGH - taken) / rows - GAP, TALLEST)
    title_lines = _most_lines([cell.title for cell in cells], wide, title_size, 700)
    lead_lines = _most_lines([cell.lead for cell in cells], wide, size)
    for most_title, most_lead, counts, bar in DETAIL:
        used_title, used_lead = min(most_title, title_lines), min(most_lead, lead_lines)
        title_high = used_title * title_size * 1.15 * POINT
        lead_high = used_lead * size * LEADING * POINT
        chip_high = max((_chip_lines(cell, wide, size) for cell in cells), default=1) * size * 1.45 * POINT
        done_high = _most_lines([cell.done_words for cell in cells], wide, size) * size * LEADING * POINT
        count_high = _most_lines([cell.counts_words for cell in cells], wide, size) * size * LEADING * POINT
        need = 2.5 + title_high + lead_high + chip_high + done_high
        need += (count_high if counts else 0) + (3.5 if bar else 0)
        if need <= high:
            break
    placed = tuple(
        Placed(
            cell,
            cut_to(cell.title, used_title, wide, title_size, 700),
            cut_to(cell.lead, used_lead, wide, size),
            cell.counts_words if counts else "",
            bar and bool(cell.total),
        )
        for cell in cells
    )
    return Layout(
        title=cut_to(page.title, 1, WIDE * 0.75, 20, 700),
        strips=strips,
        threads=threads,
        cells=placed,
        columns=columns,
        cell_wide=floor(wide * 10) / 10,
        cell_high=floor(high * 10) / 10,
        title_high=round(title_high, 2),
        lead_high=round(lead_high, 2),
        title_size=title_size,
        size=size,
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
