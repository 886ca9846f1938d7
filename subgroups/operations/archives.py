"""Leaving with everything: a board's archive is made, and deleted once its time is over."""

import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lscb import clock
from lscb.archive.writing import Written, write_archive
from lscb.errors import Refused
from lscb.events import audit, locks
from lscb.wording import number_of
from subgroups.models import Board, BoardArchive, GroupEvent, Person

LEFT_LYING = 24 * 60 * 60  # seconds: longer than the making of any


def make_archive(*, board: Board, by: Person, at: Callable[[str], None] = lambda words: None) -> BoardArchive:
    """Write all that is kept of a board into one file, as it stands at one moment.

    Nobody waits for it: the file is written first, and its line afterwards. `at` is told what is being written.

    :raises Refused: when the file cannot be written.
    """
    name = f"{board.slug}-{clock.today():%Y-%m-%d}-{uuid4().hex}.zip"
    path = settings.ARCHIVES_DIR / name
    try:
        settings.ARCHIVES_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = write_archive(board, path, at=at)
    except OSError as e:
        raise Refused("The archive cannot be written. Tell whoever looks after this service.") from e
    try:
        return _kept(board, name, path.stat().st_size, written, by)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@transaction.atomic
def _kept(board: Board, name: str, size: int, written: Written, by: Person) -> BoardArchive:
    locks.hold(board)
    archive = BoardArchive(
        board=board,
        file=name,
        size=size,
        sha256=written.sha256,
        rows=written.rows,
        missing=len(written.missing),
        made_by=by,
    )
    archive.save()
    changes: dict[str, list] = {"rows": [None, written.rows], "SHA-256": [None, written.sha256]}
    audit.record(GroupEvent.ARCHIVE_MADE, archive, by=by, changes=changes)
    return archive


def tidy() -> str:
    """Delete files of archives past their time, and those that nobody knows of; for housekeeping."""
    deleted = 0
    for archive in BoardArchive.objects.past_their_time():
        archive.path.unlink(missing_ok=True)
        archive.removed_at = timezone.now()
        archive.save(update_fields=["removed_at"])
        deleted += 1
    known = set(BoardArchive.objects.standing().values_list("file", flat=True))
    for path in settings.ARCHIVES_DIR.glob("*.zip"):
        if path.name not in known and path.stat().st_mtime < time.time() - LEFT_LYING:
            path.unlink(missing_ok=True)
            deleted += 1
    return f"{number_of(deleted, 'archive', 'archives')} deleted"
