"""What a meeting decided about an action, besides its date and its completion."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.models import AuditEntry
from lscb.wording import long_date
from plans.models import Action, DateChange, Decision, LastStep, Milestone, PlanEvent
from plans.models.decision import NOT_COMPLETE
from plans.operations.actions import agree_completion
from plans.operations.date_changes import (
    DECIDED,
    MOVED,
    ask_for_new_date,
    decide_new_date,
    part_asked_about,
)
from plans.operations.live import refuse_unless_live
from plans.operations.steps import Before, as_it_stands, can_be_undone
from plans.operations.telling import tell_owners
from plans.operations.where import nowhere, where_said
from plans.rules.known import known
from plans.rules.ratings import Rating
from subgroups.models import Agency, Body, Meeting, Person
from subgroups.operations.bodies import merged

# What of help promised follows from saying what became of it.
SETTLED = ["outcome", "outcome_words", "settled_by", "settled_at"]


@transaction.atomic
def record_decision(
    *,
    action: Action,
    words: str,
    by: Person,
    meeting: Meeting | None = None,
    outside_because: str = "",
    helper: Agency | Body | None = None,
    due_on: date | None = None,
) -> Decision:
    """Record what a meeting decided about an action. With `helper` it is help that one promised, by `due_on`.

    :raises Refused: without words, for an action that no longer counts, where nobody can have decided it, for a helper
        of another board, or a group that was merged into another.
    """
    locks.hold(action)
    if action.state not in (Action.State.LIVE, Action.State.CLOSED):
        raise Refused(f"{action.called} is {action.get_state_display().lower()}.")
    if due_on and helper is None:
        raise ValueError("Only help promised has a day.")
    needed = "Say what was promised." if helper else "Say what was decided."
    guards.refuse(
        guards.empty(words=(words, needed)),
        nowhere(action.board, meeting, outside_because),
        guards.strangers(action.board, helper=helper),
        merged(helper=helper),
    )
    decision = Decision(
        action=action,
        kind=Decision.Kind.HELP if helper else Decision.Kind.OTHER,
        words=words.strip(),
        meeting=meeting,
        outside_because="" if meeting else outside_because.strip(),
        due_on=due_on,
        recorded_by=by,
    )
    decision.helper = helper
    audit.save(decision, by)
    changes = {"decided": ["", decision.words]}
    if helper:
        changes = {"promised": ["", decision.words], "by": ["", str(helper)]}
    event = PlanEvent.HELP_PROMISED if helper else PlanEvent.DECISION_RECORDED
    entry = audit.record(event, action, by=by, changes=changes | where_said(meeting, outside_because))
    can_be_undone(entry, action, by=by, decision=decision)
    return decision


@transaction.atomic
def settle_promise(
    *,
    decision: Decision,
    outcome: str,
    by: Person,
    words: str = "",
    outcome_seen: str | None = None,
) -> Decision:
    """Say whether help that was promised came; "open" takes that back.

    `outcome_seen` is what had become of it as the person saw it; None: nobody looked.

    :raises Refused: for another decision, which promises nothing; not kept without saying what happened; when
        somebody said meanwhile what became of it.
    """
    locks.hold(decision.action, decision)
    if decision.kind != Decision.Kind.HELP:
        raise Refused("Only help that was promised can be kept or not.")
    _refuse_if_undone(decision)
    if outcome_seen is not None and outcome_seen != decision.outcome:
        said = (
            f"{decision.settled_by or 'Somebody'} said meanwhile: {decision.get_outcome_display().lower()}."
        )
        raise Refused(f"{said} Look at it again.")
    outcome = Decision.Outcome(outcome)
    if outcome == Decision.Outcome.NOT_KEPT:
        guards.refuse(guards.empty(words=(words, "Say why it did not come, or what came instead.")))
    before, stood = decision.get_outcome_display(), [as_it_stands(decision, SETTLED)]
    settled = outcome != Decision.Outcome.OPEN
    decision.outcome, decision.outcome_words = outcome, words.strip()
    decision.settled_by, decision.settled_at = (by, clock.now()) if settled else (None, None)
    audit.save(decision, by, SETTLED)
    entry = audit.record(
        PlanEvent.PROMISE_SETTLED,
        decision.action,
        by=by,
        changes={decision.words[:100]: [before, decision.get_outcome_display()]},
    )
    can_be_undone(entry, decision.action, by=by, before=stood)
    return decision


@transaction.atomic
def agree_unasked_date(
    *,
    action: Action,
    to_date: date,
    reason: str,
    by: Person,
    meeting: Meeting | None = None,
    outside_because: str = "",
    milestone: Milestone | None = None,
) -> Action:
    """A meeting agreed a new date that nobody had asked for: it is asked for and agreed at once.

    One that was asked for instead of the same date and waits is then not agreed; each leaves its own line.

    :raises Refused: as asking and deciding do.
    """
    locks.hold(action)
    part, _ = part_asked_about(action, milestone)
    stood: list[Before] = []
    told: list[int] = []
    if waiting := action.date_changes.waiting().filter(milestone=part).first():
        stood.append(as_it_stands(waiting, DECIDED))
        other = f"{long_date(to_date)} was agreed instead."
        decide_new_date(
            change=waiting,
            agreed=False,
            reason=other,
            meeting=meeting,
            outside_because=outside_because,
            by=by,
        )
        told = LastStep.objects.get(action=action).told
    change = ask_for_new_date(action=action, milestone=milestone, to_date=to_date, reason=reason, by=by)
    stood.append(as_it_stands(change.milestone or action, MOVED))
    decide_new_date(change=change, agreed=True, meeting=meeting, outside_because=outside_because, by=by)
    agreed = AuditEntry.objects.about(action).order_by("-pk").first()
    can_be_undone(known(agreed), action, by=by, before=stood, asked=change, told=told)
    action.refresh_from_db()
    return action


@transaction.atomic
def agree_waiting(
    *,
    dates: Iterable[DateChange],
    completions: Iterable[Action],
    by: Person,
    meeting: Meeting | None = None,
    outside_because: str = "",
    step: UUID | None = None,
) -> int:
    """Record what a meeting agreed of what was waiting, each with its own line: all of it, or nothing; how many.

    :raises Refused: as deciding each does.
    """
    dates, completions = list(dates), list(completions)
    locks.hold_wholes([*dates, *completions])
    where: dict = {"meeting": meeting, "outside_because": outside_because}
    for change in dates:
        decide_new_date(change=change, agreed=True, by=by, step=step, **where)
    for action in completions:
        agree_completion(action=action, by=by, step=step, **where)
    return len(dates) + len(completions)


@transaction.atomic
def refuse_completion(
    *, action: Action, reason: str, by: Person, meeting: Meeting | None = None, outside_because: str = ""
) -> Decision:
    """A meeting does not agree that an action is complete: it is silent until somebody says how it is going.

    What was said is kept and no longer stands.

    :raises Refused: without a reason, unless its last update says complete, or where nobody can have decided it.
    """
    locks.hold(action)
    refuse_unless_live(action)
    guards.refuse(
        guards.empty(reason=(reason, "Say what is missing.")), nowhere(action.board, meeting, outside_because)
    )
    last = action.updates.in_force().order_by("-quarter__starts_on", "-pk").first()
    if last is None or last.rating != Rating.COMPLETE:
        raise Refused("Its last update does not say complete, so there is nothing to refuse.")
    stood = [as_it_stands(action, ["stands_after"])]
    action.stands_after = action.updates.aggregate(last=Max("pk"))["last"]
    audit.save(action, by, ["stands_after"])
    decision = Decision(
        action=action,
        kind=Decision.Kind.OTHER,
        words=f"{NOT_COMPLETE}: {reason.strip()}",
        meeting=meeting,
        outside_because="" if meeting else outside_because.strip(),
        recorded_by=by,
    )
    audit.save(decision, by)
    changes = {"why": ["", reason.strip()]} | where_said(meeting, outside_because)
    entry = audit.record(PlanEvent.COMPLETION_REFUSED, action, by=by, changes=changes)
    told = tell_owners(
        action,
        subject="is not complete yet",
        said=f"That it is complete was not agreed. {reason.strip()}",
        by=by,
        too=[last.by],
    )
    can_be_undone(entry, action, by=by, before=stood, decision=decision, told=told)
    return decision


@transaction.atomic
def correct_where(
    *,
    of: DateChange | Decision | Action,
    reason: str,
    by: Person,
    meeting: Meeting | None = None,
    outside_because: str = "",
) -> None:
    """Put right which meeting decided `of`, a date, another decision or an action's completion, or how it was decided
    outside one. What was recorded before is in the row's history and in the audit trail; reports that are final stay.

    :raises Refused: without a reason, for what nobody has decided, or where nobody can have.
    """
    action = of if isinstance(of, Action) else of.action
    locks.hold(action, *([] if of is action else [of]))
    guards.refuse(
        guards.empty(reason=(reason, "Say why it is put right.")),
        nowhere(action.board, meeting, outside_because),
    )
    if isinstance(of, Action):
        decided, names = of.state == Action.State.CLOSED, ("closed_at_meeting", "closed_outside_because")
    else:
        undecided = (DateChange.State.ASKED, DateChange.State.LAPSED, DateChange.State.RECORDED)
        decided = isinstance(of, Decision) or of.state not in undecided
        names = ("meeting", "outside_because")
    if isinstance(of, Decision):
        _refuse_if_undone(of)
    if not decided:
        raise Refused("That is not decided any more. Look at it again.")
    before = str(getattr(of, names[0]) or getattr(of, names[1]))
    stood = [as_it_stands(of, names)]
    outside = "" if meeting else outside_because.strip()
    setattr(of, names[0], meeting)
    setattr(of, names[1], outside)
    audit.save(of, by, names, because=reason.strip())
    changes = {"decided": [before, str(meeting or outside)], "why": ["", reason.strip()]}
    entry = audit.record(PlanEvent.WHERE_CORRECTED, action, by=by, changes=changes)
    can_be_undone(entry, action, by=by, before=stood)


def _refuse_if_undone(decision: Decision) -> None:
    """:raises Refused: when whoever recorded it took it back."""
    if decision.is_undone:
        raise Refused(f"{decision.undone.by} took that back. Look at it again.")
