"""Filters of the risk register, and the ways to sort it."""

import django_filters as filters
from django.db.models import Q

from lscb.ordering import by_letters
from lscb.web.filters import Choice, ListFilter
from lscb.web.sorting import Runs, Sort
from lscb.words import capital
from plans.models import Plan, Risk
from plans.models.risk import RiskQuerySet

OPEN, LATE, CLOSED = "open", "late", "closed"


class RiskFilter(ListFilter):
    """State, level, whoever holds it, which way its score went and words."""

    words = filters.CharFilter(label="Words", method="with_words")
    state = Choice(
        label="State",
        method="with_state",
        choices=[(OPEN, "Open"), (LATE, "To be looked at again"), (CLOSED, "Closed")],
    )
    level = Choice(
        label="Level",
        method="at_level",
        choices=[(word, capital(word)) for _, word in Risk.BANDS],
    )
    held_by = Choice(label="Held by")
    trend = Choice(
        label="Trend",
        method="that_went",
        choices=[
            ("up", "Up since the score before"),
            ("down", "Down since the score before"),
            ("same", "The same all along"),
        ],
    )

    def __init__(self, data, register: RiskQuerySet, *, plan: Plan):
        sorts = (
            Sort("score", "Score", Runs.NUMBERS, lambda risk: (risk.score, risk.impact)),
            Sort("held-by", "Held by", Runs.LETTERS, lambda risk: by_letters(risk.held_by)),
            Sort("review", "Look again", Runs.DAYS, lambda risk: risk.review_on),
            Sort("raised", "Raised", Runs.DAYS, lambda risk: risk.raised_on),
            Sort("closed", "Closed", Runs.DAYS, lambda risk: risk.closed_at),
        )
        super().__init__(
            data,
            register.for_page().with_score_before().worst_first(),
            own=plan.own_words,
            sorts=sorts,
            usual="The highest score first",
        )
        held = register.order_by().values_list("held_by", flat=True).distinct()
        self.offer("held_by", [(each, each) for each in sorted(held, key=by_letters)])

    def with_words(self, register, name, value):
        texts = ("words", "response", "why_closed")
        return register.filter(Q(*((f"{each}__icontains", value) for each in texts), _connector=Q.OR))

    def with_state(self, register, name, value):
        if value == CLOSED:
            return register.filter(closed_at__isnull=False)
        return register.late() if value == LATE else register.open()

    def at_level(self, register, name, value):
        return register.at_level(value)

    def that_went(self, register, name, value):
        return register.that_went(value)
