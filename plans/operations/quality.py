"""Putting right where a plan is thin: priorities served, review dates, owners."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from lscb import audit
from lscb.errors import Refused
from plans.models import Action, ActionOwner, Plan, PlanEvent, Priority
from plans.operations.readings import owners_now_known
from subgroups.models import Body


@transaction.atomic
def link_to_priority(*, plan: Plan, actions: Sequence[Action], priority: Priority | None, by) -> list[Action]:
    """Let actions of a plan serve one of its priorities, or with None no priority of their own; one audit line.

    Those that are linked so already stay as they are and are not named. Returns those that changed.

    :raises Refused: when none is given.
    """
    if not actions:
        raise Refused({"actions": "Tick at least one."})
    if (priority is not None and priority.plan_id != plan.pk) or any(
        each.plan_id != plan.pk for each in actions
    ):
        raise ValueError("Actions and priority are of one plan.")
    locked = plan.actions.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in actions])
    changed = [
        each
        for each in locked.select_related("priority", "section").in_plan_order()
        if each.priority_id != (priority.pk if priority else None)
    ]
    changes = {}
    for action in changed:
        changes[_name(action)] = [str(action.priority or "not linked"), str(priority or "not linked")]
        action.priority = priority
        audit.as_by(action, by).save(update_fields=["priority"])
    audit.record(PlanEvent.ACTIONS_LINKED, plan, by=by, changes=changes)
    return changed


@transaction.atomic
def set_review_date(*, plan: Plan, actions: Sequence[Action], review_on: date, by) -> list[Action]:
    """Say when ongoing work is looked at again; one audit line for all of them.

    :raises Refused: when none is given.
    """
    if not actions:
        raise Refused({"actions": "Tick at least one."})
    if any(each.plan_id != plan.pk for each in actions):
        raise ValueError("All actions are of the plan.")
    locked = plan.actions.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in actions])
    changed, changes = list(locked.select_related("section").in_plan_order()), {}
    for action in changed:
        changes[_name(action)] = [action.review_on, review_on]
        action.review_on = review_on
        audit.as_by(action, by).save(update_fields=["review_on"])
    changes = {name: [str(old) if old else None, str(new)] for name, (old, new) in changes.items()}
    audit.record(PlanEvent.REVIEW_DATE_SET, plan, by=by, changes=changes)
    return changed


@transaction.atomic
def place_owner(*, action: Action, body: Body, by) -> ActionOwner:
    """Say which body owns an action: the first owner nobody could place becomes it, else it is added.

    The words of the plan stay beside it.

    :raises Refused: when the body owns the action already.
    """
    if body.board_id != action.plan.board_id:
        raise ValueError("The body is of another board.")
    owners = list(action.owners.select_for_update())
    if any(owner.body_id == body.pk for owner in owners):
        raise Refused({"body": f"{body} owns it already."})
    owner = next((each for each in owners if each.body_id is None), None)
    before = owner.words if owner else ""
    owner = owner or ActionOwner(action=action, position=len(owners) + 1)
    owner.body = body
    audit.as_by(owner, by).save()
    audit.record(PlanEvent.OWNER_PLACED, action, by=by, changes={"owner": [before, str(body)]})
    return owner


@transaction.atomic
def place_known_owners(*, plan: Plan, by) -> list[Action]:
    """Let owners whose words nobody could place be the bodies that they name by now; one audit line for all of them.

    A group, or another spelling of one, is often added after the actions that it owns were typed. Adding it places
    nothing by itself: who answers for an action, and is reminded of it, is the plan's business and not a by-product
    of a new name, and a short name can stand for another group in an older plan. So the board team is shown what the
    new name would find, and says yes to all of it at once. The words of the plan stay beside it.

    Returns the actions that changed, in the order of the plan.

    :raises Refused: when no such owner names a body.
    """
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)  # pressed twice, the second finds none left
    actions, changes = {}, {}
    for owner, bodies in owners_now_known(plan):
        action = actions.setdefault(owner.action_id, owner.action)
        line = changes.setdefault(_name(action), ["", ""])
        line[0] = "; ".join(filter(None, [line[0], owner.words]))
        line[1] = "; ".join(filter(None, [line[1], *(str(body) for body in bodies)]))
        _put_bodies(owner, bodies, by)
    if not actions:
        raise Refused("No owner that was not recognised names a group that is here.")
    audit.record(PlanEvent.OWNERS_PLACED, plan, by=by, changes=changes)
    return list(actions.values())


def _put_bodies(owner: ActionOwner, bodies: list[Body], by) -> None:
    """The first body takes the owner's row and words, the others stand beside it; none that owns the action already."""
    there = set(owner.action.owners.exclude(body=None).values_list("body_id", flat=True))
    wanted = [body for body in bodies if body.pk not in there]
    if not wanted:
        audit.as_by(owner, by).delete()
        return
    owner.body = wanted[0]
    audit.as_by(owner, by).save(update_fields=["body"])
    for body in wanted[1:]:
        beside = ActionOwner(action=owner.action, body=body, position=owner.position)
        audit.as_by(beside, by).save()


def _name(action: Action) -> str:
    """What an audit line calls an action; never the same for two of one plan."""
    return action.reference or f"{action.short_text} (no. {action.pk})"
