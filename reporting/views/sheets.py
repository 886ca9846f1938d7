"""Sheets of one page or so: a group's own, a grid of self-assessments, the plan on a page, which is on screen too."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from lscb import clock
from lscb.web.noted import note_taking
from plans.selectors.quarters import quarter_shown, quarter_told
from plans.selectors.reviews import audit_years, reviews_of
from plans.views.pages import plan_or_404
from plans.views.reviews import year_chosen
from plans.views.self_assessments import assessment_or_404
from reporting.models import ReportingEvent
from reporting.printing.word import to_word
from reporting.sheets.audits import audit_programme
from reporting.sheets.group import group_sheet
from reporting.sheets.plan_on_a_page import groupings, plan_on_a_page
from reporting.sheets.plan_on_a_page_layout import lay_out
from reporting.sheets.self_assessment import grid_sheet
from reporting.views.paper import asked_again, on_paper, word_response
from subgroups.models import Body

_GROUP = "print/sheet_group.html"


def sheet_of_group(request, plan_slug, pk):
    """A group's actions, worst first, and the reports it brings."""
    plan, body, name = _group_or_404(request, plan_slug, pk)
    if answer := asked_again(request, plan, name):
        return answer
    return on_paper(request, _GROUP, _sheet(request, plan, body), plan=plan, name=name)


def sheet_of_group_in_word(request, plan_slug, pk):
    """The same as a Word document, to write on before one meets."""
    plan, body, name = _group_or_404(request, plan_slug, pk)
    note_taking(request, ReportingEvent.SHEET_SAVED_AS_WORD, plan, changes={"sheet": ["", body.name]})
    return word_response(to_word(_GROUP, _sheet(request, plan, body)), name)


def _group_or_404(request, plan_slug, pk):
    """The plan, the body, and what a file of it is called."""
    plan = plan_or_404(request, plan_slug)
    body = get_object_or_404(Body.objects.visible_to(request.user).filter(board=plan.board_id), pk=pk)
    return plan, body, f"{plan_slug} {body.label} {clock.today():%Y-%m-%d}"


def _sheet(request, plan, body):
    sheet = group_sheet(request.user, plan, body, quarter_shown(plan))
    return {"sheet": sheet, "head": sheet}


def audit_sheet(request, plan_slug):
    """A year of the audit programme; `?year=` says which."""
    plan = plan_or_404(request, plan_slug)
    year = year_chosen(request, audit_years(reviews_of(request.user, plan), plan))
    if year is None:
        raise Http404("No audit is planned.")
    name = f"{plan_slug} audit programme {year.name.replace('/', ' ')}"
    if answer := asked_again(request, plan, name):
        return answer
    sheet = audit_programme(plan, year)
    return on_paper(request, "print/sheet_audits.html", {"head": sheet}, plan=plan, name=name)


def self_assessment_grid_pdf(request, plan_slug, pk):
    """The grid of agency by standard, as far as whoever prints it may read the returns."""
    assessment = assessment_or_404(request, plan_slug, pk)
    name = f"{plan_slug} {assessment.title} {clock.today():%Y-%m-%d}"
    if answer := asked_again(request, assessment.plan, name):
        return answer
    head = {"head": grid_sheet(request.user, assessment)}
    return on_paper(request, "print/sheet_self_assessment.html", head, plan=assessment.plan, name=name)


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
