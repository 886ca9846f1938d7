"""How long a plan is kept, what happens then, and telling the board team when the day has come."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, locks
from lscb.wording import long_date, number_of
from lscb.work import outbox
from plans.models import Plan, PlanEvent
from subgroups.models import TYPISTS, Board, Person
from subgroups.selectors.removal import keeps

FIELDS = ["keep_until", "then"]


@transaction.atomic
def keep_plan(*, plan: Plan, keep_until: date | None, then: str, by: Person) -> Plan:
    """Say until when a plan is kept at least and what happens then; also of an archived plan. None: not decided.

    :raises Refused: for a day that has passed or falls before the plan ends, and where nothing is changed.
    """
    locks.hold(plan)
    if keep_until and keep_until <= clock.today():
        raise Refused({"keep_until": "That day has passed. Give one still to come, or leave it empty."})
    if keep_until and keep_until < plan.ends_on:
        raise Refused({"keep_until": "The plan itself runs longer than that."})
    before = audit.values_of(plan, FIELDS)
    plan.keep_until, plan.then, plan.told_on = keep_until, Plan.Then(then), None
    changes = audit.differences(before, audit.values_of(plan, FIELDS))
    if not changes:
        raise Refused("That is what is said already.")
    audit.save(plan, by, [*FIELDS, "told_on"])
    audit.record(PlanEvent.PLAN_KEPT_UNTIL, plan, by=by, changes=changes, even_archived=True)
    return plan


@keeps
def plans_kept(board: Board) -> list[str]:
    """What of a board's plans stands in the way of removing it; a demonstration's are kept for nobody."""
    if board.demonstration:
        return []
    today = clock.today()
    said = []
    for plan in board.plans.order_by("starts_on", "pk"):
        if not plan.is_archived:
            said.append(f"{plan.title} is not archived.")
        elif plan.keep_until is None:
            said.append(f"How long {plan.title} is kept is not said.")
        elif plan.keep_until > today:
            said.append(f"{plan.title} is kept at least until {long_date(plan.keep_until)}.")
        elif plan.then != Plan.Then.TAKEN_OUT:
            said.append(f"{plan.title} is to be looked at again: its team has not said that it is taken out.")
    return said


def tell_teams() -> str:
    """Write to the board team, once, of each plan whose time of keeping has ended. For the timer."""
    plans = Plan.objects.kept_long_enough().filter(told_on=None).select_related("board").order_by("pk")
    told = sum(_tell_team(plan) for plan in plans)
    return f"Plans whose time of keeping has ended: {number_of(told, 'team', 'teams')} told."


@transaction.atomic
def _tell_team(plan: Plan) -> bool:
    locks.hold(plan)
    if plan.told_on or not plan.keep_until or plan.keep_until > clock.today():
        return False
    team = Person.objects.filter(
        is_active=True,
        email__isnull=False,
        pk__in=plan.board.roles.in_force().filter(role__in=TYPISTS).values("person"),
    )
    for person in team.order_by("pk"):
        body = render_to_string(
            "plans/kept_long_enough.txt",
            {
                "person": person,
                "plan": plan,
                "address": settings.BASE_URL.rstrip("/") + reverse("plans:plan-keep", args=[plan.slug]),
                "service_name": settings.SERVICE_NAME,
            },
        )
        outbox.post(
            kind="Time of keeping has ended",
            to=person.email or "",
            subject=f"{plan.title}: its time of keeping has ended",
            body=body.strip() + "\n",
        )
    plan.told_on = clock.today()
    audit.save(plan, None, ["told_on"])
    audit.record(PlanEvent.PLAN_KEPT_LONG_ENOUGH, plan, by=None, even_archived=True)
    return True
