"""Keys with which a council's own tools read a board's data."""

import secrets
from datetime import date

from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, locks
from subgroups.models import Board, DataKey, GroupEvent, Person
from subgroups.operations.tokens import withdraw
from subgroups.rules.tokens import token_hash

AT_MOST = 20  # live keys of one person on one board


@transaction.atomic
def make_data_key(*, person: Person, board: Board, name: str, by: Person) -> tuple[DataKey, str]:
    """A key to what the person may see of the board, named after what uses it.

    :returns: the key and its token, which is known only now.
    :raises Refused: when they have so many that nobody could tell which is used where.
    """
    locks.hold(board)
    if DataKey.objects.of(person).live().filter(board=board).count() >= AT_MOST:
        raise Refused(f"You have {AT_MOST} keys already. Withdraw those that nothing uses any more.")
    token = secrets.token_urlsafe(32)
    key = DataKey(person=person, board=board, name=name, token_hash=token_hash(token))
    audit.save(key, by)
    audit.record(GroupEvent.DATA_KEY_MADE, key, by=by)
    return key, token


@transaction.atomic
def withdraw_data_key(*, key: DataKey, by: Person) -> DataKey:
    """Nothing reads with this key any more.

    :raises Refused: when it was withdrawn before.
    """
    if not withdraw(key, by):
        raise Refused("This key was withdrawn before.")
    return key


def used_on(key: DataKey, day: date) -> None:
    """Note the day on which a key was last used: one write a day, no event, and no row of its history."""
    DataKey.objects.filter(pk=key.pk).exclude(last_used_on=day).update(last_used_on=day)
