"""Where the terms of reference or the work plan of a group stand. Pure."""

from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

SOON = relativedelta(
    months=3
)  # so long before it is due a review is worth a line: most groups meet in that time


class RemitState(StrEnum):
    """What is to be done about one of them, what presses first."""

    OVERDUE = "overdue"
    NOT_AGREED = "not-agreed"
    SOON = "soon"
    IN_ORDER = "in-order"


def remit_state(agreed_on: date | None, review_due_on: date | None, today: date) -> RemitState:
    """A day that nobody agreed on asks for agreement, whatever is said of its review.

    A plan asks for both: that terms and work plans are reviewed by a day, and that each group has its own (Cumbria LSCB
    business plan 2017-20, lines 385-388 and 450).
    """
    if agreed_on is None:
        return RemitState.NOT_AGREED
    if review_due_on is None or review_due_on > today + SOON:
        return RemitState.IN_ORDER
    return RemitState.OVERDUE if review_due_on < today else RemitState.SOON
