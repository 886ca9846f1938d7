"""What sections and actions serve, chosen on one page: priorities, and objectives such as golden threads."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from lscb.events import audit, guards, locks
from plans.models import Action, Objective, Plan, PlanEvent, Priority, Section
from subgroups.models import Person


@dataclass(frozen=True)
class Link:
    """What a section or an action serves now, by one of its fields: "priority", or of an action "objective"."""

    thing: Section | Action
    field: str
    to: Priority | Objective | None


@transaction.atomic
def link_levels(*, plan: Plan, links: Iterable[Link], by: Person) -> int:
    """Let sections and actions of a plan serve what is chosen for each; one line of audit. How many changed.

    What is linked so already stays as it is.

    :raises ValueError: for anything of another plan, or a field that is no such link.
    """
    links = list(links)
    for link in links:
        guards.of_plan(plan.pk, thing=link.thing, to=link.to)
        if link.field not in ("priority", *(("objective",) if isinstance(link.thing, Action) else ())):
            raise ValueError(f"{link.field} is no link of {link.thing}.")
    locks.hold(plan)
    things = {
        model: locks.locked(model.objects.filter(plan=plan)).in_bulk(
            [link.thing.pk for link in links if isinstance(link.thing, model)]
        )
        for model in (Section, Action)
    }
    named: dict = {None: "not linked"}
    for model in (Priority, Objective):
        named |= {(model, row.pk): str(row) for row in model.objects.filter(plan=plan)}
    changes: dict[str, list] = {}
    for link in links:
        thing = things[type(link.thing)].get(link.thing.pk)
        now, to = getattr(thing, f"{link.field}_id", None), link.to.pk if link.to else None
        if thing is None or now == to:
            continue
        model = Priority if link.field == "priority" else Objective
        called = (
            thing.reference or f"{thing.short_text} (no. {thing.pk})"
            if isinstance(thing, Action)
            else str(thing)
        )
        changes[f"{called}: {link.field}"] = [named[(model, pk) if pk else None] for pk in (now, to)]
        setattr(thing, link.field, link.to)
        audit.save(thing, by, [link.field])
    if changes:
        audit.record(PlanEvent.LEVELS_LINKED, plan, by=by, changes=changes)
    return len(changes)
