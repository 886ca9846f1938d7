"""When an action is due, next due and late: worked out from its dates, never typed. Pure.

`ActionQuerySet.with_status` says the same of many rows in SQL; a test holds the two together. An action has one
agreed due date, or dated parts (several dates, a first deliverable, the windows of a recurrence), or neither
("Ongoing", an event that has not happened): then it is never late by date, and a review date is asked for. Where it
has a due date of its own, that alone is what it is late by. What somebody has still to confirm is late by nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol, TypeVar


class DatedPart(Protocol):
    """A milestone: dated unless it waits for an event, done once `done_on` is set.

    `first_due_on` is the date that stood first; None while the words can mean several things and nobody chose.
    """

    @property
    def due_on(self) -> date | None: ...

    @property
    def first_due_on(self) -> date | None: ...

    @property
    def done_on(self) -> date | None: ...


AnyPart = TypeVar("AnyPart", bound=DatedPart)


def days_late(due_on: date | None, today: date) -> int:
    """Days past the agreed due date; 0 on the day itself, before it, or without one."""
    return max(0, (today - due_on).days) if due_on else 0


def slipped_days(due_on: date | None, first_due_on: date | None) -> int:
    """Days between the date that stood first and the one agreed since; negative for an earlier one."""
    return (due_on - first_due_on).days if due_on and first_due_on else 0


def missed(parts: Iterable[AnyPart], today: date) -> AnyPart | None:
    """The earliest part whose day has passed and that was not done; a day that nobody confirmed is no lateness."""
    return _earliest((due, part) for due, part in _open(parts) if due < today and part.first_due_on)


def coming(parts: Iterable[AnyPart], today: date) -> AnyPart | None:
    """The next part, today's included, that is not done yet."""
    return _earliest((due, part) for due, part in _open(parts) if due >= today)


def next_due(due_on: date | None, parts: Iterable[DatedPart]) -> date | None:
    """The agreed due date; for work in parts the earliest that is not done, passed or not; else None."""
    return due_on or min((due for due, _ in _open(parts)), default=None)


def _open(parts: Iterable[AnyPart]) -> Iterator[tuple[date, AnyPart]]:
    """The dated parts that are not done, each with its day."""
    return ((part.due_on, part) for part in parts if part.due_on is not None and part.done_on is None)


def _earliest(dated: Iterable[tuple[date, AnyPart]]) -> AnyPart | None:
    first = min(dated, key=lambda pair: pair[0], default=None)
    return first and first[1]
