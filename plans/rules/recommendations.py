"""Where a recommendation stands, worked out from what was answered, its actions and what was found afterwards. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plans.rules.ratings import Rating


class Response(StrEnum):
    """What was answered to a recommendation."""

    AWAITED = ""
    ACCEPTED = "accepted"
    IN_PART = "in-part"
    NOT_ACCEPTED = "not-accepted"


class Found(StrEnum):
    """What was found when the impact of a closed recommendation was looked at."""

    EMBEDDED = "embedded"
    PARTLY = "partly"
    NOT = "not"


class State(StrEnum):
    """Where a recommendation stands, in the order in which it wants to be looked at."""

    IMPACT_DUE = "impact-due"
    OFF_TRACK = "off-track"
    NO_ACTION = "no-action"
    AWAITED = "awaited"
    FOR_CLOSING = "for-closing"
    GOING_ON = "going-on"
    NOT_EMBEDDED = "not-embedded"
    PARTLY_EMBEDDED = "partly-embedded"
    CLOSED = "closed"
    EMBEDDED = "embedded"
    NOT_ACCEPTED = "not-accepted"


STATE_WORDS = {
    State.IMPACT_DUE: "Closed, impact to be looked at",
    State.OFF_TRACK: "Off track or overdue",
    State.NO_ACTION: "No action yet",
    State.AWAITED: "No response yet",
    State.FOR_CLOSING: "For closing",
    State.GOING_ON: "Going on",
    State.NOT_EMBEDDED: "Closed, not embedded",
    State.PARTLY_EMBEDDED: "Closed, partly embedded",
    State.CLOSED: "Closed",
    State.EMBEDDED: "Closed, embedded",
    State.NOT_ACCEPTED: "Not accepted",
}
OPEN = frozenset({State.AWAITED, State.NO_ACTION, State.OFF_TRACK, State.GOING_ON, State.FOR_CLOSING})
CLOSED = frozenset(State) - OPEN - {State.NOT_ACCEPTED}
_FOUND = {
    Found.EMBEDDED: State.EMBEDDED,
    Found.PARTLY: State.PARTLY_EMBEDDED,
    Found.NOT: State.NOT_EMBEDDED,
}


@dataclass(frozen=True)
class LinkedAction:
    """What of an action counts for a recommendation: whether its plan counts it, whether its completion is agreed,
    its last rating in force (empty where nothing was ever said), and whether it is overdue."""

    counted: bool
    closed: bool
    rating: str = ""
    overdue: bool = False

    @property
    def is_done(self) -> bool:
        return self.closed or self.rating == Rating.COMPLETE


def state_of(
    response: Response | str,
    actions: Iterable[LinkedAction],
    *,
    closed: bool,
    impact_due_on: date | None = None,
    found: Found | str = "",
    today: date,
) -> State:
    """Where a recommendation stands today.

    :param closed: whether a meeting closed it.
    :param impact_due_on: when its impact is looked at next; None where that is not, or not again.
    :param found: what was found when it was looked at last; empty where it never was.

    Actions that left their plan (withdrawn, carried over) do not count: what they went on as is linked itself.
    """
    if closed:
        if impact_due_on is not None and impact_due_on <= today:
            return State.IMPACT_DUE
        return _FOUND[Found(found)] if found else State.CLOSED
    if response == Response.NOT_ACCEPTED:
        return State.NOT_ACCEPTED
    if response == Response.AWAITED:
        return State.AWAITED
    counted = [action for action in actions if action.counted]
    if not counted:
        return State.NO_ACTION
    if all(action.is_done for action in counted):
        return State.FOR_CLOSING
    if any(
        not action.is_done and (action.overdue or action.rating == Rating.OFF_TRACK) for action in counted
    ):
        return State.OFF_TRACK
    return State.GOING_ON


def needs_reason(response: Response | str) -> bool:
    """Whether an answer says why: whatever is not accepted as it stands (Care Act 2014, Schedule 2, paragraph 4)."""
    return response in (Response.IN_PART, Response.NOT_ACCEPTED)
