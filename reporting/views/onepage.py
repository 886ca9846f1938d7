"""The plan on a page, on screen and on paper."""

from django.shortcuts import render

from plans.selectors.quarters import quarter_shown
from plans.views.pages import plan_or_404
from reporting.sheets.plan_on_a_page import groupings, plan_on_a_page
from reporting.sheets.plan_on_a_page_layout import lay_out
from reporting.views.paper import asked_again, on_paper


def plan_page(request, plan_slug):
    """The page on screen, each number a link to its actions; `?by=` says what it is laid out by."""
    plan = plan_or_404(request, plan_slug)
    page = _page(request, plan)
    return render(
        request, "reporting/onepage.html", {"plan": plan, "page": page, "groupings": groupings(plan)}
    )


def plan_page_pdf(request, plan_slug):
    plan = plan_or_404(request, plan_slug)
    page = _page(request, plan)
    name = f"{plan_slug} on a page {page.by}"
    if answer := asked_again(request, plan, name):
        return answer
    return on_paper(
        request,
        "print/onepage.html",
        {"page": page, "layout": lay_out(page), "head": page},
        plan=plan,
        name=name,
    )


def _page(request, plan):
    return plan_on_a_page(request.user, plan, quarter_shown(plan), request.GET.get("by", ""))
