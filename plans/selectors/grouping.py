"""One list of actions under headings: by section, priority, objective, year or owner, in the plan's own words."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from lscb.words import not_linked_to, sentence_lower, without
from plans.models import ActionOwner, Objective, Plan
from plans.selectors.action_rows import ActionRow

Grouping = Plan.Grouping
NOT_LINKED = "none"  # in the URL, in the place of a priority
# An action's own priority, else its section's, else its objective's.
SERVES = Coalesce("priority_id", "section__priority_id", "objective__priority_id")
_KINDS = {
    Objective.Kind.STATUTORY: "Statutory objectives",
    Objective.Kind.CORE_FUNCTION: "Core business and functions",
    Objective.Kind.AIM: "Aims",
    Objective.Kind.THEME: "Themes",
    Objective.Kind.GOLDEN_THREAD: "Golden threads",
}


def in_order_of(actions: QuerySet, by: str) -> QuerySet:
    """Actions sorted for their headings, and under each in plan order; what has no heading comes last."""
    in_plan = [F("section__position").asc(nulls_last=True), "position", "pk"]
    if by == Grouping.PRIORITY:
        place = Coalesce("priority__position", "section__priority__position", "objective__priority__position")
        return (
            actions.annotate(serves=SERVES)
            .alias(place=place)
            .order_by(F("place").asc(nulls_last=True), *in_plan)
        )
    if by == Grouping.OBJECTIVE:
        kinds = [When(objective__kind=kind, then=place) for place, kind in enumerate(Objective.Kind)]
        return actions.alias(kind=Case(*kinds)).order_by(
            F("kind").asc(nulls_last=True),
            F("objective__position").asc(nulls_last=True),
            "objective",
            *in_plan,
        )
    if by == Grouping.YEAR:
        unheaded = Case(When(year="", then=1), default=0)
        return actions.alias(unheaded=unheaded).order_by("unheaded", "year", *in_plan)
    if by == Grouping.OWNER:
        first = ActionOwner.objects.filter(action=OuterRef("pk")).order_by("position", "pk")
        return actions.alias(
            owner_place=Subquery(first.values("body__position")[:1]), owner=Subquery(first.values("body")[:1])
        ).order_by(F("owner_place").asc(nulls_last=True), F("owner").asc(nulls_last=True), *in_plan)
    return actions.in_plan_order()


def under_headings(shown: Iterable[ActionRow], by: str, plan: Plan) -> list[tuple[str, list[ActionRow]]]:
    """Rows under the headings they belong to, in the order given. By priority or objective it costs one query."""
    names = {}
    if by == Grouping.PRIORITY:
        names = {each.pk: str(each) for each in plan.priorities.all()}
    elif by == Grouping.OBJECTIVE:
        names = {each.pk: each.heading for each in plan.objectives.all()}
    groups: dict[str, list[ActionRow]] = {}
    for row in shown:
        groups.setdefault(_heading(row, by, plan, names), []).append(row)
    return list(groups.items())


def _heading(row: ActionRow, by: str, plan: Plan, names: dict[int, str]) -> str:
    action = row.action
    if by == Grouping.PRIORITY:
        return names.get(action.serves) or not_linked_to(plan.priority_label)
    if by == Grouping.OBJECTIVE:
        return names.get(action.objective_id) or not_linked_to(plan.objective_label)
    if by == Grouping.YEAR:
        return action.year or without(plan.year_label)
    if by == Grouping.OWNER:
        return action.owners_line or f"No {sentence_lower(plan.owner_label)}"
    return str(action.section) if action.section else without(plan.section_label)


def objectives_by_kind(plan: Plan, objectives: list[Objective]) -> list[tuple[str, list[Objective]]]:
    """Objectives under the headings of their kinds, as a plan prints them; those without a kind of their own go by the
    plan's word."""
    order = list(Objective.Kind)
    objectives.sort(key=lambda each: (order.index(Objective.Kind(each.kind)), each.position, each.pk))
    return [
        (_KINDS.get(Objective.Kind(kind), plan.objective_label_plural), list(group))
        for kind, group in groupby(objectives, key=lambda each: each.kind)
    ]
