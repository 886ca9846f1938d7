"""The challenge log: a challenge raised, corrected, answered, closed with what came of it and opened again."""

from datetime import date

from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.wording import long_date
from plans.models import Action, Challenge, Plan, PlanEvent
from plans.models.challenge import recorded_in
from plans.operations.telling import tell_owners
from plans.selectors.chasing import voices_of
from subgroups.models import Agency, Body, Meeting, Person
from subgroups.operations.bodies import merged
from subgroups.operations.news import tell

CLOSING = ("outcome", "unanswered_because", "closed_by", "closed_at")


@transaction.atomic
def raise_challenge(
    *,
    plan: Plan,
    to: Agency | Body,
    words: str,
    raised_by: str,
    by: Person,
    action: Action | None = None,
    meeting: Meeting | None = None,
    raised_on: date | None = None,
    response_due_on: date | None = None,
) -> Challenge:
    """Put a challenge to an agency or a group, against an action or the plan as a whole.

    `raised_by` is whose challenge it is, as the log prints it; `by` is who records it.

    :raises Refused: without words or a name, for a day to come, a response due before it was raised, a meeting to
        come, a meeting or partner of another board, or a group that was merged into another.
    :raises ValueError: for an action of another plan.
    """
    locks.hold(plan, action)
    guards.of_plan(plan.pk, action=action)
    raised_on = raised_on or clock.today()
    guards.refuse(_wrong(plan, to, meeting, words, raised_by, raised_on, response_due_on))
    challenge = Challenge(
        plan=plan,
        action=action,
        words=words.strip(),
        raised_by=raised_by.strip(),
        raised_on=raised_on,
        meeting=meeting,
        response_due_on=response_due_on,
        recorded_by=by,
    )
    challenge.to = to
    audit.save(challenge, by)
    _record(
        PlanEvent.CHALLENGE_RAISED, challenge, by, {"challenge": ["", challenge.words], "to": ["", to.name]}
    )
    _tell_of(challenge, to, by)
    return challenge


def _tell_of(challenge: Challenge, to: Agency | Body, by: Person) -> None:
    """Whoever speaks for the group that is challenged, and for the owners of the action, hears of it.

    For an agency its lead contacts speak.
    """
    plan = challenge.plan
    said = f"{challenge.raised_by} put a challenge to {to.name}:\n\n{challenge.words}"
    if challenge.response_due_on:
        said += f"\n\nA response is due by {long_date(challenge.response_due_on)}."
    bodies = [to] if isinstance(to, Body) else Body.objects.filter(agency=to)
    link = challenge.get_absolute_url()
    if challenge.action:
        tell_owners(challenge.action, subject="is challenged", said=said, by=by, bodies=bodies, link=link)
        return
    seats = [seat for voices in voices_of(plan, bodies).values() for seat in voices.speakers]
    tell(
        [seat.person for seat in seats],
        board=plan.board,
        subject=f"{plan.title}: a challenge to {to.name}",
        said=said,
        link=link,
        by=by,
    )


@transaction.atomic
def change_challenge(
    *,
    challenge: Challenge,
    to: Agency | Body,
    words: str,
    raised_by: str,
    raised_on: date,
    reason: str,
    by: Person,
    action: Action | None = None,
    meeting: Meeting | None = None,
    response_due_on: date | None = None,
) -> Challenge:
    """Correct what was recorded of an open challenge; the audit trail and its own page keep both wordings.

    :raises Refused: as raising one does; without a reason, when nothing is changed, or when it is closed.
    :raises ValueError: for an action of another plan.
    """
    locks.hold(challenge)
    if challenge.closed_at:
        raise Refused("This challenge is closed. Open it again first.")
    guards.of_plan(challenge.plan_id, action=action)
    wrong = _wrong(
        challenge.plan,
        to,
        meeting,
        words,
        raised_by,
        raised_on,
        response_due_on,
        to_before=challenge.to,
        meeting_before=challenge.meeting,
    )
    if challenge.responded_on and challenge.responded_on < raised_on:
        wrong["raised_on"] = "It was answered before that day."
    guards.refuse(wrong, guards.empty(reason=(reason, "Say why it is changed.")))
    before, about_before = recorded_in(challenge), challenge.action
    challenge.to, challenge.words, challenge.raised_by = to, words.strip(), raised_by.strip()
    challenge.raised_on, challenge.response_due_on = raised_on, response_due_on
    challenge.action, challenge.meeting = action, meeting
    changes = audit.differences(before, recorded_in(challenge))
    if not changes:
        raise Refused("Nothing is changed yet.")
    said = ["words", "raised_by", "raised_on", "response_due_on", "action", "meeting"]
    audit.save(challenge, by, [*Challenge.partner_fields, *said], because=reason.strip())
    # Taken off an action, it is that action's trail that has to say so.
    about = about_before or challenge.action or challenge
    audit.record(PlanEvent.CHALLENGE_CHANGED, about, by=by, changes=changes | {"why": ["", reason.strip()]})
    return challenge


@transaction.atomic
def answer_challenge(
    *, challenge: Challenge, response: str, by: Person, responded_on: date | None = None
) -> Challenge:
    """Record what whoever was challenged answered; answered again, it replaces, and history keeps the first.

    :raises Refused: without words, for a day to come or before it was raised, or when it is closed.
    """
    locks.hold(challenge)
    _refuse_if_closed(challenge)
    responded_on = responded_on or clock.today()
    wrong = guards.not_yet(responded_on=responded_on)
    if responded_on < challenge.raised_on:
        wrong["responded_on"] = "It was raised after that day."
    guards.refuse(wrong, guards.empty(response=(response, "Write what was answered.")))
    before, challenge.response = challenge.response, response.strip()
    challenge.responded_on, challenge.answered_by, challenge.answered_at = responded_on, by, clock.now()
    audit.save(challenge, by, ["response", "responded_on", "answered_by", "answered_at"])
    _record(PlanEvent.CHALLENGE_ANSWERED, challenge, by, {"response": [before, challenge.response]})
    return challenge


@transaction.atomic
def close_challenge(
    *, challenge: Challenge, outcome: str, by: Person, unanswered_because: str = ""
) -> Challenge:
    """Close a challenge with what came of it; one that nobody answered with the reason why it is closed all the same.

    :raises Refused: without its outcome, without a response or that reason, or when it is closed already.
    """
    locks.hold(challenge)
    _refuse_if_closed(challenge)
    needed = "Say what came of it, and what difference that made: it closes only with that."
    no_response = "Nobody has answered. Record the response first, or say why it is closed without one."
    guards.refuse(
        guards.empty(outcome=(outcome, needed)),
        {} if challenge.response else guards.empty(unanswered_because=(unanswered_because, no_response)),
    )
    challenge.outcome, challenge.closed_by, challenge.closed_at = outcome.strip(), by, clock.now()
    challenge.unanswered_because = "" if challenge.response else unanswered_because.strip()
    audit.save(challenge, by, CLOSING)
    changes = {"outcome": ["", challenge.outcome]}
    if challenge.unanswered_because:
        changes["why it was closed without a response"] = ["", challenge.unanswered_because]
    _record(PlanEvent.CHALLENGE_CLOSED, challenge, by, changes)
    return challenge


@transaction.atomic
def reopen_challenge(*, challenge: Challenge, reason: str, by: Person) -> Challenge:
    """A closed challenge is open again; the outcome it was closed with stays in its trail and on its page.

    :raises Refused: without a reason, or when it is open.
    """
    locks.hold(challenge)
    if not challenge.closed_at:
        raise Refused("This challenge is open.")
    guards.refuse(guards.empty(reason=(reason, "Say why it is opened again.")))
    before = recorded_in(challenge)
    challenge.outcome, challenge.closed_by, challenge.closed_at = "", None, None
    challenge.unanswered_because = ""
    audit.save(challenge, by, CLOSING, because=reason.strip())
    changes = audit.differences(before, recorded_in(challenge))
    _record(PlanEvent.CHALLENGE_REOPENED, challenge, by, changes | {"why": ["", reason.strip()]})
    return challenge


def _wrong(
    plan: Plan,
    to: Agency | Body,
    meeting: Meeting | None,
    words: str,
    raised_by: str,
    raised_on: date,
    response_due_on: date | None,
    *,
    to_before: Agency | Body | None = None,
    meeting_before: Meeting | None = None,
) -> dict[str, str]:
    """What is missing or cannot be, by the field it is typed in."""
    wrong = guards.empty(
        words=(words, "Say what is challenged."),
        raised_by=(raised_by, "Say who raises it: a name or a post."),
    )
    wrong |= guards.not_yet(raised_on=raised_on)
    if response_due_on and response_due_on < raised_on:
        wrong["response_due_on"] = "A response cannot be due before the challenge was raised."
    if meeting and meeting != meeting_before and meeting.held_on > clock.today():
        wrong["meeting"] = "That meeting is still to come. Leave it empty, or choose one that was held."
    if to != to_before:
        wrong |= merged(to=to)
    return wrong | guards.strangers(plan.board, to=to, meeting=meeting)


def _refuse_if_closed(challenge: Challenge) -> None:
    if challenge.closed_at:
        raise Refused("This challenge is closed.")


def _record(event: PlanEvent, challenge: Challenge, by: Person, changes: dict[str, list]) -> None:
    """A challenge against an action is part of that action's trail."""
    audit.record(event, challenge.action or challenge, by=by, changes=changes)
