"""The reporting planner, and the forward plan that follows from it: on screen and on one sheet."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.pages import form_page, page_of, say_saved
from lscb.wording import long_date, number_of
from plans.models import Plan
from plans.views.pages import body_or_404, plan_or_404
from plans.views.saved_views import keeps_views, views_of
from reporting import operations as events
from reporting.forms.due_filter import DueFilter
from reporting.forms.planner import DutyReadingForm, PlaceForm, RecordForm, UpToDateForm
from reporting.models import DueReport, Obligation
from reporting.selectors.due_reports import ONLY_PUT_OFF, board_year, changes_for, late_and_staying
from reporting.selectors.forward_plan import Line, due_lines, forward_plan_of, line_of
from reporting.selectors.planner import by_forum, planned_reports, rows_of
from reporting.sheets.forward_plan import forward_sheet
from reporting.views.paper import asked_again, on_paper

PAGE = 100  # rows


def planner(request, plan_slug):
    """Rows as printed with our reading, and the same by forum; ?body= keeps what concerns one group."""
    plan = plan_or_404(request, plan_slug)
    body = body_or_404(request, plan)
    rows = rows_of(planned_reports(request.user, plan))
    shown = [row for row in rows if body is None or row.concerns(body)]
    duties = [duty for row in shown for duty in row.duties]
    context = {
        "plan": plan,
        "body": body,
        "rows": shown,
        "forums": by_forum(shown),
        "duties": len(duties),
        "may_edit": allows(request.user, Verb.EDIT_PLAN, plan),
        "questions": sum(bool(duty.questions) for duty in duties),
    }
    return render(request, "reporting/planner.html", context)


def forward_plan(request, plan_slug):
    """One board year: late, next meetings, months by forum, what contradicts, what has no day."""
    forward = forward_or_404(request, plan_slug)
    context = {
        "plan": forward.plan,
        "forward": forward,
        "may_edit": allows(request.user, Verb.EDIT_PLAN, forward.plan),
        "received_today": DueReport.State.RECEIVED,
    }
    return render(request, "reporting/forward_plan.html", context)


def due_list(request, plan_slug):
    """Every report that was or will be due, one by one: filtered and sorted."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    chosen = chosen_due(request, plan, request.GET)
    page = page_of(request, lines_chosen(chosen), PAGE)
    context = {
        "plan": plan,
        "filter": chosen,
        "form_refused": not chosen.is_valid(),
        "page_obj": page,
        "may_edit": allows(request.user, Verb.EDIT_PLAN, plan),
        "views": views_of(request, plan, "due"),
    }
    return render(request, "reporting/due_list.html", context)


@keeps_views("due", "Reports due, one by one", "reporting:due-list")
def chosen_due(request, plan: Plan, asked: QueryDict) -> DueFilter:
    return DueFilter(asked, DueReport.objects.visible_to(request.user).of_plan(plan), plan=plan)


def lines_chosen(chosen: DueFilter) -> list[Line]:
    """The reports that are meant, in the order that is asked for."""
    return chosen.sorting.rows(due_lines(chosen.qs))


def forward_plan_pdf(request, plan_slug):
    """The year on one landscape page."""
    forward = forward_or_404(request, plan_slug)
    name = f"{plan_slug} forward plan {forward.year.replace('/', ' ')}"
    if answer := asked_again(request, forward.plan, name):
        return answer
    return on_paper(
        request,
        "print/sheet_forward_plan.html",
        {"head": forward_sheet(forward)},
        plan=forward.plan,
        name=name,
    )


def forward_plan_update(request, plan_slug):
    """Bring the forward plan into step with the planner and the meetings, after saying what that changes."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    first, last = board_year(plan)
    form = UpToDateForm(
        request.POST if request.method == "POST" else None,
        initial={"first": max(first, plan.starts_on), "last": min(last, plan.ends_on)},
    )
    if form.is_valid():
        try:
            changes = events.generate_due_reports(plan=plan, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, changes_in_words(changes), form)
            return redirect("reporting:forward-plan", plan.slug)
    changes = changes_for(plan, **form.initial)
    context = {
        "plan": plan,
        "changes": changes.words,
        "out_of_step": bool(changes),
        "only_put_off": ONLY_PUT_OFF if changes.late else "",
        "first": form.initial["first"],
        "last": form.initial["last"],
    }
    return form_page(request, "reporting/forward_plan_update.html", context, form)


def changes_in_words(changes) -> str:
    """What bringing the forward plan up to date did, or would do."""
    if not changes:
        return "The forward plan was up to date: nothing changed."
    words = changes.words
    stay = words.pop("late, not moved")
    done = [f"{number_of(len(rows), 'report', 'reports')} {word}" for word, rows in words.items() if rows]
    said = f"The forward plan is up to date{': ' if done else ''}{', '.join(done)}."
    return f"{said} {late_and_staying(stay)}".strip()


def due_report(request, plan_slug, pk):
    """Say what became of one report that is due, or take that back."""
    plan = plan_or_404(request, plan_slug)
    due = get_object_or_404(DueReport.objects.visible_to(request.user).of_plan(plan).with_words(), pk=pk)
    require(request.user, Verb.EDIT_PLAN, plan)
    typed = request.POST if request.method == "POST" else None
    form = RecordForm(typed, due=due, initial={"became": DueReport.State.RECEIVED})
    undo = typed is not None and "undo" in typed
    if undo or form.is_valid():
        try:
            said = _undo(due, request.user) if undo else _record(due, form.cleaned_data, request.user)
        except Refused as refused:
            if undo:
                form = RecordForm({}, due=due)
                form.is_valid()
                form.errors.clear()
            form.refuse(refused)
        else:
            say_saved(request, said, form)
            return redirect("reporting:forward-plan", plan.slug)
    context = {
        "plan": plan,
        "due": due,
        "line": line_of(due),
        "later": form.fields["to"].queryset,
        "is_of_each": DueReport.objects.of_each_group().filter(pk=due.pk).exists(),
    }
    return form_page(request, "reporting/due_report.html", context, form)


def _record(due: DueReport, typed: dict, by) -> str:
    """Call the event that was chosen; what happened in words."""
    if typed["became"] == DueReport.State.DEFERRED:
        later = events.defer_report(due=due, to=typed["to"], reason=typed["reason"], by=by)
        return f"{due.what} is deferred to {long_date(later.due_on)}."
    if typed["became"] == DueReport.State.NOT_NEEDED:
        events.report_not_needed(due=due, reason=typed["reason"], by=by)
        return f"{due.what} is not needed this time."
    received = events.receive_report(due=due, received_on=typed["received_on"], link=typed["link"], by=by)
    return f"{due.what} to {due.forum.label}: received {long_date(received.received_on)}."


def _undo(due: DueReport, by) -> str:
    events.undo_due_report(due=due, by=by)
    return f"{due.what} to {due.forum.label} is expected again."


def duty(request, plan_slug, pk):
    """Say how often some words of the planner ask for a report, or put one on the forward plan by hand."""
    plan = plan_or_404(request, plan_slug)
    obligations = Obligation.objects.visible_to(request.user).select_related("planned_report__plan__board")
    obligation = get_object_or_404(obligations, planned_report__plan=plan, pk=pk)
    require(request.user, Verb.EDIT_PLAN, plan)
    forums = list(obligation.forums.all())
    typed = request.POST if request.method == "POST" else None
    placing = typed is not None and "place" in typed
    reading = DutyReadingForm(None if placing else typed, obligation=obligation)
    place = PlaceForm(typed if placing else None, obligation=obligation, forums=forums)
    form = place if placing else reading
    if form.is_valid():
        try:
            if placing:
                due = events.place_report(
                    obligation=obligation, meeting=form.cleaned_data["meeting"], by=request.user
                )
                said = f"{due} is on the forward plan."
            else:
                same = events.choose_duty_reading(obligation=obligation, by=request.user, **form.chosen())
                rows = number_of(len(same), "row", "rows")
                said = f"“{obligation.words}” is read as you chose, in {rows}. Bring the forward plan up to date now."
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, said)
            return redirect("reporting:forward-plan", plan.slug)
    others = Obligation.objects.filter(planned_report__plan=plan, words=obligation.words).exclude(pk=pk)
    context = {
        "plan": plan,
        "obligation": obligation,
        "forums": forums,
        "reading": reading,
        "place": place,
        "others": others.select_related("planned_report") if obligation.words else (),
    }
    return form_page(request, "reporting/duty.html", context, form)


def forward_or_404(request, plan_slug):
    """The forward plan of the year and the group that the URL names."""
    plan = plan_or_404(request, plan_slug)
    wanted = request.GET.get("year", "")
    if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) == 4):
        raise Http404("There is no such year.")
    return forward_plan_of(
        request.user, plan, starting=int(wanted) if wanted else None, body=body_or_404(request, plan)
    )
