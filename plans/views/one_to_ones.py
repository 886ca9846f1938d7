"""One-to-ones with the members of agencies: only when."""

from django.shortcuts import get_object_or_404, redirect

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.pages import form_page, say_saved
from plans.forms.one_to_ones import OneToOneForm
from plans.views.pages import plan_or_404
from subgroups.models import Body
from subgroups.operations import record_one_to_one


def one_to_one_add(request, plan_slug, pk):
    """Record that one was held, or when the next is due."""
    plan = plan_or_404(request, plan_slug)
    agencies = Body.objects.visible_to(request.user).filter(board=plan.board_id, agency__isnull=False)
    body = get_object_or_404(agencies, pk=pk)
    require(request.user, Verb.EDIT_PLAN, body)
    form = OneToOneForm(request.POST if request.method == "POST" else None, plan=plan)
    if form.is_valid():
        try:
            record_one_to_one(body=body, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"Recorded for {body.name}.", form)
            return redirect("plans:group-detail", plan.slug, body.pk)
    return form_page(request, "plans/one_to_one.html", {"plan": plan, "body": body}, form)
