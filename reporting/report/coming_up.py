"""Section 6: what falls due by the next report, and where many due dates fall together."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lscb.wording import long_date, month
from lscb.words import capital
from plans.rules.ratings import Rating
from reporting.report.facts import ActionFacts
from reporting.report.rows import Count, Listing, MilestoneLine, Rows, ids_of


@dataclass(frozen=True)
class Month:
    words: str
    count: Count
    width: int


@dataclass(frozen=True)
class ComingUp:
    until: str
    months: tuple[Listing, ...]
    milestones: tuple[MilestoneLine, ...]
    cliffs: tuple[Month, ...]


def build(rows: Rows) -> ComingUp:
    today, next_on = rows.facts.today, rows.facts.next_on
    months: dict[date, list[tuple[date, ActionFacts]]] = defaultdict(list)
    for action in rows.counted:
        if action.state == "live" and action.rating != Rating.COMPLETE:
            if action.due_on and action.due_on >= today:
                months[action.due_on.replace(day=1)].append((action.due_on, action))
    soon = [
        rows.listing(
            f"due-{first:%Y-%m}",
            capital(month(first)),
            ids_of(action for due_on, action in actions if due_on <= next_on),
            worst=True,
        )
        for first, actions in sorted(months.items())
        if any(due_on <= next_on for due_on, _ in actions)
    ]
    return ComingUp(
        long_date(next_on),
        tuple(soon),
        rows.milestones(lambda due_on: today <= due_on <= next_on, lambda action: True),
        tuple(_cliffs(months)),
    )


def _cliffs(months: dict[date, list[tuple[date, ActionFacts]]]) -> Iterator[Month]:
    """Every month from the first with a due date to the last, its column in hundredths of the highest."""
    if not months:
        return
    most = max(len(actions) for actions in months.values())
    first, final = min(months), max(months)
    while first <= final:
        ids = ids_of(action for _, action in months.get(first, []))
        yield Month(month(first), Count(f"month-{first:%Y-%m}", ids), 100 * len(ids) // most)
        first = (first + timedelta(days=32)).replace(day=1)
