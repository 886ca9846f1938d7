"""The record of one person's data, handed out on request: subject access."""

from django.db import transaction

from lscb.events import audit, locks
from lscb.workbook import Table
from subgroups.models import Board, GroupEvent, Person
from subgroups.selectors.own_record import record_of


@transaction.atomic
def hand_out_record(*, person: Person, by: Person, board: Board | None = None) -> list[Table]:
    """Everything held about a person, as tables; the trail says to whom it was handed out and when.

    Of one board's part for its team; of all boards, with `board` None, for the person alone.

    :raises ValueError: when somebody else asks for all boards.
    """
    if board is None and person.pk != by.pk:
        raise ValueError("The record of all boards is for the person alone.")
    locks.hold(person)
    tables = record_of(person, board)
    audit.record(GroupEvent.DATA_HANDED_OUT, person, by=by, board=board)
    return tables
