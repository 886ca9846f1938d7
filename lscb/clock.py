"""What day it is, for the whole product.

The example plans are of 2015 to 2020, so a demonstration stands still on a day of theirs (setting TODAY). Code
asks here and never `timezone.now()`; a page that runs on a set date says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The moment, aware. On a set date: that date, at the time of day it really is."""
    if moment := _moment.get():
        return moment
    real = timezone.now()
    if settings.TODAY is None:
        return real
    return timezone.localtime(real).replace(
        year=settings.TODAY.year, month=settings.TODAY.month, day=settings.TODAY.day
    )


def today() -> date:
    """Today in the board's time zone."""
    return timezone.localtime(now()).date()


def is_set() -> bool:
    """Whether the day is a chosen one rather than the real one."""
    return settings.TODAY is not None or _moment.get() is not None


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
