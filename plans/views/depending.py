"""Choosing on which other actions one depends."""

from django.db.models import Q
from django.shortcuts import redirect

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.pages import form_page, say_saved
from plans import operations
from plans.forms.decisions import why_not_live
from plans.forms.depending import DependencyForm
from plans.models import Action
from plans.views.pages import action_or_404


def action_depends(request, plan_slug, pk):
    """Tick what has to be there before an action can be done; the plan's other actions stand under their headings."""
    action = action_or_404(request, plan_slug, pk)
    require(request.user, Verb.EDIT_PLAN, action)
    plan, now = action.plan, action.links.dependencies().values("to")
    offered = (
        Action.objects.visible_to(request.user)
        .filter(Q(state__in=[Action.State.LIVE, Action.State.CLOSED]) | Q(pk__in=now), plan=plan)
        .exclude(pk=action.pk)
        .called_apart()
        .with_owners()
        .in_plan_order()
    )
    form = DependencyForm(
        request.POST if request.method == "POST" else None,
        offered=offered,
        label=plan.action_label_plural,
        initial={"on": [link["to"] for link in now]},
    )
    why_not = why_not_live(action)
    if request.method == "POST" and why_not:
        form.is_valid()
        form.add_error(None, why_not)
    if form.is_valid():
        try:
            operations.choose_dependencies(action=action, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            named = ", ".join(each.called for each in form.cleaned_data["on"])
            say_saved(request, f"{action.called} depends on {named or 'nothing else'}.", form)
            return redirect(action)
    context = {"plan": plan, "action": action, "why_not": why_not, "offered": offered}
    return form_page(request, "plans/action_depends.html", context, form)
