"""The linked plans of a business plan: how each stands, and what of it needs a look. Never in the plan's own counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from plans.models import Action, Milestone, Plan, Quarter
from plans.rules import ratings


@dataclass(frozen=True)
class LinkedRow:
    """How a linked plan stands in the period that its business plan is about. `exceptions` are its actions that are off
    track, late or silent, worst first; `late` counts those past their date or a milestone."""

    plan: Plan
    actions: int
    complete: int
    late: int
    silent: int
    worst: str  # letter; empty where it has no action
    last_due: date | None
    exceptions: tuple[Action, ...]

    @property
    def complete_href(self) -> str:
        return self.plan.action_list_url(rating=str(ratings.Rating.COMPLETE))

    @property
    def silent_href(self) -> str:
        return self.plan.action_list_url(silent="on")

    @property
    def late_hrefs(self) -> tuple[tuple[str, int, str], ...]:
        """What is late by its own date and what by a milestone: words, how many, and the address of just these."""
        overdue = sum(action.is_overdue for action in self.exceptions)
        found = (
            ("overdue", overdue, self.plan.action_list_url(overdue="on")),
            ("with a milestone passed", self.late - overdue, self.plan.action_list_url(milestone="on")),
        )
        return tuple(each for each in found if each[1])


def linked_plans(plan: Plan) -> list[Plan]:
    """Those of a business plan that are worked on, in the order in which they began; one query."""
    return list(plan.linked_plans.not_archived().select_related("board").order_by("starts_on", "pk"))


def linked_rows(plan: Plan, quarter: Quarter | None, today: date | None = None) -> list[LinkedRow]:
    """One row a linked plan, as it stands in the period that follows `quarter`. Five queries, or one where there are
    none, whatever their number.
    """
    plans = {each.pk: each for each in ([] if plan.is_linked else linked_plans(plan))}
    if not plans:
        return []
    actions = (
        Action.objects.filter(plan__in=plans)
        .counted()
        .with_status(quarter, today, followed=True)
        .with_owners()
        .with_levels()
        .worst_first()
    )
    of: dict[int, list[Action]] = {pk: [] for pk in plans}
    for action in actions:
        action.plan = plans[action.plan_id]
        of[action.plan_id].append(action)
    days = last_due(plans)
    return [_row(each, of[pk], days.get(pk)) for pk, each in plans.items()]


def _row(plan: Plan, actions: list[Action], day: date | None) -> LinkedRow:
    late = [action for action in actions if action.is_overdue or action.milestone_missed]
    return LinkedRow(
        plan=plan,
        actions=len(actions),
        complete=sum(action.rating_now == ratings.Rating.COMPLETE for action in actions),
        late=len(late),
        silent=sum(action.is_silent for action in actions),
        worst=actions[0].rating_now if actions else "",
        last_due=day,
        exceptions=tuple(
            action
            for action in actions
            if action.rating_now == ratings.Rating.OFF_TRACK or action in late or action.is_silent
        ),
    )


def last_due(plans: Iterable[int]) -> dict[int, date]:
    """By plan, the last day by which one of its live actions, or a part of one that is still to be done, is due; two
    queries. A day that nobody has confirmed is none."""
    live = {"state": Action.State.LIVE, "plan__in": list(plans)}
    confirmed = Action.objects.filter(**live, first_due_on__isnull=False)
    days = dict(confirmed.order_by().values_list("plan").annotate(day=Max("due_on")))
    parts = Milestone.objects.filter(
        **{f"action__{name}": value for name, value in live.items()},
        action__due_on__isnull=True,
        first_due_on__isnull=False,
        done_on__isnull=True,
    )
    for plan, day in parts.order_by().values_list("action__plan").annotate(day=Max("due_on")):
        days[plan] = max(filter(None, [days.get(plan), day]))
    return {plan: day for plan, day in days.items() if day}
