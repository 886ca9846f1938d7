"""Roles on a board: given and taken by others, and by two of them where the right to approve is at stake."""

from django.conf import settings
from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, locks
from lscb.words import own_words
from subgroups.models import APPROVERS, TYPISTS, Board, BoardRole, GroupEvent, Person
from subgroups.operations.notices import tell_owner

_NOT_ONES_OWN = "You cannot change your own roles; ask another member of the board team."
_NEVER_ONES_OWN = "Nobody gives themselves a role that may approve reports; ask somebody else."
_SECOND_PERSON = (
    "Somebody else confirms it than who has the role and who proposed it: another member of the board team, or a "
    "system administrator."
)
_ESTABLISHED = (
    "A system administrator confirms this one: whoever proposes a role, and whoever confirms it, must be of the board "
    "team and have been confirmed themselves."
)
_ADMINISTRATOR = "Here only a system administrator says who may approve reports; ask them to confirm it."


@transaction.atomic
def propose_role(*, person: Person, board: Board, role: str, by: Person | None) -> BoardRole:
    """Give a person a role on a board. One that may approve, or the board team's, then waits for a second person.

    Not where the system itself or a system administrator gives it; but who may approve is for two people to say even
    then, unless LSCB_APPROVERS_GRANTED_BY is "administrator".

    :raises Refused: for one's own role, or one that they have or are proposed for already.
    """
    if by and by.pk == person.pk:
        if role in APPROVERS:
            raise Refused(_NEVER_ONES_OWN)
        if not by.is_superuser:
            raise Refused(_NOT_ONES_OWN)
    given = BoardRole(person=person, board=board, role=role)
    locks.hold(person)
    locks.hold(given)
    if person.leaves_on or not person.is_active:
        raise Refused("They have left, or are to leave. Record first that they stay.")
    if person.board_roles.not_over().filter(board=board, role=role).exists():
        raise Refused("They have this role already, or it waits to be confirmed.")
    if by and _needs_two(role, by):
        given.proposed_by, given.proposed_at = by, clock.now()
    else:
        given.confirmed_by, given.confirmed_at = by, clock.now()
    audit.save(given, by)
    waits = given.may_approve and not given.confirmed_at
    audit.record(
        GroupEvent.ROLE_PROPOSED if waits else GroupEvent.ROLE_GIVEN,
        given,
        by=by,
        changes={"role": ["", given.get_role_display()]},
    )
    said = "You were proposed for a role: {}. It counts once a second person confirms it."
    _tell(given, said if waits else "You were given a role: {}.", by)
    return given


@transaction.atomic
def confirm_role(*, role: BoardRole, by: Person) -> BoardRole:
    """A second person confirms who has a role; one that may approve counts from now on.

    :raises Refused: when it is confirmed already, or `by` is not the second person it takes.
    """
    locks.hold(role.person)
    locks.hold(role)
    if role.confirmed_at:
        raise Refused("It has been confirmed already.")
    if by.pk in (role.person_id, role.proposed_by_id):
        raise Refused(_SECOND_PERSON)
    if not by.is_superuser:
        if role.may_approve and settings.APPROVERS_GRANTED_BY == "administrator":
            raise Refused(_ADMINISTRATOR)
        if not (_is_established(by, role.board) and _is_established(role.proposed_by, role.board)):
            raise Refused(_ESTABLISHED)
    role.confirmed_by, role.confirmed_at = by, clock.now()
    audit.save(role, by, ["confirmed_by", "confirmed_at"])
    audit.record(GroupEvent.ROLE_CONFIRMED, role, by=by, changes={"role": ["", role.get_role_display()]})
    _tell(role, "A role of yours was confirmed: {}.", by)
    return role


@transaction.atomic
def withdraw_role(*, role: BoardRole, by: Person | None) -> None:
    """Take a role away, or a proposal back.

    :raises Refused: for one's own role, or when somebody took it away already.
    """
    if by and by.pk == role.person_id and not by.is_superuser:
        raise Refused(_NOT_ONES_OWN)
    locks.hold(role.person)
    locks.hold(role)
    audit.record(GroupEvent.ROLE_TAKEN, role, by=by, changes={"role": [role.get_role_display(), ""]})
    waited = role.may_approve and not role.confirmed_at
    said = "You are no longer proposed for a role: {}." if waited else "You no longer have a role: {}."
    _tell(role, said, by)
    audit.as_by(role, by).delete()


def confirm_anew(*, person: Person, by: Person | None) -> None:
    """After one of the board team changed how another signs in: the other is to be confirmed again by a third.

    Else one of them, signed in as both, would be two people. They go on typing meanwhile. Within the transaction of
    the change, which holds the person.
    """
    if by is None or by.is_superuser or by.pk == person.pk:
        return
    roles = person.board_roles.filter(role__in=TYPISTS).select_related("board").order_by("pk")
    locks.hold_wholes(roles)
    for role in locks.locked(roles):
        if role.confirmed_at is None and role.proposed_by_id in (None, by.pk):
            continue
        # Two who had a hand in it are both no second person: then it takes an administrator.
        role.proposed_by, role.proposed_at = (by, clock.now()) if role.confirmed_at else (None, None)
        role.confirmed_by = role.confirmed_at = None
        audit.save(role, by, ["proposed_by", "proposed_at", "confirmed_by", "confirmed_at"])
        audit.record(GroupEvent.ROLE_TO_CONFIRM, role, by=by)


def _needs_two(role: str, by: Person) -> bool:
    """Whether a role that `by` gives waits for a second person."""
    if role in APPROVERS:
        return not (by.is_superuser and settings.APPROVERS_GRANTED_BY == "administrator")
    return role in TYPISTS and not by.is_superuser


def _is_established(person: Person | None, board: Board) -> bool:
    """Whether a person has a say in who may approve on the board."""
    if person is None or not person.is_active:
        return False
    return person.is_superuser or person.board_roles.confirming().filter(board=board).exists()


def _tell(role: BoardRole, said: str, by: Person | None) -> None:
    name = own_words(role.get_role_display(), role.board.own_words)
    tell_owner(role.person, said.format(f"{name}, {role.board.name}"), by=by, board=role.board)
