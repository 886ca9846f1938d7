"""Taking back what one did last to an action: an event of its own, which keeps what happened and shows it as undone."""

from django.apps import apps
from django.db import models, transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, locks
from plans.models import Action, DateChange, LastStep, Moderation, PlanEvent, Undone
from plans.operations.steps import field_of, plain
from plans.selectors.undoing import LETTER_LEFT, why_not_undone
from subgroups.models import Person
from subgroups.operations.news import take_back

CHANGED_SINCE = "It has changed since, so it cannot be undone. Look at it again."


@transaction.atomic
def undo(*, step: LastStep, by: Person) -> Action:
    """Take back what one did last: what it added counts no more, and what it changed stands as it did before.

    :raises Refused: once somebody else acted on the action, a report that has it is final or its quarter is closed, or
        a letter about it has left.
    """
    action = step.action
    locks.hold(step.quarter, action)
    # The next step is written over it: by its line in the trail it is still the one that was shown.
    found = LastStep.objects.for_undo().filter(pk=step.pk, entry=step.entry).first()
    if found is None:
        raise Refused(CHANGED_SINCE)
    step = found
    if why := why_not_undone(step, by):
        raise Refused(f"{action.called}: {why[0].lower()}{why[1:]}" if why.startswith("It ") else why)
    if not take_back(step.told):
        raise Refused(LETTER_LEFT)
    if step.asked:
        _ask_no_more(step.asked, by)
    for label, pk, fields in step.before:
        _put_back(label, pk, fields, action, by)
    if step.moderation_id:
        Moderation.objects.filter(pk=step.moderation_id).undo()
    Undone.objects.create(
        action=action, entry=step.entry, update=step.update, decision=step.decision, asked=step.asked, by=by
    )
    changes: dict[str, list] = {"what": ["", step.words]}
    if step.update:
        changes["rating"] = [step.update.rating, ""]
    audit.record(PlanEvent.UNDONE, action, by=by, changes=changes)
    return action


def _put_back(label: str, pk: int, fields: dict[str, list], action: Action, by: Person) -> None:
    """Let a row stand as it did before, unless it has changed once more since."""
    if label == Action._meta.label_lower:
        row: models.Model = action
    else:
        row = apps.get_model(label)._base_manager.get(pk=pk)
        locks.hold(row)
    if any(plain(row, name) != after for name, (_, after) in fields.items()):
        raise Refused(CHANGED_SINCE)
    for name, (old, _) in fields.items():
        field = field_of(row, name)
        setattr(row, field.attname, field.to_python(old))
    audit.save(row, by, fields)


def _ask_no_more(change: DateChange, by: Person) -> None:
    """A new date that was asked for, and perhaps agreed by the same event, is asked for no longer."""
    locks.hold(change)
    change.state, change.decided_by, change.decided_at = DateChange.State.LAPSED, by, clock.now()
    change.meeting, change.outside_because = None, ""
    audit.save(change, by, ["state", "decided_by", "decided_at", "meeting", "outside_because"])
