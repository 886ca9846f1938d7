"""A board is taken out of the service once its time of keeping is over, with everything that was kept of it."""

from collections.abc import Callable

from django.db import transaction

from lscb import clock
from lscb.archive import held
from lscb.archive.removing import Removed, remove
from lscb.errors import Refused
from lscb.events import audit, locks, seals
from lscb.events.audit_codes import KernelEvent
from subgroups.models import Board, BoardArchive, Person
from subgroups.operations.leaving import leave
from subgroups.selectors.removal import why_not


@transaction.atomic
def remove_board(*, board: Board, by: Person, at: Callable[[str], None] = lambda words: None) -> Removed:
    """Delete a board for good: its plans with their finals, its people where nothing else names them, its trail.

    Whoever is named by something that stays, and has no other board, leaves today; their name goes as that of every
    leaver does. One line of the trail stays, with the board's name. `at` is told what is being done.

    :raises Refused: for whoever is no system administrator, and while a plan is to be kept.
    """
    if not by.is_superuser:
        raise Refused("Only a system administrator removes a board.")
    locks.hold(*Person.objects.filter(pk__in=held.Holding.of(board).people).order_by("pk"))
    locks.hold_wholes([board, *locks.within(board)])
    if wrong := why_not(board):
        raise Refused(" ".join(wrong))
    files = [archive.path for archive in BoardArchive.objects.filter(board=board).standing()]
    removed = remove(board, at)
    today = clock.today()
    left = Person.objects.filter(pk__in=removed.left, is_active=True, is_superuser=False).order_by("pk")
    for person in left:
        if not (person.memberships.not_over(today).exists() or person.board_roles.not_over().exists()):
            leave(person=person, left_on=today, by=by)
    audit.record(
        KernelEvent.BOARD_REMOVED,
        board,
        by=by,
        of_no_board=True,
        changes={
            "rows": [removed.rows, 0],
            "people": [removed.people, 0],
            seals.REMOVED: [None, list(removed.stayed)],
        },
    )
    transaction.on_commit(lambda: [path.unlink(missing_ok=True) for path in files])
    return removed
