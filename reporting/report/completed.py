"""Section 5: what is complete and waits to be closed, and what was closed since the last report."""

from plans.rules.ratings import Rating
from reporting.report.facts import ActionFacts
from reporting.report.rows import Listing, Rows, ids_of


def build(rows: Rows) -> tuple[Listing, ...]:
    return (
        rows.listing(
            "to-be-agreed",
            "For closing: complete, to be agreed",
            ids_of(a for a in rows.counted if a.state == "live" and a.rating == Rating.COMPLETE),
            "What was aimed for, and the evidence of how much, how well and what difference.",
        ),
        rows.listing(
            "agreed-since",
            f"Closed {rows.since}",
            ids_of(a for a in rows.counted if _agreed_since(rows, a)),
            "Completion agreed.",
        ),
    )


def is_closed_since(rows: Rows, action: ActionFacts) -> bool:
    """Closed now and not in the last report, on whatever day that was typed.

    One that the last report did not count, or any where there is none, was closed in this quarter.
    """
    if action.state != "closed" or action.closed_on is None:
        return False
    last = rows.last_chip(action.id)
    if last is not None:
        return last.letter != "B"
    return action.closed_on >= rows.facts.quarter_starts_on


def _agreed_since(rows: Rows, action: ActionFacts) -> bool:
    """As `is_closed_since`, but for an action that the last report did not count: that one is new, not closed."""
    return is_closed_since(rows, action) and (rows.last is None or action.id in rows.last_counted)
