"""How often people and agencies were at meetings: pure counting over lines of attendance."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

PRESENT, APOLOGIES, ABSENT = "present", "apologies", "absent"
MEMBER, DEPUTY, GUEST = "member", "deputy", "guest"


@dataclass(frozen=True)
class Stood:
    """A line of the list of one meeting: `who` and `in_place_of` are keys of people, or their names."""

    meeting: Hashable
    who: Hashable
    name: str
    agency: str
    capacity: str
    presence: str
    in_place_of: Hashable = None


@dataclass
class OfPerson:
    """How often somebody was there, under their last name and agency; `of` so many meetings at which they were
    expected as a member: none for whoever came as a deputy or guest only. `sent` is how often somebody came in their
    place.
    """

    name: str
    agency: str
    is_member: bool = False
    present: int = 0
    apologies: int = 0
    absent: int = 0
    sent: int = 0
    as_deputy: int = 0
    as_guest: int = 0

    @property
    def of(self) -> int:
        return self.present + self.apologies + self.absent


@dataclass
class OfAgency:
    """At how many meetings somebody of an agency was there, of those at which one was expected or came."""

    name: str
    represented: set[Hashable] = field(default_factory=set)
    meetings: set[Hashable] = field(default_factory=set)

    @property
    def present(self) -> int:
        return len(self.represented)

    @property
    def of(self) -> int:
        return len(self.meetings)


def by_person(lines: Iterable[Stood]) -> list[OfPerson]:
    """Members first, then whoever else came; each by agency and name. `lines` from the first meeting to the last."""
    found: dict[Hashable, OfPerson] = {}
    sent: dict[Hashable, int] = {}
    for line in lines:
        each = found.setdefault(line.who, OfPerson(line.name, line.agency))
        each.name, each.agency = line.name, line.agency
        if line.capacity == MEMBER:
            each.is_member = True
            setattr(each, line.presence, getattr(each, line.presence) + 1)
        elif line.capacity == DEPUTY:
            each.as_deputy += 1
            sent[line.in_place_of] = sent.get(line.in_place_of, 0) + 1
        else:
            each.as_guest += 1
    for who, each in found.items():
        each.sent = sent.get(who, 0)
    return sorted(
        found.values(), key=lambda each: (not each.is_member, each.agency.casefold(), each.name.casefold())
    )


def by_agency(lines: Iterable[Stood]) -> list[OfAgency]:
    """Each agency that is named, by name. A deputy represents the agency of the member in whose place they came."""
    lines = list(lines)
    of_member = {(line.meeting, line.who): line.agency for line in lines if line.capacity == MEMBER}
    found: dict[str, OfAgency] = {}
    for line in lines:
        for agency in {line.agency, of_member.get((line.meeting, line.in_place_of), "")} - {""}:
            each = found.setdefault(agency, OfAgency(agency))
            each.meetings.add(line.meeting)
            if line.presence == PRESENT:
                each.represented.add(line.meeting)
    return sorted(found.values(), key=lambda each: each.name.casefold())
