"""What the file of a list says of itself."""

from django.utils import timezone

from lscb import clock
from lscb.lists import About
from lscb.wording import long_date
from subgroups.models import Board


def about(board: Board, *shows: tuple[str, str], plan: str = "", as_at: str = "") -> About:
    """A board, or one of its plans, as it stands today, or `as_at` a final report in words.

    :param shows: what the list is filtered by.
    """
    stands = ("As at", as_at or f"{long_date(clock.today())}, as it stands")
    return About(
        board=board.name,
        board_short=board.short_name,
        plan=plan,
        marking=board.marking_line,
        demonstration_words=board.demonstration_words,
        position_at=timezone.localtime(clock.now()).replace(microsecond=0),
        shows=(stands, *shows),
    )


def file_name(board: Board, of: str, what: str, day: str = "") -> str:
    """Without its ending; with the marking, as tables have no margins on the screen."""
    return board.marked(f"{of}-{what}-{day or format(clock.today(), '%Y-%m-%d')}")
