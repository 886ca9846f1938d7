"""Where there was little or no progress over a year, by what each of its reports said. Pure.

A yearly report analyses "areas where there has been little or no evidence of progress on agreed priorities" (Working
Together 2018, as the domain notes list it). What counts as that is ours:

- An action made *no* progress where each report that counted it had no update of it, or had it not started.
- It made *little* where it stands off track, at risk, on hold or without an update at the year's last report, and no
  better than at the first that counted it (`plans.rules.movement`).
- A priority or section made little or no progress where nothing of it was completed in the year, and at least half of
  what is open in it made little or none.

One report alone says nothing of progress, and what is complete or has left the plan is not asked about.
"""

from collections.abc import Sequence
from enum import StrEnum

from plans.rules.movement import Movement, movement
from plans.rules.ratings import NO_UPDATE, Rating


class Progress(StrEnum):
    NONE = "no"
    LITTLE = "little"


_IN_DOUBT = {Rating.OFF_TRACK, Rating.AT_RISK, Rating.ON_HOLD, NO_UPDATE}
_NOT_BEGUN = {Rating.NOT_STARTED, NO_UPDATE}


def progress_of(letters: Sequence[str | None]) -> Progress | None:
    """Whether an action made little or no progress; None where it did, or where there is nothing to say.

    :param letters: its rating in each report of the year, oldest first; None where a report did not count it.
    """
    counted = [letter for letter in letters if letter is not None]
    if len(counted) < 2 or letters[-1] is None or letters[-1] == Rating.COMPLETE:
        return None
    if set(counted) <= _NOT_BEGUN:
        return Progress.NONE
    first, last = counted[0], counted[-1]
    if last in _IN_DOUBT and movement(first, last) != Movement.BETTER:
        return Progress.LITTLE
    return None


def progress_of_part(open_ones: Sequence[Progress | None], completed: int) -> Progress | None:
    """The same of a priority or section.

    :param open_ones: what was said of each of its actions that is open at the year's last report.
    :param completed: how many of its actions were completed in the year.
    """
    slow = [each for each in open_ones if each is not None]
    if completed or not slow or 2 * len(slow) < len(open_ones):
        return None
    return Progress.NONE if set(slow) == {Progress.NONE} and len(slow) == len(open_ones) else Progress.LITTLE
