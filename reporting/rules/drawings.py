"""The pictures of a report as plain shapes: drawn once, for the page, the PDF and Word alike. Pure.

Only rectangles, lines, polylines, circles and text are used: what Word's pictures know as well. Letters stand beside
every colour, and parts are divided by white, so that a picture can be read in grey. Its words say all that it shows.
Sizes are in units of the drawing, of which a page is 720 wide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDE = 720
INK, PAPER, RULE, ACCENT = "#0b0c0c", "#ffffff", "#c3c8ca", "#0b5265"
FILLS = {"B": "#1d70b8", "G": "#00703c", "A": "#ffbf47", "R": "#d4351c", "N": "#505a5f"}
ON_LIGHT = {"A", "H", "-"}  # letters on these stand in ink, on all others in white
DASHES = {"H": "5 2", "-": "1 3"}  # the edge of what has no fill: on hold, and silence


@dataclass(frozen=True)
class Shape:
    """An element of SVG: its name, its attributes and, of a text, what it says."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    words: str = ""


@dataclass(frozen=True)
class Drawing:
    """A picture and the words that say the same."""

    words: str
    wide: int
    high: int
    shapes: tuple[Shape, ...]


def shown(letter: str) -> str:
    """A letter as it stands in a picture: a dash for silence."""
    return "–" if letter == "-" else letter


# --- Bars -----------------------------------------------------------------------------------------------------

NAME_WIDE, TOTAL_WIDE, BAR_HIGH, BAR_STEP = 92, 34, 20, 25


def bars(rows: Sequence[tuple[str, Sequence[tuple[str, int]]]], words: str) -> Drawing:
    """A stacked bar a row, each part with its letter and number; the last one is the present, and is drawn higher.

    `rows` are (name, parts), parts (letter, number) in the order of drawing.
    """
    shapes: list[Shape] = []
    room = WIDE - NAME_WIDE - TOTAL_WIDE
    y = 0
    for place, (name, parts) in enumerate(rows):
        high = BAR_HIGH + 10 * (place == len(rows) - 1)
        middle = y + high / 2 + 4.5
        shapes.append(_text(0, middle, name, weight=600 if place == len(rows) - 1 else 400))
        x = float(NAME_WIDE)
        for letter, number, width in widths(parts, room):
            shapes.append(_block(letter, x, y, width, high))
            colour = INK if letter in ON_LIGHT else PAPER
            shapes.append(
                _text(x + width / 2, middle, f"{shown(letter)} {number}", fill=colour, anchor="middle")
            )
            x += width
        shapes.append(_text(WIDE, middle, str(sum(number for _, number in parts)), anchor="end", weight=600))
        y += high + BAR_STEP - BAR_HIGH
    return Drawing(words, WIDE, max(y - 5, 1), tuple(shapes))


def bar(parts: Sequence[tuple[str, int]], words: str, *, wide: int = WIDE, high: int = BAR_HIGH) -> Drawing:
    """One stacked bar, each part with its letter and number; in a narrow one they are smaller, never left out."""
    shapes: list[Shape] = []
    x = 0.0
    drawn = widths(parts, wide)
    size = 12 * min((1.0, *(width / least_width(letter, number) for letter, number, width in drawn)))
    for letter, number, width in drawn:
        colour = INK if letter in ON_LIGHT else PAPER
        shapes.append(_block(letter, x, 0, width, high))
        shapes.append(
            _text(
                x + width / 2,
                high / 2 + size * 0.375,
                f"{shown(letter)} {number}",
                fill=colour,
                anchor="middle",
                weight=600,
                size=size,
            )
        )
        x += width
    return Drawing(words, wide, high, tuple(shapes))


def widths(parts: Sequence[tuple[str, int]], room: float) -> list[tuple[str, int, float]]:
    """What counts something, with its width: in proportion, but wide enough for its letter and number, where there is
    room for all of them."""
    there = [(letter, number) for letter, number in parts if number]
    total = sum(number for _, number in there)
    least = {letter: least_width(letter, number) for letter, number in there}
    squeeze = min(1.0, room / sum(least.values())) if there else 1.0
    narrow = {
        letter: least[letter] * squeeze
        for letter, number in there
        if number * room / total < least[letter] * squeeze
    }
    left = room - sum(narrow.values())
    shared = sum(number for letter, number in there if letter not in narrow)
    return [(letter, number, narrow.get(letter) or number * left / shared) for letter, number in there]


def least_width(letter: str, number: int) -> float:
    """What a letter and a number take, with an edge around them that they do not touch."""
    return 19.0 + 7 * len(str(number)) + (5 if letter in DASHES else 0)


# --- Columns --------------------------------------------------------------------------------------------------

COLUMN_HIGH = 84


def columns(months: Sequence[tuple[str, str, Sequence[tuple[str, int]]]], words: str) -> Drawing:
    """A stacked column a month with its number above it, to show where many dates fall together.

    `months` are (letter of the month, year where it begins or "", parts as in `bars`).
    """
    shapes: list[Shape] = []
    step = WIDE / max(len(months), 1)
    wide = min(step * 0.7, 40)
    most = max((sum(n for _, n in parts) for _, _, parts in months), default=1) or 1
    for place, (name, year, parts) in enumerate(months):
        middle, y, total = step * (place + 0.5), 16.0 + COLUMN_HIGH, sum(n for _, n in parts)
        for letter, number in reversed([part for part in parts if part[1]]):
            high = COLUMN_HIGH * number / most
            y -= high
            shapes.append(_block(letter, middle - wide / 2, y, wide, high))
            if high >= 11 and wide >= 10:
                colour = INK if letter in ON_LIGHT else PAPER
                shapes.append(
                    _text(middle, y + high / 2 + 3.5, shown(letter), fill=colour, anchor="middle", size=10)
                )
        if total:
            shapes.append(_text(middle, y - 3, str(total), anchor="middle", weight=600))
        shapes.append(_text(middle, COLUMN_HIGH + 29, name, anchor="middle", size=10.5))
        if year:
            shapes.append(_text(middle, COLUMN_HIGH + 42, year, anchor="middle", weight=600, size=10.5))
    shapes.append(_line(0, COLUMN_HIGH + 16, WIDE, COLUMN_HIGH + 16, "#6f777b"))
    return Drawing(words, WIDE, COLUMN_HIGH + 46, tuple(shapes))


# --- Burn-up --------------------------------------------------------------------------------------------------

BURN_HIGH = 120
BURN_LEFT, BURN_RIGHT = 26, 92


def burn_up(
    marks: Sequence[tuple[float, str]],
    due: Sequence[tuple[float, int]],
    complete: Sequence[tuple[float, int]],
    whole: int,
    words: str,
) -> Drawing:
    """What was to be complete, in dashes and in steps, against what is, with a dot a report.

    :param marks: what stands below, at places from 0 to 1 across.
    :param due: places, and how many were due by then; `complete` likewise, and how many were.
    :param whole: how many there are in all, the height of the picture.
    """
    across, foot = WIDE - BURN_LEFT - BURN_RIGHT, BURN_HIGH + 8

    def x(place: float) -> float:
        return BURN_LEFT + across * min(max(place, 0.0), 1.0)

    def y(number: int) -> float:
        return foot - BURN_HIGH * number / max(whole, 1)

    shapes = [
        _line(BURN_LEFT, y(0), BURN_LEFT + across, y(0), "#6f777b"),
        _line(BURN_LEFT, y(whole), BURN_LEFT + across, y(whole), RULE),
        _text(BURN_LEFT - 5, y(whole) + 4, str(whole), anchor="end", size=10.5),
        _text(BURN_LEFT - 5, y(0) + 4, "0", anchor="end", size=10.5),
        *(_text(x(place), foot + 14, name, anchor="middle", size=10.5) for place, name in marks),
    ]
    steps: list[tuple[float, float]] = [(x(due[0][0]), y(due[0][1]))] if due else []
    for (_, before), (place, number) in pairwise(due):
        steps += [(x(place), y(before)), (x(place), y(number))]
    if steps:
        steps.append((x(1.0), steps[-1][1]))
        shapes.append(_polyline(steps, INK, 1.5, dashes="5 3"))
    shapes.append(_polyline([(x(place), y(number)) for place, number in complete], ACCENT, 3))
    shapes += [
        Shape("circle", (("cx", _n(x(place))), ("cy", _n(y(number))), ("r", "4"), ("fill", ACCENT)))
        for place, number in complete
    ]
    if due:
        shapes.append(_text(x(1.0) + 6, y(due[-1][1]) + 4, f"Due {due[-1][1]}", weight=600))
    if complete:
        place, number = complete[-1]
        shapes.append(_text(x(place) + 8, y(number) + 15, f"Complete {number}", fill=ACCENT, weight=600))
    return Drawing(words, WIDE, BURN_HIGH + 28, tuple(shapes))


# --- The risk grid --------------------------------------------------------------------------------------------

CELL_WIDE, CELL_HIGH, GRID_LEFT = 66, 30, 104
LIKELIHOODS = ("Rare", "Unlikely", "Possible", "Likely", "Almost certain")
IMPACTS = ("Negligible", "Minor", "Moderate", "Major", "Severe")
# The darker, the graver; by the lowest score of each band.
SHADES = ((15, "#a9b0b4"), (8, "#cfd4d6"), (4, "#e9ebec"), (0, PAPER))


def risk_grid(risks: Iterable[tuple[str, int, int, int | None, int | None]], words: str) -> Drawing:
    """Likelihood by impact: a number a risk, and a line from where the last report had it.

    `risks` are (number, likelihood, impact, likelihood and impact in the last report or None).
    """
    shapes: list[Shape] = []
    for row in range(5):
        likelihood = 5 - row
        y = row * CELL_HIGH + 1
        shapes.append(_text(GRID_LEFT - 8, y + CELL_HIGH / 2 + 4, LIKELIHOODS[likelihood - 1], anchor="end"))
        for column in range(5):
            shade = next(fill for least, fill in SHADES if likelihood * (column + 1) >= least)
            shapes.append(_rect(GRID_LEFT + column * CELL_WIDE, y, CELL_WIDE, CELL_HIGH, shade, "#6f777b", 1))
    for column, name in enumerate(IMPACTS):
        shapes.append(
            _text(
                GRID_LEFT + (column + 0.5) * CELL_WIDE, 5 * CELL_HIGH + 15, name, anchor="middle", size=10.5
            )
        )
    in_cell: dict[tuple[int, int], int] = {}
    for number, likelihood, impact, was_likelihood, was_impact in risks:
        place = in_cell.get((likelihood, impact), 0)
        in_cell[likelihood, impact] = place + 1
        x = GRID_LEFT + (impact - 1) * CELL_WIDE + 13 + 20 * (place % 3)
        y = (5 - likelihood) * CELL_HIGH + 16
        if was_likelihood and was_impact and (was_likelihood, was_impact) != (likelihood, impact):
            from_x = GRID_LEFT + (was_impact - 0.5) * CELL_WIDE
            from_y = (5 - was_likelihood + 0.5) * CELL_HIGH + 1
            shapes.append(_polyline([(from_x, from_y), (x, y)], INK, 1.2, dashes="3 2"))
            shapes.append(
                Shape(
                    "circle",
                    (
                        ("cx", _n(from_x)),
                        ("cy", _n(from_y)),
                        ("r", "3"),
                        ("fill", PAPER),
                        ("stroke", INK),
                        ("stroke-width", "1"),
                    ),
                )
            )
        shapes.append(
            Shape("circle", (("cx", _n(x)), ("cy", _n(y)), ("r", "9"), ("fill", INK))),
        )
        shapes.append(_text(x, y + 4, number, fill=PAPER, anchor="middle", weight=600))
    return Drawing(words, GRID_LEFT + 5 * CELL_WIDE + 6, 5 * CELL_HIGH + 20, tuple(shapes))


# --- Shapes ---------------------------------------------------------------------------------------------------


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _rect(x: float, y: float, wide: float, high: float, fill: str, stroke: str, width: float) -> Shape:
    sizes = (("x", x), ("y", y), ("width", wide), ("height", high))
    return Shape(
        "rect",
        (
            *((name, _n(value)) for name, value in sizes),
            ("fill", fill),
            ("stroke", stroke),
            ("stroke-width", _n(width)),
        ),
    )


def _block(letter: str, x: float, y: float, wide: float, high: float) -> Shape:
    """A part of a bar or column: divided from the next by white; without a fill it has an edge in dashes or dots."""
    if letter in DASHES:
        inside = _rect(x + 1.5, y + 1, max(wide - 3, 1), max(high - 2, 1), PAPER, INK, 1.2)
        return Shape("rect", (*inside.attributes, ("stroke-dasharray", DASHES[letter])))
    return _rect(x, y, wide, high, FILLS[letter], PAPER, 1.5)


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str) -> Shape:
    ends = (("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2))
    return Shape("line", (*((name, _n(value)) for name, value in ends), ("stroke", stroke)))


def _polyline(points: Iterable[tuple[float, float]], stroke: str, width: float, *, dashes: str = "") -> Shape:
    said = (
        ("points", " ".join(f"{_n(x)},{_n(y)}" for x, y in points)),
        ("fill", "none"),
        ("stroke", stroke),
        ("stroke-width", _n(width)),
    )
    return Shape("polyline", (*said, ("stroke-dasharray", dashes)) if dashes else said)


def _text(
    x: float,
    y: float,
    words: str,
    *,
    fill: str = INK,
    anchor: str = "start",
    weight: int = 400,
    size: float = 12,
) -> Shape:
    return Shape(
        "text",
        (
            ("x", _n(x)),
            ("y", _n(y)),
            ("fill", fill),
            ("text-anchor", anchor),
            ("font-family", "Source Sans 3"),
            ("font-weight", str(weight)),
            ("font-size", _n(size)),
        ),
        words,
    )
