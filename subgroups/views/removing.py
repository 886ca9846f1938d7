"""A board is taken out of the service, by a system administrator."""

from django.urls import reverse

from lscb.web.pages import form_page
from lscb.web.waiting import gone_on
from lscb.work import background
from subgroups.forms.removing import RemoveBoardForm
from subgroups.selectors.removal import last_taken_away, why_not
from subgroups.tasks import remove_board_of
from subgroups.views.boards import board_looked_after


def board_remove(request, board_slug):
    """Say what stands in the way of removing a board; where nothing does, have it removed in the background."""
    board = board_looked_after(request, board_slug)
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
