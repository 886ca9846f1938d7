"""Linked plans: one started beside a plan, a plan linked to another, an action that points to one."""

from django.shortcuts import redirect

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.pages import form_page, say_saved
from plans import operations
from plans.forms.decisions import why_not_live
from plans.forms.linked import LinkedPlanForm, LinkForm, PointForm
from plans.models import Plan
from plans.views.pages import action_or_404, plan_or_404


def linked_add(request, plan_slug):
    """Start a plan of a review, an audit, a survey, an inspection or an improvement board beside this one."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    form = LinkedPlanForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("title", "kind", "starts_on", "ends_on")}
        try:
            started = operations.start_linked_plan(business_plan=plan, by=request.user, **typed)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"{started.title} is there, linked to {plan.title}.", form)
            by_document = form.cleaned_data["by"] == "document"
            return redirect("plans:import-list" if by_document else "plans:action-add", started.slug)
    return form_page(request, "plans/linked_add.html", {"plan": plan}, form)


def plan_link(request, plan_slug):
    """Say which plan this one is linked to, from now on."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    offered = (
        Plan.objects.visible_to(request.user)
        .filter(board=plan.board_id, business_plan=None)
        .not_archived()
        .exclude(pk=plan.pk)
    )
    initial = {"business_plan": plan.business_plan_id, "kind": plan.kind} if plan.is_linked else {}
    form = LinkForm(request.POST if request.method == "POST" else None, offered=offered, initial=initial)
    if form.is_valid():
        try:
            operations.link_plan(plan=plan, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"{plan.title} is linked to {plan.business_plan}.", form)
            return redirect(plan)
    context = {"plan": plan, "offered": offered, "has_linked": plan.linked_plans.exists()}
    return form_page(request, "plans/plan_link.html", context, form)


def action_plan(request, plan_slug, pk):
    """Say which linked plan an action is carried out by. One whose "when" leaves its dates to that plan is due with it;
    saved again, it has the date of today's."""
    action = action_or_404(request, plan_slug, pk)
    require(request.user, Verb.EDIT_PLAN, action)
    offered = Plan.objects.visible_to(request.user).filter(
        business_plan=action.plan_id
    ).not_archived() | Plan.objects.visible_to(request.user).filter(pk=action.linked_plan_id)
    form = PointForm(
        request.POST if request.method == "POST" else None,
        offered=offered,
        initial={"to": action.linked_plan_id},
    )
    why_not = why_not_live(action)
    if request.method == "POST" and why_not:
        form.is_valid()
        form.add_error(None, why_not)
    if form.is_valid():
        try:
            operations.point_action(action=action, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            to = action.linked_plan
            said = f"{action.called} is carried out by {to}." if to else f"{action.called} points to no plan."
            say_saved(request, said, form)
            return redirect(action)
    context = {"plan": action.plan, "action": action, "why_not": why_not, "offered": offered}
    return form_page(request, "plans/action_plan.html", context, form)
