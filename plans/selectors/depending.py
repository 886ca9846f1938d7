"""What actions depend on, and whether it slips."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lscb import clock
from lscb.words import sentence_lower
from plans.models import Action, ActionLink, Plan, Quarter
from plans.rules.depending import Needed, slips
from plans.rules.ratings import Rating
from plans.selectors.quarters import quarter_shown


@dataclass(frozen=True)
class Dependency:
    """What an action depends on, and why it cannot rely on it; empty where it can."""

    needed: Action
    slips: str

    def __str__(self):
        return f"{self.needed.called}, which {self.slips}" if self.slips else self.needed.called


def dependencies_of(
    actions: Iterable[Action], quarter: Quarter | None, words: Mapping[str, str], today: date | None = None
) -> dict[int, tuple[Dependency, ...]]:
    """What each of some actions of a plan depends on, by its key, in plan order; those that depend on nothing are left
    out. One query. `words` are the plan's for the ratings.
    """
    today, of = today or clock.today(), {action.pk: action for action in actions}
    needed = (
        Action.objects.annotate(needed_by=F("linked_from__action"), link=F("linked_from__kind"))
        .filter(needed_by__in=of, link=ActionLink.Kind.DEPENDS_ON)
        .with_status(quarter, today)
        .select_related("plan")
        .in_plan_order()
    )
    found: dict[int, tuple[Dependency, ...]] = {}
    for each in needed:
        why = slips(
            needed_of(each),
            of[each.needed_by].due_on,
            today=today,
            word=sentence_lower(words[Rating.OFF_TRACK]),
        )
        found[each.needed_by] = (*found.get(each.needed_by, ()), Dependency(each, why))
    return found


def needed_of(action: Action) -> Needed:
    """After `with_status`."""
    return Needed(action.state, action.rating_now, action.held_to, action.due_on, action.is_overdue)


def on_what_slips(actions: QuerySet, plan: Plan) -> QuerySet:
    """Live ones that depend on what slips in the quarter that pages show; as `rules.depending.slips`, in SQL."""
    others = plan.actions.with_status(quarter_shown(plan)).order_by()
    still_open = Q(state=Action.State.LIVE) & ~Q(rating_now=Rating.COMPLETE)
    worse = Q(is_overdue=True) | Q(rating_now=Rating.OFF_TRACK)
    bad = others.filter(Q(state=Action.State.WITHDRAWN) | (still_open & worse))
    links = ActionLink.objects.dependencies().filter(action=OuterRef("pk"))
    later = links.filter(to__in=others.filter(still_open).values("pk"), to__due_on__gt=OuterRef("due_on"))
    return actions.filter(Exists(links.filter(to__in=bad.values("pk"))) | Exists(later), still_open)


def on_what_is_withdrawn(actions: QuerySet) -> QuerySet:
    """Live ones that depend on an action that is withdrawn."""
    gone = ActionLink.objects.dependencies().filter(action=OuterRef("pk"), to__state=Action.State.WITHDRAWN)
    return actions.filter(Exists(gone), state=Action.State.LIVE)
