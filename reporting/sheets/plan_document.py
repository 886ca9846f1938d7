"""The whole plan as a document: what a board agreed and publishes, without how it goes.

It says what the plan says: its narrative, its levels, its actions as they are written, its measures, its reporting
planner and its glossary, in the order in which plans print them (Cumbria's contents, lines 13-30). What a plan has
not leaves no heading behind.
"""

from dataclasses import dataclass

from lscb.words import without
from plans.models import Action, GlossaryTerm, Objective, Plan, Section
from plans.selectors.chapters import ReadChapter, narrative_of
from plans.selectors.grouping import objectives_by_kind
from reporting.models import PlannedReport
from reporting.sheets.base import Sheet, head_of
from subgroups.models import Person


@dataclass(frozen=True)
class Part:
    """A section with what stands in it; the last is what stands outside all of them, and has none."""

    title: str
    section: Section | None
    objectives: list[Objective]
    actions: list[Action]
    measures: list[str]


@dataclass(frozen=True)
class PlanDocument(Sheet):
    """All a plan says; lists are in its order, and empty where it has nothing of the kind."""

    narrative: list[ReadChapter]
    objectives: list[tuple[str, list[Objective]]]
    priorities: list
    parts: list[Part]
    planner: list[PlannedReport]
    glossary: list

    @property
    def title(self) -> str:
        return self.plan

    out_of_count = (Action.State.WITHDRAWN, Action.State.CARRIED_OVER)  # said beside such an action

    @property
    def has_activities(self) -> bool:
        return any(row.activity for row in self.planner)

    @property
    def has_tellings(self) -> bool:
        return any(row.tells for row in self.planner)


def plan_document(person: Person, plan: Plan) -> PlanDocument:
    """The document of a plan as `person` may see it, in a fixed number of queries."""
    objectives = list(plan.objectives.all())
    return PlanDocument(
        **head_of(plan),
        narrative=narrative_of(plan),
        objectives=objectives_by_kind(plan, [each for each in objectives if not each.section_id]),
        priorities=list(plan.priorities.all()),
        parts=_parts(person, plan, objectives),
        planner=list(PlannedReport.objects.visible_to(person).filter(plan=plan)),
        glossary=list(GlossaryTerm.objects.read_with(plan)),
    )


def _parts(person: Person, plan: Plan, objectives: list[Objective]) -> list[Part]:
    by_section: dict[int | None, list[Action]] = {}
    actions = Action.objects.visible_to(person).filter(plan=plan).in_plan_order().with_owners()
    for action in actions.select_related("plan", "priority", "objective").prefetch_related("items__owner"):
        by_section.setdefault(action.section_id, []).append(action)
    measures: dict[int | None, list[str]] = {}
    for measure in plan.measures.in_plan_order():
        measures.setdefault(measure.section_id, []).append(measure.words)
    sections = list(plan.sections.select_related("lead", "priority"))
    parts = [
        Part(
            str(section),
            section,
            [each for each in objectives if each.section_id == section.pk],
            by_section.get(section.pk, []),
            measures.get(section.pk, []),
        )
        for section in sections
    ]
    if None in by_section or None in measures:
        title = without(plan.section_label) if sections else plan.action_label_plural
        parts.append(Part(title, None, [], by_section.get(None, []), measures.get(None, [])))
    return parts
