"""A chapter of a plan as it is read, with what is drawn of groups and agencies under it."""

from __future__ import annotations  # a group holds groups, and is read back from JSON by its types

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """A group in the structure of a board, with those that report to it."""

    pk: int
    name: str
    short_name: str
    kind: str
    below: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Structure:
    """Who reports to whom: the board with all below it, and beside it the bodies outside it that the plan names."""

    groups: tuple[Group, ...]
    outside: tuple[Group, ...]


@dataclass(frozen=True)
class Seat:
    """An agency, and the groups on which somebody sits for it today."""

    agency: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Seats:
    """The agencies of a board; `seated` where somebody sits for any of them."""

    agencies: tuple[Seat, ...]

    @property
    def seated(self) -> bool:
        return any(seat.groups for seat in self.agencies)


@dataclass(frozen=True)
class ReadChapter:
    """A chapter with what is drawn under it; the text is as it was typed."""

    pk: int | None
    title: str
    text: str
    structure: Structure | None = None
    membership: Seats | None = None
