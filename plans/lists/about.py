"""What the file of a list says of itself."""

from collections.abc import Iterable

from lscb.lists import About
from plans.models import Action, Plan
from subgroups.lists import about as of_boards


def about(plan: Plan, *shows: tuple[str, str], as_at: str = "") -> About:
    """The plan as it stands today, or `as_at` a final report in words; `shows` are what the list is filtered by."""
    return of_boards.about(plan.board, *shows, plan=plan.title, as_at=as_at)


def filtered_by(chosen: Iterable[str], whole: str) -> tuple[str, str]:
    """What the rows are chosen by, in words; `whole` where nothing is filtered."""
    return ("Shows", "; ".join(chosen) or whole)


def file_name(plan: Plan, what: str, day: str = "") -> str:
    """Without its ending."""
    return of_boards.file_name(plan.board, plan.slug, what, day)


def action_words(action: Action | None) -> str:
    """Which action a row of another list is about."""
    return str(action) if action else ""
