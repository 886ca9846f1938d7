"""How an action's rating compares with the one in the last final report. Pure: no database, no HTTP.

Every action that this report or the last one counts moved in exactly one of these ways, so that their numbers add up.
Worst to best: R, A, G. Complete, not started and on hold are no steps of that ladder: what becomes of them is said.
"""

from enum import StrEnum

from plans.rules.ratings import NO_UPDATE, Rating


class Movement(StrEnum):
    """What became of it, as a report lists them: what to ask about first."""

    WORSE = "worse"
    REOPENED = "re-opened"
    SILENT = "silent"
    ON_HOLD = "put-on-hold"
    NOT_STARTED = "not-started"
    BETTER = "better"
    CLOSED = "closed"
    TAKEN_UP = "taken-up"
    FIRST_RATED = "first-rated"
    NEW = "new"
    SAME = "same"
    LEFT = "left-since"


WORDS: dict[Movement, tuple[str, str]] = {
    Movement.WORSE: ("▼", "Worse"),
    Movement.REOPENED: ("↺", "Re-opened"),
    Movement.SILENT: ("–", "Silent now"),
    Movement.ON_HOLD: ("–", "Paused"),
    Movement.NOT_STARTED: ("–", "Back to the start"),
    Movement.BETTER: ("▲", "Better"),
    Movement.CLOSED: ("✔", "Closed"),
    Movement.TAKEN_UP: ("↺", "Taken up again"),
    Movement.FIRST_RATED: ("★", "Rated for the first time"),
    Movement.NEW: ("★", "New"),
    Movement.SAME: ("►", "Same"),
    Movement.LEFT: ("–", "Withdrawn or carried over"),
}
STARTED = "Better: started"  # from not started to on track

_LADDER: list[str] = [Rating.OFF_TRACK, Rating.AT_RISK, Rating.ON_TRACK]


def movement(before: str | None, now: str) -> Movement:
    """Compare a rating with the one before it.

    :param before: None for an action that the last report did not count; NO_UPDATE for one never rated.
    :param now: the rating to show of an action that the plan counts, NO_UPDATE where nothing was said.
    """
    if before is None:
        return Movement.NEW
    if before == Rating.COMPLETE:
        return Movement.SAME if now == Rating.COMPLETE else Movement.REOPENED
    if now == Rating.COMPLETE:
        return Movement.CLOSED
    if now == NO_UPDATE:
        return Movement.SILENT
    if before == NO_UPDATE:
        return Movement.FIRST_RATED
    if before == now:
        return Movement.SAME
    if now == Rating.ON_HOLD:
        return Movement.ON_HOLD
    if before == Rating.ON_HOLD:
        return Movement.TAKEN_UP
    if now == Rating.NOT_STARTED:
        return Movement.NOT_STARTED
    if before == Rating.NOT_STARTED:  # it has started, and is as it should be or is not
        return Movement.BETTER if now == Rating.ON_TRACK else Movement.WORSE
    return Movement.BETTER if _LADDER.index(now) > _LADDER.index(before) else Movement.WORSE


def in_words(kind: Movement, before: str | None, now: str) -> tuple[str, str]:
    """The sign of a movement and its words."""
    sign, words = WORDS[kind]
    if kind == Movement.BETTER and before == Rating.NOT_STARTED:
        return sign, STARTED
    return sign, words
