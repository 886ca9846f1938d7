"""Actions: added, changed, withdrawn, closed, opened again; their milestones and parts."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from lscb import clock
from lscb.errors import ChangedMeanwhile, Refused
from lscb.events import audit, guards, locks
from lscb.events.typed_rows import hold_typed, save_typed
from plans.models import Action, ActionItem, DateChange, Measure, Milestone, PlanEvent
from plans.operations.date_changes import LAPSED, ask_for_new_date, lapse_date_requests
from plans.operations.live import refuse_unless_live
from plans.operations.readings import (
    WhyMoved,
    apply_reading,
    keep_milestones,
    place_owners,
    record_move,
    record_named,
)
from plans.operations.steps import as_it_stands, can_be_undone
from plans.operations.where import nowhere, where_said
from plans.rules import ratings
from plans.rules.moves import Reread, unexplained
from plans.rules.timescales import Timescale
from plans.selectors.readings import our_reading_of, people_taken, reading_of, rereading_of
from subgroups.models import Meeting, Person

# How the completion of an action was agreed.
CLOSED = ["closed_on", "closed_at_meeting", "closed_outside_because"]


class NotLooked(Enum):
    """What `last_seen` is where whoever calls did not look at what is stored."""

    NOT_LOOKED = "not looked"


NOT_LOOKED: Final = NotLooked.NOT_LOOKED


@transaction.atomic
def add_action(
    *, action: Action, by: Person | None, related: Iterable[str] = (), measures: Iterable[Measure] = ()
) -> Action:
    """Put a new, unsaved action into its plan, read its "when" and its "who", and place it last in its section.

    A reference the plan already has is kept as printed; the second one is shown as 13.2 (2).
    `related` are references of actions it points to, besides those in the words of "who"; `measures` those by which its
    success is measured.

    :raises ValueError: for a section, objective, priority or measure of another plan.
    """
    locks.hold(action)
    for measure in measures:
        guards.of_plan(action.plan_id, measure=measure)
    put_action(action, by, related)
    action.measures.set(measures)
    audit.record(PlanEvent.ACTION_ADDED, action, by=by)
    return action


def put_action(
    action: Action,
    by: Person | None,
    related: Iterable[str] = (),
    read: tuple[Timescale, str, Reread] | None = None,
) -> None:
    """Save a new action with what is read of its words, as a part of an event that is audited as a whole.

    The event holds the plan: two actions that are added at once get two ordinals. `read` is how its "when" is read,
    whose reading that is and which dates go along, where it comes from another plan.
    """
    guards.of_plan(
        action.plan_id, section=action.section, objective=action.objective, priority=action.priority
    )
    _give_ordinal(action)
    if not action.position:
        action.position = _last_place(action)
    taken = people_taken(action.board, action.who_text)
    action.who_text = taken.text
    if read is None:
        reading, source = reading_of(action.plan, action.when_text)
        read = reading, source, rereading_of(action, reading, source)
    reading, source, move = read
    apply_reading(action, reading, source, move)
    audit.save(action, by)
    keep_milestones(action, reading, move, by)
    place_owners(action, by, related, taken.named)


@transaction.atomic
def change_action(
    *,
    action: Action,
    by: Person,
    fields: Iterable[str] | None = None,
    last_seen: int | NotLooked | None = NOT_LOOKED,
    moves: str = "",
    moves_because: str = "",
    measures: Iterable[Measure] | None = None,
) -> Action:
    """Keep an action as typed. New words for "when" or "who" are read again; old readings go to history.

    A due date that a meeting has agreed stays whatever the new words of "when". New words that move another date
    need to be said what they are, `moves` of `DateChange.Kind`, and why: a correction of typing corrects the first
    date too, at once; a new date is asked for, and the words stay as printed. In another section it stands last,
    unless its place is given too. `fields` are those that the person changed: all others, and what meetings have
    decided, stay as they are in the database now. `last_seen` is `last_change` as the person saw it; `measures` are
    those by which its success is measured, None: as they are.

    :raises ChangedMeanwhile: when somebody changed it since; nothing is saved.
    :raises Refused: when somebody removed it; when a date would move and nobody says how and why.
    :raises ValueError: for a section, objective or priority of another plan, or an action that was never added.
    """
    stored = hold_typed(action, fields)
    if stored is None:
        raise ValueError("A new action is added, not changed.")
    for measure in measures or ():
        guards.of_plan(action.plan_id, measure=measure)
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
    taken = None
    if stored.who_text != action.who_text:
        taken = people_taken(action.board, action.who_text)
        action.who_text = taken.text
    reading, asks, why = None, None, WhyMoved(moves, moves_because.strip())
    if stored.when_text != action.when_text:
        reading, source = reading_of(action.plan, action.when_text)
        corrects = moves == DateChange.Kind.CORRECTION
        move = rereading_of(action, reading, source, corrects=corrects)
        if move.moves:
            _refuse_unexplained(move, why)
        if move.moves and moves == DateChange.Kind.NEW:
            reading, asks, action.when_text = None, _the_one(action, move), stored.when_text
        else:
            if (
                action.review_on
                and action.review_on == our_reading_of(stored.plan, stored.when_text).review_on
            ):
                action.review_on = None  # the old words named it, and the new ones may name another
            apply_reading(action, reading, source, move)
    save_typed(action, stored, by=by, many=None if measures is None else {"measures": measures})
    if reading:
        keep_milestones(action, reading, move, by)
        record_move(action, move, why, by)
    if asks:
        part, to_date = asks
        ask_for_new_date(action=action, milestone=part, to_date=to_date, reason=why.reason, by=by)
    if taken is not None:
        place_owners(action, by, named=taken.named)
    return action


@transaction.atomic
def name_owners(*, action: Action, named: Mapping[int, Person | None], by: Person) -> Action:
    """Name a person beside an owner of an action, or nobody any more: by the key of the owner's row.

    They update it and are asked for it like whoever speaks for the body, which owns it all the same.

    :raises Refused: where the board names nobody, a row is gone or is no body, or somebody is not on the board.
    """
    locks.hold(action)
    if not action.board.names_owners:
        raise Refused("This board names no people as owners.")
    owners = {owner.pk: owner for owner in locks.locked(action.owners.order_by("pk"))}
    if any(pk not in owners or owners[pk].body_id is None for pk in named):
        raise Refused("The owners were changed meanwhile. Look at them again.")
    here = set(Person.objects.on_board_now(action.board).values_list("pk", flat=True))
    guards.refuse(
        {
            f"owner-{pk}": f"{person} does not work with this board. Choose somebody else."
            for pk, person in named.items()
            if person and person.pk not in here
        }
    )
    before = dict(action.owners.exclude(named_person=None).values_list("body", "named_person"))
    for pk, person in named.items():
        if owners[pk].named_person_id != (person and person.pk):
            owners[pk].named_person = person
            audit.save(owners[pk], by, ["named_person"])
    record_named(action, before, by)
    return action


def _refuse_unexplained(move: Reread, why: WhyMoved) -> None:
    """:raises Refused: where nobody said whether a moved date was typed wrongly or is a new one, and why."""
    known = why.kind in (DateChange.Kind.CORRECTION, DateChange.Kind.NEW)
    guards.refuse(unexplained(move, how_known=known, because=why.reason))


def _the_one(action: Action, move: Reread) -> tuple[Milestone | None, date]:
    """The part (None: the action itself) and the day, where one date takes the place of another.

    :raises Refused: where it does not.
    """
    if len(move.gone) != 1 or len(move.come) != 1:
        raise Refused(
            {
                "moves": "A new date can be asked for where one date takes the place of another. Leave the words as "
                "they are and ask for the new date of each part, or say that this corrects the typing."
            }
        )
    part = None
    if action.due_on is None:
        part = action.milestones.filter(due_on=move.gone[0].due_on, done_on=None).first()
    return part, move.come[0]


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
    stood = [as_it_stands(action, ["state", "state_reason"])]
    stood += [as_it_stands(change, LAPSED) for change in action.date_changes.waiting()]
    action.state, action.state_reason = Action.State.WITHDRAWN, reason.strip()
    audit.save(action, by, ["state", "state_reason"])
    changes = {"why": ["", action.state_reason]}
    changes |= lapse_date_requests(action, by)
    entry = audit.record(PlanEvent.ACTION_WITHDRAWN, action, by=by, changes=changes)
    can_be_undone(entry, action, by=by, before=stood)
    return action


@transaction.atomic
def agree_completion(
    *,
    action: Action,
    by: Person,
    agreed_on: date | None = None,
    meeting: Meeting | None = None,
    outside_because: str = "",
    step: UUID | None = None,
) -> Action:
    """The group agrees that an action is complete: it is closed and needs no further updates.

    Without `agreed_on` it is agreed on the day of the meeting, or today where none is named or it is still to come.

    :raises Refused: unless its last update says complete; for a day to come, or where nobody can have decided it.
    """
    locks.hold(action)
    refuse_unless_live(action)
    guards.refuse(guards.not_yet(agreed_on=agreed_on), nowhere(action.board, meeting, outside_because))
    last = action.updates.in_force().order_by("-quarter__starts_on", "-pk").first()
    if last is None or last.rating != ratings.Rating.COMPLETE:
        raise Refused("Only an action whose last update says complete can be closed.")
    today = clock.today()
    stood = [as_it_stands(action, ["state", *CLOSED])]
    action.state = Action.State.CLOSED
    action.closed_on = agreed_on or (min(meeting.held_on, today) if meeting else today)
    action.closed_at_meeting = meeting
    action.closed_outside_because = "" if meeting else outside_because.strip()
    audit.save(action, by, ["state", *CLOSED])
    changes: dict[str, list] = {"closed": [None, action.closed_on]}
    changes |= where_said(meeting, outside_because)
    entry = audit.record(PlanEvent.COMPLETION_AGREED, action, by=by, changes=changes)
    can_be_undone(entry, action, by=by, before=stood, step=step)
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
    stood = [as_it_stands(action, ["state", *CLOSED, "stands_after"])]
    action.state, action.closed_on, action.closed_at_meeting = Action.State.LIVE, None, None
    action.closed_outside_because = ""
    action.stands_after = action.updates.aggregate(last=Max("pk"))["last"]
    audit.save(action, by, ["state", *CLOSED, "stands_after"])
    entry = audit.record(PlanEvent.ACTION_REOPENED, action, by=by, changes={"why": ["", reason.strip()]})
    can_be_undone(entry, action, by=by, before=stood)
    return action


@transaction.atomic
def record_milestone(*, milestone: Milestone, done_on: date | None, by: Person, note: str = "") -> Milestone:
    """Record that a milestone was reached on a day, or with None that it was not after all.

    Once it is reached nobody decides about another date for it any more.

    :raises Refused: for a day to come.
    """
    locks.hold(milestone.action, milestone)
    guards.refuse(guards.not_yet(done_on=done_on))
    before, stood = milestone.done_on, [as_it_stands(milestone, ["done_on", "note"])]
    milestone.done_on, milestone.note = done_on, note
    audit.save(milestone, by, ["done_on", "note"])
    changes: dict[str, list] = {f"done: {milestone}": [before, done_on]}
    if done_on:
        stood += [
            as_it_stands(each, LAPSED)
            for each in milestone.action.date_changes.waiting().filter(milestone=milestone)
        ]
        changes |= lapse_date_requests(milestone.action, by, about=[milestone])
    entry = audit.record(PlanEvent.MILESTONE_RECORDED, milestone.action, by=by, changes=changes)
    can_be_undone(entry, milestone.action, by=by, before=stood)
    return milestone


@transaction.atomic
def finish_item(*, item: ActionItem, done_on: date | None, by: Person) -> ActionItem:
    """Record that a part of an action was done on a day, or with None that it was not after all.

    :raises Refused: for a day to come.
    """
    locks.hold(item.action, item)
    guards.refuse(guards.not_yet(done_on=done_on))
    stood = [as_it_stands(item, ["done_on"])]
    before, item.done_on = item.done_on, done_on
    audit.save(item, by, ["done_on"])
    changes = {f"done: {item}": [before, done_on]}
    entry = audit.record(PlanEvent.ACTION_ITEM_DONE, item.action, by=by, changes=changes)
    can_be_undone(entry, item.action, by=by, before=stood)
    return item


def _last_place(action: Action) -> int:
    last = action.plan.actions.filter(section=action.section_id).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _give_ordinal(action: Action) -> None:
    """Say which of several with its reference it is."""
    same = action.plan.actions.filter(label=action.label).exclude(pk=action.pk)
    action.label_ordinal = (same.aggregate(last=Max("label_ordinal"))["last"] or 0) + 1 if action.label else 1
