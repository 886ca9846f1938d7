"""One list of actions under headings: by section, priority, objective, year or owner, in the plan's own words."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from lscb.words import not_linked_to, sentence_lower, without
from plans.models import Action, ActionOwner, Objective, Plan
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
    names = _names(by, plan)
    groups: dict[str, list[ActionRow]] = {}
    for row in shown:
        groups.setdefault(_heading(row.action, by, names) or _unheaded(by, plan), []).append(row)
    return list(groups.items())


def keys_under_headings(actions: QuerySet, by: str, plan: Plan) -> list[tuple[str, int]]:
    """Keys of actions that `in_order_of` sorted, in the order in which `under_headings` has their rows, each with its
    heading; two queries, by owner two for each thousand of the plan's actions, and one where there are no headings.
    """
    if not by:
        return [("", pk) for pk in actions.values_list("pk", flat=True)]
    names = _names(by, plan)
    if by == Grouping.SECTION:
        names = {each.pk: str(each) for each in plan.sections.all()}
    elif by == Grouping.OWNER:
        owned = Action.objects.filter(plan=plan).only("pk").with_owners().order_by("pk")
        names = {each.pk: each.owners_line for each in owned.iterator(chunk_size=1000)}
    groups: dict[str, list[int]] = {}
    for pk, value in actions.values_list("pk", _SAYS[by]):
        heading = value if by == Grouping.YEAR else names.get(value)
        groups.setdefault(heading or _unheaded(by, plan), []).append(pk)
    return [(heading, pk) for heading, keys in groups.items() for pk in keys]


# What of an action says under which heading it stands.
_SAYS = {
    Grouping.SECTION: "section",
    Grouping.PRIORITY: "serves",
    Grouping.OBJECTIVE: "objective",
    Grouping.YEAR: "year",
    Grouping.OWNER: "pk",
}


def _names(by: str, plan: Plan) -> dict[int, str]:
    """The headings that an action does not say by itself, by their keys."""
    if by == Grouping.PRIORITY:
        return {each.pk: str(each) for each in plan.priorities.all()}
    if by == Grouping.OBJECTIVE:
        return {each.pk: each.heading for each in plan.objectives.all()}
    return {}


def _heading(action: Action, by: str, names: dict[int, str]) -> str:
    """Empty where it has none."""
    if by == Grouping.PRIORITY:
        return names.get(action.serves, "")
    if by == Grouping.OBJECTIVE:
        return names.get(action.objective_id, "")
    if by == Grouping.YEAR:
        return action.year
    if by == Grouping.OWNER:
        return action.owners_line
    return str(action.section or "")


def _unheaded(by: str, plan: Plan) -> str:
    """The heading of those that have none."""
    if by == Grouping.PRIORITY:
        return not_linked_to(plan.priority_label)
    if by == Grouping.OBJECTIVE:
        return not_linked_to(plan.objective_label)
    if by == Grouping.YEAR:
        return without(plan.year_label)
    if by == Grouping.OWNER:
        return f"No {sentence_lower(plan.owner_label)}"
    return without(plan.section_label)


def objectives_by_kind(plan: Plan, objectives: list[Objective]) -> list[tuple[str, list[Objective]]]:
    """Objectives under the headings of their kinds, as a plan prints them; those without a kind of their own go by the
    plan's word."""
    order = list(Objective.Kind)
    objectives.sort(key=lambda each: (order.index(Objective.Kind(each.kind)), each.position, each.pk))
    return [
        (_KINDS.get(Objective.Kind(kind), plan.objective_label_plural), list(group))
        for kind, group in groupby(objectives, key=lambda each: each.kind)
    ]
