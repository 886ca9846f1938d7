"""Lists of reporting taken away as files: the planner, the forward plan, the schedule of a report."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from lscb.lists import Format
from lscb.permissions import Verb, require
from lscb.web.lists import file_response, list_behind, save_list
from plans.models import Plan
from plans.views.pages import plan_or_404
from reporting.lists.planner import due_reports, forward_lines, planner_rows
from reporting.lists.schedule import schedule
from reporting.models import ReportingEvent
from reporting.report.content import MonitoringReportContent
from reporting.report.reading import content_of, gather_now
from reporting.selectors.planner import planned_reports, rows_of
from reporting.views.planner import body_or_404, chosen_due, forward_or_404, lines_chosen
from reporting.views.reports import draft_of, final_of, quarter_or_404, report_or_404


def planner_save(request, plan_slug):
    """The planner's rows as a file; ?body= keeps what concerns one group."""
    plan = plan_or_404(request, plan_slug)
    body = body_or_404(request, plan)
    rows = [row for row in rows_of(planned_reports(request.user, plan)) if body is None or row.concerns(body)]
    back = _at("reporting:planner", plan.slug, body=body.pk if body else "")
    return save_list(request, planner_rows(plan, rows, body), plan, back=back)


def forward_plan_save(request, plan_slug):
    """A year of the forward plan as a file, a row a report."""
    forward = forward_or_404(request, plan_slug)
    back = _at(
        "reporting:forward-plan",
        plan_slug,
        year=forward.first.year,
        body=forward.body.pk if forward.body else "",
    )
    event = ReportingEvent.FORWARD_PLAN_EXPORTED
    return save_list(request, forward_lines(forward), forward.plan, back=back, event=event)


def due_save(request, plan_slug):
    """The reports that are due as a file, as their list is filtered and sorted."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    chosen = chosen_due(request, plan, request.GET)
    back = list_behind(request, reverse("reporting:due-list", args=[plan.slug]))
    if not chosen.is_valid():
        return redirect(back)
    listed = due_reports(
        plan,
        lambda: lines_chosen(chosen),
        title="Reports due",
        name="reports-due",
        shows=chosen.about("Every report that was or will be due"),
    )
    shown = replace(
        listed, shown=("due", "at", "report", "from", "state", "why", "as-printed", "ask", "link")
    )
    return save_list(request, shown, plan, back=back)


def forward_plan_xlsx(request, plan_slug):
    """The same at the address of its spreadsheet."""
    forward = forward_or_404(request, plan_slug)
    event = ReportingEvent.FORWARD_PLAN_EXPORTED
    return file_response(request, forward_lines(forward), Format.XLSX, forward.plan, event=event)


def schedule_live_save(request, plan_slug, quarter):
    """The schedule of a draft as a file; that of the final where there is one."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    draft = draft_of(quarter)
    if draft is None and (final := final_of(quarter)):
        return redirect("reporting:report-schedule", plan_slug, final.pk)
    content = gather_now(quarter, draft=draft)
    back = reverse("reporting:report-live", args=[plan_slug, quarter.slug])
    return _schedule(request, quarter.plan, content, f"{quarter.slug}-draft", back)


def schedule_save(request, plan_slug, pk):
    """The schedule of a final as a file, in the words it keeps."""
    report = report_or_404(request, plan_slug, pk)
    name = f"{report.quarter.slug}-version-{report.version}"
    return _schedule(request, report.plan, content_of(report), name, report.get_absolute_url())


def _schedule(request, plan: Plan, content: MonitoringReportContent, name: str, back: str) -> HttpResponse:
    as_at = f"{content.status.line}, {content.front.position_words}"
    listed = schedule(plan, content, title=content.title, name=f"schedule-{name}", as_at=as_at)
    return save_list(request, listed, plan, back=f"{back}#schedule")


def _at(name: str, plan_slug: str, **asked: object) -> str:
    page, query = reverse(name, args=[plan_slug]), {key: value for key, value in asked.items() if value}
    return f"{page}?{urlencode(query)}" if query else page
