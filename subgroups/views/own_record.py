"""The record of what is held about a person: for themselves, and for a board's answer to who asks in writing."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from lscb import clock
from lscb.web.once import answered_again_by
from lscb.workbook import XLSX, Table, workbook_of
from subgroups.models import Board, Person
from subgroups.operations import hand_out_record
from subgroups.selectors.own_record import record_of
from subgroups.views.boards import board_typed_for


def _file(person: Person, tables: list[Table], board: Board | None = None) -> HttpResponse:
    """The record; one board's part carries its marking, and a person's own copy none: it is theirs to show."""
    title = f"What is held about {person.name}"
    creator, marking = (board.short_name, board.marking_line) if board else (settings.SERVICE_NAME, "")
    content = workbook_of(tables, title=title, creator=creator, marking=marking)
    response = HttpResponse(content, content_type=XLSX)
    name = f"{slugify(person.name) or 'person'}-record-{clock.today():%Y-%m-%d}"
    name = board.marked(name) if board else name
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    return response


def _own_again(request):
    """The page stays where it is when a file is saved: its button, pressed again, gives the file again."""
    return _file(request.user, record_of(request.user))


@answered_again_by(_own_again)
def own_record(request):
    """Everything about whoever is signed in, on every board."""
    if request.method == "POST":
        person = Person.objects.get(pk=request.user.pk)
        return _file(person, hand_out_record(person=person, by=person))
    return render(request, "subgroups/own_record.html", {"person": request.user, "is_self": True})


def _theirs(request, board_slug, pk) -> tuple[Board, Person]:
    board = board_typed_for(request, board_slug)
    return board, get_object_or_404(Person.objects.of_board(board), pk=pk)


def _again(request, board_slug, pk):
    board, person = _theirs(request, board_slug, pk)
    return _file(person, record_of(person, board), board)


@answered_again_by(_again)
def record(request, board_slug, pk):
    """One board's part of what is held about somebody, for its answer to them."""
    board, person = _theirs(request, board_slug, pk)
    if request.method == "POST":
        return _file(person, hand_out_record(person=person, board=board, by=request.user), board)
    return render(request, "subgroups/own_record.html", {"person": person, "board": board, "whose": board})
