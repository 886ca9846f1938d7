"""The position bar: how many actions stand at each rating, as widths that add up. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

BAR = 1000  # thousandths: the bar's parts add up to it


@dataclass(frozen=True)
class RatingPart:
    """One rating of the bar: `x` and `width` in thousandths, `href` the list of exactly these rows, if there is one."""

    letter: str
    word: str
    count: int
    x: int
    width: int
    href: str = ""


def position_bar(
    counts: dict[str, int], words: dict[str, str], href: Callable[[str], str] = lambda letter: ""
) -> list[RatingPart]:
    """The parts of the bar from the number of actions by letter, in printed order.

    `href` gives the URL of the rows behind a letter; it is asked only where there are any.
    """
    parts, x = [], 0
    for (letter, count), width in zip(counts.items(), shares(list(counts.values())), strict=True):
        parts.append(RatingPart(letter, words[letter], count, x, width, href(letter) if count else ""))
        x += width
    return parts


def shares(counts: list[int], whole: int = BAR) -> list[int]:
    """Whole numbers in proportion to `counts` that add up to `whole`; the largest remainders are rounded up."""
    total = sum(counts)
    if not total:
        return [0] * len(counts)
    exact = [count * whole / total for count in counts]
    widths = [int(each) for each in exact]
    by_remainder = sorted(range(len(counts)), key=lambda place: widths[place] - exact[place])
    for place in by_remainder[: whole - sum(widths)]:
        widths[place] += 1
    return widths
