"""How parts of a plan went from report to report, as small pictures: a slot, which the app that keeps reports fills."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from plans.models import Plan
from plans.rules.ratings import Rating
from plans.rules.trend import Trend, trend_of

Counts = Mapping[str, int]
GOES_WELL = (Rating.COMPLETE, Rating.ON_TRACK)  # silence is not: it is never counted as green


@dataclass(frozen=True)
class Past:
    """What a final report counted: by part ("section-3", "priority-1", "owner-7") how many at each letter."""

    period: str
    counts: Mapping[str, Counts]


Reads = Callable[..., list[Past]]
_keepers: list[Reads] = []


def keeps_courses(reads: Reads) -> None:
    """Let lists show how parts went: `reads(person, plan)`, oldest first."""
    _keepers.append(reads)


def small_trends(person, plan: Plan) -> dict[str, Trend]:
    """By part which share of it the last reports had on track or complete, in per cent; no parts before the first."""
    pasts = [past for reads in _keepers for past in reads(person, plan)]
    parts = dict.fromkeys(part for past in pasts for part in past.counts)
    return {
        part: trend_of(
            [(past.period, _goes_well(past.counts.get(part, {}))) for past in pasts],
            better="higher",
            unit="%",
        )
        for part in parts
    }


def _goes_well(counts: Counts) -> Decimal | None:
    """None where there was nothing to count."""
    total = sum(counts.values())
    return Decimal(round(100 * sum(counts.get(each, 0) for each in GOES_WELL) / total)) if total else None
