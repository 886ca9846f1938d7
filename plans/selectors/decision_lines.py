"""What was decided of a plan and what waits to be, from every table that keeps decisions, as lines of one kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lscb import clock
from plans.models import Action, DateChange, Decision, Plan, ProgressUpdate
from subgroups.models import Person


@dataclass(frozen=True)
class DecisionLine:
    """One thing that a meeting decided or is to decide, wherever it is kept.

    :param key: of what, and its own there.
    :param where_key: the same of the meeting; empty for what was decided outside one, or is still to be.
    """

    action: Action
    what: str
    state: str
    words: str
    by: str = ""
    on: datetime | date | None = None
    before: str = ""
    after: str = ""
    due_on: date | None = None
    where: str = ""
    outcome: str = ""
    key: str = ""
    where_key: str = ""

    @property
    def day(self) -> date | None:
        """The day on which it was asked for, or decided."""
        return day_of(self.on)


def waiting_lines(
    changes: Iterable[DateChange], complete: Iterable[ProgressUpdate], promises: Iterable[Decision]
) -> list[DecisionLine]:
    """What the page of decisions shows, in its order."""
    return [
        *map(_date_line, changes),
        *(
            DecisionLine(
                update.action,
                "Completion",
                "Waiting",
                update.progress,
                by=str(update.by),
                on=update.at,
                after="Complete",
                due_on=update.completed_on,
                outcome="\n".join(
                    filter(
                        None,
                        (update.evidence_how_much, update.evidence_how_well, update.evidence_difference),
                    )
                ),
                key=f"completion-{update.action_id}",
            )
            for update in complete
        ),
        *map(_decision_line, promises),
    ]


def decided_of(person: Person, plan: Plan) -> list[DecisionLine]:
    """Everything that was decided of a plan, as a person may see it, the latest first; six queries."""
    changes = DateChange.objects.visible_to(person).filter(action__plan=plan).standing()
    decisions = Decision.objects.visible_to(person).filter(action__plan=plan).standing()
    closed = Action.objects.visible_to(person).filter(plan=plan, state=Action.State.CLOSED)
    lines = [
        *map(
            _date_line,
            changes.no_longer_waiting()
            .select_related("action__plan", "meeting__body", "asked_by", "milestone")
            .prefetch_related("action__owners__body"),
        ),
        *map(_completion_line, closed.select_related("plan", "closed_at_meeting__body").with_owners()),
        *map(_decision_line, decisions.for_page().prefetch_related("action__owners__body")),
    ]
    return sorted(lines, key=lambda line: str(line.day or ""), reverse=True)


def _completion_line(action: Action) -> DecisionLine:
    return DecisionLine(
        action,
        "Completion",
        "Agreed",
        "",
        on=action.closed_on,
        where=action.closed_where,
        key=f"completion-{action.pk}",
        where_key=_meeting_key(action.closed_at_meeting_id),
    )


def _meeting_key(meeting: int | None) -> str:
    return f"meeting-{meeting}" if meeting else ""


def _date_line(change: DateChange) -> DecisionLine:
    is_waiting = change.state == DateChange.State.ASKED
    return DecisionLine(
        change.action,
        str(change.get_kind_display()),
        "Waiting" if is_waiting else str(change.get_state_display()),
        change.reason,
        by=str(change.asked_by),
        on=change.asked_at if is_waiting else change.decided_at,
        before=change.before,
        after=change.after,
        where="" if is_waiting else change.decided_where,
        where_key="" if is_waiting else _meeting_key(change.meeting_id),
        outcome=change.refused_because,
        key=f"date-{change.pk}",
    )


def _decision_line(decision: Decision) -> DecisionLine:
    return DecisionLine(
        decision.action,
        str(decision.get_kind_display()),
        str(decision.get_outcome_display()) if decision.kind == Decision.Kind.HELP else "Decided",
        decision.words,
        by=decision.helper.name if decision.helper else "",
        on=decision.recorded_at,
        due_on=decision.due_on,
        where=decision.decided_where,
        where_key=_meeting_key(decision.meeting_id),
        outcome=decision.outcome_words,
        key=f"decision-{decision.pk}",
    )


def day_of(at: datetime | date | None) -> date | None:
    return clock.day_of(at) if isinstance(at, datetime) else at
