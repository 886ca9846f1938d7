"""The challenge log: a challenge raised, answered, closed with what came of it."""

from datetime import date

from django.db import transaction

from lscb import audit, clock
from lscb.errors import Refused
from plans.models import Action, Challenge, Plan
from subgroups.models import Agency, Body, Meeting

NOT_YET = "That day has not come yet."


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
    if any(party and party.board.pk != plan.board.pk for party in (to, meeting)):
        raise ValueError("The meeting or whoever is challenged is of another board.")
    if action and action.plan_id != plan.pk:
        raise ValueError("The action is of another plan.")
    raised_on = raised_on or clock.today()
    wrong = {}
    if not words.strip():
        wrong["words"] = "Say what is challenged."
    if not raised_by.strip():
        wrong["raised_by"] = "Say who raises it: a name or a post."
    if raised_on > clock.today():
        wrong["raised_on"] = NOT_YET
    if response_due_on and response_due_on < raised_on:
        wrong["response_due_on"] = "A response cannot be due before the challenge was raised."
    if wrong:
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
    _record("challenge raised", challenge, by, {"challenge": ["", challenge.words], "to": ["", to.name]})
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
    _record("challenge answered", challenge, by, {"response": [before, challenge.response]})
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
    _record("challenge closed", challenge, by, {"outcome": ["", challenge.outcome]})
    return challenge


def _locked(challenge: Challenge) -> Challenge:
    """As it stands in the database now."""
    return Challenge.objects.for_page().select_for_update(of=("self",)).get(pk=challenge.pk)


def _refuse_if_closed(challenge: Challenge) -> None:
    if challenge.closed_at:
        raise Refused("This challenge is closed.")


def _record(event: str, challenge: Challenge, by, changes: dict) -> None:
    """A challenge against an action is part of that action's trail."""
    audit.record(event, challenge.action or challenge, by=by, changes=changes)
