"""Private addresses at which calendar programs read dates."""

import secrets

from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, locks
from subgroups.models import Board, Body, CalendarAddress, GroupEvent, Person
from subgroups.operations.tokens import withdraw, withdraw_live
from subgroups.rules.tokens import token_hash


@transaction.atomic
def make_calendar_address(
    *, person: Person, board: Board, by: Person, body: Body | None = None
) -> tuple[CalendarAddress, str]:
    """A private address for a person's own calendar or a body's; the one before it stops.

    :returns: the address and its token, which is known only now.
    """
    if body and body.board_id != board.pk:
        raise ValueError("The body is of another board.")
    locks.hold(board)
    withdraw_live(CalendarAddress.objects.of(person).filter(board=board, body=body), by)
    token = secrets.token_urlsafe(32)
    address = CalendarAddress(person=person, board=board, body=body, token_hash=token_hash(token))
    audit.save(address, by)
    audit.record(GroupEvent.CALENDAR_ADDRESS_MADE, address, by=by)
    return address, token


@transaction.atomic
def withdraw_calendar_address(*, address: CalendarAddress, by: Person) -> CalendarAddress:
    """Nobody reads the calendar at this address any more.

    :raises Refused: when it was withdrawn before.
    """
    if not withdraw(address, by):
        raise Refused("This address was withdrawn before.")
    return address
