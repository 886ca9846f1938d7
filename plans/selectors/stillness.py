"""Which actions have not moved, and for how many reporting periods."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Min, QuerySet

from lscb import clock
from plans.models import Action, ActionItem, Milestone, Plan, ProgressUpdate, Quarter
from plans.rules.stillness import Said, is_to_move, period_of, periods_without_movement
from plans.selectors.quarters import quarter_shown


def still_for(plan: Plan, quarter: Quarter, today: date | None = None) -> dict[int, int]:
    """For how many reporting periods up to `quarter` each action that is to move has not, by its key; five queries."""
    today = today or clock.today()
    rows = Action.objects.filter(plan=plan).with_status(quarter, today=today).order_by()
    return still_of(plan, plan.quarters.all(), quarter, rows, today)


def still_of(
    plan: Plan, quarters: Iterable[Quarter], quarter: Quarter, actions: Iterable[Action], today: date
) -> dict[int, int]:
    """The same of all actions of a plan as read, after `with_status`; `quarters` are all of the plan. Three queries."""
    periods = sorted(
        (
            each
            for each in quarters
            if each.state != Quarter.State.PLANNED and each.starts_on <= quarter.starts_on
        ),
        key=lambda each: each.starts_on,
    )
    starts = [each.starts_on for each in periods]
    said = _said(plan, {each.pk: place for place, each in enumerate(periods)})
    added: dict[int, int] = {}
    moved: dict[int, list[int]] = defaultdict(list)
    # An action's row has another `stands_after` from the day on which it was opened again.
    opened = Action.history.filter(plan=plan).values("id", "stands_after").annotate(on=Min("history_date"))
    for pk, stands_after, at in opened.values_list("id", "stands_after", "on"):
        place = period_of(clock.day_of(at), starts)
        if stands_after is None:
            added[pk] = place
        else:
            moved[pk].append(place)
    for pk, day in _done(plan):
        moved[pk].append(period_of(day, starts))
    return {
        each.pk: periods_without_movement(
            said.get(each.pk, ()),
            now=len(periods) - 1,
            there_since=added.get(each.pk, -1),
            moved_in=moved.get(each.pk, ()),
        )
        for each in actions
        if is_to_move(
            live=each.state == Action.State.LIVE,
            rating=each.rating_now,
            starts_on=each.starts_on,
            today=today,
        )
    }


def without_movement(actions: QuerySet, plan: Plan, periods: int) -> QuerySet:
    """Those that have not moved for so many reporting periods, the one that pages show among them."""
    quarter = quarter_shown(plan)
    still = still_for(plan, quarter) if quarter else {}
    return actions.filter(pk__in=[pk for pk, n in still.items() if n >= periods])


def _said(plan: Plan, places: dict[int, int]) -> dict[int, list[Said]]:
    """The last update of each period that was not taken back, by action; one query. What was said before an action was
    opened again was movement all the same."""
    rows = (
        ProgressUpdate.objects.filter(action__plan=plan, quarter__in=places)
        .not_undone()
        .order_by("quarter__starts_on", "pk")
        .values_list("action", "quarter", "rating", "repeats")
    )
    last = {(action, quarter): (rating, repeats) for action, quarter, rating, repeats in rows}
    said = defaultdict(list)
    for (action, quarter), (rating, repeats) in last.items():
        said[action].append(Said(places[quarter], rating, repeats is not None))
    return said


def _done(plan: Plan) -> list[tuple[int, date]]:
    """The days on which parts and milestones were done, by action; one query."""
    done = {"action__plan": plan, "done_on__isnull": False}
    parts = ActionItem.objects.filter(**done).order_by().values_list("action", "done_on")
    return list(parts.union(Milestone.objects.filter(**done).order_by().values_list("action", "done_on")))
