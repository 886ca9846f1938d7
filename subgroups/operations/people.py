"""People: those who come back. Those who leave are in leaving."""

from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, locks
from subgroups.models import Board, GroupEvent, Person
from subgroups.operations.accounts import guard_sign_in
from subgroups.operations.notices import tell_owner
from subgroups.operations.roles import confirm_anew


@transaction.atomic
def welcome_back(*, person: Person, by: Person | None, board: Board | None = None) -> Person:
    """Somebody who had left works here again and can sign in as before; their places are given anew.

    :raises Refused: when they had not left, or may approve and `by` is no system administrator.
    """
    locks.hold(person)
    if person.is_active:
        raise Refused("They are working here.")
    if person.anonymised_on:
        raise Refused("Who this was is not kept any more. Add them as a new person.")
    guard_sign_in(person, by)
    left_on, person.is_active, person.left_on = person.left_on, True, None
    audit.save(person, by, ["is_active", "left_on"])
    audit.record(GroupEvent.WORKS_AGAIN, person, by=by, board=board, changes={"left": [left_on, None]})
    confirm_anew(person=person, by=by)
    tell_owner(person, "Your account was opened again, because you work here again.", by=by, board=board)
    return person
