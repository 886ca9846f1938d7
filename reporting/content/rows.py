"""An action as a report shows it, and a number with the actions it counts."""

from dataclasses import dataclass
from datetime import date

NOT_STATED = "Not stated"


@dataclass(frozen=True)
class Count:
    """A number and the actions it counts; an action counted under two owners stands twice in their total.

    `key` names the number within its report, for the address of its rows.
    """

    key: str
    ids: tuple[int, ...] = ()

    @property
    def n(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Chip:
    """A rating as printed. The letter is "B?" for complete but not yet agreed, "-" for no update, "W" for
    withdrawn, "C" for carried over."""

    letter: str
    word: str

    @property
    def rating(self) -> str:
        """The letter of the key: "B?" counts as B."""
        return self.letter.removesuffix("?")


@dataclass(frozen=True)
class Move:
    """How a rating moved since the last final report: one of plans.ratings.Movement, or "first"."""

    kind: str
    arrow: str
    word: str


@dataclass(frozen=True)
class Note:
    """A labelled sentence under a row: why, what will bring it back, help wanted."""

    label: str
    words: str


@dataclass(frozen=True)
class Row:
    """One action as this report shows it, wherever in the report it stands."""

    id: int
    reference: str
    section: str
    priority: str
    text: str
    outcome: str
    owners: str
    when: str
    due: str
    due_on: date | None
    first_due: str
    late: str
    now: Chip
    last: Chip | None
    move: Move
    said: str
    said_by: str
    notes: tuple[Note, ...] = ()

    def note(self, label: str) -> str:
        """The words under a label; empty when nothing was said."""
        return next((note.words for note in self.notes if note.label == label), "")
