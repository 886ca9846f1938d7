"""Lists of people and of meetings: handed in, looked at row by row, corrected, taken in; and taken out again."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from lscb.importing.pages import ListPages
from subgroups.models import ListDraft
from subgroups.operations.importing import MEETINGS, PEOPLE
from subgroups.views.boards import board_typed_for

_KINDS = {kind.name: kind for kind in (PEOPLE, MEETINGS)}


def _pages(request, board_slug: str, kind: str) -> ListPages:
    if kind not in _KINDS:
        raise Http404("There is no such list.")
    board = board_typed_for(request, board_slug)
    found = _KINDS[kind]
    route, words = found.page
    return ListPages(
        found,
        whole=board,
        drafts=ListDraft.objects.visible_to(request.user).filter(board=board).select_related("board"),
        routes="subgroups:import",
        args=[board.slug],
        back=(reverse(route, args=[board.slug]), words),
        board=board,
        whose=board,
    )


def _of_draft(request, board_slug: str, pk: int) -> ListPages:
    """The pages of the kind of list that a draft is."""
    board = board_typed_for(request, board_slug)
    drafts = ListDraft.objects.visible_to(request.user).filter(board=board)
    return _pages(request, board_slug, get_object_or_404(drafts.only("kind"), pk=pk).kind)


def import_of(request, board_slug, kind):
    """Hand in a list."""
    return _pages(request, board_slug, kind).hand_in(request)


def import_look(request, board_slug, pk):
    """Look at what was handed in."""
    return _of_draft(request, board_slug, pk).look(request, pk)


def import_row(request, board_slug, pk, row):
    """Correct one row."""
    return _of_draft(request, board_slug, pk).row(request, pk, row)


def import_take_in(request, board_slug, pk):
    """Take it in."""
    return _of_draft(request, board_slug, pk).take_in(request, pk)


def import_end(request, board_slug, pk):
    """Put it aside, or take it out again."""
    return _of_draft(request, board_slug, pk).end(request, pk)
