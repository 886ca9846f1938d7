"""What goes by the days of a board's meetings, and follows when they change.

Reports are due at meetings, but live in an app above this one: that app says here what follows, so that a meeting
typed in the admin and one moved on its page have the same consequences.
"""

from collections.abc import Callable

from subgroups.models import Board, Person

Follower = Callable[..., str]
_followers: list[Follower] = []


def goes_by_meetings(follower: Follower) -> Follower:
    """Let `follower(board=, by=)` know of every change of meetings; it answers what to say of it, or nothing."""
    _followers.append(follower)
    return follower


def follow_meetings(*, board: Board, by: Person) -> str:
    """Let everything follow the board's meetings as they are now, in the transaction that changed them.

    :returns: what followed, in sentences; empty when nothing did.
    """
    return " ".join(filter(None, (follower(board=board, by=by) for follower in _followers)))
