"""What a meeting decided about an action that nobody had asked it to decide, recorded from one form."""

from django.db import transaction

from plans import operations
from plans.models import Action


@transaction.atomic
def record(action: Action, typed: dict, by) -> str:
    """Record what was typed in a RecordForm; what to tell whoever recorded it.

    A date that nobody asked for is asked for and agreed at once; one that was asked for is then not agreed.
    """
    meeting = typed["meeting"]
    if typed["kind"] == "date":
        locked = Action.objects.select_for_update(of=("self",)).select_related("plan__board")
        action = locked.get(pk=action.pk)
        if waiting := action.date_changes.waiting().select_related("action__plan__board").first():
            operations.decide_new_date(change=waiting, agreed=False, meeting=meeting, by=by)
        change = operations.ask_for_new_date(
            action=action, to_date=typed["to_date"], reason=typed["reason"], by=by
        )
        operations.decide_new_date(change=change, agreed=True, meeting=meeting, by=by)
        return f"{change.to_date.day} {change.to_date:%B %Y} agreed."
    if typed["kind"] == "challenge":
        challenge = operations.raise_challenge(
            plan=action.plan,
            action=action,
            to=typed["to"],
            words=typed["challenge_words"],
            raised_by=typed["raised_by"],
            response_due_on=typed["response_due_on"],
            meeting=meeting,
            by=by,
        )
        return f"challenge to {challenge.to.name} recorded."
    if typed["kind"] == "help":
        decision = operations.record_decision(
            action=action,
            words=typed["help_words"],
            helper=typed["promised_by"],
            due_on=typed["help_due_on"],
            meeting=meeting,
            by=by,
        )
        return f"help promised by {decision.helper.name} recorded."
    operations.record_decision(action=action, words=typed["words"], meeting=meeting, by=by)
    return "decision recorded."
