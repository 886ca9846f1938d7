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


class Standing(StrEnum):
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


STANDING_WORDS = {
    Standing.IMPACT_DUE: "Closed, impact to be looked at",
    Standing.OFF_TRACK: "Off track or overdue",
    Standing.NO_ACTION: "No action yet",
    Standing.AWAITED: "No response yet",
    Standing.FOR_CLOSING: "For closing",
    Standing.GOING_ON: "Going on",
    Standing.NOT_EMBEDDED: "Closed, not embedded",
    Standing.PARTLY_EMBEDDED: "Closed, partly embedded",
    Standing.CLOSED: "Closed",
    Standing.EMBEDDED: "Closed, embedded",
    Standing.NOT_ACCEPTED: "Not accepted",
}
OPEN = frozenset(
    {Standing.AWAITED, Standing.NO_ACTION, Standing.OFF_TRACK, Standing.GOING_ON, Standing.FOR_CLOSING}
)
CLOSED = frozenset(Standing) - OPEN - {Standing.NOT_ACCEPTED}
_FOUND = {
    Found.EMBEDDED: Standing.EMBEDDED,
    Found.PARTLY: Standing.PARTLY_EMBEDDED,
    Found.NOT: Standing.NOT_EMBEDDED,
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


def standing_of(
    response: Response | str,
    actions: Iterable[LinkedAction],
    *,
    closed: bool,
    impact_due_on: date | None = None,
    found: Found | str = "",
    today: date,
) -> Standing:
    """Where a recommendation stands today.

    :param closed: whether a meeting closed it.
    :param impact_due_on: when its impact is looked at next; None where that is not, or not again.
    :param found: what was found when it was looked at last; empty where it never was.

    Actions that left their plan (withdrawn, carried over) do not count: what they went on as is linked itself.
    """
    if closed:
        if impact_due_on is not None and impact_due_on <= today:
            return Standing.IMPACT_DUE
        return _FOUND[Found(found)] if found else Standing.CLOSED
    if response == Response.NOT_ACCEPTED:
        return Standing.NOT_ACCEPTED
    if response == Response.AWAITED:
        return Standing.AWAITED
    counted = [action for action in actions if action.counted]
    if not counted:
        return Standing.NO_ACTION
    if all(action.is_done for action in counted):
        return Standing.FOR_CLOSING
    if any(
        not action.is_done and (action.overdue or action.rating == Rating.OFF_TRACK) for action in counted
    ):
        return Standing.OFF_TRACK
    return Standing.GOING_ON


def needs_reason(response: Response | str) -> bool:
    """Whether an answer says why: whatever is not accepted as it stands (Care Act 2014, Schedule 2, paragraph 4)."""
    return response in (Response.IN_PART, Response.NOT_ACCEPTED)
