"""Which way the values of a measure go, in words and as a small picture. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

# The picture, in units of its own: a margin keeps the ends of the line and the dots inside.
WIDTH, HEIGHT, MARGIN = 120, 32, 4


@dataclass(frozen=True)
class Trend:
    """`words` say all that the picture shows. `line` is an SVG polyline's points, `dots` its values, `target` how far
    down the line of the target is drawn. `course` is -1 where it got worse, 1 where it got better, 0 where it stayed or
    neither way is better; None where there is nothing to compare."""

    words: str
    arrow: str = ""
    line: str = ""
    dots: tuple[tuple[int, int], ...] = ()
    target: int | None = None
    course: int | None = None


def number(value: Decimal) -> str:
    """1200.500 as 1,200.5; never in powers of ten."""
    return f"{value.normalize():,f}"


def with_unit(value: Decimal | None, unit: str) -> str:
    """A value as printed: 12.5%, 14 days, 1,200; empty for none."""
    if value is None:
        return ""
    return f"{number(value)}%" if unit == "%" else f"{number(value)} {unit}".strip()


def value_in(printed: str) -> Decimal | None:
    """The value in what `with_unit` printed; None in nothing."""
    found = re.match(r"-?[\d,]+(?:\.\d+)?", printed)
    return Decimal(found[0].replace(",", "")) if found else None


def trend_of(
    values: Sequence[tuple[str, Decimal | None]],
    *,
    better: str = "",
    target: Decimal | None = None,
    unit: str = "",
) -> Trend:
    """The trend of `values`: the name of each quarter with its value or None, oldest first.

    `better` is "higher", "lower" or "" where neither is: then no way is called better or worse. `unit` stands behind
    each value.
    """
    known = [(place, name, value) for place, (name, value) in enumerate(values) if value is not None]
    if not known:
        return Trend("Nothing recorded yet")
    _, _, now = known[-1]
    words, arrow, course = f"{with_unit(now, unit)}, nothing to compare with", "", None
    if len(known) > 1:
        _, before_name, before = known[-2]
        words, arrow = _moved(before, now, better)
        course = (now > before) - (now < before) if better == "higher" else (now < before) - (now > before)
        course = course if better else 0
        words += f" ({with_unit(before, unit)} in {before_name}, {with_unit(now, unit)} in {known[-1][1]})"
    if target is not None:
        words += f"; {_against(now, target, better)} of {with_unit(target, unit)}"
    *dots, last = _dots(
        [*((place, value) for place, _, value in known), (0, now if target is None else target)], len(values)
    )
    aim = None if target is None else last[1]
    return Trend(words, arrow, " ".join(f"{x},{y}" for x, y in dots), tuple(dots), aim, course)


def _moved(before: Decimal, now: Decimal, better: str) -> tuple[str, str]:
    if now == before:
        return "Same", "►"
    up = now > before
    words = "Up" if up else "Down"
    if better:
        words += ", better" if up == (better == "higher") else ", worse"
    return words, "▲" if up else "▼"


def _against(now: Decimal, target: Decimal, better: str) -> str:
    if now == target:
        return "at the target"
    if not better:
        return "above the target" if now > target else "below the target"
    return "past the target" if (now > target) == (better == "higher") else "short of the target"


def _dots(known: list[tuple[int, Decimal]], places: int) -> list[tuple[int, int]]:
    """Where values stand in the picture: the lowest at the foot, the highest at the top, a gap for a gap."""
    low, high = min(value for _, value in known), max(value for _, value in known)
    across = Decimal(WIDTH - 2 * MARGIN) / max(places - 1, 1)
    up = Decimal(HEIGHT - 2 * MARGIN)
    return [
        (
            int(MARGIN + across * place),
            int(HEIGHT - MARGIN - (up * (value - low) / (high - low) if high > low else up / 2)),
        )
        for place, value in known
    ]
