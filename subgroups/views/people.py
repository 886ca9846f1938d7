"""The people of a board: their list, and adding to it."""

from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from lscb.errors import Refused
from subgroups.forms.adding_people import AndForm, PastedForm, PeopleRows, with_another
from subgroups.forms.people_filter import ORDERS, PeopleFilter
from subgroups.operations.adding_people import Wanted, add_people
from subgroups.selectors.people import Names, by_agency, by_body, lines_of, people_of
from subgroups.views.boards import board_typed_for

SHOWN = 50


def people(request, board_slug):
    """Everybody on the board, by name, by group or by agency; found by words and filters."""
    board = board_typed_for(request, board_slug)
    found = PeopleFilter(request.GET, people_of(board), board=board)
    lines = lines_of(board, found.qs)
    ordered = {"body": by_body, "agency": by_agency}.get(
        found.order, lambda _, lines: [("", line) for line in lines]
    )
    page = Paginator(ordered(board, lines), SHOWN).get_page(request.GET.get("page"))
    context = {
        "people_of": board,
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


def people_add(request, board_slug):
    """Add one person, several typed in rows, or a pasted list: first as it is read, then saved by one press."""
    board = board_typed_for(request, board_slug)
    names = Names.of(board)
    step = request.POST.get("step", "")
    pasted = PastedForm(request.POST if step == "read" else None, board=board, names=names)
    also = AndForm(request.POST if step in ("look", "add") else None)
    context = {"people_of": board, "whose": board, "names": names, "pasted": pasted, "also": also}
    if step == "read" and pasted.is_valid():
        rows = PeopleRows(pasted.as_rows(), board=board, names=names)
        rows.is_valid()  # what is wrong stands beside the rows: the list itself was taken
        return render(request, "subgroups/people_add.html", context | {"rows": rows, "looked": True})
    if step == "more":
        context["rows"] = PeopleRows(with_another(request.POST), board=board, names=names)
        return render(request, "subgroups/people_add.html", context)
    rows = PeopleRows(
        request.POST if step in ("look", "add") else None,
        board=board,
        names=names,
        add_agencies="agencies" in request.POST,
    )
    if not rows.is_bound:
        rows.forms[0].initial["group"] = _asked_for(request, names)
    context |= {"rows": rows, "looked": rows.is_bound}
    if rows.is_bound and rows.is_valid() and step == "add" and also.is_valid():
        wanted = [Wanted(*each) for each in rows.wanted()]
        try:
            added = add_people(
                board=board, wanted=wanted, by=request.user, and_invite=also.cleaned_data["invite"]
            )
        except Refused as refused:
            also.refuse(refused)
        else:
            _say(request, added)
            return redirect("subgroups:people", board.slug)
    refused = (rows.is_bound and not rows.is_valid()) or bool(also.errors) or bool(pasted.errors)
    context["form_refused"] = refused
    return render(request, "subgroups/people_add.html", context, status=422 if refused else 200)


def _asked_for(request, names: Names) -> str:
    """The group from whose page the person came, if any."""
    asked = request.GET.get("group")
    return next((body.name for body in names.bodies.values() if str(body.pk) == asked), "")


def _say(request, added) -> None:
    """Who was added, and who of them was written to."""
    names = ", ".join(person.name for person in added[:5])
    more = f" and {len(added) - 5} more" if len(added) > 5 else ""
    messages.success(request, f"Added: {names}{more}.")
