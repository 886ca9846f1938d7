"""Help that somebody promised at a meeting: what became of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.back import Shows, way_back
from lscb.web.pages import form_page
from plans import operations
from plans.forms.records import PromiseForm
from plans.models import Decision
from plans.views.pages import plan_or_404


def decision_outcome(request, plan_slug, pk):
    """Say what became of help that was promised."""
    plan = plan_or_404(request, plan_slug)
    promises = Decision.objects.visible_to(request.user).filter(action__plan=plan).promises()
    decision = get_object_or_404(promises.for_page().select_related("action__plan__board"), pk=pk)
    require(request.user, Verb.AGREE, decision)
    form = PromiseForm(
        request.POST if request.method == "POST" else None,
        initial={
            "outcome": decision.outcome,
            "words": decision.outcome_words,
            "outcome_seen": decision.outcome,
        },
    )
    if form.is_valid():
        try:
            settled = operations.settle_promise(decision=decision, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request,
                f"{decision.action.called}: help promised, {settled.get_outcome_display().lower()}.",
            )
            return redirect(
                way_back(request, Shows.DECISIONS, reverse("plans:decisions-waiting", args=[plan.slug]))
            )
    return form_page(request, "plans/decision_outcome.html", {"plan": plan, "decision": decision}, form)
