"""The linked plans of a demonstration: started and opened by the product's own operations, their actions and what was
said of them put in at once, which takes a tenth of the time."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from lscb import clock
from lscb.events import audit
from plans.models import Action, ActionOwner, Plan, PlanEvent, ProgressUpdate, Quarter, Section
from plans.operations import point_action, start_linked_plan
from plans.operations.readings import apply_reading
from plans.operations.where import where_said
from plans.selectors.readings import our_reading_of, rereading_of
from subgroups.models import Body, Person


def load_linked(
    row: Mapping[str, Any], business_plan: Plan, bodies: Mapping[str, Body], by: Person | None
) -> Plan:
    """A linked plan with its sections and actions, and the actions of the business plan that it carries out."""
    plan = start_linked_plan(
        business_plan=business_plan,
        kind=row["kind"],
        title=row["title"],
        starts_on=row["runs"][0],
        ends_on=row["runs"][1],
        by=by,
    )
    readings, actions, owners = {}, [], []
    for position, part in enumerate(row["sections"], start=1):
        section = Section.objects.create(plan=plan, title=part["title"], position=position)
        for place, each in enumerate(part["actions"], start=1):
            body = bodies[each["who"]]
            action = Action(
                plan=plan,
                section=section,
                label=each["ref"],
                text=each["text"],
                who_text=body.name,
                when_text=each["when"],
                position=place,
            )
            if each["when"] not in readings:
                readings[each["when"]] = our_reading_of(plan, each["when"])
            reading, ours = readings[each["when"]], Action.ReadingSource.OURS
            apply_reading(action, reading, ours, rereading_of(action, reading, ours))
            actions.append(action)
            owners.append(ActionOwner(action=action, body=body, position=1))
    bulk_create_with_history(actions, Action, default_user=by)
    ActionOwner.objects.bulk_create(owners)
    audit.record(PlanEvent.PLAN_LOADED, plan, by=by)
    for reference in row["carries_out"]:
        point_action(action=business_plan.actions.get(label=reference), to=plan, by=by)
    return plan


def said_in(row: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """By the reference of an action, what was said of it in a quarter of the business plan."""
    done = {
        each["ref"]: {"rating": "B", "evidence_how_much": each["shown"], "completed_on": _day(row, name)}
        for part in row["sections"]
        for each in part["actions"]
        if each.get("done") == name
    }
    return done | {
        each["action"]: {key: value for key, value in each.items() if key not in ("quarter", "action")}
        for each in row["said"]
        if each["quarter"] == name
    }


def _day(row: Mapping[str, Any], name: str) -> date:
    return row["said_on"][name].date()


def say(plan: Plan, quarter: Quarter, said: Mapping[str, Mapping[str, Any]], by: Person) -> None:
    """What was said in the period of a linked plan that follows `quarter`, each with its line of audit."""
    followed = plan.quarters.get(follows=quarter, state=Quarter.State.COLLECTING)
    actions = {action.label: action for action in plan.actions.select_related("plan__board")}
    owner = _first_owners(actions.values())
    updates = [
        ProgressUpdate(
            action=actions[label],
            quarter=followed,
            by=by,
            at=clock.now(),
            on_behalf_of_id=owner[actions[label].pk],
            **words,
        )
        for label, words in said.items()
    ]
    ProgressUpdate.objects.bulk_create(updates)
    for update in updates:
        audit.record(
            PlanEvent.PROGRESS_UPDATED, update.action, by=by, changes={"rating": [None, update.rating]}
        )


def agree(plan: Plan, quarter: Quarter, by: Person) -> None:
    """The meeting that had the report of `quarter` agrees what was complete by then, each with its line of audit."""
    at = {"closed_on": clock.today(), "closed_at_meeting": quarter.meeting}
    complete = plan.actions.said_complete().select_related("plan__board")
    closed = list(complete.filter(updates__quarter__follows=quarter, updates__rating="B").order_by("pk"))
    for action in closed:
        action.state = Action.State.CLOSED
        for name, value in at.items():
            setattr(action, name, value)
    bulk_update_with_history(closed, Action, ["state", *at], default_user=by)
    for action in closed:
        audit.record(PlanEvent.COMPLETION_AGREED, action, by=by, changes=where_said(quarter.meeting, ""))


def _first_owners(actions: Iterable[Action]) -> dict[int, int | None]:
    return dict(
        ActionOwner.objects.filter(action__in=list(actions), position=1).values_list("action", "body")
    )
