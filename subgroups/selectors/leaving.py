"""Somebody who leaves: when, which places they give up, and who could follow them in each."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from lscb import clock
from lscb.models import AuditEntry
from lscb.ordering import ByLetters
from subgroups.models import Board, BoardRole, GroupEvent, Membership, Person
from subgroups.models.person import SPEAKING
from subgroups.selectors.entrusted import Entrusted, entrusted_to

ONE_DAY = timedelta(days=1)
FIRST_DAY = "first day without them"  # as the trail says it, and is asked for it


@dataclass(frozen=True)
class Place:
    """A place that is given up: what hangs on it, and who could follow, nearest first, in groups with a heading.

    `likely` is who is planned to follow, else who a board would expect: the vice-chair where the chair leaves.
    """

    membership: Membership
    speaks: bool
    entrusted: tuple[Entrusted, ...]
    candidates: tuple[tuple[str, tuple[Person, ...]], ...]
    likely: Person | None

    @property
    def key(self) -> str:
        return f"place-{self.membership.pk}"


def places_on(person: Person, board: Board, day: date) -> list[Membership]:
    """The person's places on a board that hold on `day` or begin later, those who speak first."""
    places = person.memberships.filter(body__board=board).not_over(day)
    return list(places.select_related("body__board", "agency").order_by("role", "body__position", "pk"))


def leaving_day(person: Person, board: Board) -> date | None:
    """The first day without them on the board that was recorded ahead and is to come, as `leaving_days` has it."""
    return leaving_days(board, person).get(person.pk)


def leaving_days(board: Board, person: Person | None = None) -> dict[int, date]:
    """Who is to leave a board on a day to come, as was recorded ahead: the first day without them, by key; of
    everybody or of one.

    Not whose leaving was called off or has come, or who was given something since that goes on. Places that end of
    themselves are no leaving. Up to three queries.
    """
    lines = AuditEntry.objects.about(person) if person else AuditEntry.objects.of_model(Person)
    told = lines.filter(board=board, operation__in=[GroupEvent.LEAVES, GroupEvent.STAYS]).order_by("at", "pk")
    latest = {
        pk: (code, changes) for pk, code, changes in told.values_list("thing_id", "operation", "changes")
    }
    planned = {
        pk: date.fromisoformat(changes[FIRST_DAY][1])
        for pk, (code, changes) in latest.items()
        if code == GroupEvent.LEAVES
    }
    today = clock.today()
    days = {pk: day for pk, day in planned.items() if day > today}
    places = Membership.objects.filter(person__in=days, body__board=board).not_over(today)
    roles = BoardRole.objects.not_over().filter(person__in=days, board=board)
    for pk, end in (*places.values_list("person", "ends_on"), *roles.values_list("person", "ends_on")):
        if pk in days and (end is None or end >= days[pk]):
            del days[pk]
    return days


def is_on_board(person: Person, board: Board) -> bool:
    """Whether they have a place or a role there, today or to come."""
    return (
        person.memberships.filter(body__board=board).not_over(clock.today()).exists()
        or person.board_roles.not_over().filter(board=board).exists()
    )


def places_given_up(person: Person, board: Board) -> list[Place]:
    """Each place with what hangs on it and who could follow; a fixed number of queries."""
    places = places_on(person, board, clock.today())
    speaking = [place.body for place in places if place.role in SPEAKING]
    entrusted = entrusted_to(board, speaking) if speaking else {}
    others = _others(person, board)
    # Where no day is planned nobody is planned to follow either.
    starting = Membership.objects.filter(body__board=board, starts_on=leaving_day(person, board) or date.min)
    planned = {(seat.body_id, seat.role): seat.person for seat in starting.select_related("person")}
    return [
        _place(
            place,
            others,
            tuple(entrusted.get(place.body_id, ())) if place.role in SPEAKING else (),
            planned.get((place.body_id, place.role)),
            is_planned=place.ends_on is not None,
        )
        for place in places
    ]


def _others(leaver: Person, board: Board) -> list[tuple[Person, list[Membership]]]:
    """Everybody else who works with the board, by name, with the places they have today."""
    reads = BoardRole.objects.in_force().only_reading().filter(board=board).values("person")
    people = (
        Person.objects.filter(is_active=True, leaves_on=None)
        .filter(
            Q(board_roles__in=BoardRole.objects.not_over().filter(board=board))
            | Q(memberships__in=Membership.objects.not_over().filter(body__board=board))
        )
        .exclude(pk=leaver.pk)
        .exclude(pk__in=reads)
        .select_related("agency")
        .distinct()
        .order_by(ByLetters("name"), "pk")
    )
    places: dict[int, list[Membership]] = {}
    for seat in Membership.objects.current().filter(body__board=board):
        places.setdefault(seat.person_id, []).append(seat)
    return [(each, places.get(each.pk, [])) for each in people]


def _place(
    place: Membership,
    others: list[tuple[Person, list[Membership]]],
    entrusted: tuple[Entrusted, ...],
    planned: Person | None,
    *,
    is_planned: bool,
) -> Place:
    agency = place.agency_id or place.person.agency_id
    vice, of_body, same_agency, rest = [], [], [], []
    for person, seats in others:
        here = {seat.role for seat in seats if seat.body_id == place.body_id}
        if place.role in here:
            continue  # they hold this place already
        agencies = {person.agency_id, *(seat.agency_id for seat in seats)}
        if Membership.Role.VICE_CHAIR in here:
            vice.append(person)
        elif here:
            of_body.append(person)
        elif agency and agency in agencies:
            same_agency.append(person)
        else:
            rest.append(person)
    groups = (
        ("Vice-chair", vice),
        (f"Others of {place.body.label}", of_body),
        ("Of the same agency", same_agency),
        ("Everybody else", rest),
    )
    return Place(
        membership=place,
        speaks=place.role in SPEAKING,
        entrusted=entrusted,
        candidates=tuple((words, tuple(people)) for words, people in groups if people),
        likely=planned
        or (vice[0] if vice and place.role == Membership.Role.CHAIR and not is_planned else None),
    )
