"""Whether a board may be taken out of the service, and what an administrator must know before it is."""

from collections.abc import Callable
from datetime import datetime

from lscb.models import AuditEntry
from subgroups.models import Board, GroupEvent

Keeps = Callable[[Board], list[str]]
_keeps: list[Keeps] = []


def keeps(read: Keeps) -> Keeps:
    """Let an app above this one say in sentences what of a board is still to be kept."""
    _keeps.append(read)
    return read


def why_not(board: Board) -> list[str]:
    """What stands in the way of removing a board, a sentence each."""
    return [words for read in _keeps for words in read(board)]


def last_taken_away(board: Board) -> datetime | None:
    """When an archive of the board was last taken away from its page."""
    taken = AuditEntry.objects.filter(board=board, operation=GroupEvent.ARCHIVE_TAKEN)
    return taken.order_by("-at").values_list("at", flat=True).first()
