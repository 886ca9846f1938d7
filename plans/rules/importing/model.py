"""What a document is read as before anybody says yes to it: rows, columns, and all that was not placed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from lscb.importing.shapes import LEFT_OUT, ColumnRead, LeftOut
from subgroups.rules.who import KnownNames

__all__ = ["LEFT_OUT", "Column", "ColumnRead", "DraftRow", "Known", "LeftOut", "Recognised"]


NO_RATING = "is no rating that is known; it is kept as words."


class Column(StrEnum):
    """What a column of a plan's table holds."""

    SECTION = "section"
    OBJECTIVE = "objective"
    YEAR = "year"
    REFERENCE = "ref"
    ACTION = "action"
    TASKS = "tasks"
    WHO = "who"
    SUPPORT = "support"
    START = "start"
    WHEN = "when"
    OUTCOME = "outcome"
    SUCCESS = "success"
    RATING = "rating"
    PROGRESS = "progress"
    EVIDENCE = "evidence"


@dataclass(frozen=True)
class Known:
    """What is known where the document is read: the board's names, the plan's words and years, and what was chosen.

    `own` are the plan's words for columns. `names` are spellings of bodies, as `subgroups.rules.who` takes them.
    `ratings` are the plan's words for its ratings, to their letters. `chosen` are columns by `ColumnRead.key`, as
    somebody chose them: values of `Column`, or LEFT_OUT. `saved` are the headings of a list that was saved here, to
    what each holds of a plan; empty for those that follow from the others.
    """

    own: Mapping[str, Column] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)
    ratings: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    saved: Mapping[str, str] = field(default_factory=dict)
    starts_on: date | None = None
    ends_on: date | None = None
    year_starts_in: int = 4

    @cached_property
    def spelled(self) -> KnownNames:
        """`names`, made ready for reading many owners."""
        return KnownNames(self.names)


@dataclass(frozen=True)
class DraftRow:
    """An action as it would be. `key` says where it stands: its table, its row there, and which of the row's it is."""

    key: str
    section: str = ""
    objective: str = ""
    year: str = ""
    ref: str = ""
    text: str = ""
    tasks: tuple[str, ...] = ()
    who: str = ""
    when: str = ""
    outcome: str = ""
    success: str = ""
    rating: str = ""  # a letter of `plans.rules.ratings`
    rating_words: str = ""  # as printed; a colour's name where only the colour says it
    progress: str = ""
    evidence: str = ""
    oddities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recognised:
    """:param sections: titles in the order of the document, those without an action too.
    :param measures: what a section measures, where the document prints it beside a list of actions: (section, words).
    :param leftovers: texts that were not placed, word for word.
    """

    rows: tuple[DraftRow, ...] = ()
    sections: tuple[str, ...] = ()
    measures: tuple[tuple[str, str], ...] = ()
    columns: tuple[ColumnRead, ...] = ()
    leftovers: tuple[str, ...] = ()
    ignored: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()
    rows_read: int = 0  # of tables of the plan, headings and empty ones left out
