"""Filters of the challenge log, and the ways to sort it."""

import django_filters as filters
from django.db.models import Q

from lscb.ordering import by_letters
from lscb.web.filters import Choice, ListFilter
from lscb.web.sorting import Runs, Sort
from plans.models import Plan
from plans.models.challenge import ChallengeQuerySet
from plans.models.partner import its_key

OPEN, LATE, ANSWERED, CLOSED = "open", "late", "answered", "closed"


class ChallengeFilter(ListFilter):
    """State, who raised it, whom it was put to, in which reporting period and words."""

    words = filters.CharFilter(label="Words", method="with_words")
    state = Choice(
        label="State",
        method="with_state",
        choices=[
            (OPEN, "Open"),
            (LATE, "Response is late"),
            (ANSWERED, "Answered, still open"),
            (CLOSED, "Closed"),
        ],
    )
    raised_by = Choice(label="Raised by")
    to = Choice(label="Put to", method="put_to")
    period = Choice(label="Raised in", method="raised_in")

    def __init__(self, data, log: ChallengeQuerySet, *, plan: Plan):
        sorts = (
            Sort("raised", "Raised", Runs.DAYS, lambda each: each.raised_on),
            Sort("raised-by", "Raised by", Runs.LETTERS, lambda each: by_letters(each.raised_by)),
            Sort("to", "To", Runs.LETTERS, lambda each: by_letters(each.to.name)),
            Sort("response-due", "Response due", Runs.DAYS, lambda each: each.response_due_on),
            Sort("closed", "Closed", Runs.DAYS, lambda each: each.closed_at),
        )
        super().__init__(
            data,
            log.for_page().in_order_of_need(),
            own=plan.own_words,
            sorts=sorts,
            usual="Late responses first",
        )
        raised, put = set(), {}
        for by, agency, its_name, of_body, body, name in log.order_by().values_list(
            "raised_by", "to_agency", "to_agency__name", "to_body__agency", "to_body", "to_body__name"
        ):
            raised.add(by)
            put[its_key(agency or of_body, body)] = its_name or name
        self.periods = {each.slug: each for each in plan.quarters.newest_first()}
        self.offer("raised_by", [(each, each) for each in sorted(raised, key=by_letters)])
        self.offer("to", sorted(put.items(), key=lambda each: by_letters(each[1])))
        self.offer("period", [(slug, each.name) for slug, each in self.periods.items()])

    def with_words(self, log, name, value):
        texts = ("words", "response", "outcome", "unanswered_because")
        return log.filter(Q(*((f"{each}__icontains", value) for each in texts), _connector=Q.OR))

    def with_state(self, log, name, value):
        if value == CLOSED:
            return log.filter(closed_at__isnull=False)
        if value == LATE:
            return log.late()
        return log.open().exclude(response="") if value == ANSWERED else log.open()

    def put_to(self, log, name, value):
        return log.with_partner(value)

    def raised_in(self, log, name, value):
        period = self.periods[value]
        return log.filter(raised_on__range=(period.starts_on, period.ends_on))
