"""What a meeting decided about an action, besides its date and its completion."""

from datetime import date

from django.db import transaction

from lscb import audit, clock
from lscb.errors import Refused
from plans.models import Action, Decision, PlanEvent
from subgroups.models import Agency, Body, Meeting


@transaction.atomic
def record_decision(
    *,
    action: Action,
    words: str,
    by,
    meeting: Meeting | None = None,
    helper: Agency | Body | None = None,
    due_on: date | None = None,
) -> Decision:
    """Record what a meeting decided about an action. With `helper` it is help that one promised, by `due_on`.

    :raises Refused: without words, or for an action that no longer counts.
    """
    if action.state not in (Action.State.LIVE, Action.State.CLOSED):
        raise Refused(f"{action.called} is {action.get_state_display().lower()}.")
    if not words.strip():
        raise Refused({"words": "Say what was promised." if helper else "Say what was decided."})
    if any(party and party.board.pk != action.board.pk for party in (helper, meeting)):
        raise ValueError("The meeting or whoever promised is of another board.")
    if due_on and helper is None:
        raise ValueError("Only help promised has a day.")
    decision = Decision(
        action=action,
        kind=Decision.Kind.HELP if helper else Decision.Kind.OTHER,
        words=words.strip(),
        meeting=meeting,
        helper=helper,
        due_on=due_on,
        recorded_by=by,
    )
    audit.as_by(decision, by).save()
    changes = {"decided": ["", decision.words]}
    if helper:
        changes = {"promised": ["", decision.words], "by": ["", str(helper)]}
    audit.record(
        PlanEvent.HELP_PROMISED if helper else PlanEvent.DECISION_RECORDED, action, by=by, changes=changes
    )
    return decision


@transaction.atomic
def settle_promise(*, decision: Decision, outcome: str, words: str = "", by) -> Decision:
    """Say whether help that was promised came; "open" takes that back.

    :raises Refused: for another decision, which promises nothing; not kept without saying what happened.
    """
    if decision.kind != Decision.Kind.HELP:
        raise Refused("Only help that was promised can be kept or not.")
    decision = Decision.objects.for_page().select_for_update(of=("self",)).get(pk=decision.pk)
    outcome = Decision.Outcome(outcome)
    if outcome == Decision.Outcome.NOT_KEPT and not words.strip():
        raise Refused({"words": "Say why it did not come, or what came instead."})
    before = decision.get_outcome_display()
    settled = outcome != Decision.Outcome.OPEN
    decision.outcome, decision.outcome_words = outcome, words.strip()
    decision.settled_by, decision.settled_at = (by, clock.now()) if settled else (None, None)
    audit.as_by(decision, by).save()
    audit.record(
        PlanEvent.PROMISE_SETTLED,
        decision.action,
        by=by,
        changes={decision.words[:100]: [before, decision.get_outcome_display()]},
    )
    return decision
