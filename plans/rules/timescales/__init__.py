"""Reads the timescales boards write: keeps the words, and says what they mean and how surely.

`read_timescale` reads any text, `one_day` what is typed where one day is asked for; `occurrences` turns a recurrence rule
into dates. Pure: no database, no
clock, no network. The grammar, with an example of each line, is in docs/timescales.md.
"""

from .model import UNSURE, Certainty, Kind, Milestone, MilestoneKind, Precision, Timescale, dates_typed
from .one_day import one_day
from .reader import read_timescale
from .recurrence import occurrences, split_start

__all__ = [
    "UNSURE",
    "Certainty",
    "Kind",
    "Milestone",
    "MilestoneKind",
    "Precision",
    "Timescale",
    "dates_typed",
    "occurrences",
    "one_day",
    "read_timescale",
    "split_start",
]
