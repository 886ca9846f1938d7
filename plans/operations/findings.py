"""Putting right where a plan is thin: priorities served, review dates, owners."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, guards, locks
from plans.models import Action, ActionOwner, Plan, PlanEvent, Priority
from plans.models.action import ActionQuerySet
from plans.selectors.readings import owners_now_known
from subgroups.models import Body, Person
from subgroups.operations.bodies import merged


@transaction.atomic
def link_to_priority(
    *, plan: Plan, actions: Sequence[Action], priority: Priority | None, by: Person
) -> list[Action]:
    """Let actions of a plan serve one of its priorities, or with None no priority of their own; one audit line.

    Those that are linked so already stay as they are and are not named. Returns those that changed.

    :raises Refused: when none is given, or for a priority of another plan.
    :raises ValueError: for an action of another plan.
    """
    held = _hold_ticked(plan, actions)
    if priority is not None and priority.plan_id != plan.pk:
        raise Refused({"priority": "That priority is of another plan."})
    changed = [
        each
        for each in held.select_related("priority", "section").in_plan_order()
        if each.priority_id != (priority.pk if priority else None)
    ]
    if not changed:
        return []
    changes = {}
    for action in changed:
        changes[_name(action)] = [str(action.priority or "not linked"), str(priority or "not linked")]
        action.priority = priority
        audit.save(action, by, ["priority"])
    audit.record(PlanEvent.ACTIONS_LINKED, plan, by=by, changes=changes)
    return changed


@transaction.atomic
def set_review_date(*, plan: Plan, actions: Sequence[Action], review_on: date, by: Person) -> list[Action]:
    """Say when ongoing work is looked at again; one audit line for all of them.

    :raises Refused: when none is given.
    :raises ValueError: for an action of another plan.
    """
    guards.refuse(guards.passed(review_on=review_on))
    changed, changes = list(_hold_ticked(plan, actions).select_related("section").in_plan_order()), {}
    for action in changed:
        changes[_name(action)] = [action.review_on, review_on]
        action.review_on = review_on
        audit.save(action, by, ["review_on"])
    changes = {name: [str(old) if old else None, str(new)] for name, (old, new) in changes.items()}
    audit.record(PlanEvent.REVIEW_DATE_SET, plan, by=by, changes=changes)
    return changed


@transaction.atomic
def place_owner(*, action: Action, body: Body, by: Person) -> ActionOwner:
    """Say which body owns an action: the first owner nobody could place becomes it, else it is added.

    The words of the plan stay beside it.

    :raises Refused: when the body owns the action already, was merged into another, or is of another board.
    """
    locks.hold(action)
    guards.refuse(guards.strangers(action.board, body=body), merged(body=body))
    owners = list(locks.locked(action.owners.order_by("position", "pk")))
    if any(owner.body_id == body.pk for owner in owners):
        raise Refused({"body": f"{body} owns it already."})
    owner = next((each for each in owners if not each.is_placed), None)
    before = owner.words if owner else ""
    owner = owner or ActionOwner(action=action, position=len(owners) + 1)
    owner.body = body
    audit.save(owner, by, ["body"] if owner.pk else None)
    audit.record(PlanEvent.OWNER_PLACED, action, by=by, changes={"owner": [before, str(body)]})
    return owner


@transaction.atomic
def place_known_owners(*, plan: Plan, by: Person) -> list[Action]:
    """Let owners whose words nobody could place be the bodies that they name by now; one audit line for all of them.

    A group, or another spelling of one, is often added after the actions that it owns were typed. Adding it places
    nothing by itself: who answers for an action, and is reminded of it, is the plan's business and not a by-product
    of a new name, and a short name can stand for another group in an older plan. So the board team is shown what the
    new name would find, and says yes to all of it at once. The words of the plan stay beside it.

    Returns the actions that changed, in the order of the plan.

    :raises Refused: when no such owner names a body.
    """
    locks.hold(plan)  # pressed twice, the second finds none left
    actions: dict[int, Action] = {}
    changes: dict[str, list[str]] = {}
    for owner, bodies, named in owners_now_known(plan):
        action = actions.setdefault(owner.action_id, owner.action)
        line = changes.setdefault(_name(action), ["", ""])
        line[0] = "; ".join(filter(None, [line[0], owner.words]))
        line[1] = "; ".join(filter(None, [line[1], *(str(body) for body in bodies)]))
        _put_bodies(owner, bodies, named, by)
    if not actions:
        raise Refused("No owner that was not recognised names a group that is here.")
    audit.record(PlanEvent.OWNERS_PLACED, plan, by=by, changes=changes)
    return list(actions.values())


def _put_bodies(owner: ActionOwner, bodies: list[Body], named: dict[int, int], by: Person) -> None:
    """The first body takes the owner's row and words, the others stand beside it; none that owns the action already."""
    there = set(owner.action.owners.exclude(body=None).values_list("body_id", flat=True))
    wanted = [body for body in bodies if body.pk not in there]
    if not wanted:
        audit.as_by(owner, by).delete()
        return
    owner.body, owner.named_person_id = wanted[0], named.get(wanted[0].pk)
    audit.save(owner, by, ["body", "named_person"])
    for body in wanted[1:]:
        beside = ActionOwner(
            action=owner.action,
            body=body,
            named_person_id=named.get(body.pk),
            role=owner.role,
            position=owner.position,
        )
        audit.save(beside, by)


def _hold_ticked(plan: Plan, actions: Sequence[Action]) -> ActionQuerySet:
    """The actions as the database has them now, held with their plan."""
    if not actions:
        raise Refused({"actions": "Tick at least one."})
    for action in actions:
        guards.of_plan(plan.pk, action=action)
    locks.hold(plan)
    return locks.locked(plan.actions.filter(pk__in=[each.pk for each in actions]))


def _name(action: Action) -> str:
    """What an audit line calls an action; never the same for two of one plan."""
    return action.reference or f"{action.short_text} (no. {action.pk})"
