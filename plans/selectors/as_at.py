"""The action list as a final report kept it: a slot, which the app that keeps reports fills."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from plans.models import Plan


@dataclass(frozen=True)
class Kept:
    """A final that can be looked at: its key in the URL, its words, and where it stands itself."""

    key: str
    words: str
    href: str


@dataclass(frozen=True)
class KeptRow:
    """An action as the final has it, in words ready to show; `state` is an Action.State. None: the final does not
    know."""

    id: int
    reference: str
    section: str
    text: str
    outcome: str
    owners: str
    when: str
    due: str
    due_on: date | None
    late: str
    letter: str
    word: str
    was: str
    said: str
    said_by: str
    to_be_agreed: bool
    state: str | None = None
    milestone: str | None = None
    suggested: str | None = None
    owner_said: str | None = None
    not_looked_at: bool | None = None
    updated_on: date | None = None
    updated_by: str | None = None
    year: str | None = None
    priority: str = ""
    parts: tuple[tuple[str, str], ...] = ()  # in words, and how each stood
    notes: tuple[tuple[str, str], ...] = ()  # what the rating asked for: label and words
    success: str = ""
    success_target: str = ""
    depends_on: str = ""
    parts_done: str = ""

    def note(self, label: str) -> str:
        """The words under a label; empty where nothing was said."""
        return dict(self.notes).get(label, "")


@dataclass(frozen=True)
class KeptList:
    """Every action that the final has: those it counted in plan order, then those that had left the plan.

    `words` are its words for the ratings by letter; `lacks` names what the action list has and this final has not.
    """

    kept: Kept
    words: dict[str, str]
    rows: tuple[KeptRow, ...]
    lacks: tuple[str, ...]


Offers = Callable[..., list[Kept]]
Reads = Callable[..., KeptList | None]
_keepers: list[tuple[Offers, Reads]] = []


def keeps_lists(offers: Offers, reads: Reads) -> None:
    """Let the list be looked at as it was kept: `offers(person, plan)`, newest first; `reads(person, plan, key)`."""
    _keepers.append((offers, reads))


def kept_lists(person, plan: Plan) -> list[Kept]:
    """What the person may look at instead of today, newest first."""
    return [kept for offers, _ in _keepers for kept in offers(person, plan)]


def list_as_at(person, plan: Plan, key: str) -> KeptList | None:
    """The list as at one of `kept_lists`; None where there is no such."""
    found = (reads(person, plan, key) for _, reads in _keepers)
    return next((each for each in found if each), None)
