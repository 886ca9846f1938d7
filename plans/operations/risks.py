"""The risk register: a risk recorded, looked at again, closed."""

from datetime import date

from django.db import transaction

from lscb import audit, clock
from lscb.errors import NOT_YET, Refused
from plans.models import Action, Plan, PlanEvent, Risk

SAID = ["words", "action", "likelihood", "impact", "response", "held_by", "review_on"]


@transaction.atomic
def record_risk(
    *,
    plan: Plan,
    words: str,
    likelihood: int,
    impact: int,
    response: str,
    held_by: str,
    by,
    action: Action | None = None,
    raised_on: date | None = None,
    review_on: date | None = None,
) -> Risk:
    """Put a risk into the register, about one action or the plan as a whole.

    `held_by` is who answers for it, as the register prints it; `by` is who records it.

    :raises Refused: without words, holder or what is done about it, or for a day to come.
    """
    risk = Risk(plan=plan, raised_on=raised_on or clock.today(), recorded_by=by)
    if risk.raised_on > clock.today():
        raise Refused({"raised_on": NOT_YET})
    _say(risk, words, action, likelihood, impact, response, held_by, review_on)
    audit.as_by(risk, by).save()
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
    by,
    action: Action | None = None,
    review_on: date | None = None,
) -> Risk:
    """Say how a risk stands now; that it was looked at counts even where nothing changed.

    :raises Refused: as `record_risk`, and when it is closed.
    """
    risk = _locked(risk)
    before = audit.values_of(risk, SAID)
    _say(risk, words, action, likelihood, impact, response, held_by, review_on)
    risk.changed_at = clock.now()
    audit.as_by(risk, by).save()
    changes = audit.differences(before, audit.values_of(risk, SAID))
    audit.record(PlanEvent.RISK_REVIEWED, risk, by=by, changes=changes)
    return risk


@transaction.atomic
def close_risk(*, risk: Risk, why_closed: str, by) -> Risk:
    """Close a risk with the reason; it stays in the register and stands in the next report.

    :raises Refused: without the reason, or when it is closed already.
    """
    risk = _locked(risk)
    if not why_closed.strip():
        raise Refused({"why_closed": "Say why it is a risk no more."})
    risk.why_closed, risk.closed_by, risk.closed_at = why_closed.strip(), by, clock.now()
    risk.changed_at = risk.closed_at
    audit.as_by(risk, by).save()
    audit.record(PlanEvent.RISK_CLOSED, risk, by=by, changes={"why": ["", risk.why_closed]})
    return risk


def _say(risk, words, action, likelihood, impact, response, held_by, review_on) -> None:
    if action and action.plan_id != risk.plan_id:
        raise ValueError("The action is of another plan.")
    wrong = {}
    if not words.strip():
        wrong["words"] = "Say what may happen, and what it would mean."
    if not response.strip():
        wrong["response"] = "Say what is done about it."
    if not held_by.strip():
        wrong["held_by"] = "Say who answers for it: a name or a post."
    if likelihood not in Risk.Likelihood.values:
        wrong["likelihood"] = "Choose how likely it is."
    if impact not in Risk.Impact.values:
        wrong["impact"] = "Choose how grave it would be."
    if wrong:
        raise Refused(wrong)
    risk.words, risk.response, risk.held_by = words.strip(), response.strip(), held_by.strip()
    risk.action, risk.likelihood, risk.impact, risk.review_on = action, likelihood, impact, review_on


def _locked(risk: Risk) -> Risk:
    """The row as it is now, held until the transaction ends; only an open risk changes."""
    risk = Risk.objects.for_page().select_for_update(of=("self",)).get(pk=risk.pk)
    if risk.closed_at:
        raise Refused("This risk is closed.")
    return risk
