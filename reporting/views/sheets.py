"""Single sheets of paper: a group's own, and the report's first pages alone."""

from django.shortcuts import get_object_or_404, redirect

from plans.rows import quarter_shown
from plans.views.actions import plan_or_404
from reporting.content import from_json
from reporting.gather import gather
from reporting.pdf import page_context, to_pdf
from reporting.sheets import group_sheet
from reporting.views.reports import draft_of, final_of, pdf_response, quarter_or_404, report_or_404
from subgroups.models import Body

FRONT = "print/sheet_front.html"


def sheet_of_group(request, plan_slug, pk):
    """A group's actions, worst first, and the reports it brings."""
    plan = plan_or_404(request, plan_slug)
    body = get_object_or_404(Body.objects.visible_to(request.user).filter(board=plan.board_id), pk=pk)
    sheet = group_sheet(request.user, plan, body, quarter_shown(plan))
    pdf = to_pdf("print/sheet_group.html", {"sheet": sheet, "position_iso": sheet.position_at.isoformat()})
    return pdf_response(pdf, f"{plan_slug} {body.label} {sheet.position_at:%Y-%m-%d}")


def front_live(request, plan_slug, quarter):
    """The first pages of the report as the plan stands now; those of the final where there is one."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    draft = draft_of(quarter)
    if draft is None and (final := final_of(quarter)):
        return redirect("reporting:report-front", plan_slug, final.pk)
    pdf = to_pdf(FRONT, _front_context(gather(quarter, draft=draft)))
    return pdf_response(pdf, f"{plan_slug} {quarter.slug} draft first pages")


def front_of_final(request, plan_slug, pk):
    """The first pages of a final report, from its own copy."""
    report = report_or_404(request, plan_slug, pk)
    content = from_json(report.content, schema_version=report.schema_version)
    name = f"{plan_slug} {report.quarter.slug} version {report.version} first pages"
    return pdf_response(to_pdf(FRONT, _front_context(content)), name)


def _front_context(content) -> dict:
    return page_context(content) | {"front_only": True}
