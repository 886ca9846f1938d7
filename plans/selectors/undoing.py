"""Whether somebody can still undo what they did last to an action, and why not.

They can until somebody else acts on the action, what they said it for is frozen, or a letter about it has left.
"""

from collections.abc import Callable

from lscb.events.audit_codes import codes_of_no_change
from lscb.models import AuditEntry
from lscb.permissions import Verb, allows
from plans.models import Action, LastStep, PlanEvent, Quarter, Reminder
from subgroups.models import Notice

# What may be undone, and what whoever undoes it must still be allowed to do.
VERBS: dict[str, Verb] = {
    PlanEvent.PROGRESS_UPDATED: Verb.UPDATE_ACTION,
    PlanEvent.PROPOSAL_ANSWERED: Verb.MODERATE,
    PlanEvent.PROPOSAL_ACCEPTED: Verb.MODERATE,
    PlanEvent.NEW_DATE_ASKED: Verb.UPDATE_ACTION,
    PlanEvent.MILESTONE_RECORDED: Verb.UPDATE_ACTION,
    PlanEvent.ACTION_ITEM_DONE: Verb.UPDATE_ACTION,
    PlanEvent.NEW_DATE_AGREED: Verb.AGREE,
    PlanEvent.NEW_DATE_REFUSED: Verb.AGREE,
    PlanEvent.COMPLETION_AGREED: Verb.AGREE,
    PlanEvent.COMPLETION_REFUSED: Verb.AGREE,
    PlanEvent.ACTION_REOPENED: Verb.AGREE,
    PlanEvent.ACTION_WITHDRAWN: Verb.AGREE,
    PlanEvent.DECISION_RECORDED: Verb.AGREE,
    PlanEvent.HELP_PROMISED: Verb.AGREE,
    PlanEvent.PROMISE_SETTLED: Verb.AGREE,
    PlanEvent.WHERE_CORRECTED: Verb.AGREE,
}

# What stands beside what was done, and ends nobody's time to undo it.
_BESIDES = [PlanEvent.EVIDENCE_ADDED, PlanEvent.EVIDENCE_WITHDRAWN]

LETTER_LEFT = "Those who answer for it have been told by a letter."

Ends = Callable[[LastStep], str]
_ends: list[Ends] = []


def ends_undo(says: Ends) -> Ends:
    """Mark a question that ends the time in which a step can be undone: a sentence why, or nothing.

    Whoever freezes what is in it, or writes letters about it, asks whether that happened after `step.entry`.
    """
    _ends.append(says)
    return says


def ended_since(action: Action, entry: int) -> str:
    """Why what was done with an entry of the audit trail stays, whatever it was; empty where nothing says so."""
    step = LastStep(action=action, entry=entry)
    return next(filter(None, (says(step) for says in _ends)), "")


def why_not_undone(step: LastStep, person) -> str:
    """Why the person cannot undo it, as a sentence; empty when they can. Five queries at most; needs `for_undo`."""
    if step.by_id != person.pk:
        return f"{step.by} did it, and nobody else can undo it."
    if not allows(person, VERBS[step.operation], step.action):
        return "You may not do that any more."
    since = AuditEntry.objects.about(step.action).filter(pk__gt=step.entry)
    later = list(since.exclude(operation__in=[*codes_of_no_change(), *_BESIDES]))
    if any(entry.operation == PlanEvent.UNDONE for entry in later):
        return "It is undone already."
    if later:
        who = "You have" if later[0].by_id == person.pk else f"{later[0].by_name} has"
        return f"{who} done something with it since: {later[0].words}."
    quarter = step.quarter
    if quarter and quarter.state == Quarter.State.REPORTED and not quarter.correcting:
        return f"{quarter.name} is closed for updates."
    return next((why for says in _ends if (why := says(step))), "")


def step_of(action, person) -> LastStep | None:
    """What the person did last to an action and can undo now; None for nothing. Six queries at most."""
    step = LastStep.objects.for_undo().filter(action=action, by=person).first()
    return step if step and not why_not_undone(step, person) else None


@ends_undo
def _told(step: LastStep) -> str:
    """Whoever answers for it has it in a letter, perhaps among other news of the day."""
    waits = Notice.objects.filter(pk__in=step.told).count() if step.told else 0
    return "" if waits == len(step.told) else LETTER_LEFT


@ends_undo
def _reminded_of(step: LastStep) -> str:
    """A letter that asked for an update of it has left: taking something back would make it ask for nothing."""
    reminded = AuditEntry.objects.of_model(Reminder).filter(
        operation=PlanEvent.REMINDER_SENT, board=step.board, pk__gt=step.entry
    )
    named = Reminder.objects.perhaps_arrived().filter(
        quarter__plan=step.action.plan_id,
        pk__in=reminded.values("thing_id"),
        body__contains=step.action.reference or step.action.short_text,
    )
    return "A reminder that names it has been sent since." if named.exists() else ""
