"""The page on which the board team records that somebody leaves, and who follows."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from lscb.errors import Refused
from lscb.web.pages import form_page, say_saved
from lscb.wording import long_date
from subgroups.forms.leaving import LeavingForm
from subgroups.models import Person
from subgroups.operations import leave, stay
from subgroups.selectors.entrusted import naming
from subgroups.selectors.leaving import is_on_board, leaving_day, places_given_up
from subgroups.views.boards import board_typed_for


def leaver(request, board_slug, pk):
    """Everything that somebody speaks for, who follows in each, and from which day."""
    board = board_typed_for(request, board_slug)
    person = get_object_or_404(Person.objects.of_board(board), pk=pk)
    planned = leaving_day(person, board)
    if request.method == "POST" and "stay" in request.POST:
        return _stay(request, person, board)
    places, named = places_given_up(person, board), naming(board, person)
    sent = request.POST if request.method == "POST" else None
    form = LeavingForm(sent, places=places, named=named, initial={"left_on": planned})
    if form.is_valid():
        left_on = form.cleaned_data["left_on"]
        try:
            leave(
                person=person,
                board=board,
                left_on=left_on,
                successors=form.successors(),
                named=form.instead(),
                by=request.user,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            said = f"Recorded: {person} leaves, first day without them {long_date(left_on)}."
            say_saved(request, said, form)
            return redirect("subgroups:person", board.slug, pk)
    context = {
        "board": board,
        "whose": board,
        "person": person,
        "places": [(place, form[place.key]) for place in places],
        "named": [(each, form[each.key]) for each in named],
        "roles": person.board_roles.not_over().filter(board=board).select_related("board", "deputy_for"),
        "planned": planned,
        "is_here": is_on_board(person, board),
        "is_self": person.pk == request.user.pk,
    }
    return form_page(request, "subgroups/leave.html", context, form)


def _stay(request, person, board):
    try:
        stay(person=person, board=board, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, f"{person} stays.")
    return redirect(request.path)
