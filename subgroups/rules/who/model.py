"""What a "who" cell is read as."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from subgroups.rules.names import name_key
from subgroups.rules.who.vocabulary import MARKS


class Certainty(StrEnum):
    """How sure a reading of owners is, surest first."""

    SURE = "sure"
    CONVENTION = "convention"
    AMBIGUOUS = "ambiguous"
    UNRESOLVABLE = "unresolvable"


class OwnerRole(StrEnum):
    """What an owner is beside the other owners of an action; none where nothing is said of either."""

    NONE = ""
    LEAD = "lead"
    SUPPORT = "support"


class Everyone(StrEnum):
    """All of a kind, named as one owner."""

    NONE = ""
    AGENCIES = "agencies"
    GROUPS = "groups"


@dataclass(frozen=True)
class OwnerReading:
    """One owner: the words that were read and the body they mean, or None where they name nobody known.

    `everyone` are many at once, such as "All subgroups": no body, and yet understood.
    """

    words: str
    body: int | None
    role: OwnerRole = OwnerRole.NONE
    everyone: Everyone = Everyone.NONE


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
    """What was found so far. `role` is what those that are read now are said to be."""

    owners: list[OwnerReading] = field(default_factory=list)
    role: OwnerRole = OwnerRole.NONE
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

    def own(
        self,
        words: str,
        body: int | None,
        *,
        role: OwnerRole = OwnerRole.NONE,
        exact: bool = True,
        everyone: Everyone = Everyone.NONE,
    ) -> None:
        """Somebody owns it, in the role said of them, else in the one said of all that are read now."""
        words = _unmarked(words)
        self.owners.append(OwnerReading(words, body, role or self.role, everyone))
        if not exact:
            self.doubt(Certainty.CONVENTION, f"“{words}” is close to a spelling we know")

    def set_aside(self, words: str) -> None:
        """These words are no owner."""
        if words := _unmarked(words):
            self.aside.append(words)

    def each_once(self) -> tuple[OwnerReading, ...]:
        """Owners in order; the same body, or the same unknown words, once: as the lead where it is said to lead."""
        once: dict = {}
        for owner in self.owners:
            key = owner.body if owner.body is not None else name_key(owner.words)
            first = once.setdefault(key, owner)
            if first.role != owner.role:
                if first.role and owner.role:
                    self.doubt(Certainty.AMBIGUOUS, f"“{owner.words}” leads and supports")
                once[key] = replace(first, role=min(filter(None, (first.role, owner.role))))
        return tuple(once.values())

    def give(self, role: OwnerRole) -> None:
        """Give those a role of whom none is said."""
        self.owners = [owner if owner.role else replace(owner, role=role) for owner in self.owners]


def _unmarked(words: str) -> str:
    """Words without the marks of roles: nobody typed them (see `roles`)."""
    return (
        " ".join(words.translate(dict.fromkeys(map(ord, MARKS), " ")).split())
        if MARKS & set(words)
        else words
    )
