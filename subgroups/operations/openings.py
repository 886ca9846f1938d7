"""A board is opened to a system administrator, who sees nothing of it otherwise, and closed again."""

from django.db import transaction
from django.utils import timezone

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.wording import moment
from subgroups.models import Board, GroupEvent, Opening, Person
from subgroups.operations.notices import tell_team


@transaction.atomic
def open_board(*, board: Board, reason: str, by: Person) -> Opening:
    """Let a system administrator read a board for an hour. Its team is told at once.

    :raises Refused: without a reason, for anybody else, or while it is open to them.
    """
    guards.refuse(guards.empty(reason=(reason, "Say why you need to look; the board's team reads it.")))
    person = Person.objects.get(pk=by.pk)
    locks.hold(person)
    locks.hold(board)
    if not (person.is_superuser and person.is_active):
        raise Refused("Only a system administrator opens a board.")
    if person.openings.lasting().filter(board=board).exists():
        raise Refused("It is open to you already.")
    now = clock.now()
    opening = Opening(
        person=person, board=board, reason=reason.strip(), opened_at=now, ends_at=now + Opening.LASTS
    )
    audit.save(opening, by)
    until = moment(timezone.localtime(opening.ends_at))
    audit.record(
        GroupEvent.BOARD_OPENED,
        opening,
        by=by,
        changes={"reason": ["", opening.reason], "until": [None, until]},
    )
    tell_team(
        board,
        subject=f"{board.short_name} was opened to a system administrator",
        said=f"{person}, who looks after this service, opened {board.name} to read its plans, reports and history "
        f"until {until}. Nothing can be changed by it. The reason given: {opening.reason}",
        by=by,
    )
    return opening


@transaction.atomic
def end_opening(*, opening: Opening, by: Person) -> Opening:
    """Close a board again before its hour is over.

    :raises Refused: when it has ended.
    """
    locks.hold(opening)
    if not Opening.objects.lasting().filter(pk=opening.pk).exists():
        raise Refused("It has ended already.")
    opening.ended_at = clock.now()
    audit.save(opening, by, ["ended_at"])
    audit.record(GroupEvent.OPENING_ENDED, opening, by=by)
    return opening
