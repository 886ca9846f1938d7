"""The risk register: a risk recorded, looked at again, closed and opened again."""

from datetime import date

from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from plans.models import Action, Plan, PlanEvent, Risk
from subgroups.models import Person

SAID = ["words", "action", "likelihood", "impact", "response", "held_by", "review_on"]
CLOSING = ["why_closed", "closed_by", "closed_at", "changed_at"]


@transaction.atomic
def record_risk(
    *,
    plan: Plan,
    words: str,
    likelihood: int,
    impact: int,
    response: str,
    held_by: str,
    by: Person,
    action: Action | None = None,
    raised_on: date | None = None,
    review_on: date | None = None,
) -> Risk:
    """Put a risk into the register, about one action or the plan as a whole.

    `held_by` is who answers for it, as the register prints it; `by` is who records it.

    :raises Refused: without words, holder or what is done about it, or for a day to come.
    :raises ValueError: for an action of another plan.
    """
    risk = Risk(plan=plan, raised_on=raised_on or clock.today(), recorded_by=by)
    locks.hold(risk, action)
    guards.refuse(guards.not_yet(raised_on=risk.raised_on))
    _say(risk, words, action, likelihood, impact, response, held_by, review_on)
    audit.save(risk, by)
    audit.record(
        PlanEvent.RISK_RECORDED, risk, by=by, changes={"risk": ["", risk.words], "score": ["", risk.score]}
    )
    return risk


@transaction.atomic
def review_risk(
    *,
    risk: Risk,
    words: str,
    likelihood: int,
    impact: int,
    response: str,
    held_by: str,
    by: Person,
    action: Action | None = None,
    review_on: date | None = None,
) -> Risk:
    """Say how a risk stands now; that it was looked at counts even where nothing changed.

    :raises Refused: as `record_risk`, and when it is closed.
    """
    locks.hold(risk)
    _refuse_if_closed(risk)
    before = audit.values_of(risk, SAID)
    _say(risk, words, action, likelihood, impact, response, held_by, review_on)
    risk.changed_at = clock.now()
    audit.save(risk, by, [*SAID, "changed_at"])
    changes = audit.differences(before, audit.values_of(risk, SAID))
    audit.record(PlanEvent.RISK_REVIEWED, risk, by=by, changes=changes)
    return risk


@transaction.atomic
def close_risk(*, risk: Risk, why_closed: str, by: Person) -> Risk:
    """Close a risk with the reason; it stays in the register and stands in the next report.

    :raises Refused: without the reason, or when it is closed already.
    """
    locks.hold(risk)
    _refuse_if_closed(risk)
    guards.refuse(guards.empty(why_closed=(why_closed, "Say why it is a risk no more.")))
    risk.why_closed, risk.closed_by, risk.closed_at = why_closed.strip(), by, clock.now()
    risk.changed_at = risk.closed_at
    audit.save(risk, by, CLOSING)
    audit.record(PlanEvent.RISK_CLOSED, risk, by=by, changes={"why": ["", risk.why_closed]})
    return risk


@transaction.atomic
def reopen_risk(*, risk: Risk, reason: str, by: Person) -> Risk:
    """A closed risk is open again; why it had been closed stays in its trail and on its page.

    :raises Refused: without a reason, or when it is open.
    """
    locks.hold(risk)
    if not risk.closed_at:
        raise Refused("This risk is open.")
    guards.refuse(guards.empty(reason=(reason, "Say why it is opened again.")))
    before, risk.why_closed, risk.closed_by, risk.closed_at = risk.why_closed, "", None, None
    risk.changed_at = clock.now()
    audit.save(risk, by, CLOSING, because=reason.strip())
    changes = {"why it was closed": [before, ""], "why": ["", reason.strip()]}
    audit.record(PlanEvent.RISK_REOPENED, risk, by=by, changes=changes)
    return risk


def _say(
    risk: Risk,
    words: str,
    action: Action | None,
    likelihood: int,
    impact: int,
    response: str,
    held_by: str,
    review_on: date | None,
) -> None:
    guards.of_plan(risk.plan_id, action=action)
    wrong = guards.empty(
        words=(words, "Say what may happen, and what it would mean."),
        response=(response, "Say what is done about it."),
        held_by=(held_by, "Say who answers for it: a name or a post."),
    )
    wrong |= guards.passed(earliest=risk.review_on, review_on=review_on)
    if likelihood not in Risk.Likelihood.values:
        wrong["likelihood"] = "Choose how likely it is."
    if impact not in Risk.Impact.values:
        wrong["impact"] = "Choose how grave it would be."
    guards.refuse(wrong)
    risk.words, risk.response, risk.held_by = words.strip(), response.strip(), held_by.strip()
    risk.action, risk.likelihood, risk.impact, risk.review_on = action, likelihood, impact, review_on


def _refuse_if_closed(risk: Risk) -> None:
    if risk.closed_at:
        raise Refused("This risk is closed.")
