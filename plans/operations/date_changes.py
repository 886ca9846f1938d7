"""New due dates: asked for openly, decided by a meeting."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.wording import listed, long_date
from plans.models import Action, DateChange, Milestone, PlanEvent
from plans.operations.live import refuse_unless_live
from plans.operations.steps import as_it_stands, can_be_undone
from plans.operations.telling import tell_owners
from plans.operations.where import nowhere, where_said
from subgroups.models import Meeting, Person

# What follows from deciding a request, of itself and of what it is about, and from its lapsing.
MOVED = ["first_due_on", "due_on"]
LAPSED = ["state", "decided_by", "decided_at"]
DECIDED = ["state", "meeting", "outside_because", "decided_by", "decided_at", "refused_because"]


@transaction.atomic
def ask_for_new_date(
    *, action: Action, to_date: date, reason: str, by: Person, milestone: Milestone | None = None
) -> DateChange:
    """Ask a meeting to agree a new due date. Until it does, lateness is measured against the old one.

    Of an action whose timescale has dated parts it is asked for one of them; where only one is open, for that. Each
    part may have its own request waiting.

    :raises Refused: without a reason, for the date it already has, while another request for the same date waits, or
        where it is not said which of several parts is meant.
    :raises ValueError: for a part of another action.
    """
    locks.hold(action)
    refuse_unless_live(action)
    wrong = guards.empty(reason=(reason, "Say why the date should move."))
    part, advice = part_asked_about(action, milestone)
    now = part.due_on if part else action.due_on
    if advice:
        wrong["milestone"] = advice
    elif to_date == now:
        wrong["to_date"] = "That is the date it already has."
    guards.refuse(wrong)
    if action.date_changes.waiting().filter(milestone=part).exists():
        raise Refused("A new date has already been asked for and is waiting for a meeting to decide.")
    change = DateChange(
        action=action, milestone=part, from_date=now, to_date=to_date, reason=reason.strip(), asked_by=by
    )
    audit.save(change, by)
    # Nothing became anything yet: the date that counts is still the old one.
    changes: dict[str, list] = {"asked for": [None, to_date]} | ({"instead of": [None, now]} if now else {})
    entry = audit.record(PlanEvent.NEW_DATE_ASKED, action, by=by, changes=changes)
    can_be_undone(entry, action, by=by, asked=change)
    return change


def part_asked_about(action: Action, milestone: Milestone | None) -> tuple[Milestone | None, str]:
    """The open part that a new date is for, read anew, None for the action's own date; advice where none is meant."""
    if milestone is not None and milestone.action_id != action.pk:
        raise ValueError("That is a part of another action.")
    if action.due_on is not None:
        return None, ""
    open_parts = {part.pk: part for part in action.milestones.open_and_dated()}
    if milestone is None and len(open_parts) > 1:
        return None, "Say which of its dates should move."
    if milestone is not None and milestone.pk not in open_parts:
        return None, "That part is done, or no longer there. Look again."
    return open_parts[milestone.pk] if milestone else next(iter(open_parts.values()), None), ""


@transaction.atomic
def decide_new_date(
    *,
    change: DateChange,
    agreed: bool,
    by: Person,
    meeting: Meeting | None = None,
    outside_because: str = "",
    reason: str = "",
    step: UUID | None = None,
) -> DateChange:
    """Record what was decided: by a meeting, or outside one, which `outside_because` explains.

    Agreed: late is measured against the new date; the first stays printed.

    :raises Refused: when it was already decided, where nobody can have decided it, or not agreed without a reason.
    """
    locks.hold(change.action, change)
    action = change.action
    if change.state != DateChange.State.ASKED:
        raise Refused("That request has already been decided.")
    why_not = {} if agreed else guards.empty(reason=(reason, "Say why it is not agreed."))
    guards.refuse(nowhere(action.board, meeting, outside_because), why_not)
    stood = [as_it_stands(change, DECIDED)]
    change.refused_because = "" if agreed else reason.strip()
    change.state = DateChange.State.AGREED if agreed else DateChange.State.REFUSED
    change.outside_because = "" if meeting else outside_because.strip()
    change.meeting, change.decided_by, change.decided_at = meeting, by, clock.now()
    audit.save(change, by, DECIDED)
    if agreed:
        moved: Action | Milestone = change.milestone or action
        if change.milestone:
            locks.hold(action, change.milestone)
        stood.append(as_it_stands(moved, MOVED))
        moved.first_due_on = moved.first_due_on or moved.due_on or change.to_date
        moved.due_on = change.to_date
        audit.save(moved, by, MOVED)
    changes: dict[str, list] = {"due": [change.from_date, change.to_date]} if agreed else {}
    changes |= where_said(meeting, outside_because)
    if not agreed:
        changes["why"] = ["", change.refused_because]
    event = PlanEvent.NEW_DATE_AGREED if agreed else PlanEvent.NEW_DATE_REFUSED
    entry = audit.record(event, action, by=by, changes=changes)
    told = []
    if not agreed:
        told = tell_owners(
            action,
            subject="keeps its date",
            said=f"The new date asked for, {long_date(change.to_date)}, was not agreed. {change.refused_because}",
            by=by,
            too=[change.asked_by],
        )
    can_be_undone(entry, action, by=by, before=stood, told=told, step=step)
    return change


def lapse_date_requests(
    action: Action, by: Person | None, about: Iterable[Milestone] | None = None
) -> dict[str, list]:
    """Close what nobody decides any more, of the action or `about` some of its parts; what the audit line says."""
    waiting = action.date_changes.waiting()
    if about is not None:
        waiting = waiting.filter(milestone__in=list(about))
    lapsed = list(locks.locked(waiting.order_by("pk")))
    for change in lapsed:
        change.state, change.decided_by, change.decided_at = DateChange.State.LAPSED, by, clock.now()
        audit.save(change, by, LAPSED)
    if not lapsed:
        return {}
    asked = listed([long_date(change.to_date) for change in lapsed])
    return {"new date asked for": [asked, DateChange.State.LAPSED.label]}
