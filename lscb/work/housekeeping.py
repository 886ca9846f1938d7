"""What a timer looks after: each app registers what may have been left lying, and how it is tidied."""

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

_chores: list[Callable[[], str]] = []


def register(chore: Callable[[], str]) -> None:
    """Have `chore` done whenever the timer runs; it gives one line that says what it did. From AppConfig.ready."""
    if chore not in _chores:
        _chores.append(chore)


def run() -> tuple[list[str], list[str]]:
    """Do every chore, whatever becomes of the others: what they say, and the names of those that failed."""
    said, failed = [], []
    for chore in _chores:
        try:
            said.append(chore())
        except Exception:
            name = f"{chore.__module__}.{chore.__name__}"
            log.exception("The chore %s failed.", name)
            failed.append(name)
    return said, failed
