"""The linked plans of a business plan: how each stands, and what of it needs a look. Never in the plan's own counts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lscb.unchanged import until_a_change
from plans.models import Action, Plan, Quarter
from plans.rules import ratings
from subgroups.models import Person

LISTED = 10  # exceptions of a linked plan that a page names; the plan's own list has the rest


@dataclass(frozen=True)
class LinkedRow:
    """How a linked plan, or what somebody has in it, stands in the period that follows one of its business plan.

    `actions` are those it counts, worst first, as `with_status` reads them with their owners.
    """

    plan: Plan
    actions: tuple[Any, ...]  # of Action, with what `with_status` adds
    last_due: date | None

    @property
    def complete(self) -> int:
        return sum(action.rating_now == ratings.Rating.COMPLETE for action in self.actions)

    @property
    def overdue(self) -> int:
        return sum(action.is_overdue for action in self.actions)

    @property
    def milestones_missed(self) -> int:
        return sum(action.milestone_missed for action in self.actions)

    @property
    def silent(self) -> int:
        return sum(action.is_silent for action in self.actions)

    @property
    def worst(self) -> str:
        """The letter of the worst rating; empty where it has no action."""
        return self.actions[0].rating_now if self.actions else ""

    @property
    def exceptions(self) -> list[Any]:
        """What is off track, late or silent, worst first."""
        return [
            action
            for action in self.actions
            if action.rating_now == ratings.Rating.OFF_TRACK
            or action.is_overdue
            or action.milestone_missed
            or action.is_silent
        ]

    @property
    def listed(self) -> list[Any]:
        """The exceptions that a page names."""
        return self.exceptions[:LISTED]

    @property
    def more(self) -> int:
        """How many exceptions a page does not name."""
        return len(self.exceptions) - len(self.listed)

    @property
    def worst_first_url(self) -> str:
        return self.plan.action_list_url(order="worst")

    @property
    def counts(self) -> tuple[tuple[str, int, str], ...]:
        """Each number with our words for it and the URL of exactly the rows that it counts."""
        url = self.plan.action_list_url
        return (
            ("complete", self.complete, url(rating=str(ratings.Rating.COMPLETE))),
            ("overdue", self.overdue, url(overdue="on")),
            ("with a milestone passed", self.milestones_missed, url(milestone="on")),
            ("without an update", self.silent, url(silent="on")),
        )

    def of(self, bodies: Collection[int], person: Person | None = None) -> "LinkedRow":
        """What the bodies own of it, and what names the person beside an owner."""
        theirs = tuple(
            action
            for action in self.actions
            if action.owner_body_ids & set(bodies) or (person and person.pk in action.named_people)
        )
        return replace(self, actions=theirs)


def linked_plans(plan: Plan) -> list[Plan]:
    """Those of a business plan that are worked on, in the order in which they began; one query."""
    return list(plan.linked_plans.not_archived().select_related("board").order_by("starts_on", "pk"))


def linked_rows(
    plan: Plan, quarter: Quarter | None, today: date | None = None, *, linked: Iterable[Plan] | None = None
) -> list[LinkedRow]:
    """One row a linked plan, as it stands in the period that follows `quarter`. Four queries, or one where there are
    none, whatever their number; one less where they were read, with their boards, and are handed in as `linked`.
    """
    if linked is None:
        linked = () if plan.is_linked else linked_plans(plan)
    plans = tuple(linked)
    return _rows_of(plans, quarter, today) if plans else []


@until_a_change(8, size=lambda rows: sum(len(row.actions) for row in rows))
def _rows_of(plans: tuple[Plan, ...], quarter: Quarter | None, today: date | None) -> list[LinkedRow]:
    actions = (
        Action.objects.filter(plan__in=plans)
        .counted()
        .with_status(quarter, today, followed=True)
        .with_owners()
        .with_milestones()
        .worst_first()
    )
    by_key = {plan.pk: plan for plan in plans}
    of: dict[int, list[Action]] = {pk: [] for pk in by_key}
    for action in actions:
        action.plan = by_key[action.plan_id]
        of[action.plan_id].append(action)
    return [LinkedRow(plan, tuple(of[pk]), last_due(of[pk])) for pk, plan in by_key.items()]


def last_due(actions: Iterable[Action]) -> date | None:
    """The last day by which a live one of them, or a part of one that is still to be done, is due; None for none. A day
    that nobody has confirmed is none. Uses `milestone_rows`."""
    days: list[date | None] = []
    for action in actions:
        if action.state != Action.State.LIVE:
            continue
        if action.due_on:
            days.append(action.held_to)
        else:
            parts = action.milestone_rows
            days += [part.due_on for part in parts if part.first_due_on and not part.done_on]
    return max(filter(None, days), default=None)


def row_carrying_out(action: Action, quarter: Quarter | None) -> LinkedRow | None:
    """How the linked plan stands that an action is carried out by; None where it points to none. Three queries then."""
    if action.linked_plan is None:
        return None
    [row] = linked_rows(action.plan, quarter, linked=[action.linked_plan])
    return row


def has_another_date(action: Action, row: LinkedRow | None) -> bool:
    """Whether an action that leaves its dates to a linked plan is due on another day than that plan is now."""
    return bool(row and action.takes_dates and row.last_due and row.last_due != action.due_on)
