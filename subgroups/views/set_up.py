"""The pages on which a board begins: the first with the first account, others by a system administrator."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lscb.errors import Refused
from lscb.web.pages import form_page
from subgroups.forms.set_up import AddBoardForm, SetUpForm
from subgroups.operations.set_up import add_board, nobody_yet, set_up


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
                board=form.new_board(),
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


def board_add(request):
    """Add a further board, and invite the first of its team. For system administrators, who see nothing of it then."""
    if not request.user.is_superuser:
        raise Http404("Boards are added by system administrators.")
    form = AddBoardForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            board = add_board(board=form.new_board(), person=form.first_person(), by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            invited = form.cleaned_data["email"]
            messages.success(
                request, f"{board} is there. An invitation goes to {invited}, who begins its plan."
            )
            return redirect("home")
    return form_page(request, "subgroups/board_add.html", {}, form)
