"""Actions that depend on others: where what one depends on slips, and where several go round in a circle. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lscb import wording
from plans.rules.due import days_late
from plans.rules.ratings import Rating


@dataclass(frozen=True)
class Needed:
    """What an action depends on, as it stands: its rating, and the date that lateness is measured against."""

    state: str  # live, closed, withdrawn, carried-over
    rating: str
    held_to: date | None
    due_on: date | None
    overdue: bool = False


def slips(needed: Needed, mine_due_on: date | None, *, today: date, word: str) -> str:
    """Why an action cannot rely on what it depends on, to follow a name: "is 9 days late"; empty where it can.

    `word` is the plan's for off track. What is complete is there; what was carried over goes on in another plan.
    """
    if needed.state == "withdrawn":
        return "is withdrawn"
    if needed.state != "live" or needed.rating == Rating.COMPLETE:
        return ""
    said = []
    if needed.overdue:
        said.append(f"is {wording.days_late(days_late(needed.held_to, today))}")
    if needed.rating == Rating.OFF_TRACK:
        said.append(f"is {word}")
    if needed.due_on and mine_due_on and needed.due_on > mine_due_on:
        said.append("is due later than this")
    return " and ".join(said)


def circle(depends: Mapping[int, set[int]], start: int) -> list[int]:
    """A way from an action back to itself along what depends on what, `start` first and last; empty where none is."""
    ways = [[start]]
    seen = set()
    while ways:
        way = ways.pop()
        for needed in sorted(depends.get(way[-1], ())):
            if needed == start:
                return [*way, start]
            if needed not in seen:
                seen.add(needed)
                ways.append([*way, needed])
    return []
