"""Several people added to a board at once: each with an event of their own, all of them or nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from lscb.errors import Refused
from lscb.events import locks
from lscb.words import own_words
from subgroups.models import Board, BoardRole, Body, Membership, Person
from subgroups.operations.accounts import keep_person
from subgroups.operations.bodies import keep_agency
from subgroups.operations.invitations import invite
from subgroups.operations.places import give_place
from subgroups.operations.roles import propose_role


@dataclass(frozen=True)
class Wanted:
    """What somebody becomes on a board: a place on a body, a role, or both. `person` is there already, or not saved
    yet; lines about one person share it. A lead contact without a body is that of their own agency, which may be new.
    """

    person: Person
    body: Body | None
    place: str
    role: str

    @property
    def is_own_contact(self) -> bool:
        return self.body is None and self.place == Membership.Role.LEAD_CONTACT

    def words(self, board: Board) -> str:
        """What it is, to whoever is invited."""
        said = []
        if self.role:
            said.append(own_words(BoardRole.GivenRole(self.role).label, board.own_words))
        if whose := self.body or (self.is_own_contact and self.person.agency):
            said.append(f"{Membership.Role(self.place).label}, {whose.name}")
        return "; ".join(said)


@transaction.atomic
def add_people(*, board: Board, wanted: Sequence[Wanted], by: Person, and_invite: bool) -> list[Person]:
    """Add people, give them their places and roles, and write to whoever does not sign in for this board yet.

    What somebody has already is left as it is. Nobody who signs in and is on the board is written to, and nobody
    whose invitation is open.

    :returns: the people, each once.
    :raises Refused: with what one of them is refused; then nobody is added.
    """
    people = list({id(each.person): each.person for each in wanted}.values())
    there = sorted((person for person in people if not person._state.adding), key=lambda person: person.pk)
    locks.hold(*there)
    locks.hold(board)
    here = set(Person.objects.of_board(board).filter(pk__in=[person.pk for person in there]))
    for person in people:
        if person._state.adding:
            _add(person, board, by)
    for each in wanted:
        _give(each, board, by)
    if and_invite:
        for person in people:
            if person.email and not (person in here and person.signs_in):
                _invite(person, board, [each for each in wanted if each.person is person], by)
    return people


def _add(person: Person, board: Board, by: Person) -> None:
    try:
        with transaction.atomic():
            if agency := person.agency:  # new ones are shared: the first who has one saves it
                person.agency = agency if agency.pk else keep_agency(agency, by=by)
            keep_person(person=person, by=by, board=board)
    except IntegrityError as taken:
        raise Refused(
            f"Somebody added {person} or their agency meanwhile. Look at the list again."
        ) from taken


def _give(wanted: Wanted, board: Board, by: Person) -> None:
    person, body = wanted.person, wanted.body
    if wanted.is_own_contact:
        body = Body.objects.filter(agency=person.agency_id, board=board).first() if person.agency_id else None
        if body is None:
            raise Refused(f"{person}: say of which group or agency they are the lead contact.")
    try:
        if body and not person.memberships.not_over().filter(body=body, role=wanted.place).exists():
            give_place(person=person, body=body, role=wanted.place, by=by)
        if wanted.role and not person.board_roles.filter(board=board, role=wanted.role).exists():
            propose_role(person=person, board=board, role=wanted.role, by=by)
    except Refused as refused:
        raise Refused(f"{person}: {' '.join(refused.messages)}") from refused


def _invite(person: Person, board: Board, wanted: Sequence[Wanted], by: Person) -> None:
    if person.invitations.open().filter(board=board).exists():
        return
    what_for = "; ".join(each.words(board) for each in wanted)
    invite(
        person=person, board=board, by=by, what_for=what_for if len(what_for) <= 200 else what_for[:199] + "…"
    )
