"""The people of a board: their list, and adding to it."""

from collections.abc import Sequence
from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse

from lscb.errors import Refused
from lscb.web.lists import save_list
from lscb.words import own_words
from subgroups.forms.adding_people import AndForm, PastedForm, PeopleRows, with_another
from subgroups.forms.people_filter import ORDERS, PeopleFilter
from subgroups.lists import people as listed
from subgroups.models import Meeting, Membership
from subgroups.operations.adding_people import Wanted, add_people
from subgroups.selectors.names import Names
from subgroups.selectors.people import PersonLine, by_agency, by_body, lines_of, people_of
from subgroups.views.boards import board_typed_for

SHOWN = 50


def people(request, board_slug):
    """Everybody on the board, by name, by group or by agency; found by words and filters."""
    board = board_typed_for(request, board_slug)
    found = PeopleFilter(request.GET, people_of(board), board=board)
    lines = lines_of(board, found.qs)
    page = Paginator(_ordered(found, lines), SHOWN).get_page(request.GET.get("page"))
    context = {
        "board": board,
        "whose": board,
        "filter": found,
        "count": len(lines),
        "page_obj": page,
        "groups": [
            (name, [line for _, line in rows]) for name, rows in groupby(page, key=lambda row: row[0])
        ],
        "orders": ORDERS.items(),
    }
    return render(request, "subgroups/people.html", context | {"form_refused": bool(found.form.errors)})


def _ordered(found: PeopleFilter, lines: Sequence[PersonLine]) -> list[tuple[str, PersonLine]]:
    """The lines in the order that is chosen, each with its heading."""
    order = {"body": by_body, "agency": by_agency}.get(found.order)
    return order(found.board, lines) if order else [("", line) for line in lines]


def people_save(request, board_slug):
    """The filtered list of people as a file: a row a place."""
    board = board_typed_for(request, board_slug)
    asked = request.GET.copy()
    for name in ("as", "column", "page"):
        asked.pop(name, None)
    found = PeopleFilter(asked, people_of(board), board=board)
    page = reverse("subgroups:people", args=[board.slug])
    back = f"{page}?{asked.urlencode()}" if asked else page
    if not found.is_valid():
        return redirect(back)
    shows = ("Shows", "; ".join(found.chosen) or own_words("Everybody on the board", board.own_words))

    def read():
        return listed.places(_ordered(found, lines_of(board, found.qs)), by_group=found.order == "body")

    return save_list(request, listed.people(board, read, shows), board, back=back)


def meetings_save(request, board_slug):
    """The meetings of every group of a board as a file."""
    board = board_typed_for(request, board_slug)
    meetings = Meeting.objects.visible_to(request.user).filter(body__board=board).for_page()
    shows = own_words("Every meeting of the board and its groups", board.own_words)
    saved = listed.meetings(board, lambda: meetings, of=board.slug, shows=shows)
    return save_list(request, saved, board, back=reverse("subgroups:people", args=[board.slug]))


def people_add(request, board_slug):
    """Add one person, several typed in rows, or a pasted list: first as it is read, then saved by one press."""
    board = board_typed_for(request, board_slug)
    names, step = Names.of(board), request.POST.get("step", "")
    pasted = PastedForm(request.POST if step == "read" else None, board=board, names=names)
    also = AndForm(request.POST if step in ("look", "add") else None)
    rows = _rows(request, step, pasted, board, names)
    if step == "add" and rows.is_valid() and also.is_valid():
        wanted, and_invite = [Wanted(*each) for each in rows.wanted()], also.cleaned_data["invite"]
        try:
            added = add_people(board=board, wanted=wanted, by=request.user, and_invite=and_invite)
        except Refused as refused:
            also.refuse(refused)
        else:
            _say(request, added)
            return redirect("subgroups:people", board.slug)
    # What is wrong in a pasted list stands beside its rows: the list itself was taken.
    refused = bool(pasted.errors or also.errors) or (step in ("look", "add") and not rows.is_valid())
    context = {
        "board": board,
        "whose": board,
        "names": names,
        "pasted": pasted,
        "also": also,
        "rows": rows,
        "looked": rows.is_bound and step != "more",
        "form_refused": refused,
    }
    return render(request, "subgroups/people_add.html", context, status=422 if refused else 200)


def _rows(request, step: str, pasted: PastedForm, board, names: Names):
    """The rows that a step leads to: those of the list, those that were typed, these and one more, or empty ones."""
    sent = None
    if step == "read" and pasted.is_valid():
        sent = pasted.as_rows()
    elif step in ("look", "add"):
        sent = request.POST
    elif step == "more":
        sent = with_another(request.POST)
    rows = PeopleRows(sent, board=board, names=names, add_agencies="agencies" in request.POST)
    if not rows.is_bound:
        rows.forms[0].initial |= _asked_for(request, names)
    return rows


def _asked_for(request, names: Names) -> dict[str, str]:
    """The group or agency from whose page the person came, if any: an agency asks for its lead contact."""
    group, agency = request.GET.get("group"), request.GET.get("agency")
    if found := next((each.name for each in names.agencies.values() if str(each.pk) == agency), ""):
        return {"agency": found, "role": Membership.Role.LEAD_CONTACT.value}
    return {"group": next((body.name for body in names.bodies.values() if str(body.pk) == group), "")}


def _say(request, added) -> None:
    """Who was added; of many the first five."""
    names = ", ".join(person.name for person in added[:5])
    more = f" and {len(added) - 5} more" if len(added) > 5 else ""
    messages.success(request, f"Added: {names}{more}.")
