"""Leaving with everything: the board's team has an archive made, and takes it away."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from lscb.web.noted import note_taking
from lscb.web.waiting import gone_on
from lscb.work import background
from subgroups.models import BoardArchive, GroupEvent
from subgroups.tasks import make_archive_of
from subgroups.views.boards import board_typed_for


def archives(request, board_slug):
    """Have everything of a board put into one file, in the background, and see which files there are."""
    board = board_typed_for(request, board_slug)
    here = reverse("subgroups:archives", args=[board.slug])
    if request.method == "POST":
        job = background.start(
            make_archive_of,
            title="Making the archive",
            kind="Archive of a board",
            by=request.user,
            opens=here,
            board_id=board.pk,
        )
        return gone_on(request, job)
    made = BoardArchive.objects.visible_to(request.user).filter(board=board).standing().for_page()
    return render(request, "subgroups/archives.html", {"board": board, "archives": made})


def archive_take(request, board_slug, pk):
    """The file, noted as taken away."""
    board = board_typed_for(request, board_slug)
    made = BoardArchive.objects.visible_to(request.user).filter(board=board).standing()
    archive = get_object_or_404(made, pk=pk)
    try:
        opened = archive.path.open("rb")
    except OSError as e:
        raise Http404("Its file is gone.") from e
    note_taking(request, GroupEvent.ARCHIVE_TAKEN, archive)
    return FileResponse(
        opened, as_attachment=True, filename=f"{board.slug}.zip", content_type="application/zip"
    )
