"""What sections and actions serve, chosen on one page: priorities, objectives and golden threads."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from lscb.events import audit, guards, locks
from plans.models import Action, Objective, Plan, PlanEvent, Priority, Section
from plans.models.levels import THREADS
from subgroups.models import Person

LINKED, NOT_LINKED = "linked", "not linked"

FIELDS: dict[type[Section] | type[Action], tuple[str, ...]] = {
    Section: ("priority", THREADS),
    Action: ("priority", "objective", THREADS),
}


@dataclass(frozen=True)
class Link:
    """What a section or an action serves now, by one of `FIELDS`; of a golden thread, whether it `serves` that."""

    thing: Section | Action
    field: str
    to: Priority | Objective | None
    serves: bool = True


@transaction.atomic
def link_levels(*, plan: Plan, links: Iterable[Link], by: Person) -> int:
    """Let sections and actions of a plan serve what is chosen for each; one line of audit. How many changed.

    What is linked so already stays as it is.

    :raises ValueError: for anything of another plan, a field that is no such link, or a golden thread that is none.
    """
    links = list(links)
    for link in links:
        guards.of_plan(plan.pk, thing=link.thing, to=link.to)
        if link.field not in FIELDS[type(link.thing)]:
            raise ValueError(f"{link.field} is no link of {link.thing}.")
        if link.field == THREADS and not (isinstance(link.to, Objective) and link.to.is_golden_thread):
            raise ValueError(f"{link.to} is no golden thread.")
    locks.hold(plan)
    things = {
        model: locks.locked(model.objects.filter(plan=plan)).in_bulk(
            [link.thing.pk for link in links if isinstance(link.thing, model)]
        )
        for model in FIELDS
    }
    threads = {
        (model, *served)
        for model, rows in things.items()
        for served in model.objects.filter(pk__in=rows).values_list("pk", THREADS)
    }
    named: dict = {None: NOT_LINKED}
    for model in (Priority, Objective):
        named |= {(model, row.pk): str(row) for row in model.objects.filter(plan=plan)}
    changes: dict[str, list] = {}
    for link in links:
        thing = things[type(link.thing)].get(link.thing.pk)
        if thing is None:
            continue
        called = (
            thing.reference or f"{thing.short_text} (no. {thing.pk})"
            if isinstance(thing, Action)
            else str(thing)
        )
        key = link.to.pk if link.to else None
        if link.field == THREADS and isinstance(link.to, Objective):
            if link.serves == ((type(thing), thing.pk, key) in threads):
                continue
            words = named[Objective, key]
            changes[f"{called}: {words}"] = [NOT_LINKED, LINKED] if link.serves else [LINKED, NOT_LINKED]
            (thing.golden_threads.add if link.serves else thing.golden_threads.remove)(link.to)
            continue
        now = getattr(thing, f"{link.field}_id")
        if now == key:
            continue
        model = Priority if link.field == "priority" else Objective
        changes[f"{called}: {link.field}"] = [named[(model, pk) if pk else None] for pk in (now, key)]
        setattr(thing, link.field, link.to)
        audit.save(thing, by, [link.field])
    if changes:
        audit.record(PlanEvent.LEVELS_LINKED, plan, by=by, changes=changes)
    return len(changes)
