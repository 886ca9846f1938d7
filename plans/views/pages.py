"""What the pages of a plan begin and end with."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from plans.models import Action, Plan
from plans.views.context import plans_of


def plan_or_404(request, plan_slug: str) -> Plan:
    """The plan of the address, among those the person may see (read once a request)."""
    for plan in plans_of(request):
        if plan.slug == plan_slug:
            return plan
    raise Http404("There is no such plan.")


def action_or_404(request, plan_slug: str, pk: int) -> Action:
    """An action in sight, with its owners."""
    actions = Action.objects.visible_to(request.user).filter(plan=plan_or_404(request, plan_slug))
    return get_object_or_404(actions.select_related("plan__board").with_owners(), pk=pk)
