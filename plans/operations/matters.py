"""What a meeting decided about anything else than an action: recorded, put right, followed up, withdrawn."""

from datetime import date

from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.wording import long_date
from plans.models import Matter, Plan, PlanEvent
from plans.operations.where import nowhere, where_said
from plans.selectors.chasing import voices_of
from subgroups.models import Body, Meeting, Person
from subgroups.operations.bodies import merged
from subgroups.operations.news import tell

SAID = ["words", "owner", "named_person", "due_on"]
SETTLED = ["state", "outcome", "settled_on", "settled_by", "settled_at", "changed_at"]


@transaction.atomic
def record_matter(
    *,
    meeting: Meeting,
    words: str,
    by: Person,
    owner: Body | None = None,
    named_person: Person | None = None,
    due_on: date | None = None,
) -> Matter:
    """Record what a meeting decided about another matter; with an owner it is open, without one for the record.

    Whoever speaks for the owner, and who is named beside it, hears of it.

    :raises Refused: without words, for a day or a name of what nobody follows up, for an owner of another board or
        that has ended, and where the meeting cannot have decided it.
    """
    matter = Matter(meeting=meeting, recorded_by=by)
    locks.hold(matter, meeting)
    _say(matter, words, owner, named_person, due_on, wrong=nowhere(meeting.board, meeting, ""))
    matter.state = Matter.State.OPEN if owner else Matter.State.NOTED
    audit.save(matter, by)
    said = audit.values_of(matter, SAID)
    changes = audit.differences(dict.fromkeys(said, ""), said) | where_said(meeting, "")
    audit.record(PlanEvent.MATTER_RECORDED, matter, by=by, changes=changes)
    _tell(matter, by)
    return matter


@transaction.atomic
def change_matter(
    *,
    matter: Matter,
    words: str,
    reason: str,
    by: Person,
    owner: Body | None = None,
    named_person: Person | None = None,
    due_on: date | None = None,
) -> Matter:
    """Put right what was recorded, or hand it to somebody else or another day; what stood before stays in its history.

    :raises Refused: as `record_matter`, without a reason, and once it is followed up or withdrawn.
    """
    locks.hold(matter)
    _refuse_if_settled(matter)
    before, owner_before = audit.values_of(matter, SAID), matter.owner_id
    _say(matter, words, owner, named_person, due_on, guards.empty(reason=(reason, "Say why it is changed.")))
    matter.state, matter.changed_at = Matter.State.OPEN if owner else Matter.State.NOTED, clock.now()
    audit.save(matter, by, [*SAID, "state", "changed_at"], because=reason.strip())
    changes = audit.differences(before, audit.values_of(matter, SAID)) | {"why": ["", reason.strip()]}
    audit.record(PlanEvent.MATTER_CHANGED, matter, by=by, changes=changes)
    if matter.owner_id != owner_before:
        _tell(matter, by)
    return matter


@transaction.atomic
def follow_up_matter(*, matter: Matter, outcome: str, by: Person, on: date | None = None) -> Matter:
    """Say what came of it, and since when (today, unless a day is given): it arises at no meeting any more.

    :raises Refused: without words, for a day to come or before its meeting, and for what is not open.
    """
    locks.hold(matter)
    if not matter.is_open:
        raise Refused("Nothing is to be followed up here any more. Look at it again.")
    on = on or clock.today()
    early = {"on": f"It was decided on {long_date(matter.decided_on)}, after that day."}
    guards.refuse(
        guards.empty(outcome=(outcome, "Say what came of it.")),
        guards.not_yet(on=on),
        early if on < matter.decided_on else {},
    )
    return _settle(matter, Matter.State.DONE, outcome, on, PlanEvent.MATTER_FOLLOWED_UP, by)


@transaction.atomic
def withdraw_matter(*, matter: Matter, reason: str, by: Person) -> Matter:
    """It is not to be done after all, or was recorded by mistake; it stays in the log with the reason.

    :raises Refused: without a reason, and once it is followed up or withdrawn.
    """
    locks.hold(matter)
    _refuse_if_settled(matter)
    guards.refuse(guards.empty(reason=(reason, "Say why it is withdrawn.")))
    return _settle(matter, Matter.State.WITHDRAWN, reason, clock.today(), PlanEvent.MATTER_WITHDRAWN, by)


@transaction.atomic
def reopen_matter(*, matter: Matter, reason: str, by: Person) -> Matter:
    """It is not followed up after all, or not withdrawn: it arises at the next meeting again.

    :raises Refused: without a reason, or while it is open.
    """
    locks.hold(matter)
    if not matter.is_settled:
        raise Refused("It is open. Look at it again.")
    guards.refuse(guards.empty(reason=(reason, "Say why it is opened again.")))
    was = [matter.get_state_display(), matter.outcome]
    matter.state = Matter.State.OPEN if matter.owner_id else Matter.State.NOTED
    matter.outcome, matter.settled_on, matter.settled_by, matter.settled_at = "", None, None, None
    matter.changed_at = clock.now()
    audit.save(matter, by, SETTLED, because=reason.strip())
    changes = {
        "state": [was[0], matter.get_state_display()],
        "what came of it": [was[1], ""],
        "why": ["", reason.strip()],
    }
    audit.record(PlanEvent.MATTER_REOPENED, matter, by=by, changes=changes)
    return matter


def _say(
    matter: Matter,
    words: str,
    owner: Body | None,
    named_person: Person | None,
    due_on: date | None,
    wrong: dict[str, str],
) -> None:
    guards.refuse(
        wrong,
        guards.empty(words=(words, "Say what was decided.")),
        guards.strangers(matter.board, owner=owner),
        merged(owner=owner),
        _needs_owner(owner, named_person, due_on),
        _not_named(matter, named_person),
    )
    matter.words, matter.owner, matter.named_person = words.strip(), owner, named_person
    matter.due_on = due_on


def _needs_owner(owner: Body | None, named_person: Person | None, due_on: date | None) -> dict[str, str]:
    if owner is not None or (named_person is None and due_on is None):
        return {}
    return {"owner": "Choose who follows it up, or leave the day and the name empty."}


def _not_named(matter: Matter, named_person: Person | None) -> dict[str, str]:
    """Advice about a name where the board names nobody, or of somebody who does not work with it; one that stands is
    kept."""
    if named_person is None or named_person.pk == matter.named_person_id:
        return {}
    if not matter.board.names_owners:
        return {"named_person": "This board names no people as owners."}
    if not Person.objects.on_board_now(matter.board).filter(pk=named_person.pk).exists():
        return {"named_person": f"{named_person} does not work with this board. Choose somebody else."}
    return {}


def _settle(matter: Matter, state: str, words: str, on: date, event: PlanEvent, by: Person) -> Matter:
    before = matter.get_state_display()
    matter.state, matter.outcome, matter.settled_on = state, words.strip(), on
    matter.settled_by, matter.settled_at = by, clock.now()
    matter.changed_at = matter.settled_at
    audit.save(matter, by, SETTLED)
    changes: dict[str, list] = {
        "state": [before, matter.get_state_display()],
        "what came of it": ["", matter.outcome],
        "on": [None, on],
    }
    audit.record(event, matter, by=by, changes=changes)
    return matter


def _refuse_if_settled(matter: Matter) -> None:
    if matter.is_settled:
        raise Refused(f"It is {matter.get_state_display().lower()}. Open it again first.")


def _tell(matter: Matter, by: Person) -> None:
    """Let whoever follows it up hear of it."""
    owner, board = matter.owner, matter.board
    plan = Plan.objects.newest_live_of(board) if owner else None
    if owner is None or plan is None:
        return
    people = [seat.person for seat in voices_of(plan, [owner])[owner.pk].speakers]
    people += [matter.named_person] if matter.named_person and board.names_owners else []
    until = f" By {long_date(matter.due_on)}." if matter.due_on else ""
    tell(
        people,
        board=board,
        subject=f"{matter.meeting.body.label}: {owner.label} is to follow up a decision",
        said=f"{matter.meeting} decided:\n\n{matter.words}\n\n{owner} follows it up.{until}",
        link=matter.page_in(plan),
        by=by,
    )
