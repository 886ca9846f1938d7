"""What an action depends on: chosen, and carried over with it."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, guards, locks
from plans.models import Action, ActionLink, PlanEvent
from plans.operations.live import refuse_unless_live
from subgroups.models import Person

DEPENDS_ON = ActionLink.Kind.DEPENDS_ON


@transaction.atomic
def choose_dependencies(*, action: Action, on: Sequence[Action], by: Person) -> Action:
    """Say on which other actions of its plan an action depends: on these and no others.

    A link that the words of the plan make ("linked to 4.5") stays as one where it is no dependency any more.

    :raises Refused: when it is no longer live, for itself, or where actions would depend on one another in a circle.
    :raises ValueError: for an action of another plan.
    """
    for each in on:
        guards.of_plan(action.plan_id, action=each)
    locks.hold(action)
    refuse_unless_live(action)
    wanted = {each.pk for each in on}
    before = list(action.links.dependencies().select_related("to").order_by("to__position", "to"))
    if said := ActionLink.objects.no_circle(action, wanted):
        raise Refused({"on": said})
    links = {link.to_id: link for link in action.links.all()}
    for link in before:
        if link.to_id in wanted:
            continue
        if link.words:
            link.kind = ActionLink.Kind.RELATED
            audit.save(link, by, ["kind"])
        else:
            audit.as_by(link, by).delete()
    for pk in sorted(wanted - {link.to_id for link in before}):
        link = links.get(pk) or ActionLink(action=action, to_id=pk)
        link.kind = DEPENDS_ON
        audit.save(link, by)
    now = action.plan.actions.filter(pk__in=wanted).in_plan_order()
    changes = audit.differences(
        {"depends on": _named(link.to for link in before)}, {"depends on": _named(now)}
    )
    if changes:
        audit.record(PlanEvent.DEPENDENCIES_CHOSEN, action, by=by, changes=changes)
    return action


def carry_dependencies(old: Action, new: Iterable[Action], by: Person) -> list[str]:
    """Let what an action became in a later plan depend on what the others that it depended on became there, and those
    on it that depended on it, whichever was carried over first. As a part of that event; both plans are held.

    What was chosen in the later plan meanwhile goes first: what would go round in a circle with it is not carried over.

    :returns: that, as "1.2 on 1.4".
    """
    left = []
    for each in new:
        for link in old.links.dependencies():
            left += _link_all([each], each.plan.actions.filter(carried_from=link.to_id), by)
        for link in old.linked_from.dependencies():
            left += _link_all(each.plan.actions.filter(carried_from=link.action_id), [each], by)
    return left


def _link_all(ones: Iterable[Action], others: Iterable[Action], by: Person) -> list[str]:
    left = []
    for one in ones:
        links = {link.to_id: link for link in one.links.all()}
        needed = {pk for pk, link in links.items() if link.kind == DEPENDS_ON}
        for other in others:
            if other.pk in needed:
                continue
            if ActionLink.objects.no_circle(one, needed | {other.pk}):
                left.append(f"{one.called} on {other.called}")
                continue
            link = links.get(other.pk) or ActionLink(action=one, to=other)
            link.kind = DEPENDS_ON
            audit.save(link, by)
            needed.add(other.pk)
    return left


def _named(actions: Iterable[Action]) -> str:
    return ", ".join(action.called for action in actions)
