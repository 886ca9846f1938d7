"""What the pages of a board begin with."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from lscb.permissions import Verb, require
from subgroups.models import Board


def board_typed_for(request, slug: str) -> Board:
    """The board of the address, for whoever types its plan, groups and people."""
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=slug)
    require(request.user, Verb.EDIT_PLAN, board)
    return board


def board_looked_after(request, slug: str) -> Board:
    """The board of the address, for system administrators, who see nothing of it; others who see it are refused."""
    administrator = request.user.is_superuser
    boards = Board.objects.all() if administrator else Board.objects.visible_to(request.user)
    board = get_object_or_404(boards, slug=slug)
    if not administrator:
        raise PermissionDenied
    return board
