"""A decision recorded before the meeting it is of, as papers are agreed ahead of a meeting: it is said. Pure."""

from datetime import date

from lscb.wording import long_date


def said_ahead(meeting: str, held_on: date, decided_on: date | None) -> str:
    """The meeting that decided, in `meeting`'s words; where it was decided before the meeting was held, that too."""
    if decided_on is None or decided_on >= held_on:
        return meeting
    return f"{meeting} (decided ahead of it, on {long_date(decided_on)})"
