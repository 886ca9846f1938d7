"""What is kept for good: printed and frozen, and corrected by a version of its own. Parts of the events that do so."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import models, transaction
from django.db.models import Max

from lscb import clock
from lscb.errors import Refused
from lscb.events import guards
from reporting.models.frozen import FrozenReport

PRINTINGS = 3  # how often a paper is set anew because what it tells of changed meanwhile

Draft = TypeVar("Draft", bound=models.Model)
Content = TypeVar("Content")


def print_and_freeze(
    read: Callable[[datetime], tuple[Draft, Content]],
    *,
    prints: Callable[[Content, datetime], bytes],
    hold: Callable[[Draft], None],
    freeze: Callable[[Draft, Content, bytes, datetime], Draft],
    busy: str,
) -> Draft:
    """Print what a draft says at this moment, and freeze it where it says the same once it is held.

    The slow part, printing, is done before anything is held, so that nobody waits for it; where anything changed
    meanwhile it is done again.

    :param read: of a moment the draft, as the database has it now, and what is kept of it; refuses what may not be
        frozen. Called before printing, and once more under the locks that `hold` takes.
    :raises Refused: with `busy` where it changed during each of three printings.
    """
    for _ in range(PRINTINGS):
        at = clock.now()
        draft, content = read(at)
        pdf = prints(content, at)
        with transaction.atomic():
            hold(draft)
            draft, said_now = read(at)
            if said_now == content:
                return freeze(draft, content, pdf, at)
    raise Refused(busy)


def refuse_if_frozen(report: FrozenReport) -> None:
    """:raises Refused: for a final."""
    if report.is_frozen:
        raise Refused("This report is final and never changes. Correct it: that makes a new version.")


def correcting_version(report: FrozenReport, reason: str, versions: models.QuerySet) -> int:
    """The number of the version that corrects a report, which is held; `versions` are all of the same.

    :raises Refused: without a reason, for a draft, or while a draft of it is there.
    """
    guards.refuse(guards.empty(reason=(reason, "Say what is corrected and why.")))
    if not report.is_frozen:
        raise Refused("A draft needs no correction: change it.")
    if versions.filter(state=FrozenReport.State.DRAFT).exists():
        raise Refused("A correction of this report is already being written.")
    return versions.aggregate(last=Max("version"))["last"] + 1
