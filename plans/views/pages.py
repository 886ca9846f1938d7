"""What the pages of a plan begin and end with."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

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


def question_page(request, template, context, refused: str):
    """A page that only asks to be confirmed; `refused` says why what was confirmed could not be done, if so."""
    return render(
        request,
        template,
        context | {"refused": refused, "form_refused": bool(refused)},
        status=422 if refused else 200,
    )


def form_page(request, template, context, form=None):
    """The page; `form` is the refused one, if any, and nothing typed in it is lost."""
    refused = form is not None and form.is_bound and bool(form.errors)
    return render(
        request,
        template,
        context | {"form": form, "form_refused": refused},
        status=422 if refused else 200,
    )
