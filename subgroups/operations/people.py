"""People: those who have left, and those who come back."""

from datetime import date

from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, locks
from subgroups.models import Board, GroupEvent, Person
from subgroups.operations.accounts import guard_sign_in, guard_theirs
from subgroups.operations.notices import tell_owner
from subgroups.operations.roles import confirm_anew


@transaction.atomic
def disable_leaver(*, person: Person, left_on: date, by: Person) -> Person:
    """Somebody has left: they cannot sign in, their memberships end, their name stays in history.

    :raises Refused: for the person who asks, so that nobody locks themselves out; for whoever sits on a board that
        `by` does not type for.
    """
    if person.pk == by.pk:
        raise Refused("You cannot disable your own account; ask another member of the board team.")
    locks.hold(person)
    guard_theirs(person, by)
    current = person.memberships.current().select_related("body__board")
    locks.hold_wholes(current)
    for membership in locks.locked(current.order_by("pk")):
        membership.ends_on = max(left_on, membership.starts_on or left_on)
        audit.save(membership, by, ["ends_on"])
    person.is_active, person.left_on = False, left_on
    audit.save(person, by, ["is_active", "left_on"])
    place = (
        next(iter(person.board_roles.all()), None) or person.memberships.select_related("body__board").first()
    )
    board: Board | None = place.board if place else None
    audit.record(
        GroupEvent.LEAVER_DISABLED,
        person,
        by=by,
        board=board,
        changes={"left": [None, left_on]},
    )
    tell_owner(person, "Your account was closed, because you have left.", by=by, board=board)
    return person


@transaction.atomic
def welcome_back(*, person: Person, by: Person | None, board: Board | None = None) -> Person:
    """Somebody who had left works here again and can sign in as before; their places are given anew.

    :raises Refused: when they had not left, or may approve and `by` is no system administrator.
    """
    locks.hold(person)
    if person.is_active:
        raise Refused("They are working here.")
    guard_sign_in(person, by)
    left_on, person.is_active, person.left_on = person.left_on, True, None
    audit.save(person, by, ["is_active", "left_on"])
    audit.record(GroupEvent.WORKS_AGAIN, person, by=by, board=board, changes={"left": [left_on, None]})
    confirm_anew(person=person, by=by)
    tell_owner(person, "Your account was opened again, because you work here again.", by=by, board=board)
    return person
