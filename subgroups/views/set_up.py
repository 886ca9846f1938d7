"""The page on which an installation that nobody has an account on gets its first board and its first account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lscb.errors import Refused
from subgroups.forms.set_up import SetUpForm
from subgroups.operations.set_up import nobody_yet, set_up


@sensitive_post_parameters("code", "password", "again")
@login_not_required
@never_cache
def first_board(request):
    """Name the first board and make the first account; see subgroups.operations.set_up for who may."""
    if not nobody_yet():
        raise Http404("This service has been set up.")
    form = SetUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = set_up(
                code=form.cleaned_data["code"],
                board=form.first_board(),
                person=form.first_person(),
                password=form.cleaned_data.get("password"),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            login(request, person, backend="subgroups.signing_in.authentication.PersonBackend")
            messages.success(request, f"{form.cleaned_data['short_name']} is there, and you are signed in.")
            return redirect("home")
    refused = form.is_bound and bool(form.errors)
    context = {"form": form, "form_refused": refused, "may_load_examples": settings.DEMONSTRATION}
    return render(request, "subgroups/set_up.html", context, status=422 if refused else 200)
