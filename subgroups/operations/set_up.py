"""Boards begin: the first with the first account, made in the browser by whoever owns the server; others by a system
administrator, who invites the first of each team.

An installation that nobody has an account on is open to the first who finds it, unless that person shows that the
server is theirs. So the page asks for a code that a command on the server prints. The code is drawn at random and
not worked out from the secret key, because a demonstration's key is published. Only its hash is kept, in the
cache that all workers share, for an hour; sixty bits cannot be guessed in that time, so wrong codes are not
counted, and nobody can lock the owner out by guessing. The page is gone as soon as one person exists.

The first account is of the board team and no more: whoever adds further boards is made by `createsuperuser`, and is of
none of them.
"""

import hashlib
import secrets

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.text import slugify

from lscb import clock, slugs
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.events.locks import locked
from lscb.events.names import of_person
from lscb.permissions import Role
from subgroups.models import Board, BoardRole, GroupEvent, Person
from subgroups.operations.accounts import keep_person
from subgroups.operations.adding_people import Wanted, add_people

CODE_MINUTES = 60
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs that are not taken for each other
_KEY = "set-up-code"
_TOO_LATE = "Somebody has an account here already. Sign in, or ask them for an account."
_WRONG = "That is not the code, or it is more than an hour old. Ask for a new one where the service runs."


def nobody_yet() -> bool:
    """Whether no person exists at all, whoever they are: only then is there anything to set up."""
    return not Person.objects.exists()


def new_code() -> str:
    """A code to set the installation up with, as it is typed: ABCD-EFGH-JKLM.

    :raises Refused: when somebody has an account.
    """
    if not nobody_yet():
        raise Refused(_TOO_LATE)
    code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    cache.set(_KEY, _hash(code), timeout=CODE_MINUTES * 60)
    return code


@transaction.atomic
def set_up(*, code: str, board: Board, person: Person, password: str | None) -> Person:
    """Keep the first board and the first person, of its board team. The password was checked by whoever calls;
    None where passwords are switched off.

    :raises Refused: when a person exists, the code is wrong or used, or a board has one of these names.
    """
    _one_at_a_time()
    if not nobody_yet():
        raise Refused(_TOO_LATE)
    if not constant_time_compare(cache.get(_KEY, ""), _hash(code)):
        raise Refused({"code": _WRONG})
    _refuse_taken_names(board)
    person.set_password(password)
    audit.save(person, person)
    audit.save(board, person)
    role = BoardRole(person=person, board=board, role=Role.BOARD_TEAM, confirmed_at=clock.now())
    audit.save(role, person)
    audit.record(GroupEvent.SET_UP, board, by=person, changes={"board team": ["", of_person(person)]})
    if not cache.delete(_KEY):
        raise Refused({"code": _WRONG})
    return person


@transaction.atomic
def add_board(*, board: Board, person: Person, by: Person) -> Board:
    """Keep a further board, and ask the first of its team to it: somebody who is here already, or is not saved yet.

    :raises Refused: for whoever is no system administrator, when a board has one of these names, or the person cannot
        be invited or be of its team.
    """
    if not by.is_superuser:
        raise Refused("Only a system administrator adds a board.")
    _one_at_a_time()
    _refuse_taken_names(board)
    if person._state.adding:
        keep_person(person=person, by=by)
    locks.hold(person)
    audit.save(board, by)
    audit.record(GroupEvent.BOARD_ADDED, board, by=by, changes={"board team": ["", of_person(person)]})
    add_people(board=board, wanted=[Wanted(person, None, "", Role.BOARD_TEAM)], by=by, and_invite=True)
    return board


def _one_at_a_time() -> None:
    """One row that is always there makes two who set up at once wait for each other, on PostgreSQL as on SQLite."""
    locked(ContentType.objects.filter(app_label="subgroups", model="person")).get()


def _refuse_taken_names(board: Board) -> None:
    """Boards may be there before any person is: published plans are loaded without sign-ins."""
    wrong = {}
    if Board.objects.filter(name__iexact=board.name).exists():
        wrong["name"] = "There is a board of this name already."
    if Board.objects.filter(short_name__iexact=board.short_name).exists():
        wrong["short_name"] = "There is a board of this short name already."
    guards.refuse(wrong)
    name = slugify(board.short_name)[:40].strip("-") or "board"
    board.slug = slugs.free(name, Board.objects.all())


def _hash(code: str) -> str:
    """The hash of a code however it is typed: without dashes, in small letters."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
