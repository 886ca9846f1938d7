"""Coming up: what falls due within a month after the next report, and where many due dates fall together."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

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
    due_next: tuple[int, ...] = ()  # what falls due by the next report, by day
    listed_until: str = ""  # a month on: what falls due until then is listed; `until` in reports kept before


def build(rows: Rows) -> ComingUp:
    today, next_on = rows.facts.today, rows.facts.next_on
    listed_until = next_on + relativedelta(months=1)
    months: dict[date, list[tuple[date, ActionFacts]]] = defaultdict(list)
    for action in rows.counted:
        if action.state == "live" and action.rating != Rating.COMPLETE:
            if action.due_on and action.due_on >= today:
                months[action.due_on.replace(day=1)].append((action.due_on, action))
    soon = [
        rows.listing(
            f"due-{first:%Y-%m}",
            capital(month(first)),
            ids_of(action for due_on, action in actions if due_on <= listed_until),
            worst=True,
        )
        for first, actions in sorted(months.items())
        if any(due_on <= listed_until for due_on, _ in actions)
    ]
    return ComingUp(
        long_date(next_on),
        tuple(soon),
        rows.milestones(lambda due_on: today <= due_on <= next_on, lambda action: True),
        tuple(_cliffs(months)),
        tuple(action.id for due_on, action in _by_day(months) if due_on <= next_on),
        long_date(listed_until),
    )


def _by_day(months: dict[date, list[tuple[date, ActionFacts]]]) -> list[tuple[date, ActionFacts]]:
    return sorted((pair for actions in months.values() for pair in actions), key=lambda pair: pair[0])


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
