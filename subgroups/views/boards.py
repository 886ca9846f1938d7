"""What the pages of a board begin with."""

from django.shortcuts import get_object_or_404

from lscb.permissions import Verb, require
from subgroups.models import Board


def board_typed_for(request, slug: str) -> Board:
    """The board of the address, for whoever types its plan, groups and people."""
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=slug)
    require(request.user, Verb.EDIT_PLAN, board)
    return board
