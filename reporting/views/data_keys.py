"""Keys to data: a person makes, names and withdraws them here, and sees when each was last used."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from lscb.errors import Refused
from lscb.lookups import key_in
from lscb.web.once import answered_again_by
from plans.views.context import plan_of, plans_of
from reporting.forms.data_keys import DataKeyForm
from reporting.lists.data import DATASETS, VERSION, machine_name
from reporting.lists.openapi import PLANS, as_at_words, nobodys_plan
from subgroups import operations as events
from subgroups.models import Board, DataKey


def _made_before(request):
    """What to do where a key was made twice at once: its one showing may have been missed."""
    if "withdraw" in request.POST:
        return None
    messages.info(
        request,
        "That key was made already, and it is shown only once. If you did not see it, withdraw it below and make "
        "another.",
    )
    return redirect("reporting:data-keys")


@answered_again_by(_made_before)
def data_keys(request):
    """Make a key, which is shown once, on the answer to making it; see which there are; withdraw one.

    Whoever looks after a board sees and withdraws all of its keys.
    """
    opened = [opening.board_id for opening in request.user.openings_now]
    boards = Board.objects.visible_to(request.user).exclude(pk__in=opened).order_by("name")
    if request.method == "POST" and "withdraw" in request.POST:
        return _withdraw(request)
    if board := request.POST.get("board", ""):
        get_object_or_404(boards, pk=key_in(board))
    form = DataKeyForm(request.POST if request.method == "POST" else None, boards=boards)
    key, token = None, ""
    if form.is_valid():
        try:
            key, token = events.make_data_key(person=request.user, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            form = DataKeyForm(None, boards=boards)
    base = request.build_absolute_uri(f"/data/v{VERSION}/plans")
    context = {
        "plan": plan_of(request),
        "boards": boards,
        "form": form,
        "form_refused": form.is_bound,
        "key": key,
        "token": token,
        "keys": DataKey.objects.shown_to(request.user).live().for_page(),
        "base": base,
        "slugs": [plan for plan in plans_of(request) if key and plan.board_id == key.board_id],
    }
    return render(request, "reporting/data_keys.html", context, status=422 if form.is_bound else 200)


def _withdraw(request):
    live = DataKey.objects.shown_to(request.user).live().for_page()
    key = get_object_or_404(live, pk=key_in(request.POST["withdraw"]))
    events.withdraw_data_key(key=key, by=request.user)
    messages.success(request, f"“{key.name}” is withdrawn: nothing reads with it any more.")
    return redirect(reverse("reporting:data-keys"))


def data_columns(request):
    """Every table that a key opens, with its columns and what kind of thing each says."""
    plan = plan_of(request)
    shown = plan or nobodys_plan()
    tables = [("plans", "The plans that the key opens.", PLANS)] + [
        (each.name, f"{each.says} {as_at_words(each)}", each.columns_of(shown)) for each in DATASETS.values()
    ]
    context = {
        "plan": plan,
        "tables": [
            (
                name,
                says,
                [(machine_name(column), column.heading, column.kind.label) for column in columns],
            )
            for name, says, columns in tables
        ],
        "base": request.build_absolute_uri(f"/data/v{VERSION}/plans"),
    }
    return render(request, "reporting/data_columns.html", context)
