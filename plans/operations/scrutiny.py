"""The scrutineer's log: an entry written, changed, shared, answered, closed by a meeting and opened again."""

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.wording import long_date
from plans.models import Action, Plan, PlanEvent, Priority, ScrutinyEntry
from plans.selectors.chasing import voices_of
from subgroups.models import Agency, Board, Body, Meeting, Person
from subgroups.operations.bodies import merged
from subgroups.operations.news import tell

Kind = ScrutinyEntry.Kind
SAID = ["kind", "words", "source", "seen_on", "priority", "action", "response_due_on"]
ANSWER = ["response", "responded_on", "answered_by"]
CLOSING = ["outcome", "closed_at_meeting", "closed_by", "closed_at"]


class Said(TypedDict, total=False):
    """What is typed of an entry; `to` is who must answer or, of good practice, whose it is."""

    kind: str
    words: str
    source: str
    seen_on: date | None
    priority: Priority | None
    action: Action | None
    to: Agency | Body | None
    response_due_on: date | None


@transaction.atomic
def write_scrutiny(*, board: Board, by: Person, **said: Unpack[Said]) -> ScrutinyEntry:
    """Write an entry of the log; nobody but its writer sees it until it is shared.

    :raises Refused: without words or how it was looked at, a finding without whoever must answer, for a day to come,
        a response due before that day, or for what is of another board.
    """
    locks.hold(board)
    entry = ScrutinyEntry(board=board, written_by=by)
    _say(entry, said)
    audit.save(entry, by)
    _record(PlanEvent.SCRUTINY_WRITTEN, entry, by, {})
    return entry


@transaction.atomic
def change_scrutiny(
    *, entry: ScrutinyEntry, by: Person, reason: str = "", **said: Unpack[Said]
) -> ScrutinyEntry:
    """Say an entry again: a draft freely, what is shared with the reason, until somebody answered it.

    :raises Refused: as writing one does; when nothing is changed, without the reason, or once it is answered.
    """
    locks.hold(entry)
    if entry.response:
        raise Refused("It is answered as it stands. Write another entry instead.")
    before = recorded_in(entry)
    missing = {"reason": (reason, "Say why it is changed.")} if entry.is_shared else {}
    _say(entry, said, guards.empty(**missing))
    changes = audit.differences(before, recorded_in(entry))
    if not changes:
        raise Refused("Nothing is changed yet.")
    _save(entry, by, [*ScrutinyEntry.partner_fields, *SAID], because=reason.strip())
    if entry.is_shared:
        changes |= {"why": ["", reason.strip()]}
    _record(PlanEvent.SCRUTINY_CHANGED, entry, by, changes)
    return entry


@transaction.atomic
def share_scrutiny(*, entry: ScrutinyEntry, plan: Plan, by: Person) -> ScrutinyEntry:
    """Show an entry to whoever reads the board; whoever must answer hears of it.

    :param plan: a plan of the board, under whose pages they look at it.
    :raises Refused: when it is shared already.
    """
    locks.hold(entry)
    guards.refuse(guards.strangers(entry.board, plan=plan))
    if entry.is_shared:
        raise Refused("It is shared already.")
    entry.shared_on = clock.today()
    _save(entry, by, ["shared_on"])
    said = {name: ["", value] for name, value in recorded_in(entry).items() if value}
    _record(PlanEvent.SCRUTINY_SHARED, entry, by, said)
    _tell_of(entry, plan, by)
    return entry


def _tell_of(entry: ScrutinyEntry, plan: Plan, by: Person) -> None:
    """Whoever speaks for the group, or leads for the agency, hears of it."""
    if entry.to is None:
        return
    bodies = list(Body.objects.filter(agency=entry.to)) if isinstance(entry.to, Agency) else [entry.to]
    said = f"{entry.get_kind_display()}:\n\n{entry.words}"
    if entry.response_due_on:
        said += f"\n\nA response is due by {long_date(entry.response_due_on)}."
    tell(
        [seat.person for voices in voices_of(plan, bodies).values() for seat in voices.speakers],
        board=entry.board,
        subject=f"Scrutiny: {entry.get_kind_display().lower()} for {entry.to.name}",
        said=said,
        link=entry.page_in(plan),
        by=by,
    )


@transaction.atomic
def answer_scrutiny(
    *, entry: ScrutinyEntry, response: str, by: Person, responded_on: date | None = None
) -> ScrutinyEntry:
    """Record what was answered; answered again, it replaces, and history keeps the first.

    :raises Refused: without words, for a day to come or before it was looked at, of a draft, of good practice, or when
        it is closed.
    """
    locks.hold(entry)
    _refuse_unless_open(entry)
    responded_on = responded_on or clock.today()
    wrong = guards.not_yet(responded_on=responded_on)
    if responded_on < entry.seen_on:
        wrong["responded_on"] = "It was looked at after that day."
    guards.refuse(wrong, guards.empty(response=(response, "Write what was answered.")))
    before, entry.response = entry.response, response.strip()
    entry.responded_on, entry.answered_by = responded_on, by
    _save(entry, by, ANSWER)
    _record(PlanEvent.SCRUTINY_ANSWERED, entry, by, {"response": [before, entry.response]})
    return entry


@transaction.atomic
def close_scrutiny(*, entry: ScrutinyEntry, meeting: Meeting, outcome: str, by: Person) -> ScrutinyEntry:
    """Record that a meeting closed an entry, with what came of it.

    :raises Refused: without an answer or what came of it, for a meeting to come or of another board, of a draft or of
        good practice, or when it is closed already.
    """
    locks.hold(entry)
    _refuse_unless_open(entry)
    if not entry.response:
        raise Refused("Record the response first; where none came, record that.")
    wrong = guards.strangers(entry.board, meeting=meeting)
    if meeting.held_on > clock.today():
        wrong["meeting"] = "That meeting is still to come. Choose one that was held."
    guards.refuse(wrong, guards.empty(outcome=(outcome, "Say what came of it: it closes only with that.")))
    entry.outcome, entry.closed_at_meeting = outcome.strip(), meeting
    entry.closed_by, entry.closed_at = by, clock.now()
    _save(entry, by, CLOSING)
    changes = {"what came of it": ["", entry.outcome], "closed by the meeting": ["", str(meeting)]}
    _record(PlanEvent.SCRUTINY_CLOSED, entry, by, changes)
    return entry


@transaction.atomic
def reopen_scrutiny(*, entry: ScrutinyEntry, reason: str, by: Person) -> ScrutinyEntry:
    """A closed entry is open again; what had come of it stays in its trail.

    :raises Refused: without a reason, or when it is not closed.
    """
    locks.hold(entry)
    if not entry.closed_at:
        raise Refused("It is not closed.")
    guards.refuse(guards.empty(reason=(reason, "Say why it is opened again.")))
    before = entry.outcome
    entry.outcome, entry.closed_at_meeting, entry.closed_by, entry.closed_at = "", None, None, None
    _save(entry, by, CLOSING, because=reason.strip())
    changes = {"what came of it": [before, ""], "why": ["", reason.strip()]}
    _record(PlanEvent.SCRUTINY_REOPENED, entry, by, changes)
    return entry


def recorded_in(entry: ScrutinyEntry) -> dict[str, object]:
    """What an entry says, by the words people know it by."""
    return {
        "kind": entry.get_kind_display(),
        "what was found": entry.words,
        "how it was looked at": entry.source,
        "looked at": entry.seen_on,
        "priority": str(entry.priority or ""),
        "action": str(entry.action or ""),
        "to": entry.to.name if entry.to else "",
        "response due": entry.response_due_on,
    }


def _say(entry: ScrutinyEntry, said: Said, wrong: dict[str, str] | None = None) -> None:
    """Put what is typed into an entry, or refuse all that is wrong with it, and `wrong` besides."""
    to_before = entry.to
    kind, to = Kind(said["kind"]), said.get("to")
    seen_on, due = said.get("seen_on") or clock.today(), said.get("response_due_on")
    found = guards.empty(
        words=(said.get("words"), "Say what was found."),
        source=(said.get("source"), "Say how it was looked at, such as a visit or a dip sample."),
    )
    found |= guards.not_yet(seen_on=seen_on)
    if kind == Kind.GOOD_PRACTICE:
        due = None  # nobody must answer
    elif to is None:
        found["to"] = "Choose who must answer."
    if due and due < seen_on:
        found["response_due_on"] = "A response cannot be due before it was looked at."
    if to and to != to_before:
        found |= merged(to=to)
    named = guards.strangers(entry.board, to=to, priority=said.get("priority"), action=said.get("action"))
    guards.refuse(found, named, wrong or {})
    entry.kind, entry.to = kind, to
    entry.words, entry.source = said.get("words", "").strip(), said.get("source", "").strip()
    entry.seen_on, entry.response_due_on = seen_on, due
    entry.priority, entry.action = said.get("priority"), said.get("action")


def _refuse_unless_open(entry: ScrutinyEntry) -> None:
    if not entry.is_shared:
        raise Refused("It is not shared yet.")
    if not entry.asks:
        raise Refused("Good practice asks nobody to answer.")
    if entry.closed_at:
        raise Refused("It is closed. Open it again first.")


def _save(entry: ScrutinyEntry, by: Person, fields: list[str], because: str = "") -> None:
    entry.changed_at = clock.now()
    audit.save(entry, by, [*fields, "changed_at"], because=because)


def _record(event: PlanEvent, entry: ScrutinyEntry, by: Person, changes: dict[str, list]) -> None:
    """The line of audit. Of a draft it says no more than that there is one: others read the trail too."""
    if entry.is_shared:
        audit.record(event, entry, by=by, changes=changes)
    else:
        audit.record(event, entry.board, by=by, changes={"entry": ["", "not shared yet"]})
