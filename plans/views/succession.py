"""The next plan: started from this one, filled with what is carried over; the old one archived."""

from dateutil.relativedelta import relativedelta
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from lscb.errors import Refused
from lscb.lookups import keys_among
from lscb.permissions import Verb, require
from lscb.web.pages import form_page, question_page, say_saved
from lscb.words import sentence_lower
from plans import operations
from plans.forms.succession import ArchiveForm, EarlierForm, KeepForm, NextPlanForm, PartForm
from plans.models import Action, Plan
from plans.operations import Part
from plans.selectors import action_rows
from plans.selectors.as_typed import owner_names
from plans.selectors.carrying import carried_rows
from plans.selectors.grouping import Grouping, under_headings
from plans.selectors.quarters import quarter_shown
from plans.views.context import linked_of, plans_of
from plans.views.pages import plan_or_404

PAGE = 100  # actions to choose from: as many as a person ticks in one go


def plan_next(request, plan_slug):
    """Start the plan that follows this one; both are live until one is archived."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan.board)
    first = plan.ends_on + relativedelta(days=1)
    last = first + relativedelta(years=max(1, round((plan.ends_on - plan.starts_on).days / 365.25)), days=-1)
    initial = {
        "title": f"{plan.board.plan_label} {first.year}-{last.year % 100:02d}",
        "starts_on": first,
        "ends_on": last,
    }
    form = NextPlanForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            started = operations.start_next_plan(predecessor=plan, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"{started.title} is started. Choose what goes on in it.", form)
            return redirect("plans:carry-over", started.slug)
    context = {"plan": plan, "plan_has_text": plan.chapters.exists()}
    return form_page(request, "plans/plan_next.html", context, form)


def carry_over(request, plan_slug):
    """What is unfinished in the plan before, to be carried over whole, reworded, or split; and older things.

    It stands under the headings of the plan before, over pages; what is ticked is carried page by page. A fixed
    number of queries.
    """
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    before = next((each for each in plans_of(request) if each.pk == plan.predecessor_id), None)
    quarter = quarter_shown(before) if before else None
    unfinished = (
        before.actions.visible_to(request.user)
        .filter(state=Action.State.LIVE)
        .for_list(quarter)
        .exclude(rating_now="B")
        if before
        else Action.objects.none()
    )
    earlier = "earlier" in request.POST
    form = EarlierForm(request.POST if earlier else None, plan=plan, prefix="earlier")
    if earlier and form.is_valid():
        try:
            added = operations.add_action(action=Action(plan=plan, **form.cleaned_data), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Added: {added}")
            return redirect(request.path)
    ticked = keys_among(request.POST.getlist("action"))
    refused = ""
    if request.method == "POST" and not earlier:
        refused = _carry_whole(request, plan, unfinished.filter(pk__in=ticked))
        if not refused:
            return redirect(request.get_full_path())
    page = Paginator(unfinished.in_plan_order(), PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "before": before,
        "words": before.rating_words() if before else {},
        "groups": carried_rows(
            under_headings(action_rows.rows_of(page, request.user, None), Grouping.SECTION, before), plan
        )
        if before
        else [],
        "page_obj": page,
        "carried": plan.actions.filter(carried_from__isnull=False).count(),
        "ticked": ticked,
        "owner_names": owner_names(plan.board_id),
    }
    if refused:
        return question_page(request, "plans/carry_over.html", context | {"form": form}, refused)
    return form_page(request, "plans/carry_over.html", context, form)


def _carry_whole(request, plan: Plan, actions) -> str:
    """Carry the ticked actions over as they are, all of them or none; why not, or "" when it is done."""
    actions = list(actions)
    try:
        with transaction.atomic():
            for action in actions:
                operations.carry_over(action=action, into=plan, by=request.user)
    except Refused as refused:
        return f"{' '.join(refused.messages)} Nothing is carried over yet; what you ticked is still ticked."
    label = plan.action_label if len(actions) == 1 else plan.action_label_plural
    said = f"{len(actions)} {sentence_lower(label)} carried over into {plan.title}."
    messages.success(request, said if actions else "Nothing was ticked, so nothing changed.")
    return ""


def action_carry(request, plan_slug, pk):
    """Carry one action over reworded, or split into two. The address is the old action's; `into` its next plan."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    action = get_object_or_404(
        Action.objects.visible_to(request.user).select_related("plan__board"), plan=plan, pk=pk
    )
    successors = list(plan.successors.exclude(state=Plan.State.ARCHIVED).select_related("board"))
    into = next((each for each in successors if each.slug == request.GET.get("into")), None)
    into = into or next(iter(successors), None)
    form = PartForm(request.POST if request.method == "POST" else None, action=action, into=into or plan)
    if into is None and request.method == "POST":
        raise Http404("There is no plan to carry it into.")
    if form.is_valid():
        words = form.cleaned_data
        parts = [
            Part(
                words["text"],
                words["who_text"],
                words["when_text"],
                words["outcome"],
                anew=words.get("anew", False),
                moves_because=words["because"],
            )
        ]
        if words["second"].strip():
            parts.append(
                Part(
                    words["second"],
                    words["second_who"],
                    words["second_when"],
                    words["outcome"],
                    moves_because=words["second_because"],
                )
            )
        try:
            made = operations.carry_over(action=action, into=into, parts=parts, by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            named = " and ".join(each.reference or each.short_text for each in made)
            messages.success(request, f"It goes on in {into.title} as {named}.")
            return redirect("plans:carry-over", into.slug)
    context = {"plan": plan, "action": action, "into": into}
    context["owner_names"] = owner_names(plan.board_id)
    return form_page(request, "plans/action_carry.html", context, form)


def plan_archive(request, plan_slug):
    """Keep a plan to be read and printed only, or take it out of the archive: what was pressed, whatever somebody else
    did meanwhile."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan.board)
    form = ArchiveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("step") == "restore":
                operations.restore_plan(plan=plan, by=request.user)
                messages.success(request, f"{plan.title} is live again.")
            else:
                operations.archive_plan(plan=plan, by=request.user, **form.cleaned_data)
                say_saved(request, f"{plan.title} is archived. It can be read and printed.", form)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(reverse("plans:plan-detail", args=[plan.slug]))
    context = {
        "plan": plan,
        "collecting": plan.quarters.collecting().first(),
        "linked": linked_of(request, plan),
        "live": plan.actions.filter(state=Action.State.LIVE).count(),
    }
    return form_page(request, "plans/plan_archive.html", context, form)


def plan_keep(request, plan_slug):
    """How long a plan is kept and what happens then; also of one that is archived."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan.board)
    form = KeepForm(
        request.POST if request.method == "POST" else None,
        initial={"keep_until": None if plan.is_kept_long_enough else plan.keep_until, "then": plan.then},
    )
    if form.is_valid():
        try:
            operations.keep_plan(plan=plan, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, "Saved.", form)
            return redirect("plans:plan-detail", plan.slug)
    return form_page(request, "plans/plan_keep.html", {"plan": plan}, form)
