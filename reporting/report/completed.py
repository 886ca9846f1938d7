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
            "Closed since the last report",
            ids_of(a for a in rows.counted if _agreed_since(rows, a)),
            "Completion agreed.",
        ),
    )


def _agreed_since(rows: Rows, action: ActionFacts) -> bool:
    """Closed now and not in the last report; without one, closed in this quarter."""
    if action.state != "closed":
        return False
    if rows.last is None:
        return action.closed_on is not None and action.closed_on >= rows.facts.quarter_starts_on
    last = rows.last_chip(action.id)
    return last is not None and last.letter != "B"
