"""The headings of the board's yearly report: read by everybody on the board, kept by its team."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.pages import form_page, question_page, say_saved
from lscb.wording import number_of
from plans.models import Plan
from plans.views.pages import plan_or_404
from reporting import operations
from reporting.forms.yearly_headings import PlaceForm, YearlyHeadingForm
from reporting.models import YearlyHeading


def yearly_headings(request, plan_slug):
    """Every heading in its order; a press moves one up or down, or takes those that the board's kind usually has."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    headings = YearlyHeading.objects.visible_to(request.user).filter(board=plan.board_id)
    refused = ""
    if request.method == "POST":
        require(request.user, Verb.PREPARE_REPORT, plan.board)
        try:
            messages.success(request, _changed(request, plan, headings))
        except Refused as why:
            refused = " ".join(why.messages)
        else:
            return redirect("reporting:yearly-headings", plan.slug)
    may_keep = allows(request.user, Verb.PREPARE_REPORT, plan.board)
    context = {"plan": plan, "headings": list(headings), "may_keep": may_keep}
    return question_page(request, "reporting/yearly_headings.html", context, refused)


def _changed(request, plan: Plan, headings) -> str:
    """What was done to the list.

    :raises Refused: when it could not be.
    """
    if request.POST.get("step") == "usual":
        made = operations.take_usual_headings(board=plan.board, by=request.user)
        return f"{number_of(len(made), 'heading', 'headings')} added."
    form = PlaceForm(request.POST, headings=headings)
    if not form.is_valid():
        raise Refused("Nothing has moved: that heading is not there any more.")
    return f"“{operations.move_heading(by=request.user, **form.cleaned_data)}” has moved."


def yearly_heading(request, plan_slug, pk=None):
    """Add a heading, or change one."""
    plan = plan_or_404(request, plan_slug)
    heading = None if pk is None else _heading_or_404(request, plan, pk)
    require(request.user, Verb.PREPARE_REPORT, plan.board)
    form = YearlyHeadingForm(
        request.POST if request.method == "POST" else None, board=plan.board, heading=heading
    )
    if form.is_valid():
        try:
            kept = operations.keep_heading(
                board=plan.board, heading=heading, by=request.user, **form.cleaned_data
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"“{kept}” is saved.", form)
            return redirect("reporting:yearly-headings", plan.slug)
    return form_page(request, "reporting/yearly_heading.html", {"plan": plan, "heading": heading}, form)


def yearly_heading_remove(request, plan_slug, pk):
    """Ask, then take a heading out."""
    plan = plan_or_404(request, plan_slug)
    heading = _heading_or_404(request, plan, pk)
    require(request.user, Verb.PREPARE_REPORT, plan.board)
    refused = ""
    if request.method == "POST":
        try:
            operations.remove_heading(heading=heading, by=request.user)
        except Refused as why:
            refused = " ".join(why.messages)
        else:
            messages.success(request, f"“{heading}” is taken out. Reports that were begun keep it.")
            return redirect("reporting:yearly-headings", plan.slug)
    return question_page(
        request, "reporting/yearly_heading_remove.html", {"plan": plan, "heading": heading}, refused
    )


def _heading_or_404(request, plan: Plan, pk: int) -> YearlyHeading:
    headings = YearlyHeading.objects.visible_to(request.user).filter(board=plan.board_id)
    return get_object_or_404(headings.select_related("board"), pk=pk)
