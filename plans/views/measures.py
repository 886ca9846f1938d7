"""Measures: what was found each quarter, which way it goes, and recording it."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from lscb.errors import ChangedMeanwhile, Refused
from lscb.permissions import Verb, allows, require
from lscb.web.pages import form_page
from lscb.words import own_words
from plans import operations
from plans.forms.measure_filter import MeasureFilter
from plans.forms.measures import MeasureForm
from plans.models import Measure, MeasureValue, Plan, Quarter
from plans.selectors.measures import MeasureRow, measure_rows, quarters_shown
from plans.selectors.quarters import quarter_shown
from plans.views.pages import plan_or_404
from plans.views.saved_views import keeps_views, views_of

NONE_OPENED = "No reporting period has been opened yet, so there is none to record this for."


def measure_list(request, plan_slug):
    """The measures of the plan that its filter asks for, with the last quarters and the trend: under their sections, or
    in the order that is asked for.
    """
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    quarter = quarter_shown(plan)
    quarters = quarters_shown(plan, quarter)
    measures = Measure.objects.visible_to(request.user).filter(plan=plan)
    chosen = MeasureFilter(request.GET, measures, plan=plan, quarter=quarter)
    read = rows_chosen(chosen, quarters)
    context = {
        "plan": plan,
        "quarter": quarter,
        "quarters": quarters,
        "filter": chosen,
        "form_refused": not chosen.is_valid(),
        "groups": [(None, read)] if chosen.sorting.by and read else _by_section(read),
        "is_sorted": chosen.sorting.by is not None,
        "total": len(read),
        "has_targets": any(row.measure.target is not None for row in read),
        "recorded": sum(row.now is not None for row in read),
        "may_record": _may_record(request, plan, quarter),
        "views": views_of(request, plan, "measures"),
    }
    return render(request, "plans/measure_list.html", context)


@keeps_views("measures", "Measures", "plans:measure-list")
def chosen_measures(request, plan: Plan, asked: QueryDict) -> MeasureFilter:
    measures = Measure.objects.visible_to(request.user).filter(plan=plan)
    return MeasureFilter(asked, measures, plan=plan, quarter=quarter_shown(plan))


def rows_chosen(chosen: MeasureFilter, quarters: list[Quarter]) -> list[MeasureRow]:
    """The measures that are meant, in the order that is asked for."""
    return chosen.sorting.rows(measure_rows(list(chosen.qs), quarters))


def measure_detail(request, plan_slug, pk):
    """One measure: everything recorded of it, and the form for the quarter being collected."""
    plan = plan_or_404(request, plan_slug)
    measures = (
        Measure.objects.visible_to(request.user).filter(plan=plan).select_related("section", "plan__board")
    )
    measure = get_object_or_404(measures, pk=pk)
    require(request.user, Verb.VIEW, measure)
    quarter = quarter_shown(plan)
    if request.method == "POST":
        require(request.user, Verb.RECORD_MEASURE, measure)
    may_record = _may_record(request, plan, quarter)
    last = measure.values.filter(quarter=quarter).order_by("-pk").first() if may_record else None
    form = MeasureForm(
        request.POST if request.method == "POST" else None, measure=measure, quarter=quarter, last=last
    )
    theirs = None
    if form.is_valid() and quarter is None:
        form.add_error(
            None,
            own_words(
                "No reporting period has been opened yet, so there is none to record this for.",
                plan.own_words,
            ),
        )
    elif form.is_valid():
        try:
            operations.record_measure_value(
                measure=measure, quarter=quarter, by=request.user, **form.cleaned_data
            )
        except ChangedMeanwhile as changed:
            theirs = changed.current
            form.look_at(theirs)
            form.add_error(None, changed.messages)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Saved: {measure}")
            return redirect(f"{reverse('plans:measure-list', args=[plan.slug])}#measure-{measure.pk}")
    quarters = quarters_shown(plan, quarter)
    context = {
        "plan": plan,
        "quarter": quarter,
        "quarters": quarters,
        "measure": measure,
        "row": measure_rows([measure], quarters)[0],
        "values": MeasureValue.objects.filter(measure=measure).select_related("quarter", "by"),
        "may_record": may_record,
        "theirs": theirs,
    }
    return form_page(request, "plans/measure_detail.html", context, form)


def _may_record(request, plan, quarter: Quarter | None) -> bool:
    collecting = quarter is not None and quarter.state == Quarter.State.COLLECTING
    return collecting and allows(request.user, Verb.RECORD_MEASURE, plan)


def _by_section(read) -> list[tuple]:
    groups: dict = {}
    for row in read:
        groups.setdefault(row.measure.section, []).append(row)
    return list(groups.items())
