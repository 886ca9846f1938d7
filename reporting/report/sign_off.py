"""The sign-off: who prepared the report, who made it final, and whose signatures approve it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lscb.wording import listed
from reporting.report.facts import SignatureAsked
from reporting.report.front import Status
from reporting.report.rows import Rows

NOT_YET = "Not approved yet"


@dataclass(frozen=True)
class SignOff:
    """Whose signatures approve the report; where `one_is_enough` any one of them."""

    one_is_enough: bool
    asked: tuple[SignatureAsked, ...]


@dataclass(frozen=True)
class Signed:
    """A signature that was given, with its time in words."""

    role: str
    name: str
    post: str
    at: str
    remarks: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the table of signatures."""

    what: str
    name: str
    at: str


class _Prepared(Protocol):
    """When the position was that a report tells of."""

    @property
    def position_words(self) -> str: ...


class _Posts(Protocol):
    """Who prepares it and who chairs, in the board's words."""

    @property
    def team(self) -> str: ...
    @property
    def chair(self) -> str: ...


class ToSign(Protocol):
    """The content of a report that is signed, whichever report it is."""

    @property
    def front(self) -> _Prepared: ...
    @property
    def labels(self) -> _Posts: ...
    @property
    def status(self) -> Status: ...
    @property
    def sign_off(self) -> SignOff | None: ...


def build(rows: Rows) -> SignOff:
    return SignOff(rows.facts.one_signature, rows.facts.signatures)


def sign_off(content: ToSign, signed: Sequence[Signed]) -> dict:
    """What the template of the section wants: its lines, and the remarks that came with a signature."""
    return {
        "sign_off_lines": _lines(content, signed),
        "remarks": [each for each in signed if each.remarks],
    }


def _lines(content: ToSign, signed: Sequence[Signed]) -> list[Line]:
    """The table: prepared, made final, each signature that was given and each that is still asked for.

    Reports that were made final before boards could say who signs ask for the chair's.
    """
    status = content.status
    return [
        Line("Prepared", status.prepared_by or content.labels.team, content.front.position_words),
        Line(
            "Checked and made final",
            status.finalised_by or "Not final yet",
            status.finalised_words or "Not final yet",
        ),
        *(Line(f"Approved by the {each.post}", each.name, each.at) for each in signed),
        *(Line(what, NOT_YET, NOT_YET) for what in _still_asked(content, signed)),
    ]


def _still_asked(content: ToSign, signed: Sequence[Signed]) -> list[str]:
    asked = content.sign_off or SignOff(True, (SignatureAsked("independent-chair", content.labels.chair, 1),))
    if asked.one_is_enough:
        words = listed([each.words for each in asked.asked], "or")
        return [] if signed else [f"Approved by the {words}"]
    there = Counter(each.role for each in signed)
    return [
        f"Approved by the {each.words}" + (f", {n} of {each.number}" if each.number > 1 else "")
        for each in asked.asked
        for n in range(there[each.role] + 1, each.number + 1)
    ]
