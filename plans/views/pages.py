"""What the pages of a plan begin and end with."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from lscb.lookups import key_in
from lscb.web.filters import ListFilter
from plans.models import Action, LastStep, Plan
from plans.views.context import plans_of
from subgroups.models import Body


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


def body_or_404(request, plan: Plan) -> Body | None:
    """The body that the URL names, None where it names none."""
    wanted = request.GET.get("body", "")
    if not wanted:
        return None
    bodies = Body.objects.visible_to(request.user).filter(board=plan.board_id)
    return get_object_or_404(bodies, pk=key_in(wanted))


def in_halves(chosen: ListFilter) -> tuple[list, list]:
    """The rows that are meant, in the order that is asked for: those still open, and those closed."""
    rows = list(chosen.qs)
    still_open = [row for row in rows if not row.closed_at]
    return chosen.sorting.rows(still_open), chosen.sorting.rows(row for row in rows if row.closed_at)


def undo_address(action: Action, person) -> str:
    """Where the person undoes what they have just done to `action`; empty where nothing can be. One query.

    It goes along with the message that says what was done.
    """
    return _undo_address(LastStep.objects.filter(action=action, by=person), action.plan)


def undo_address_of(step: UUID, plan: Plan) -> str:
    """The same for what one press did to several."""
    return _undo_address(LastStep.objects.filter(key=step), plan)


def _undo_address(steps, plan: Plan) -> str:
    key = steps.values_list("key", flat=True).first()
    return reverse("plans:undo", args=[plan.slug, key]) if key else ""
