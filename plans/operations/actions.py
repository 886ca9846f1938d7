"""Actions: added, changed, withdrawn, closed, opened again; their milestones and parts."""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Final

from django.db import transaction
from django.db.models import Max

from lscb import clock
from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, guards, locks
from lscb.events.typed_rows import hold_typed, save_typed
from plans.models import Action, ActionItem, DateChange, Milestone, PlanEvent
from plans.operations.readings import apply_reading, keep_milestones, place_owners
from plans.rules import ratings
from plans.selectors.readings import reading_of
from subgroups.models import Meeting, Person


class NotLooked(Enum):
    """What `last_seen` is where whoever calls did not look at what is stored."""

    NOT_LOOKED = "not looked"


NOT_LOOKED: Final = NotLooked.NOT_LOOKED


@transaction.atomic
def add_action(*, action: Action, by: Person | None, related: Iterable[str] = ()) -> Action:
    """Put a new, unsaved action into its plan, read its "when" and its "who", and place it last in its section.

    A reference the plan already has is kept as printed; the second one is shown as 13.2 (2).
    `related` are references of actions it points to, besides those in the words of "who".

    :raises ValueError: for a section, objective or priority of another plan.
    """
    locks.hold(action)
    put_action(action, by, related)
    audit.record(PlanEvent.ACTION_ADDED, action, by=by)
    return action


def put_action(action: Action, by: Person | None, related: Iterable[str] = ()) -> None:
    """Save a new action with what is read of its words, as a part of an event that is audited as a whole.

    The event holds the plan: two actions that are added at once get two ordinals.
    """
    guards.of_plan(
        action.plan_id, section=action.section, objective=action.objective, priority=action.priority
    )
    _give_ordinal(action)
    if not action.position:
        action.position = _last_place(action)
    reading, source = reading_of(action.plan, action.when_text)
    apply_reading(action, reading, source)
    audit.save(action, by)
    keep_milestones(action, reading, by)
    place_owners(action, by, related)


@transaction.atomic
def change_action(
    *,
    action: Action,
    by: Person,
    fields: Iterable[str] | None = None,
    last_seen: int | NotLooked | None = NOT_LOOKED,
) -> Action:
    """Keep an action as typed. New words for "when" or "who" are read again; old readings go to history.

    A due date that a meeting has agreed stays whatever the new words of "when". In another section it stands last,
    unless its place is given too. `fields` are those that the person changed: all others, and what meetings have
    decided, stay as they are in the database now. `last_seen` is `last_change` as the person saw it.

    :raises ChangedMeanwhile: when somebody changed it since; nothing is saved.
    :raises Refused: when somebody removed it.
    :raises ValueError: for a section, objective or priority of another plan, or an action that was never added.
    """
    stored = hold_typed(action, fields)
    if stored is None:
        raise ValueError("A new action is added, not changed.")
    if last_seen is not NOT_LOOKED and last_change(stored) != last_seen:
        who = stored.history.select_related("history_user").latest().history_user or "Somebody"
        raise ChangedMeanwhile(
            f"{who} changed this while you were writing. Nothing of yours is lost: compare and save again.",
            current=stored,
        )
    guards.of_plan(
        action.plan_id, section=action.section, objective=action.objective, priority=action.priority
    )
    if stored.label != action.label or stored.plan_id != action.plan_id:
        _give_ordinal(action)
    if stored.section_id != action.section_id and stored.position == action.position:
        action.position = _last_place(action)
    reading = None
    if stored.when_text != action.when_text:
        reading, source = reading_of(action.plan, action.when_text)
        agreed = stored.due_on if stored.date_changes.agreed().exists() else None
        action.first_due_on = None
        apply_reading(action, reading, source)
        action.due_on = agreed or action.due_on
    save_typed(action, stored, by=by)
    if reading:
        keep_milestones(action, reading, by)
    if stored.who_text != action.who_text:
        place_owners(action, by)
    return action


def last_change(action: Action) -> int | None:
    """Which change of an action is its latest, to find out later whether another one followed."""
    return action.history.order_by("-history_id").values_list("history_id", flat=True).first()


@transaction.atomic
def withdraw_action(*, action: Action, reason: str, by: Person) -> Action:
    """Take an action out of the plan's count, for a reason; its history stays.

    :raises Refused: without a reason, or when it no longer counts.
    """
    locks.hold(action)
    guards.refuse(guards.empty(reason=(reason, "Say why it is withdrawn.")))
    refuse_unless_live(action)
    action.state, action.state_reason = Action.State.WITHDRAWN, reason.strip()
    audit.save(action, by, ["state", "state_reason"])
    changes = {"why": ["", action.state_reason]}
    changes |= lapse_date_requests(action, by)
    audit.record(PlanEvent.ACTION_WITHDRAWN, action, by=by, changes=changes)
    return action


@transaction.atomic
def agree_completion(
    *,
    action: Action,
    by: Person,
    agreed_on: date | None = None,
    meeting: Meeting | None = None,
) -> Action:
    """The group agrees that an action is complete: it is closed and needs no further updates.

    Without `agreed_on` it is agreed on the day of the meeting, or today where none is named or it is still to come.

    :raises Refused: unless its last update says complete; for a day to come, or a meeting of another board.
    """
    locks.hold(action)
    refuse_unless_live(action)
    guards.refuse(guards.not_yet(agreed_on=agreed_on), guards.strangers(action.board, meeting=meeting))
    last = action.updates.in_force().order_by("-quarter__starts_on", "-pk").first()
    if last is None or last.rating != ratings.Rating.COMPLETE:
        raise Refused("Only an action whose last update says complete can be closed.")
    today = clock.today()
    action.state = Action.State.CLOSED
    action.closed_on = agreed_on or (min(meeting.held_on, today) if meeting else today)
    action.closed_at_meeting = meeting
    audit.save(action, by, ["state", "closed_on", "closed_at_meeting"])
    changes: dict[str, list] = {"closed": [None, action.closed_on]}
    if meeting:
        changes["at the meeting"] = ["", str(meeting)]
    audit.record(PlanEvent.COMPLETION_AGREED, action, by=by, changes=changes)
    return action


@transaction.atomic
def reopen_action(*, action: Action, reason: str, by: Person) -> Action:
    """A closed action turns out not to be finished: it is live again and silent until somebody says how it is going.

    :raises Refused: without a reason, or when it is not closed.
    """
    locks.hold(action)
    if action.state != Action.State.CLOSED:
        raise Refused("Only a closed action can be opened again.")
    guards.refuse(guards.empty(reason=(reason, "Say why it is opened again.")))
    action.state, action.closed_on, action.closed_at_meeting = Action.State.LIVE, None, None
    action.stands_after = action.updates.aggregate(last=Max("pk"))["last"]
    audit.save(action, by, ["state", "closed_on", "closed_at_meeting", "stands_after"])
    audit.record(PlanEvent.ACTION_REOPENED, action, by=by, changes={"why": ["", reason.strip()]})
    return action


@transaction.atomic
def record_milestone(*, milestone: Milestone, done_on: date | None, by: Person, note: str = "") -> Milestone:
    """Record that a milestone was reached on a day, or with None that it was not after all.

    :raises Refused: for a day to come.
    """
    locks.hold(milestone.action, milestone)
    guards.refuse(guards.not_yet(done_on=done_on))
    before = milestone.done_on
    milestone.done_on, milestone.note = done_on, note
    audit.save(milestone, by, ["done_on", "note"])
    audit.record(
        PlanEvent.MILESTONE_RECORDED,
        milestone.action,
        by=by,
        changes={f"done: {milestone}": [before, done_on]},
    )
    return milestone


@transaction.atomic
def finish_item(*, item: ActionItem, done_on: date | None, by: Person) -> ActionItem:
    """Record that a part of an action was done on a day, or with None that it was not after all.

    :raises Refused: for a day to come.
    """
    locks.hold(item.action, item)
    guards.refuse(guards.not_yet(done_on=done_on))
    before, item.done_on = item.done_on, done_on
    audit.save(item, by, ["done_on"])
    audit.record(PlanEvent.ACTION_ITEM_DONE, item.action, by=by, changes={f"done: {item}": [before, done_on]})
    return item


def lapse_date_requests(action: Action, by: Person) -> dict[str, list]:
    """Close what nobody decides any more, as the action leaves the plan; what its audit line says of it."""
    changes = {}
    for change in locks.locked(action.date_changes.waiting().order_by("pk")):
        change.state, change.decided_by, change.decided_at = DateChange.State.LAPSED, by, clock.now()
        audit.save(change, by, ["state", "decided_by", "decided_at"])
        changes["new date asked for"] = [change.to_date, change.get_state_display()]
    return changes


def refuse_unless_live(action: Action) -> None:
    """:raises Refused: when the action is closed or no longer counts."""
    if action.state != Action.State.LIVE:
        raise Refused(f"{action.called} is {action.get_state_display().lower()}.")


def _last_place(action: Action) -> int:
    last = action.plan.actions.filter(section=action.section_id).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _give_ordinal(action: Action) -> None:
    """Say which of several with its reference it is."""
    same = action.plan.actions.filter(label=action.label).exclude(pk=action.pk)
    action.label_ordinal = (same.aggregate(last=Max("label_ordinal"))["last"] or 0) + 1 if action.label else 1
