"""Single sheets of paper: a group's own, and the report's first pages alone."""

from django.shortcuts import get_object_or_404, redirect

from lscb import clock
from plans.selectors.quarters import quarter_shown
from plans.views.pages import plan_or_404
from reporting.report.reading import content_of, gather
from reporting.sheets.group import group_sheet
from reporting.views.paper import asked_again, on_paper
from reporting.views.reports import draft_of, final_of, quarter_or_404, report_on_paper, report_or_404
from subgroups.models import Body

FRONT = "print/sheet_front.html"


def sheet_of_group(request, plan_slug, pk):
    """A group's actions, worst first, and the reports it brings."""
    plan = plan_or_404(request, plan_slug)
    body = get_object_or_404(Body.objects.visible_to(request.user).filter(board=plan.board_id), pk=pk)
    name = f"{plan_slug} {body.label} {clock.today():%Y-%m-%d}"
    if answer := asked_again(request, plan, name):
        return answer
    sheet = group_sheet(request.user, plan, body, quarter_shown(plan))
    return on_paper(
        request,
        "print/sheet_group.html",
        {"sheet": sheet, "head": sheet},
        plan=plan,
        name=name,
    )


def front_live(request, plan_slug, quarter):
    """The first pages of the report as the plan stands now; those of the final where there is one."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    name = f"{plan_slug} {quarter.slug} draft first pages"
    if answer := asked_again(request, quarter.plan, name):
        return answer
    draft = draft_of(quarter)
    if draft is None and (final := final_of(quarter)):
        return redirect("reporting:report-front", plan_slug, final.pk)
    content = gather(quarter, draft=draft)
    return report_on_paper(request, FRONT, content, quarter.plan, name, front_only=True)


def front_of_final(request, plan_slug, pk):
    """The first pages of a final report, from its own copy."""
    report = report_or_404(request, plan_slug, pk)
    name = f"{plan_slug} {report.quarter.slug} version {report.version} first pages"
    if answer := asked_again(request, report.plan, name):
        return answer
    content = content_of(report)
    return report_on_paper(request, FRONT, content, report.plan, name, front_only=True)
