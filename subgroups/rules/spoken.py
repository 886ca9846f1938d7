"""From which day nobody speaks for a group. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta


def silent_from(seats: Iterable[tuple[date | None, date | None]], today: date) -> date | None:
    """The first day from `today` on that no seat covers; None where there is no such day.

    Each seat is its first and its last day, both included, None where it is open at that end.
    """
    held = sorted(seats, key=lambda seat: seat[0] or date.min)
    day = today
    for starts_on, ends_on in held:
        if starts_on is not None and starts_on > day:
            return day
        if ends_on is None:
            return None
        if ends_on >= day:
            day = ends_on + timedelta(days=1)
    return day
