"""What was decided of a plan and what waits to be, from every table that keeps decisions, as lines of one kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lscb import clock
from plans.models import Action, DateChange, Decision, Matter, Plan, ProgressUpdate
from plans.models.action import owner_rows_of
from plans.models.matter import MatterQuerySet
from subgroups.models import Meeting, Person

MATTER = "Another matter"


@dataclass(frozen=True)
class DecisionLine:
    """One thing that a meeting decided or is to decide, wherever it is kept; without an action it is about another
    matter.

    :param key: of what, and its own there.
    :param where_key: the same of the meeting; empty for what was decided outside one, or is still to be.
    :param is_open: whether somebody is to follow it up and has not yet, `days_late` past the day it was due.
    :param href: its own page, where it has one.
    :param named: who is named beside whom it is `by`; for pages, never for paper.
    """

    action: Action | None
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
    is_open: bool = False
    days_late: int = 0
    href: str = ""
    named: str = ""

    @property
    def reference(self) -> str:
        return self.action.reference if self.action else ""

    @property
    def about(self) -> str:
        """The words of its action."""
        return self.action.text if self.action else ""

    @property
    def owners_line(self) -> str:
        """Who owns the action, or follows up the other matter."""
        return self.action.owners_line if self.action else self.by

    @property
    def owners(self) -> list[str]:
        """The names it is found by: of whom it is by, or who owns its action."""
        rows = self.action.owner_rows if self.action else ()
        owned = [owner.body.name if owner.body else owner.label for owner in rows]
        return list(dict.fromkeys([*([self.by] if self.follows_up else []), *owned]))

    @property
    def follows_up(self) -> bool:
        """Whether whom it is by is a partner or owner, who promised it or is to do it."""
        return self.key.startswith(("decision-", "matter-")) and bool(self.by)

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
    """Everything that was decided of a plan, and by meetings of its board about other matters, as a person may see it,
    the latest first; seven queries."""
    matters = Matter.objects.visible_to(person).filter(meeting__body__board=plan.board_id)
    return _decided(person, plan, {"action__plan": plan}, {"plan": plan}, matters)


def decided_at(person: Person, plan: Plan, meeting: Meeting) -> list[DecisionLine]:
    """Everything that one meeting decided, of whichever plan of its board; pages open as of `plan`. Seven queries."""
    matters = Matter.objects.visible_to(person).filter(meeting=meeting)
    return _decided(person, plan, {"meeting": meeting}, {"closed_at_meeting": meeting}, matters)


def _decided(
    person: Person, plan: Plan, decided: dict, closed: dict, matters: MatterQuerySet
) -> list[DecisionLine]:
    changes = DateChange.objects.visible_to(person).filter(**decided).standing()
    decisions = Decision.objects.visible_to(person).filter(**decided).standing()
    complete = Action.objects.visible_to(person).filter(**closed, state=Action.State.CLOSED)
    lines = [
        *map(
            _date_line,
            changes.no_longer_waiting()
            .select_related("action__plan", "meeting__body", "asked_by", "milestone")
            .prefetch_related(owner_rows_of("action")),
        ),
        *map(_completion_line, complete.select_related("plan", "closed_at_meeting__body").with_owners()),
        *map(_decision_line, decisions.for_page().prefetch_related(owner_rows_of("action"))),
        *(matter_line(each, plan) for each in matters.for_page().order_by("-meeting__held_on", "pk")),
    ]
    return sorted(lines, key=lambda line: str(line.day or ""), reverse=True)


def matter_line(matter: Matter, plan: Plan) -> DecisionLine:
    return DecisionLine(
        None,
        MATTER,
        str(matter.get_state_display()),
        matter.words,
        by=matter.owner.name if matter.owner else "",
        on=matter.decided_on,
        due_on=matter.due_on,
        where=matter.decided_where,
        where_key=_meeting_key(matter.meeting_id),
        outcome=matter.outcome,
        key=f"matter-{matter.pk}",
        is_open=matter.is_open,
        days_late=matter.days_late,
        href=matter.page_in(plan),
        named=matter.named,
    )


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
        is_open=decision.kind == Decision.Kind.HELP and decision.outcome == Decision.Outcome.OPEN,
        days_late=(clock.today() - decision.due_on).days if decision.is_late and decision.due_on else 0,
    )


def day_of(at: datetime | date | None) -> date | None:
    return clock.day_of(at) if isinstance(at, datetime) else at
