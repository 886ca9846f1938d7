"""Filters of the measures, and the ways to sort them."""

import django_filters as filters

from lscb.ordering import by_letters
from lscb.web.filters import Choice, ListFilter, Tick
from lscb.web.sorting import Runs, Sort
from lscb.words import own_words
from plans.models import Measure, Plan, Quarter
from plans.models.measure import MeasureQuerySet
from plans.selectors.grouping import NOT_LINKED

RECORDED, MISSING = "recorded", "missing"


class MeasureFilter(ListFilter):
    """Section, priority, what a measure tells, whether anything was recorded for the reporting period, and whether its
    target is missed."""

    words = filters.CharFilter(label="Words", field_name="words", lookup_expr="icontains")
    section = Choice(label="Section", method="in_section")
    priority = Choice(label="Priority", field_name="section__priority")
    tells = Choice(label="What it tells", choices=Measure.Tells.choices)
    value = Choice(label="Value", method="with_value")
    off_target = Tick(label="Short of its target", method="when_off_target")

    def __init__(self, data, measures: MeasureQuerySet, *, plan: Plan, quarter: Quarter | None):
        sorts = (
            Sort("measure", "Measure", Runs.LETTERS, lambda row: by_letters(row.measure.words)),
            Sort("target", "Target", Runs.NUMBERS, lambda row: row.measure.target),
            Sort("trend", "Trend", Runs.WORST, lambda row: row.trend.course),
        )
        super().__init__(
            data,
            measures.with_value_of(quarter).select_related("section").in_plan_order(),
            own=plan.own_words,
            sorts=sorts,
            usual=own_words("In the order of the plan", plan.own_words),
        )
        rows = measures.order_by().values_list(
            "section", "section__label", "section__title", "section__position", "section__priority"
        )
        sections = {key: (place, f"{label} {title}".strip()) for key, label, title, place, _ in rows if key}
        served = {priority for *_, priority in rows if priority}
        outside = [(NOT_LINKED, own_words("Outside the sections", plan.own_words))] if sections else []
        ordered = sorted(sections.items(), key=lambda each: each[1])
        self.filters["section"].label = plan.section_label
        self.offer("section", [*((str(key), words) for key, (_, words) in ordered), *outside])
        self.filters["priority"].label = plan.priority_label
        priorities = plan.priorities.all() if served else ()
        self.offer("priority", [(str(each.pk), str(each)) for each in priorities if each.pk in served])
        words = quarter.name if quarter else plan.period_word
        self.filters["value"].label = words
        self.offer(
            "value", [(RECORDED, "Recorded"), (MISSING, "Not recorded yet")] if quarter is not None else []
        )

    def in_section(self, measures, name, value):
        return measures.filter(section=None if value == NOT_LINKED else value)

    def with_value(self, measures, name, value):
        return measures.filter(value_now__isnull=value == MISSING)

    def when_off_target(self, measures, name, value):
        return measures.short_of_target() if value else measures
