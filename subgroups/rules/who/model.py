"""What a "who" cell is read as."""

from dataclasses import dataclass, field
from enum import StrEnum

from subgroups.rules.names import name_key


class Certainty(StrEnum):
    """How sure a reading of owners is, surest first."""

    SURE = "sure"
    CONVENTION = "convention"
    AMBIGUOUS = "ambiguous"
    UNRESOLVABLE = "unresolvable"


@dataclass(frozen=True)
class OwnerReading:
    """One owner: the words that were read and the body they mean, or None where they name nobody known."""

    words: str
    body: int | None


@dataclass(frozen=True)
class WhoReading:
    """A "who" cell as read: owners in printed order, references of actions named beside them.

    `left_aside` are words that were understood not to be an owner: notes, and the rest of a sentence.
    `explanation` is one sentence for people.
    """

    text: str
    owners: tuple[OwnerReading, ...] = ()
    related: tuple[str, ...] = ()
    left_aside: tuple[str, ...] = ()
    certainty: Certainty = Certainty.SURE
    explanation: str = "No owner is named."


@dataclass
class Find:
    """What was found so far. `everyone` are owners such as "All subgroups": no body, and yet understood."""

    owners: list[OwnerReading] = field(default_factory=list)
    everyone: list[OwnerReading] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    certainty: Certainty = Certainty.SURE

    def doubt(self, certainty: Certainty, reason: str = "") -> None:
        """The reading is at best this sure, for this reason."""
        order = list(Certainty)
        self.certainty = max(self.certainty, certainty, key=order.index)
        if reason and reason not in self.reasons:
            self.reasons.append(reason)

    def own(self, words: str, body: int | None, *, exact: bool = True, everyone: bool = False) -> None:
        """Somebody owns it."""
        owner = OwnerReading(words, body)
        self.owners.append(owner)
        if everyone:
            self.everyone.append(owner)
        if not exact:
            self.doubt(Certainty.CONVENTION, f"“{words}” is close to a spelling we know")

    def set_aside(self, words: str) -> None:
        """These words are no owner."""
        if words:
            self.aside.append(words)

    def each_once(self) -> tuple[OwnerReading, ...]:
        """Owners in order; the same body, or the same unknown words, once."""
        once: dict = {}
        for owner in self.owners:
            once.setdefault(owner.body if owner.body is not None else name_key(owner.words), owner)
        return tuple(once.values())
