"""Who is to sign a report before it counts as approved, and who still is. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Signing:
    """Signatures asked for, by role; where `one_is_enough` any one of them approves, else all are needed.

    A role is asked for as many signatures as `asked` says, each of another person.
    """

    one_is_enough: bool
    asked: Mapping[str, int]

    def missing(self, signed: Iterable[str]) -> dict[str, int]:
        """How many signatures of which role are still asked for, of those who `signed`, a role each."""
        there = Counter(signed)
        asked = {role: number for role, number in self.asked.items() if number}
        if self.one_is_enough:
            return {} if any(there[role] for role in asked) else asked
        return {role: left for role, number in asked.items() if (left := number - there[role]) > 0}

    def to_json(self) -> dict[str, Any]:
        return {
            "one_is_enough": self.one_is_enough,
            "asked": {str(role): n for role, n in self.asked.items()},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Signing":
        return cls(kept["one_is_enough"], kept["asked"])


# As it was for every report that was made final before boards could say: the chair's, or another approver's.
BEFORE = Signing(True, {"independent-chair": 1, "approver": 1})
