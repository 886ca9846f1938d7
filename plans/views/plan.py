"""The plan as a document, and where it is thin."""

from itertools import groupby

from django.shortcuts import render

from lscb.permissions import Verb, allows
from plans import ratings, rows
from plans.models import Action, Objective, Plan
from plans.rows import ActionRow
from plans.standing import list_address, plan_quality, priority_counts
from plans.views.actions import plan_or_404

# An "objective" without a kind of its own goes by the plan's own word.
_KINDS = {
    Objective.Kind.STATUTORY: "Statutory objectives",
    Objective.Kind.CORE_FUNCTION: "Core business and functions",
    Objective.Kind.AIM: "Aims",
    Objective.Kind.THEME: "Themes",
    Objective.Kind.GOLDEN_THREAD: "Golden threads",
}


def plan_detail(request, plan_slug):
    """The whole plan in its own words and order."""
    plan = plan_or_404(request, plan_slug)
    quarter = rows.quarter_shown(plan)
    actions = Action.objects.visible_to(request.user).filter(plan=plan)
    counted = actions.counted()
    objectives = list(plan.objectives.all())
    by_priority = priority_counts(counted)
    context = {
        "plan": plan,
        "quarter": quarter,
        "words": plan.rating_words(),
        "objectives": _by_kind(plan, [each for each in objectives if not each.section_id]),
        "priorities": [
            (priority, by_priority.get(priority.pk, 0), list_address(plan, priority=priority.pk))
            for priority in plan.priorities.all()
        ],
        "not_linked": by_priority.get(None, 0),
        "not_linked_href": list_address(plan, priority="none"),
        "sections": _sections(request, plan, quarter, actions, objectives),
        "quality": plan_quality(plan, counted),
        "counted": sum(by_priority.values()),
        "glossary": plan.glossary.all(),
        "may_audit": allows(request.user, Verb.VIEW_AUDIT, plan),
    }
    return render(request, "plans/plan_detail.html", context)


def _by_kind(plan: Plan, objectives: list[Objective]) -> list[tuple[str, list[Objective]]]:
    order = list(Objective.Kind)
    objectives.sort(key=lambda each: (order.index(each.kind), each.position, each.pk))
    return [
        (_KINDS.get(kind, plan.objective_label_plural), list(group))
        for kind, group in groupby(objectives, key=lambda each: each.kind)
    ]


def _sections(request, plan, quarter, actions, objectives) -> list[dict]:
    """Sections in the plan's order, those without actions too; actions without a section come last."""
    read = actions.with_standing(quarter).select_related("plan").with_owners().prefetch_related("milestones")
    by_section: dict[int | None, list[ActionRow]] = {}
    for row in rows.rows_of(read.in_plan_order(), request.user, None):
        by_section.setdefault(row.action.section_id, []).append(row)
    sections = [
        _section(
            section,
            by_section.get(section.pk, []),
            [each for each in objectives if each.section_id == section.pk],
        )
        for section in plan.sections.select_related("lead", "priority")
    ]
    if None in by_section:
        sections.append(_section(None, by_section[None], []))
    return sections


def _section(section, its: list[ActionRow], objectives: list[Objective]) -> dict:
    counted = [row for row in its if row.letter not in rows.OUT_OF_COUNT]
    return {
        "section": section,
        "rows": its,
        "counted": len(counted),
        "complete": sum(row.letter == ratings.Rating.COMPLETE for row in counted),
        "objectives": objectives,
    }
