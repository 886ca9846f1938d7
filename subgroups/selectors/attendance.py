"""Who is expected at a meeting, who was there, and how often people and agencies were over a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from subgroups.models import Attendance, Body, Meeting, Membership, Person
from subgroups.rules.attendance import OfAgency, OfPerson, Stood, by_agency, by_person


@dataclass(frozen=True)
class Expected:
    """A member of the body on the day of its meeting, or who stands on the list as one; `row` is the line there."""

    person: Person
    name: str
    agency_name: str
    agency_id: int | None
    words: str
    row: Attendance | None

    @property
    def presence(self) -> str:
        return self.row.presence if self.row else ""


def expected_at(meeting: Meeting) -> tuple[list[Expected], list[Attendance]]:
    """The members with what is recorded of each, in the order of the body's page; and whoever else is on the list.

    Two queries. A name stays as it was written first.
    """
    rows = list(meeting.attendances.select_related("person", "agency", "in_place_of").order_by("pk"))
    members = {row.person_id: row for row in rows if row.capacity == Attendance.Capacity.MEMBER}
    others = [row for row in rows if row.capacity != Attendance.Capacity.MEMBER]
    elsewhere = {row.person_id for row in others}
    seats: dict[int, Membership] = {}
    places = Membership.objects.filter(body=meeting.body_id).lasting_on(meeting.held_on)
    for seat in places.select_related("person__agency", "agency", "body").order_by(
        *Membership._meta.ordering
    ):
        if seat.person_id not in elsewhere:
            seats.setdefault(seat.person_id, seat)
    expected = []
    for pk, seat in seats.items():
        sits_for = seat.sits_for
        row = members.pop(pk, None)
        expected.append(
            Expected(
                seat.person,
                row.name if row else seat.person.name,
                row.agency_name if row else sits_for.name if sits_for else "",
                row.agency_id if row else sits_for and sits_for.pk,
                seat.get_role_display(),
                row,
            )
        )
    gone = [
        Expected(row.person, row.name, row.agency_name, row.agency_id, "Member on the list", row)
        for row in members.values()
    ]
    return expected + gone, others


@dataclass(frozen=True)
class Present:
    """Those of one agency who were there, or were not: its name, empty for no agency, and what is said of each."""

    agency: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class WhoWasThere:
    """The list of a meeting as minutes have it, agency by agency."""

    present: tuple[Present, ...]
    apologies: tuple[Present, ...]
    absent: tuple[Present, ...]
    counts: dict[str, int]

    @property
    def is_recorded(self) -> bool:
        return bool(self.present or self.apologies or self.absent)

    @property
    def parts(self) -> list[tuple[str, tuple[Present, ...]]]:
        """What there is to say, under its heading."""
        parts = (("Present", self.present), ("Apologies", self.apologies), ("Absent", self.absent))
        return [(words, of) for words, of in parts if of]


def who_was_at(meeting: Meeting) -> WhoWasThere:
    """One query."""
    rows = list(meeting.attendances.for_page())
    names = {row.person_id: row.name for row in rows if row.person_id}

    def those(presence: str) -> tuple[Present, ...]:
        found: dict[str, list[str]] = {}
        for row in rows:
            if row.presence == presence:
                found.setdefault(row.agency_name, []).append(_said(row, names))
        return tuple(Present(agency, tuple(said)) for agency, said in found.items())

    presence = Attendance.Presence
    parts = {each: those(each) for each in presence}
    return WhoWasThere(
        parts[presence.PRESENT],
        parts[presence.APOLOGIES],
        parts[presence.ABSENT],
        {str(each): sum(len(of.names) for of in parts[each]) for each in presence},
    )


def _said(row: Attendance, names: dict[int, str]) -> str:
    if row.in_place_of_id:
        return f"{row.name} (in place of {names.get(row.in_place_of_id, row.in_place_of)})"
    return f"{row.name} (guest)" if row.capacity == Attendance.Capacity.GUEST else row.name


@dataclass(frozen=True)
class Over:
    """How often people and agencies were at a body's meetings from one day to another; `meetings` were recorded, of
    `held` that were held, and of those `unrecorded` nobody has said who was there, the latest first."""

    body: Body
    first: date
    last: date
    people: list[OfPerson]
    agencies: list[OfAgency]
    meetings: int
    held: int
    unrecorded: list[Meeting]


def attendance_over(person, body: Body, first: date, last: date) -> Over:
    """As the person may see it; two queries."""
    days = Meeting.objects.visible_to(person).filter(body=body, held_on__range=(first, last))
    rows = Attendance.objects.visible_to(person).filter(meeting__in=days).for_page()
    lines = list(stood(rows))
    recorded = {line.meeting for line in lines}
    held = list(days.up_to_today().order_by("-held_on", "-pk"))
    unrecorded = [meeting for meeting in held if meeting.pk not in recorded]
    return Over(body, first, last, by_person(lines), by_agency(lines), len(recorded), len(held), unrecorded)


def latest_recorded(person, bodies: Iterable[Body], of: str = "") -> Meeting | None:
    """The last meeting with attendance that the person may see, of the body with the key `of` where that is one of
    them; one query."""
    bodies = list(bodies)
    wanted = [body for body in bodies if str(body.pk) == of] or bodies
    seen = Meeting.objects.visible_to(person).filter(body__in=wanted, attendances__isnull=False)
    return seen.order_by("-held_on", "-pk").first()


def stood(rows: Iterable[Attendance]) -> Iterable[Stood]:
    """As the rules count them."""
    for row in rows:
        yield Stood(
            row.meeting_id,
            row.person_id or row.name.casefold(),
            row.name,
            row.agency_name,
            row.capacity,
            row.presence,
            row.in_place_of_id,
        )
