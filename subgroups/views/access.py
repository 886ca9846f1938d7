"""Who can see and do what on a board, and the page on which a system administrator opens it for an hour."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.pages import form_page
from subgroups.forms.openings import OpeningForm
from subgroups.forms.signing import SigningForm
from subgroups.models import Board, Opening
from subgroups.operations import choose_signing, end_opening, open_board
from subgroups.selectors.access import access_to
from subgroups.views.boards import board_looked_after, board_typed_for


def signing(request, board_slug):
    """Say whose signatures approve the board's reports, and whether whoever holds to account updates."""
    board = board_typed_for(request, board_slug)
    form = SigningForm(request.POST if request.method == "POST" else None, board=board)
    if form.is_valid():
        try:
            choose_signing(board=board, by=request.user, **form.chosen())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, "It is saved, and whoever signs is told. Reports that are final stay as they are."
            )
            return redirect("subgroups:access", board.slug)
    return form_page(request, "subgroups/signing.html", {"board": board}, form)


MINUTES = Opening.LASTS.seconds // 60


def access(request, board_slug):
    """Who holds which role today, and what each role may do: made from what the code goes by."""
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=board_slug)
    require(request.user, Verb.VIEW, board)
    may_change = allows(request.user, Verb.EDIT_PLAN, board)
    context = {"board": board, "access": access_to(board), "may_change": may_change}
    return render(request, "subgroups/access.html", context)


def board_open(request, board_slug):
    """Open the board to read it, or close it again. For system administrators, who see nothing of it otherwise."""
    board = board_looked_after(request, board_slug)
    lasting = next((each for each in request.user.openings_now if each.board_id == board.pk), None)
    if request.method == "POST" and "end" in request.POST:
        return _ended(request, board, lasting)
    form = OpeningForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            open_board(board=board, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, f"{board} is open to you for {MINUTES} minutes. Its team has been told."
            )
            return redirect("home")
    context = {"opened": board, "lasting": lasting, "minutes": MINUTES}
    return form_page(request, "subgroups/board_open.html", context, form)


def _ended(request, board, lasting):
    try:
        if lasting:
            end_opening(opening=lasting, by=request.user)
    except Refused:
        pass  # it ended meanwhile, which is what was wanted
    messages.success(request, f"{board} is closed to you again.")
    return redirect("home")
