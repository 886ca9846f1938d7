"""Reads the timescales boards write: keeps the words, and says what they mean and how surely.

`read_timescale` reads any text; `occurrences` turns a recurrence rule into dates. Pure: no database, no
clock, no network. The grammar, with an example of each line, is in docs/timescales.md.
"""

from .model import UNSURE, Certainty, Kind, Milestone, MilestoneKind, Precision, Timescale, dates_typed
from .reader import read_timescale
from .recurrence import occurrences

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
    "read_timescale",
]
