"""Sheets of one page or so: a group's own, and the plan on a page, which is on screen too."""

from django.shortcuts import get_object_or_404, render

from lscb import clock
from plans.selectors.quarters import quarter_shown, quarter_told
from plans.views.pages import plan_or_404
from reporting.sheets.group import group_sheet
from reporting.sheets.plan_on_a_page import groupings, plan_on_a_page
from reporting.sheets.plan_on_a_page_layout import lay_out
from reporting.views.paper import asked_again, on_paper
from subgroups.models import Body


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


def plan_page(request, plan_slug):
    """The page on screen, each number a link to its actions; `?by=` says what it is laid out by."""
    plan = plan_or_404(request, plan_slug)
    page = _page(request, plan)
    return render(
        request, "reporting/plan_page.html", {"plan": plan, "page": page, "groupings": groupings(plan)}
    )


def plan_page_pdf(request, plan_slug):
    plan = plan_or_404(request, plan_slug)
    page = _page(request, plan)
    name = f"{plan_slug} on a page {page.by}"
    if answer := asked_again(request, plan, name):
        return answer
    return on_paper(
        request,
        "print/sheet_plan_on_a_page.html",
        {"page": page, "layout": lay_out(page), "head": page},
        plan=plan,
        name=name,
    )


def _page(request, plan):
    quarter, words = quarter_told(plan)
    return plan_on_a_page(request.user, plan, quarter, request.GET.get("by", ""), called=words)
