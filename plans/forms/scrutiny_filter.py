"""Filters of the scrutineer's log, and the ways to sort it."""

import django_filters as filters
from django.db.models import Q

from lscb.ordering import by_letters
from lscb.web.filters import Choice, ListFilter
from lscb.web.sorting import Runs, Sort
from plans.models import Plan, ScrutinyEntry
from plans.models.partner import its_key
from plans.models.scrutiny import ScrutinyQuerySet

DRAFT, OPEN, LATE, ANSWERED, CLOSED = "draft", "open", "late", "answered", "closed"


class ScrutinyFilter(ListFilter):
    """Kind, state, how it was looked at, to whom it is, in which reporting period and words."""

    words = filters.CharFilter(label="Words", method="with_words")
    kind = Choice(label="Kind", choices=ScrutinyEntry.Kind.choices)
    state = Choice(
        label="State",
        method="with_state",
        choices=[
            (DRAFT, "Not shared yet"),
            (OPEN, "Open"),
            (LATE, "Response is late"),
            (ANSWERED, "Answered, still open"),
            (CLOSED, "Closed"),
        ],
    )
    source = Choice(label="Looked at by", field_name="source")
    to = Choice(label="To", method="is_to")
    period = Choice(label="Looked at in", method="seen_in")

    def __init__(self, data, log: ScrutinyQuerySet, *, plan: Plan):
        sorts = (
            Sort("seen", "Looked at", Runs.DAYS, lambda each: each.seen_on),
            Sort("kind", "Kind", Runs.LETTERS, lambda each: each.get_kind_display()),
            Sort("to", "To", Runs.LETTERS, lambda each: by_letters(each.to.name) if each.to else None),
            Sort("response-due", "Response due", Runs.DAYS, lambda each: each.response_due_on),
            Sort("closed", "Closed", Runs.DAYS, lambda each: each.closed_at),
        )
        super().__init__(
            data,
            log.for_page().in_order_of_need(),
            own=plan.own_words,
            sorts=sorts,
            usual="What waits first",
        )
        sources, to = set(), {}
        for source, agency, its_name, of_body, body, name in log.order_by().values_list(
            "source", "to_agency", "to_agency__name", "to_body__agency", "to_body", "to_body__name"
        ):
            sources.add(source)
            agency = agency or of_body
            if agency or body:
                to[its_key(agency, body)] = its_name or name
        self.periods = {each.slug: each for each in plan.quarters.newest_first()}
        self.offer("source", [(each, each) for each in sorted(sources, key=by_letters)])
        self.offer("to", sorted(to.items(), key=lambda each: by_letters(each[1])))
        self.offer("period", [(slug, each.name) for slug, each in self.periods.items()])

    def with_words(self, log, name, value):
        texts = ("words", "source", "response", "outcome")
        return log.filter(Q(*((f"{each}__icontains", value) for each in texts), _connector=Q.OR))

    def with_state(self, log, name, value):
        if value == DRAFT:
            return log.filter(shared_on__isnull=True)
        if value == LATE:
            return log.late()
        if value == CLOSED:
            return log.filter(closed_at__isnull=False)
        return log.open().exclude(response="") if value == ANSWERED else log.open()

    def is_to(self, log, name, value):
        return log.with_partner(value)

    def seen_in(self, log, name, value):
        period = self.periods[value]
        return log.filter(seen_on__range=(period.starts_on, period.ends_on))
