"""Plans linked to a business plan: started beside it, linked to another, pointed to by its actions."""

from datetime import date

from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, guards, locks
from plans.models import Action, Plan, PlanEvent, Quarter
from plans.operations.following import follow_periods, report_alike, take_date
from plans.operations.live import refuse_unless_live
from plans.operations.starting import start_plan
from plans.operations.succession import speaks_as
from subgroups.models import Person


@transaction.atomic
def start_linked_plan(
    *, business_plan: Plan, kind: str, title: str, starts_on: date, ends_on: date, by: Person | None
) -> Plan:
    """Start a plan of a review, an audit, a survey, an inspection or an improvement board beside a business plan: with
    its words and rating key, and collected in its reporting periods from the one that is open now.

    :raises Refused: by field, for a title the board has, an end before the start, no such kind, or beside a plan that
        is linked itself or archived.
    """
    locks.hold(business_plan.board, business_plan)
    wrong = guards.empty(title=(title, "Give the plan a title."))
    if ends_on <= starts_on:
        wrong["ends_on"] = "The plan ends after it starts."
    guards.refuse(wrong | _wrong_link(None, business_plan, kind))
    plan = Plan(board=business_plan.board, title=title.strip(), starts_on=starts_on, ends_on=ends_on)
    speaks_as(plan, business_plan)
    plan.kind, plan.business_plan = kind, business_plan
    start_plan(plan=plan, by=by)
    for row in business_plan.definitions.all():
        row.pk, row.plan, row._state.adding = None, plan, True
        audit.save(row, by)
    follow_periods(plan, by)
    audit.record(PlanEvent.LINKED_PLAN_STARTED, plan, by=by, changes=_as_linked(None, "", plan))
    return plan


@transaction.atomic
def link_plan(*, plan: Plan, business_plan: Plan, kind: str, by: Person) -> Plan:
    """Say of what a plan is and which business plan it is linked to: one that was typed by itself, or that goes on
    under the next business plan. From then on it is collected in that one's reporting periods; what was said in earlier
    ones stays.

    :raises Refused: by field, for a plan to which others are linked, a link to itself, to a plan of another board, one
        that is linked itself or archived, or no such kind; where two of its periods would have one name.
    """
    before = plan.business_plan if plan.business_plan_id else None
    locks.hold(*{each.pk: each for each in (plan, business_plan, before) if each}.values())
    guards.refuse(_wrong_link(plan, business_plan, kind))
    was = plan.get_kind_display() if plan.is_linked else ""
    plan.kind, plan.business_plan = kind, business_plan
    audit.save(plan, by, ["kind", "business_plan"])
    report_alike(plan, by)
    collected = business_plan.quarters.collecting().exists()
    for own in locks.locked(plan.quarters.collecting().order_by("pk")) if not collected else ():
        own.state = Quarter.State.REPORTED
        audit.save(own, by, ["state"])
        audit.record(PlanEvent.QUARTER_CLOSED, own, by=by)
    follow_periods(plan, by)
    audit.record(PlanEvent.PLAN_LINKED, plan, by=by, changes=_as_linked(before, was, plan))
    return plan


def _wrong_link(plan: Plan | None, business_plan: Plan, kind: str) -> dict[str, str]:
    wrong = {}
    if kind not in Plan.Kind.values or kind == Plan.Kind.BUSINESS:
        wrong["kind"] = "Say of what the plan is."
    if plan is not None and business_plan.board_id != plan.board_id:
        wrong["business_plan"] = "That plan is of another board."
    elif plan is not None and business_plan.pk == plan.pk:
        wrong["business_plan"] = "A plan is not linked to itself."
    elif business_plan.is_linked:
        wrong["business_plan"] = "That plan is linked to another itself; choose the business plan."
    elif business_plan.is_archived:
        wrong["business_plan"] = "That plan is archived: nothing is collected with it."
    elif plan is not None and plan.linked_plans.exists():
        wrong["business_plan"] = "Other plans are linked to this one; link those to another first."
    return wrong


def _as_linked(before: Plan | None, was: str, plan: Plan) -> dict[str, list]:
    return audit.differences(
        {"of what": was, "linked to": str(before or "")},
        {"of what": plan.get_kind_display(), "linked to": str(plan.business_plan)},
    )


@transaction.atomic
def point_action(*, action: Action, to: Plan | None, by: Person | None) -> Action:
    """Say that a linked plan is how an action is carried out, or (None) that none is. Where its "when" says so, it is
    due from now on with the last action of that plan (Cumbria's business plan, line 427: "as per actions in the Plan").

    :raises Refused: for a plan that is not linked to the action's, or an action that is no longer live.
    """
    locks.hold_wholes([each for each in (action.plan, to) if each])
    locks.hold(action)
    refuse_unless_live(action)
    if to is not None and to.business_plan_id != action.plan_id:
        raise Refused({"to": "That plan is not linked to this one."})
    before, due = action.linked_plan, action.due_on
    action.linked_plan = to
    audit.save(action, by, ["linked_plan"])
    take_date(action, by)
    changes = audit.differences(
        {"carried out by": str(before or ""), "due": due},
        {"carried out by": str(to or ""), "due": action.due_on},
    )
    if changes:
        audit.record(PlanEvent.ACTION_POINTED, action, by=by, changes=changes)
    return action
