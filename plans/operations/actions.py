"""Actions: added, changed, withdrawn, closed, opened again; their milestones and parts."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from lscb import audit, clock
from lscb.errors import Refused
from lscb.operations import keep
from plans import ratings
from plans.models import (
    Action,
    ActionItem,
    Milestone,
)
from plans.operations.readings import apply_reading, keep_milestones, place_owners, reading_of
from subgroups.models import Meeting


@transaction.atomic
def add_action(*, action: Action, by, related: tuple[str, ...] = ()) -> Action:
    """Put a new, unsaved action into its plan, read its "when" and its "who", and place it last in its section.

    A reference the plan already has is kept as printed; the second one is shown as 13.2 (2).
    `related` are references of actions it points to, besides those in the words of "who".
    """
    _give_ordinal(action)
    if not action.position:
        last = action.plan.actions.filter(section=action.section_id).aggregate(last=Max("position"))["last"]
        action.position = (last or 0) + 1
    reading, source = reading_of(action.plan, action.when_text)
    apply_reading(action, reading, source)
    audit.as_by(action, by).save()
    keep_milestones(action, reading, by)
    place_owners(action, by, related)
    audit.record("action added", action, by=by)
    return action


@transaction.atomic
def change_action(*, action: Action, by) -> Action:
    """Keep an action as typed. New words for "when" or "who" are read again; old readings go to history."""
    stored = Action.objects.select_related("plan__board").get(pk=action.pk)
    if stored.label != action.label or stored.plan_id != action.plan_id:
        _give_ordinal(action)
    reading = None
    if stored.when_text != action.when_text:
        reading, source = reading_of(action.plan, action.when_text)
        action.first_due_on = None
        apply_reading(action, reading, source)
    keep(action, by=by)
    if reading:
        keep_milestones(action, reading, by)
    if stored.who_text != action.who_text:
        place_owners(action, by)
    return action


@transaction.atomic
def withdraw_action(*, action: Action, reason: str, by) -> Action:
    """Take an action out of the plan's count, for a reason; its history stays.

    :raises Refused: without a reason, or when it no longer counts.
    """
    if not reason.strip():
        raise Refused({"reason": "Say why it is withdrawn."})
    refuse_unless_live(action)
    action.state, action.state_reason = Action.State.WITHDRAWN, reason.strip()
    audit.as_by(action, by).save()
    audit.record("action withdrawn", action, by=by, changes={"why": ["", action.state_reason]})
    return action


@transaction.atomic
def agree_completion(
    *, action: Action, by, agreed_on: date | None = None, meeting: Meeting | None = None
) -> Action:
    """The group agrees that an action is complete: it is closed and needs no further updates.

    :raises Refused: unless its last update says complete.
    """
    refuse_unless_live(action)
    last = action.updates.order_by("-quarter__starts_on", "-pk").first()
    if last is None or last.rating != ratings.Rating.COMPLETE:
        raise Refused("Only an action whose last update says complete can be closed.")
    action.state = Action.State.CLOSED
    action.closed_on = agreed_on or clock.today()
    action.closed_at_meeting = meeting
    audit.as_by(action, by).save()
    audit.record("completion agreed", action, by=by, changes={"closed": [None, action.closed_on]})
    return action


@transaction.atomic
def reopen_action(*, action: Action, reason: str, by) -> Action:
    """A closed action turns out not to be finished; it counts as live again and needs an update.

    :raises Refused: without a reason, or when it is not closed.
    """
    if action.state != Action.State.CLOSED:
        raise Refused("Only a closed action can be opened again.")
    if not reason.strip():
        raise Refused({"reason": "Say why it is opened again."})
    action.state, action.closed_on, action.closed_at_meeting = Action.State.LIVE, None, None
    audit.as_by(action, by).save()
    audit.record("action re-opened", action, by=by, changes={"why": ["", reason.strip()]})
    return action


@transaction.atomic
def record_milestone(*, milestone: Milestone, done_on: date | None, note: str = "", by) -> Milestone:
    """Record that a milestone was reached on a day, or with None that it was not after all."""
    if done_on and done_on > clock.today():
        raise Refused({"done_on": "That day has not come yet."})
    before = milestone.done_on
    milestone.done_on, milestone.note = done_on, note
    audit.as_by(milestone, by).save()
    audit.record(
        "milestone recorded", milestone.action, by=by, changes={f"done: {milestone}": [before, done_on]}
    )
    return milestone


def refuse_unless_live(action: Action) -> None:
    if action.state != Action.State.LIVE:
        raise Refused(f"{action.reference} is {action.get_state_display().lower()}.")


def _give_ordinal(action: Action) -> None:
    same = action.plan.actions.filter(label=action.label).exclude(pk=action.pk)
    action.label_ordinal = (same.aggregate(last=Max("label_ordinal"))["last"] or 0) + 1 if action.label else 1


@transaction.atomic
def finish_item(*, item: ActionItem, done_on: date | None, by) -> ActionItem:
    """Record that a part of an action was done on a day, or with None that it was not after all."""
    before, item.done_on = item.done_on, done_on
    audit.as_by(item, by).save()
    audit.record("part of an action done", item.action, by=by, changes={f"done: {item}": [before, done_on]})
    return item
