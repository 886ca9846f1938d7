"""How long an action has not moved: by its rating, by what is said of it, and by what is done of it. Pure.

It moves in a reporting period where its rating is another one than before, where something is said of it that was not
said before, or where a part or milestone of it is done; and when it is opened again. Silence is no movement, nor is the
same rating in the same words (`plans.rules.repeating`). Nor is a new date: dates move because the work did not, and an
action that is put off again and again is what this is to show. Something new in the words counts although the rating
stays: work that runs for years stays on track all the while.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from plans.rules.ratings import Rating

PERIODS = (2, 3, 4)  # what lists are asked for: so many periods, or more


@dataclass(frozen=True)
class Said:
    """What stands of an action for one reporting period, by the place of that among the plan's, the first 0."""

    period: int
    rating: str
    says_again: bool = False  # all its words were said before


def periods_without_movement(
    said: Iterable[Said], *, now: int, there_since: int, moved_in: Iterable[int] = ()
) -> int:
    """How many reporting periods, the one at `now` among them, have begun since the one in which it last moved.

    :param said: oldest first, at most one a period; its first is movement.
    :param there_since: the period in which it was added, -1 where it was there before the first: nobody need have
        said anything of it since.
    :param moved_in: the periods in which something of it was done, or it was opened again.
    """
    last, before = None, None
    for each in said:
        if not each.says_again or each.rating != before:
            last = each.period
        before = each.rating
    moved = [*moved_in, there_since if last is None else last]
    return max(now - max(moved), 0)


def is_to_move(*, live: bool, rating: str, starts_on: date | None, today: date) -> bool:
    """Whether anybody waits for it to move: it is live and not complete, and its start has come. What is on hold
    counts: how long it has been is what a meeting asks."""
    if rating == Rating.NOT_STARTED and starts_on and starts_on > today:
        return False
    return live and rating != Rating.COMPLETE


def period_of(day: date, starts: list[date]) -> int:
    """The place of the reporting period that a day falls in, or after the end of; -1 before the first.

    :param starts: the first days of the periods, in order.
    """
    return sum(start <= day for start in starts) - 1
