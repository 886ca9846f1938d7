"""Recommendations with where they stand, in a fixed number of queries: for lists, papers and events alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from lscb import clock
from lscb.ordering import by_letters
from plans.models import (
    Action,
    ImpactLook,
    Plan,
    ProgressUpdate,
    Recommendation,
    RecommendationAction,
    Review,
    Theme,
)
from plans.rules.ratings import NO_UPDATE, Rating
from plans.rules.recommendations import OPEN, STATE_WORDS, LinkedAction, State, state_of
from subgroups.models import Agency, Body


@dataclass(frozen=True)
class ActionOf:
    """An action of a recommendation, its last rating in force, and whether it is overdue."""

    action: Action
    rating: str
    overdue: bool

    @property
    def letter(self) -> str:
        """As chips show it; complete where its completion is agreed."""
        if self.action.state == Action.State.CLOSED:
            return str(Rating.COMPLETE)
        return self.rating or NO_UPDATE

    @property
    def word(self) -> str:
        """In the words of its plan; that it left its plan, where it did."""
        if not self.counts:
            return self.action.get_state_display()
        return self.action.plan.rating_words()[self.letter]

    @property
    def counts(self) -> bool:
        return self.action.state in (Action.State.LIVE, Action.State.CLOSED)

    @property
    def linked(self) -> LinkedAction:
        return LinkedAction(self.counts, self.action.state == Action.State.CLOSED, self.rating, self.overdue)


@dataclass(frozen=True)
class RecommendationRow:
    """A recommendation as lists show it. `before` are those of other reviews with one of its themes, the latest first;
    only where a list has them all."""

    recommendation: Recommendation
    state: State
    actions: tuple[ActionOf, ...]
    looks: tuple[ImpactLook, ...]
    before: tuple[Recommendation, ...] = ()

    @property
    def words(self) -> str:
        return STATE_WORDS[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def last_look(self) -> ImpactLook | None:
        return self.looks[0] if self.looks else None

    @property
    def done(self) -> int:
        """How many of the actions that count are complete."""
        return sum(each.linked.is_done for each in self.counted)

    @property
    def counted(self) -> list[ActionOf]:
        return [each for each in self.actions if each.counts]

    @property
    def waits(self) -> bool:
        """Whether those to whom it is addressed have something to do about it, or to show."""
        return self.is_open or self.state == State.IMPACT_DUE

    @property
    def due_on(self) -> date | None:
        """The latest day on which one of its actions that go on is due."""
        days = [each.action.due_on for each in self.counted if not each.linked.is_done and each.action.due_on]
        return max(days, default=None)

    @property
    def days_late(self) -> int:
        """Days past the day on which its impact was to be looked at; 0 where that is not due."""
        if self.state != State.IMPACT_DUE or self.recommendation.impact_due_on is None:
            return 0
        return max((clock.today() - self.recommendation.impact_due_on).days, 0)


def recommendation_rows(
    found: QuerySet[Recommendation],
    *,
    today: date | None = None,
    reviews: Mapping[int, Review] | None = None,
) -> list[RecommendationRow]:
    """Each of them with where it stands; six queries, whatever their number.

    `reviews`, by their keys, are handed in where all were read with their boards and kinds; who closed a recommendation
    is then not read with it.
    """
    today = today or clock.today()
    last = (
        ProgressUpdate.objects.filter(action=OuterRef("action"))
        .in_force()
        .order_by("-quarter__starts_on", "-pk")
    )
    links = (
        RecommendationAction.objects.select_related("action__plan", "action__section")
        .annotate(last_rating=Subquery(last.values("rating")[:1]))
        .order_by()
    )
    if reviews is None:
        found = found.select_related("review__board", "review__kind", "closed_at_meeting__body", "closed_by")
    rows = found.prefetch_related(
        Prefetch("agencies", Agency.objects.select_related("body")),
        "bodies",
        "themes",
        Prefetch("links", links),
        Prefetch("looks", ImpactLook.objects.select_related("by")),
    )
    if reviews is not None:
        for each in rows:
            each.review = reviews[each.review_id]
    return [_row(each, today) for each in rows]


def state_now(recommendation: Recommendation) -> State:
    """Where one stands, as an event asks it."""
    [row] = recommendation_rows(Recommendation.objects.filter(pk=recommendation.pk))
    return row.state


def _row(recommendation: Recommendation, today: date) -> RecommendationRow:
    actions = tuple(_action(link, today) for link in _in_plan_order(recommendation))
    looks = tuple(recommendation.looks.all())
    state = state_of(
        recommendation.response,
        (each.linked for each in actions),
        closed=recommendation.closed_on is not None,
        impact_due_on=recommendation.impact_due_on,
        found=looks[0].found if looks else "",
        today=today,
    )
    return RecommendationRow(recommendation, state, actions, looks)


def _in_plan_order(recommendation: Recommendation) -> list[RecommendationAction]:
    """Its links by their actions, plan by plan, the latest first; those under no section stand last."""
    links = list(recommendation.links.all())
    for link in links:
        link.action.plan.board = recommendation.board

    def place(link: RecommendationAction):
        plan, section = link.action.plan, link.action.section
        return (
            -plan.starts_on.toordinal(),
            by_letters(plan.title),
            section is None,
            section.position if section else 0,
            link.action.position,
            link.pk,
        )

    return sorted(links, key=place)


def _action(link: RecommendationAction, today: date) -> ActionOf:
    action, rating = link.action, link.last_rating or ""
    late = (
        action.state == Action.State.LIVE
        and rating != Rating.COMPLETE
        and action.first_due_on is not None  # nothing is late by a day that nobody confirmed
        and action.due_on is not None
        and action.due_on < today
    )
    return ActionOf(action, rating, late)


def with_those_before(rows: Iterable[RecommendationRow]) -> list[RecommendationRow]:
    """The same rows, each with those among them that other reviews made on one of its themes; no query."""
    rows = list(rows)
    by_theme: dict[int, list[Recommendation]] = {}
    for row in rows:
        for theme in row.recommendation.themes.all():
            by_theme.setdefault(theme.pk, []).append(row.recommendation)
    return [
        RecommendationRow(
            row.recommendation, row.state, row.actions, row.looks, _others(row.recommendation, by_theme)
        )
        for row in rows
    ]


def _others(
    recommendation: Recommendation, by_theme: dict[int, list[Recommendation]]
) -> tuple[Recommendation, ...]:
    found = {
        other.pk: other
        for theme in recommendation.themes.all()
        for other in by_theme[theme.pk]
        if other.review_id != recommendation.review_id
    }
    return tuple(sorted(found.values(), key=lambda each: (-each.review_id, each.position)))


def made_before(person, recommendation: Recommendation) -> list[RecommendationRow]:
    """What other reviews of the board, as far as a person may see them, recommended on its themes; seven queries."""
    themes = Theme.objects.filter(recommendations=recommendation)
    found = (
        Recommendation.objects.visible_to(person)
        .filter(themes__in=themes)
        .exclude(review=recommendation.review_id)
        .distinct()
        .in_order()
    )
    return recommendation_rows(found)


def of_board(person, board_id: int) -> QuerySet[Recommendation]:
    """Those of a board that a person may see, review by review."""
    return Recommendation.objects.visible_to(person).filter(review__board=board_id).in_order()


def asked_of(person, plan: Plan, bodies: list[Body]) -> list[RecommendationRow]:
    """The open recommendations that are addressed to these bodies or to what they stand for, and those whose impact is
    to be looked at, what presses first; six queries, one where there are none."""
    if not bodies:
        return []
    found = of_board(person, plan.board_id).shared().addressed_to(bodies)
    rows = [row for row in recommendation_rows(found) if row.waits]
    places = {state: place for place, state in enumerate(State)}
    return sorted(rows, key=lambda row: places[row.state])


def to_decide(rows: Iterable[RecommendationRow]) -> tuple[list[RecommendationRow], list[RecommendationRow]]:
    """Of rows those that a meeting is asked to close, and those whose impact is to be looked at, the latest first."""
    rows = list(rows)
    due = [row for row in rows if row.state == State.IMPACT_DUE]
    return (
        [row for row in rows if row.state == State.FOR_CLOSING],
        sorted(due, key=lambda row: -row.days_late),
    )
