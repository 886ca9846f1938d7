"""The challenge log: a challenge raised, corrected, answered, closed with what came of it and opened again."""

from datetime import date

from django.db import transaction

from lscb import audit, clock
from lscb.errors import NOT_YET, Refused
from plans.models import Action, Challenge, Plan, PlanEvent
from plans.models.challenge import recorded_in
from subgroups.models import Agency, Body, Meeting


@transaction.atomic
def raise_challenge(
    *,
    plan: Plan,
    to: Agency | Body,
    words: str,
    raised_by: str,
    by,
    action: Action | None = None,
    meeting: Meeting | None = None,
    raised_on: date | None = None,
    response_due_on: date | None = None,
) -> Challenge:
    """Put a challenge to an agency or a group, against an action or the plan as a whole.

    `raised_by` is whose challenge it is, as the log prints it; `by` is who records it.

    :raises Refused: without words or a name, for a day to come, or a response due before it was raised.
    """
    _of_one_plan(plan, to, meeting, action)
    raised_on = raised_on or clock.today()
    if wrong := _wrong(words, raised_by, raised_on, response_due_on):
        raise Refused(wrong)
    challenge = Challenge(
        plan=plan,
        action=action,
        to=to,
        words=words.strip(),
        raised_by=raised_by.strip(),
        raised_on=raised_on,
        meeting=meeting,
        response_due_on=response_due_on,
        recorded_by=by,
    )
    audit.as_by(challenge, by).save()
    _record(
        PlanEvent.CHALLENGE_RAISED, challenge, by, {"challenge": ["", challenge.words], "to": ["", to.name]}
    )
    return challenge


@transaction.atomic
def change_challenge(
    *,
    challenge: Challenge,
    to: Agency | Body,
    words: str,
    raised_by: str,
    raised_on: date,
    reason: str,
    by,
    action: Action | None = None,
    meeting: Meeting | None = None,
    response_due_on: date | None = None,
) -> Challenge:
    """Correct what was recorded of an open challenge; the audit trail and its own page keep both wordings.

    :raises Refused: as raising one does; without a reason, when nothing is changed, or when it is closed.
    """
    challenge = _locked(challenge)
    if challenge.closed_at:
        raise Refused("This challenge is closed. Open it again first.")
    _of_one_plan(challenge.plan, to, meeting, action)
    wrong = _wrong(words, raised_by, raised_on, response_due_on)
    if challenge.responded_on and challenge.responded_on < raised_on:
        wrong["raised_on"] = "It was answered before that day."
    if not reason.strip():
        wrong["reason"] = "Say why it is changed."
    if wrong:
        raise Refused(wrong)
    before, about_before = recorded_in(challenge), challenge.action
    challenge.to, challenge.words, challenge.raised_by = to, words.strip(), raised_by.strip()
    challenge.raised_on, challenge.response_due_on = raised_on, response_due_on
    challenge.action, challenge.meeting = action, meeting
    changes = audit.differences(before, recorded_in(challenge))
    if not changes:
        raise Refused("Nothing is changed yet.")
    audit.as_by(challenge, by, because=reason.strip()).save()
    # Taken off an action, it is that action's trail that has to say so.
    about = about_before or challenge.action or challenge
    audit.record(PlanEvent.CHALLENGE_CHANGED, about, by=by, changes=changes | {"why": ["", reason.strip()]})
    return challenge


@transaction.atomic
def answer_challenge(
    *, challenge: Challenge, response: str, by, responded_on: date | None = None
) -> Challenge:
    """Record what whoever was challenged answered; answered again, it replaces, and history keeps the first.

    :raises Refused: without words, for a day to come or before it was raised, or when it is closed.
    """
    challenge = _locked(challenge)
    _refuse_if_closed(challenge)
    responded_on = responded_on or clock.today()
    wrong = {}
    if not response.strip():
        wrong["response"] = "Write what was answered."
    if responded_on > clock.today():
        wrong["responded_on"] = NOT_YET
    elif responded_on < challenge.raised_on:
        wrong["responded_on"] = "It was raised after that day."
    if wrong:
        raise Refused(wrong)
    before, challenge.response = challenge.response, response.strip()
    challenge.responded_on, challenge.answered_by, challenge.answered_at = responded_on, by, clock.now()
    audit.as_by(challenge, by).save()
    _record(PlanEvent.CHALLENGE_ANSWERED, challenge, by, {"response": [before, challenge.response]})
    return challenge


@transaction.atomic
def close_challenge(*, challenge: Challenge, outcome: str, by) -> Challenge:
    """Close a challenge with what came of it.

    :raises Refused: without its outcome, or when it is closed already.
    """
    challenge = _locked(challenge)
    _refuse_if_closed(challenge)
    if not outcome.strip():
        raise Refused(
            {"outcome": "Say what came of it, and what difference that made: it closes only with that."}
        )
    challenge.outcome, challenge.closed_by, challenge.closed_at = outcome.strip(), by, clock.now()
    audit.as_by(challenge, by).save()
    _record(PlanEvent.CHALLENGE_CLOSED, challenge, by, {"outcome": ["", challenge.outcome]})
    return challenge


@transaction.atomic
def reopen_challenge(*, challenge: Challenge, reason: str, by) -> Challenge:
    """A closed challenge is open again; the outcome it was closed with stays in its trail and on its page.

    :raises Refused: without a reason, or when it is open.
    """
    challenge = _locked(challenge)
    if not challenge.closed_at:
        raise Refused("This challenge is open.")
    if not reason.strip():
        raise Refused({"reason": "Say why it is opened again."})
    before = recorded_in(challenge)
    challenge.outcome, challenge.closed_by, challenge.closed_at = "", None, None
    audit.as_by(challenge, by, because=reason.strip()).save()
    changes = audit.differences(before, recorded_in(challenge))
    _record(PlanEvent.CHALLENGE_REOPENED, challenge, by, changes | {"why": ["", reason.strip()]})
    return challenge


def _of_one_plan(plan: Plan, to: Agency | Body, meeting: Meeting | None, action: Action | None) -> None:
    if any(party and party.board.pk != plan.board.pk for party in (to, meeting)):
        raise ValueError("The meeting or whoever is challenged is of another board.")
    if action and action.plan_id != plan.pk:
        raise ValueError("The action is of another plan.")


def _wrong(words: str, raised_by: str, raised_on: date, response_due_on: date | None) -> dict[str, str]:
    """What is missing or cannot be, by the box it is typed in."""
    wrong = {}
    if not words.strip():
        wrong["words"] = "Say what is challenged."
    if not raised_by.strip():
        wrong["raised_by"] = "Say who raises it: a name or a post."
    if raised_on > clock.today():
        wrong["raised_on"] = NOT_YET
    if response_due_on and response_due_on < raised_on:
        wrong["response_due_on"] = "A response cannot be due before the challenge was raised."
    return wrong


def _locked(challenge: Challenge) -> Challenge:
    """As it stands in the database now."""
    return Challenge.objects.for_page().select_for_update(of=("self",)).get(pk=challenge.pk)


def _refuse_if_closed(challenge: Challenge) -> None:
    if challenge.closed_at:
        raise Refused("This challenge is closed.")


def _record(event: str, challenge: Challenge, by, changes: dict) -> None:
    """A challenge against an action is part of that action's trail."""
    audit.record(event, challenge.action or challenge, by=by, changes=changes)
