"""What the file of a list says of itself."""

from collections.abc import Iterable

from django.utils import timezone

from lscb import clock
from lscb.lists import About
from lscb.wording import long_date
from plans.models import Action, Plan


def about(plan: Plan, *shows: tuple[str, str], as_at: str = "") -> About:
    """The plan as it stands today, or `as_at` a final report in words; `shows` are what the list is filtered by."""
    board = plan.board
    stands = ("As at", as_at or f"{long_date(clock.today())}, as it stands")
    return About(
        board=board.name,
        board_short=board.short_name,
        plan=plan.title,
        marking=board.marking_line,
        demonstration_words=board.demonstration_words,
        position_at=timezone.localtime(clock.now()).replace(microsecond=0),
        shows=(stands, *shows),
    )


def filtered_by(chosen: Iterable[str], whole: str) -> tuple[str, str]:
    """What the rows are chosen by, in words; `whole` where nothing is filtered."""
    return ("Shows", "; ".join(chosen) or whole)


def file_name(plan: Plan, what: str, day: str = "") -> str:
    """Without its ending; with the marking, as tables have no margins on the screen."""
    return plan.board.marked(f"{plan.slug}-{what}-{day or format(clock.today(), '%Y-%m-%d')}")


def action_words(action: Action | None) -> str:
    """Which action a row of another list is about."""
    return str(action) if action else ""
