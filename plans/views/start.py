"""From nothing to a first plan: groups, the plan, its sections, its first reporting period."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.pages import form_page, say_saved
from lscb.wording import number_of
from lscb.words import sentence_lower
from plans import operations
from plans.forms.starting import GroupsForm, PlanForm, SectionsForm
from plans.models import Plan
from plans.selectors.quarters import first_quarter, quarter_words
from plans.selectors.readings import owners_now_known
from plans.views.pages import plan_or_404
from subgroups.models import Board
from subgroups.operations import add_groups
from subgroups.views.boards import board_typed_for


def groups_add(request, board_slug):
    """Type or paste the board's groups and posts, one a line."""
    board = board_typed_for(request, board_slug)
    there = list(board.bodies.filter(merged_into=None).without_agencies())
    form = GroupsForm(request.POST if request.method == "POST" else None, board=board, first=not there)
    if form.is_valid():
        try:
            added = add_groups(board=board, groups=form.chosen(), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Added: {', '.join(body.label for body in added)}.")
            _say_what_they_own(request, board)
            return redirect(request.path if "another" in request.POST else "home")
    return form_page(request, "plans/start_groups.html", {"board": board, "there": there}, form)


def _say_what_they_own(request, board: Board) -> None:
    """That actions typed before name a group which is here now, and where to place them."""
    for plan in board.plans.exclude(state=Plan.State.ARCHIVED).select_related("board"):
        if named := {owner.action_id for owner, *_ in owners_now_known(plan)}:
            one, many = sentence_lower(plan.action_label), sentence_lower(plan.action_label_plural)
            name = "names" if len(named) == 1 else "name"
            messages.info(
                request,
                f"{number_of(len(named), one, many)} of {plan.title} {name} somebody who is here now. Place them on "
                "the plan’s page, under “Put them right, one kind at a time”.",
            )


def plan_add(request, board_slug):
    """Name a new plan of the board and say how it is built."""
    board = board_typed_for(request, board_slug)
    form = PlanForm(request.POST if request.method == "POST" else None, board=board)
    if form.is_valid():
        try:
            plan = operations.start_plan(plan=form.chosen(board), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"{plan.title} is there. Its parts come next.", form)
            return redirect(f"{reverse('home')}?plan={plan.slug}")
    return form_page(request, "plans/start_plan.html", {"board": board}, form)


def sections_add(request, plan_slug):
    """Type or paste the plan's sections, one a line."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    there = list(plan.sections.all())
    form = SectionsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            added = operations.add_sections(plan=plan, sections=form.chosen(), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Added: {'; '.join(str(section) for section in added)}.")
            return redirect(f"{reverse('home')}?plan={plan.slug}")
    return form_page(request, "plans/start_sections.html", {"plan": plan, "there": there}, form)


def quarter_first(request, plan_slug):
    """Add and open the plan's first reporting period at once, and go on to its draft report."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.PREPARE_REPORT, plan)
    if request.method == "POST":
        try:
            quarter = operations.open_first_quarter(plan=plan, by=request.user)
        except Refused:  # pressed twice: it is there
            return redirect("plans:quarter-list", plan.slug)
        messages.success(request, f"{quarter.name} is open for updates. This is its report so far.")
        return redirect(quarter)
    if plan.quarters.exists():
        return redirect("plans:quarter-list", plan.slug)
    if (span := first_quarter(plan)) is None:  # somebody types its days
        return redirect("plans:quarter-list", plan.slug)
    return render(request, "plans/start_quarter.html", {"plan": plan, "words": quarter_words(span)})
