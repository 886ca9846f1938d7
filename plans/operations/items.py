"""Parts of an action: typed by whoever updates it, changed and taken out. `actions` tells that one is done."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from lscb.events import audit, guards, locks
from plans.models import Action, ActionItem, PlanEvent
from plans.operations.live import refuse_unless_live
from subgroups.models import Body, Person
from subgroups.operations.bodies import merged

TYPED = ["text", "owner", "due_on"]


@transaction.atomic
def add_item(
    *, action: Action, text: str, by: Person, owner: Body | None = None, due_on: date | None = None
) -> ActionItem:
    """Put a part behind the others of an action: what is to be done, by whom of those who can own, by when.

    :raises Refused: without words, for a day that has passed, a body of another board, or an action not live.
    """
    locks.hold(action)
    refuse_unless_live(action)
    last = action.items.aggregate(last=Max("position"))["last"] or 0
    item = ActionItem(action=action, position=last + 1)
    before = audit.values_of(item, TYPED)
    _say(item, text, owner, due_on)
    audit.save(item, by)
    changes = audit.differences(before, audit.values_of(item, TYPED))
    audit.record(PlanEvent.ITEM_ADDED, action, by=by, changes=changes)
    return item


@transaction.atomic
def change_item(
    *, item: ActionItem, text: str, by: Person, owner: Body | None = None, due_on: date | None = None
) -> ActionItem:
    """Say otherwise what a part is, whose, or by when; words of the plan for whose it is stay beside it.

    :raises Refused: as `add_item`.
    """
    locks.hold(item.action, item)
    refuse_unless_live(item.action)
    before = audit.values_of(item, TYPED)
    _say(item, text, owner, due_on)
    changes = audit.differences(before, audit.values_of(item, TYPED))
    if changes:
        audit.save(item, by, TYPED)
        audit.record(PlanEvent.ITEM_CHANGED, item.action, by=by, changes={"part": ["", str(item)]} | changes)
    return item


@transaction.atomic
def remove_item(*, item: ActionItem, by: Person) -> None:
    """Take out a part that is not to be done; its history stays, and reports that were made final keep it.

    :raises Refused: for an action that is not live.
    """
    locks.hold(item.action, item)
    refuse_unless_live(item.action)
    audit.record(PlanEvent.ITEM_REMOVED, item.action, by=by, changes={"part": [str(item), ""]})
    audit.as_by(item, by).delete()


def _say(item: ActionItem, text: str, owner: Body | None, due_on: date | None) -> None:
    guards.refuse(
        guards.empty(text=(text, "Say what is to be done.")),
        guards.passed(earliest=item.due_on, due_on=due_on),
        guards.strangers(item.action.board, owner=owner),
        merged(owner=owner) if owner and owner.pk != item.owner_id else {},
    )
    item.text, item.owner, item.due_on = text.strip(), owner, due_on
