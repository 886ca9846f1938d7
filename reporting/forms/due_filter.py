"""Filters of the reports that are due, and the ways to sort them."""

import django_filters as filters
from django.db.models import Q

from lscb import clock
from lscb.ordering import by_letters
from lscb.web.filters import Choice, Day, ListFilter
from lscb.web.sorting import Runs, Sort
from plans.models import Plan
from reporting.models import DueReport
from reporting.models.due_reports import DueReportQuerySet
from subgroups.models import Body

LATE, NO_MEETING = "late", "no-meeting"
STATES = [str(each) for each in DueReport.State]


class DueFilter(ListFilter):
    """To which forum, from whom, in which state and from which day to which."""

    words = filters.CharFilter(label="Words", method="with_words")
    forum = Choice(label="At", field_name="forum")
    provider = Choice(label="From", method="provided_by")
    state = Choice(
        label="State",
        method="with_state",
        choices=[(LATE, "Late"), (NO_MEETING, "No meeting recorded"), *DueReport.State.choices],
    )
    since = Day(label="Due from", field_name="due_on", lookup_expr="gte", first=True)
    until = Day(label="Due up to", field_name="due_on", lookup_expr="lte")

    def __init__(self, data, due: DueReportQuerySet, *, plan: Plan):
        sorts = (
            Sort("due", "Due", Runs.DAYS, lambda line: line.due.due_on),
            Sort("at", "At", Runs.LETTERS, lambda line: by_letters(line.due.forum.name)),
            Sort("report", "Report", Runs.LETTERS, lambda line: by_letters(line.what)),
            Sort("from", "From", Runs.LETTERS, lambda line: by_letters(line.provider)),
            Sort("state", "State", Runs.WORST, place_of_state),
        )
        super().__init__(
            data,
            due.with_words().order_by("due_on", "forum__position", "pk"),
            own=plan.own_words,
            sorts=sorts,
            usual="The earliest first",
        )
        for name in ("since", "until"):
            self.filters[name].extra["year_starts_in"] = plan.year_starts_in
        self.bodies = {str(each.pk): each for each in Body.objects.filter(board=plan.board_id)}
        forums = set(due.order_by().values_list("forum", flat=True))
        provides = set(due.order_by().values_list("obligation__planned_report__providers", flat=True))
        for name, found in (("forum", forums), ("provider", provides)):
            self.offer(name, [(key, each.name) for key, each in self.bodies.items() if each.pk in found])

    def with_words(self, due, name, value):
        texts = (
            "obligation__planned_report__what",
            "obligation__what",
            "obligation__words",
            "obligation__planned_report__provider_words",
            "reason",
        )
        return due.filter(Q(*((f"{each}__icontains", value) for each in texts), _connector=Q.OR))

    def provided_by(self, due, name, value):
        """Every subgroup provides what the planner asks of all subgroups."""
        return due.provided_by([self.bodies[value]])

    def with_state(self, due, name, value):
        if value == LATE:
            return due.late()
        if value == NO_MEETING:
            return due.expected().filter(meeting=None)
        return due.filter(state=value)


def place_of_state(line) -> tuple[int, int]:
    """Late before expected, the longest late first; then what came, was put off or is not needed."""
    days = (clock.today() - line.due.due_on).days if line.is_late else 0
    return (STATES.index(line.due.state), -days)
