"""New due dates: asked for openly, decided by a meeting."""

from datetime import date

from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from plans.models import Action, DateChange, PlanEvent
from plans.operations.actions import refuse_unless_live
from subgroups.models import Meeting, Person


@transaction.atomic
def ask_for_new_date(*, action: Action, to_date: date, reason: str, by: Person) -> DateChange:
    """Ask a meeting to agree a new due date. Until it does, lateness is measured against the old one.

    :raises Refused: without a reason, for the date it already has, or while another request waits.
    """
    locks.hold(action)
    refuse_unless_live(action)
    guards.refuse(guards.empty(reason=(reason, "Say why the date should move.")))
    if to_date == action.due_on:
        raise Refused({"to_date": "That is the date it already has."})
    if action.date_changes.waiting().exists():
        raise Refused("A new date has already been asked for and is waiting for a meeting to decide.")
    change = DateChange(
        action=action, from_date=action.due_on, to_date=to_date, reason=reason.strip(), asked_by=by
    )
    audit.save(change, by)
    audit.record(PlanEvent.NEW_DATE_ASKED, action, by=by, changes={"due": [action.due_on, to_date]})
    return change


@transaction.atomic
def decide_new_date(
    *, change: DateChange, agreed: bool, by: Person, meeting: Meeting | None = None
) -> DateChange:
    """Record what a meeting decided. Agreed: late is measured against the new date; the first stays printed.

    :raises Refused: when it was already decided, or for a meeting of another board.
    """
    locks.hold(change.action, change)
    action = change.action
    if change.state != DateChange.State.ASKED:
        raise Refused("That request has already been decided.")
    guards.refuse(guards.strangers(action.board, meeting=meeting))
    change.state = DateChange.State.AGREED if agreed else DateChange.State.REFUSED
    change.meeting, change.decided_by, change.decided_at = meeting, by, clock.now()
    audit.save(change, by, ["state", "meeting", "decided_by", "decided_at"])
    if agreed:
        action.first_due_on = action.first_due_on or action.due_on
        action.due_on = change.to_date
        audit.save(action, by, ["first_due_on", "due_on"])
    changes: dict[str, list] = {"due": [change.from_date, change.to_date]} if agreed else {}
    if meeting:
        changes["at the meeting"] = ["", str(meeting)]
    event = PlanEvent.NEW_DATE_AGREED if agreed else PlanEvent.NEW_DATE_REFUSED
    audit.record(event, action, by=by, changes=changes)
    return change
