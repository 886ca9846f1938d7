"""A board is taken out of the service, by a system administrator."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse

from lscb.web.pages import form_page
from lscb.web.waiting import gone_on
from lscb.work import background
from subgroups.forms.removing import RemoveBoardForm
from subgroups.models import Board
from subgroups.selectors.removal import last_taken_away, why_not
from subgroups.tasks import remove_board_of


def board_remove(request, board_slug):
    """Say what stands in the way of removing a board; where nothing does, have it removed in the background."""
    administrator = request.user.is_superuser
    boards = Board.objects.all() if administrator else Board.objects.visible_to(request.user)
    board = get_object_or_404(boards, slug=board_slug)
    if not administrator:
        raise PermissionDenied
    form = RemoveBoardForm(request.POST if request.method == "POST" else None, board=board)
    wrong = why_not(board)
    if not wrong and form.is_valid():
        job = background.start(
            remove_board_of,
            title=f"Removing {board}",
            kind="Removal of a board",
            by=request.user,
            opens=reverse("home"),
            board_id=board.pk,
        )
        return gone_on(request, job)
    context = {"leaving_board": board, "wrong": wrong, "taken": last_taken_away(board)}
    answer = form_page(request, "subgroups/board_remove.html", context, form)
    if wrong and request.method == "POST":
        answer.status_code = 422
    return answer
