"""What each command of the timers did when it last ran, for the page of whoever looks after the service."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import Error
from django.utils import timezone

from lscb.models import LastRun

log = logging.getLogger(__name__)


class Run:
    """A command while it runs: what it says of itself."""

    said = ""

    def say(self, words: str) -> None:
        """Add a line; it must hold no word of a board's."""
        self.said = f"{self.said}\n{words}".strip()


@contextmanager
def recorded(command: LastRun.Command) -> Iterator[Run]:
    """Record that a command began, and how it ended. That it cannot be recorded stops no command."""
    run, began_at = Run(), timezone.now()
    _write(command, began_at=began_at, ended_at=None, went_well=False, said="")
    try:
        yield run
    except CommandError as e:
        _write(
            command,
            began_at=began_at,
            ended_at=timezone.now(),
            went_well=False,
            said=f"{run.said}\n{e}".strip(),
        )
        raise
    except BaseException:
        words = f"{run.said}\nIt stopped because of an error of this service; the log says more.".strip()
        _write(command, began_at=began_at, ended_at=timezone.now(), went_well=False, said=words)
        raise
    now = timezone.now()
    _write(command, began_at=began_at, ended_at=now, went_well=True, said=run.said, well_at=now)


def _write(command: LastRun.Command, **news: object) -> None:
    try:
        LastRun.objects.update_or_create(command=command, defaults=news)
    except Error:
        log.exception("How %s went could not be recorded.", command)
