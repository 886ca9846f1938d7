"""What words of the planner could mean: the readings a person may choose from.

The language is that of timescales (plans/rules/timescales): "Bi-monthly" is every two months or twice a month there
too.
"""

from collections.abc import Iterator

from lscb.words import capital
from plans.rules.timescales import read_timescale, split_start
from reporting.models import Obligation
from reporting.rules.planner_words import as_frequencies
from reporting.rules.recurrence import (
    AS_REQUIRED,
    Frequency,
    fixes_dates,
    in_words,
    parts_of,
)

NOW = "now"  # the key of the reading in force


class Reading(Frequency):
    """One way to read a duty."""

    @property
    def words(self) -> str:
        """As a choice in a list, with what it leaves to be said."""
        words = capital(in_words(self))
        if self.kind in AS_REQUIRED or fixes_dates(self):
            return words
        return f"{words}; no month is named, so nothing is due until it is"

    @property
    def same(self) -> tuple:
        """Equal for readings that make the same reports due."""
        parts = parts_of(self.rule)
        if parts.get("BYMONTHDAY") == "-1":
            del parts["BYMONTHDAY"]
        return self.kind, split_start(self.rule)[0], tuple(sorted(parts.items())), self.every or 1


def readings_of(obligation: Obligation) -> dict[str, Reading]:
    """The reading in force, then what else the words could mean, each once, by the key a form sends."""
    now = Reading(obligation.kind, obligation.rule, obligation.every, obligation.condition)
    found, seen = {NOW: now}, {now.same}
    for words in (obligation.words, *map(str, obligation.other_readings)):
        for reading in _readings_in(words, obligation):
            if reading.same not in seen:
                seen.add(reading.same)
                found[str(len(found))] = reading
    return found


def _readings_in(words: str, obligation: Obligation) -> Iterator[Reading]:
    plan = obligation.planned_report.plan
    ours = read_timescale(
        words, plan_start=plan.starts_on, plan_end=plan.ends_on, year_starts_in=plan.year_starts_in
    )
    for timescale in (ours, *ours.other_readings):
        for often in as_frequencies(timescale):
            yield Reading(often.kind, often.rule, often.every)
