"""People: those who have left."""

from datetime import date

from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, locks
from subgroups.models import GroupEvent, Person


@transaction.atomic
def disable_leaver(*, person: Person, left_on: date, by: Person) -> Person:
    """Somebody has left: they cannot sign in, their memberships end, their name stays in history.

    :raises Refused: for the person who asks, so that nobody locks themselves out.
    """
    if person.pk == by.pk:
        raise Refused("You cannot disable your own account; ask another member of the board team.")
    locks.hold(person)
    current = person.memberships.current().select_related("body__board")
    locks.hold_wholes(current)
    for membership in locks.locked(current.order_by("pk")):
        membership.ends_on = max(left_on, membership.starts_on or left_on)
        audit.save(membership, by, ["ends_on"])
    person.is_active, person.left_on = False, left_on
    audit.save(person, by, ["is_active", "left_on"])
    board = (
        next(iter(person.board_roles.all()), None) or person.memberships.select_related("body__board").first()
    )
    audit.record(
        GroupEvent.LEAVER_DISABLED,
        person,
        by=by,
        board=board and board.board,
        changes={"left": [None, left_on]},
    )
    return person
