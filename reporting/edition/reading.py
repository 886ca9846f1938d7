"""The plan as it stands, read into what an edition says of it; the only module here with a database.

It says what the plan says: its narrative, its levels, its actions as they are written, its measures, its reporting
planner and its glossary, in the order in which plans print them (Cumbria's contents, lines 13-30), and not how it goes.
"""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from lscb import clock
from lscb.wording import long_date
from lscb.words import without
from plans.models import Action, DateChange, GlossaryTerm, Plan
from plans.models import Objective as PlanObjective
from plans.selectors.chapters import narrative_of
from plans.selectors.grouping import objectives_by_kind
from reporting.edition.changes import changes_between
from reporting.edition.content import (
    ActionLine,
    Cover,
    Labels,
    Objective,
    Objectives,
    Part,
    PlanContent,
    PlannerLine,
    Priority,
    from_json,
)
from reporting.models import PlanEdition, PlannedReport
from reporting.report.key import Term

_LEFT = (Action.State.WITHDRAWN, Action.State.CARRIED_OVER)  # said beside such an action


def content_of(edition: PlanEdition) -> PlanContent:
    """What a published edition says, from its own copy."""
    return from_json(edition.content, schema_version=edition.schema_version)


def gather(plan: Plan, draft: PlanEdition | None, position_at: datetime | None = None) -> PlanContent:
    """What the next edition would say now, with what changed since the last published. A fixed number of queries."""
    last = PlanEdition.objects.last_of(plan)
    content = _as_it_stands(plan, draft, last, timezone.localtime(position_at or clock.now()))
    if last is None:
        return content
    return replace(content, since=last.version, changes=changes_between(content_of(last), content))


def _as_it_stands(
    plan: Plan, draft: PlanEdition | None, last: PlanEdition | None, position_at: datetime
) -> PlanContent:
    board = plan.board
    objectives = list(plan.objectives.all())
    of_the_plan = objectives_by_kind(plan, [each for each in objectives if not each.section_id])
    return PlanContent(
        board=board.name,
        board_short=board.short_name,
        marking=board.marking_line,
        demonstration_words=board.demonstration_words,
        plan=plan.title,
        position_at=position_at.replace(microsecond=0),
        own_words=dict(plan.own_words),
        labels=_labels(plan),
        cover=_cover(plan, draft, last),
        narrative=tuple(narrative_of(plan)),
        objectives=tuple(Objectives(kind, _objectives(rows)) for kind, rows in of_the_plan),
        priorities=tuple(Priority(str(each), each.text) for each in plan.priorities.all()),
        parts=tuple(_parts(plan, objectives)),
        planner=tuple(
            PlannerLine(row.what, row.activity, row.tells, row.when_text)
            for row in PlannedReport.objects.filter(plan=plan)
        ),
        terms=tuple(Term(each.term, each.meaning) for each in GlossaryTerm.objects.read_with(plan)),
    )


def _labels(plan: Plan) -> Labels:
    return Labels(
        board=plan.board.board_label,
        priority=plan.priority_label,
        priorities=plan.priority_label_plural,
        objective=plan.objective_label,
        action=plan.action_label,
        actions=plan.action_label_plural,
        owner=plan.owner_label,
        when=plan.when_label,
        outcome=plan.outcome_label,
        success=plan.success_label,
    )


def _cover(plan: Plan, draft: PlanEdition | None, last: PlanEdition | None) -> Cover:
    """Of a plan of which no edition is begun, what the plan itself says of its publication."""
    return Cover(
        title=(draft.title if draft else "") or plan.title,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        version=draft.version if draft else (last.version + 1 if last else 1),
        published_on=draft.published_on if draft else plan.published_on,
        agreed=str(draft.agreed_at) if draft and draft.agreed_at else "",
        foreword=draft.foreword if draft else "",
        vision=plan.vision,
    )


def _objectives(rows: list[PlanObjective]) -> tuple[Objective, ...]:
    return tuple(Objective(each.label, each.text) for each in rows)


def _parts(plan: Plan, objectives: list[PlanObjective]) -> list[Part]:
    by_section: dict[int | None, list[ActionLine]] = {}
    agreed = DateChange.objects.standing().filter(
        action__plan=plan, milestone=None, state=DateChange.State.AGREED
    )
    moved = set(agreed.values_list("action", flat=True))
    actions = plan.actions.in_plan_order().with_owners().select_related("plan", "priority", "objective")
    for action in actions.prefetch_related("items__owner"):
        by_section.setdefault(action.section_id, []).append(_line(plan, action, moved))
    measures: dict[int | None, list[str]] = {}
    for measure in plan.measures.in_plan_order():
        measures.setdefault(measure.section_id, []).append(measure.words)
    sections = list(plan.sections.select_related("lead", "priority"))
    parts = [
        Part(
            title=str(section),
            text=section.text,
            lead=section.lead.name if section.lead else "",
            serves=str(section.priority or ""),
            objectives=_objectives([each for each in objectives if each.section_id == section.pk]),
            actions=tuple(by_section.get(section.pk, ())),
            measures=tuple(measures.get(section.pk, ())),
        )
        for section in sections
    ]
    if None in by_section or None in measures:
        title = without(plan.section_label) if sections else plan.action_label_plural
        outside, loose = by_section.get(None, ()), measures.get(None, ())
        parts.append(Part(title, "", "", "", (), tuple(outside), tuple(loose)))
    return parts


def _line(plan: Plan, action: Action, moved: set[int]) -> ActionLine:
    objective = action.objective and (action.objective.label or str(action.objective))
    notes = (
        action.year,
        f"{plan.priority_label} {action.priority}" if action.priority else "",
        f"{plan.objective_label} {objective}" if objective else "",
    )
    return ActionLine(
        reference=action.reference,
        text=action.text,
        parts=tuple(_part(item) for item in action.items.all()),
        note=" ".join(f"{note}." for note in notes if note),
        left=action.get_state_display() if action.state in _LEFT else "",
        owners=action.owners_line,
        when=_when(action, moved),
        outcome=action.outcome,
        success=action.success_line,
    )


def _part(item) -> str:
    who = item.owner.label if item.owner else item.who_text
    return f"{item.label} {item.text}".strip() + (f" ({who})" if who else "")


def _when(action: Action, moved: set[int]) -> str:
    """When, as the plan prints it; with the date that was agreed since, where it was moved."""
    if action.pk not in moved or action.due_on is None:
        return action.when_text
    now = long_date(action.due_on)
    return f"{action.when_text}; now {now}" if action.when_text else now
