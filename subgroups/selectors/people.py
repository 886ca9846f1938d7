"""The people of a board as its team reads them: what they are here, and how they sign in. Nothing of another board."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from lscb.ordering import ByLetters, by_letters
from lscb.words import own_words
from subgroups.models import Agency, Board, BoardRole, Invitation, Membership, Person
from subgroups.selectors.leaving import leaving_days

NOBODYS = "No agency stated"
NO_PLACE = "In no group"


@dataclass(frozen=True)
class PersonLine:
    """A person of a board with their places and roles there that have not ended, their newest invitation, whether a
    second factor is on, and the first day without them where they are to leave.
    """

    person: Person
    places: Sequence[Membership]
    roles: Sequence[BoardRole]
    agencies: Sequence[Agency]
    invitation: Invitation | None
    has_second_factor: bool
    leaves_on: date | None


def second_factors() -> QuerySet[Authenticator]:
    """The second steps that people set up; codes for when one is lost are none."""
    return Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)


def people_of(board: Board) -> QuerySet[Person]:
    """Everybody who is or was on the board, with all that a line says of them. Three queries beside its own."""
    second_factor = second_factors().filter(user=OuterRef("pk"))
    places = Membership.objects.not_over().filter(body__board=board)
    return (
        Person.objects.of_board(board)
        .select_related("agency")
        .annotate(has_second_factor=Exists(second_factor))
        .prefetch_related(
            Prefetch(
                "memberships",
                queryset=places.select_related("body__agency", "agency").order_by(
                    "body__position", ByLetters("body__name")
                ),
                to_attr="places_here",
            ),
            Prefetch(
                "board_roles",
                queryset=BoardRole.objects.not_over()
                .filter(board=board)
                .select_related("board", "deputy_for")
                .order_by("starts_on", "pk"),
                to_attr="roles_here",
            ),
            Prefetch(
                "invitations",
                queryset=Invitation.objects.filter(board=board).select_related("invited_by"),
                to_attr="invitations_here",
            ),
        )
    )


def lines_of(board: Board, people: Iterable[Person]) -> list[PersonLine]:
    """People as `people_of` reads them, line by line; up to three queries for who is to leave."""
    lines, leaving = [], leaving_days(board)
    for person in people:
        for place in person.places_here:
            place.person = person  # as it was read, with its agency
        agencies = [agency for agency in (place.sits_for for place in person.places_here) if agency]
        if person.agency and person.agency.board_id == board.pk:
            agencies.append(person.agency)
        lines.append(
            PersonLine(
                person=person,
                places=person.places_here,
                roles=person.roles_here,
                agencies=list({agency.pk: agency for agency in agencies}.values()),
                invitation=next(iter(person.invitations_here), None),
                has_second_factor=person.has_second_factor,
                leaves_on=leaving.get(person.pk),
            )
        )
    return lines


def by_body(board: Board, lines: Sequence[PersonLine]) -> list[tuple[str, PersonLine]]:
    """Lines by group in the board's order, whoever speaks for it first; a person stands under each of theirs."""
    first = list(Membership.Role.values).index
    placed = [(place.body, place, line) for line in lines for place in line.places]
    placed.sort(
        key=lambda row: (
            row[0].position,
            by_letters(row[0].name),
            row[0].pk,
            first(row[1].role),
            by_letters(row[2].person.name),
        )
    )
    found = dict.fromkeys((body.name, line.person.pk) for body, _, line in placed)
    each = {line.person.pk: line for line in lines}
    nowhere = own_words(NO_PLACE, board.own_words)
    return [(name, each[pk]) for name, pk in found] + [(nowhere, line) for line in lines if not line.places]


def by_agency(board: Board, lines: Sequence[PersonLine]) -> list[tuple[str, PersonLine]]:
    """Lines by agency in the board's order, those without one last."""
    found = [(agency, line) for line in lines for agency in line.agencies]
    found.sort(key=lambda row: (row[0].position, by_letters(row[0].name), by_letters(row[1].person.name)))
    return [(agency.name, line) for agency, line in found] + [
        (NOBODYS, line) for line in lines if not line.agencies
    ]


@dataclass(frozen=True)
class OwnBoard:
    """What somebody is on one of their boards, as they read it themselves."""

    board: Board
    places: Sequence[Membership]
    roles: Sequence[BoardRole]


def own_boards(person: Person, boards: Sequence[Board]) -> list[OwnBoard]:
    """A person's places and roles, board by board; roles of boards they do not see yet, which wait, are there too.
    Two queries.
    """
    places = list(person.memberships.not_over().select_related("body__board"))
    roles = list(person.board_roles.not_over().select_related("board", "deputy_for"))
    mine = {board.pk: board for board in (*boards, *(role.board for role in roles))}
    return [
        OwnBoard(
            board,
            [place for place in places if place.body.board_id == board.pk],
            [role for role in roles if role.board_id == board.pk],
        )
        for board in mine.values()
    ]
