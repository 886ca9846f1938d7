"""People are named beside the owners of an action."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.pages import form_page
from plans import operations
from plans.forms.naming import NamingForm
from plans.views.pages import action_or_404


def action_named(request, plan_slug, pk):
    """Say who of each owner is named, on a board that names people."""
    action = action_or_404(request, plan_slug, pk)
    require(request.user, Verb.EDIT_PLAN, action)
    if not action.board.names_owners:
        raise Http404
    form = NamingForm(request.POST if request.method == "POST" else None, action=action)
    if form.is_valid():
        try:
            operations.name_owners(action=action, named=form.chosen(), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Saved: who is named for {action.called}.")
            return redirect(action)
    return form_page(request, "plans/action_named.html", {"plan": action.plan, "action": action}, form)
