"""A planner's rows as documents print them: their columns, and the duties that their words of "when" hold. Pure.

The language is that of timescales (plans/rules/timescales): "Bi-monthly" is every two months or twice a month there
too.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lscb.importing.shapes import ListColumn
from plans.rules.timescales import Certainty, Kind, Timescale
from reporting.rules.recurrence import PER_MEETING, RECURRING, Frequency

NEEDED = ({"what", "when"}, {"what", "tells"}, {"what", "provider"})
Reads = Callable[[str], Timescale]
Finds = Callable[[str], Sequence[int]]  # the keys of the bodies that some words name


@dataclass(frozen=True)
class DutyRead:
    """One duty that words hold: how often, to which bodies, and what else the words could mean."""

    words: str
    frequency: Frequency
    forums: tuple[int, ...]
    certainty: Certainty
    other_readings: tuple[str, ...] = ()


def planner_columns() -> list[ListColumn]:
    return [
        ListColumn(
            "provider",
            "Provided by",
            r"provided by|^providers?$|from whom|^from$|\bleads?\b|author|owner|responsib|^by$|^who$|presented by"
            r"|report of",
            limit=400,
        ),
        ListColumn(
            "to",
            "To whom",
            r"to whom|^to$|forum|recipient|received by|reported to|reporting to|audience",
            limit=400,
        ),
        ListColumn(
            "when",
            "When",
            r"^when|frequency|timing|timescale|how often|\bdates?\b|month|schedule|meeting|due",
            limit=4000,
            lines=3,
        ),
        ListColumn("activity", "Activity", r"activity|work|what the .* does|source|basis", lines=3),
        ListColumn("tells", "What it will tell", r"tell|purpose|content|why|detail|description|aim", lines=3),
        ListColumn(
            "what", "Report", r"^what$|report|item|paper|subject|topic|title|name", limit=200, leads=True
        ),
    ]


def duties_of(when: str, to: str, *, reads: Reads, finds: Finds) -> list[DutyRead]:
    """The duties that the words of "when" hold, a line or sentence each, in their order.

    :param to: who receives it by a column of its own; empty where the words of "when" say it.
    """
    named = tuple(finds(to))
    found = []
    for words in _phrases(when):
        reading = reads(words)
        if reading.kind in (Kind.UNKNOWN, Kind.UNSPECIFIED) and not finds(words):
            continue
        forums = tuple(finds(words)) or named
        frequency = next(as_frequencies(reading), None) or _as_required(words, reading)
        others = tuple(
            each.words for each in reading.other_readings if each.rules or each.kind == Kind.PER_MEETING
        )
        found.append(DutyRead(words, frequency, forums, reading.certainty, others))
    return found


def as_frequencies(reading: Timescale) -> Iterator[Frequency]:
    """How often some words ask for a report; nothing for what comes when something calls for it."""
    if reading.kind == Kind.PER_MEETING:
        other = re.search(r"\b(other|second|alternate)\b", reading.explanation)
        yield Frequency(PER_MEETING, every=2 if other else 1)
    for rule in reading.rules:
        yield Frequency(RECURRING, rule)


def _as_required(words: str, reading: Timescale) -> Frequency:
    if reading.kind == Kind.EVENT_DRIVEN:
        trigger = reading.trigger
        asked = re.search(
            r"as (?:and when )?(?:required|appropriate|necessary|needed|requested)", words, re.I
        )
        return Frequency("condition", condition=trigger) if asked else Frequency("event", condition=trigger)
    return Frequency("unspecified", condition="" if not reading.due_dates else words)


def _phrases(when: str) -> list[str]:
    """The lines of "when"; a line with several sentences is several."""
    lines = [part for line in when.splitlines() for part in re.split(r"(?<=[a-z)])[.;]\s+(?=[A-Z])", line)]
    return [line.strip(" .;•·") for line in lines if line.strip(" .;•·")]
