"""What day it is, for the whole product.

The example plans are of 2015 to 2028, so a demonstration stands still: on a day of the service (setting TODAY), or,
for whoever is of a board with another, on that board's (`on`). Code asks here and never `timezone.now()`; a page that
runs on a set date says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)
_day: ContextVar[date | None] = ContextVar("day", default=None)


def now() -> datetime:
    """The moment, aware. On a set date: that date, at the time of day it really is."""
    if moment := _moment.get():
        return moment
    real, day = timezone.now(), _set_day()
    if day is None:
        return real
    return timezone.localtime(real).replace(year=day.year, month=day.month, day=day.day)


def as_here(moment: datetime | None) -> datetime | None:
    """A moment that a library wrote by the real clock, as it is on a set date: as long ago as it really is."""
    return moment + (now() - timezone.now()) if moment and is_set() else moment


def today() -> date:
    """Today in the board's time zone."""
    return timezone.localtime(now()).date()


def day_of(moment: datetime) -> date:
    """The day on which a moment of the past or future falls, in the board's time zone: 00:30 in July is 1 July."""
    return timezone.localtime(moment).date()


def start_of_day(moment: datetime) -> datetime:
    """The first moment of the day in which a moment falls, in the board's time zone."""
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def is_set() -> bool:
    """Whether the day is a chosen one rather than the real one."""
    return _set_day() is not None or _moment.get() is not None


def _set_day() -> date | None:
    return _day.get() or settings.TODAY


@contextmanager
def on(day: date | None) -> Iterator[None]:
    """Let it be `day` inside the block, at the time of day it really is; None: the day of the service."""
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)


@contextmanager
def at(moment: datetime | date) -> Iterator[None]:
    """Let it be `moment` inside the block: for demonstrations, imports of past quarters and tests.

    A plain date stands for noon of that day.
    """
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 12)
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
