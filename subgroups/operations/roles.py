"""Roles on a board: given and ended by others, and by two of them where the right to approve is at stake."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks, names
from lscb.wording import long_date
from subgroups.models import APPROVERS, SIGNERS, TYPISTS, Board, BoardRole, GroupEvent, Person
from subgroups.operations.notices import tell_owner, tell_team
from subgroups.selectors.roles import established_on, that_have_counted

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
_TEAM_GIVES = (
    "This board has a team: only somebody of it gives a system administrator a role. To read the board, open it for "
    "an hour."
)
_STAYS = "It has counted, so it stays on record: end it on a day instead."
_NEVER_COUNTED = "It has not counted yet: take it away instead."
_LAST = "Nobody would be left who types for the board. Give somebody this role first, or ask a system administrator."


@transaction.atomic
def propose_role(
    *,
    person: Person,
    board: Board,
    role: str,
    by: Person | None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    deputy_for: Person | None = None,
) -> BoardRole:
    """Give a person a role on a board, from a day (at once) to another (until it is ended), both included. One that
    may approve or sign, or the board team's, then waits for a second person.

    Not where the system itself or a system administrator gives it; but who may approve is for two people to say even
    then, unless LSCB_APPROVERS_GRANTED_BY is "administrator". `deputy_for` is who has the role, where the person only
    stands in for them; then both days are needed.

    :raises Refused: for one's own role, or one that they have in that time or are proposed for already.
    """
    if by and by.pk == person.pk:
        if role in APPROVERS:
            raise Refused(_NEVER_ONES_OWN)
        if not by.is_superuser:
            raise Refused(_NOT_ONES_OWN)
    given = BoardRole(
        person=person, board=board, role=role, starts_on=starts_on, ends_on=ends_on, deputy_for=deputy_for
    )
    locks.hold(person)
    locks.hold(given)
    if person.leaves_on or not person.is_active:
        raise Refused("They have left, or are to leave. Record first that they stay.")
    if by and by.pk == person.pk and _team_on(board, clock.today()).exclude(person=by).exists():
        raise Refused(_TEAM_GIVES)
    _refuse_wrong_days(given)
    if (
        person.board_roles.filter(board=board, role=role)
        .overlapping(starts_on or clock.today(), ends_on)
        .exists()
    ):
        raise Refused("They have this role already, or it waits to be confirmed.")
    if by and _needs_two(role, by):
        given.proposed_by, given.proposed_at = by, clock.now()
    else:
        given.confirmed_by, given.confirmed_at = by, clock.now()
    audit.save(given, by)
    waits = given.may_approve and not given.confirmed_at
    changes = _role_in_trail(given)
    if starts_on:
        changes["first day"] = [None, starts_on]
    if ends_on:
        changes["last day"] = [None, ends_on]
    audit.record(GroupEvent.ROLE_PROPOSED if waits else GroupEvent.ROLE_GIVEN, given, by=by, changes=changes)
    said = "You were proposed for a role: {}. It counts once a second person confirms it."
    _tell(given, said if waits else "You were given a role: {}.", by)
    if by and by.is_superuser:
        tell_team(
            board,
            subject=f"A role on {board.short_name} was given",
            said=f"A system administrator gave a role on {board.name}: {given.words}, to {person}.",
            by=by,
        )
    return given


@transaction.atomic
def confirm_role(*, role: BoardRole, by: Person) -> BoardRole:
    """A second person confirms who has a role; one that may approve counts from now on.

    :raises Refused: when it is confirmed already, or `by` is not the second person it takes.
    """
    locks.hold(role.person)
    locks.hold(role)
    if why_not := why_not_confirmed_by(role, by, established_on(role.board)):
        raise Refused(why_not)
    role.confirmed_by, role.confirmed_at = by, clock.now()
    audit.save(role, by, ["confirmed_by", "confirmed_at"])
    audit.record(GroupEvent.ROLE_CONFIRMED, role, by=by, changes=_role_in_trail(role))
    _tell(role, "A role of yours was confirmed: {}.", by)
    return role


@transaction.atomic
def end_role(*, role: BoardRole, ends_on: date, by: Person | None) -> BoardRole:
    """Let a role end: `ends_on` is the last day that it counts, yesterday where it ends at once.

    A role is never made longer by this: the time that follows is proposed anew, and where it may approve two people
    give it again.

    :raises Refused: for one's own role, for a day that will not do, or when nobody would be left on the board team.
    """
    _refuse_ones_own(role, by)
    locks.hold(role.person)
    locks.hold(role)
    if role.is_over:
        raise Refused("It has ended already.")
    if role.may_approve and not role.confirmed_at:
        raise Refused(_NEVER_COUNTED)
    yesterday = clock.today() - timedelta(days=1)
    if ends_on < (role.starts_on or ends_on) or (not _has_counted(role) and ends_on <= yesterday):
        raise Refused(_NEVER_COUNTED)
    if ends_on < yesterday:
        raise Refused({"ends_on": "It has counted until today: its last day is yesterday at the earliest."})
    if role.ends_on and ends_on >= role.ends_on:
        raise Refused(
            {
                "ends_on": f"Its last day is {long_date(role.ends_on)} already. To let it last longer, give it anew "
                "from the day after."
            }
        )
    refuse_last_of_team(role, ends_on + timedelta(days=1), by)
    before, role.ends_on = role.ends_on, ends_on
    audit.save(role, by, ["ends_on"])
    audit.record(GroupEvent.ROLE_ENDED, role, by=by, changes={"last day": [before, ends_on]})
    _tell(role, f"A role of yours ends: {{}}. Its last day is {long_date(ends_on)}.", by)
    return role


@transaction.atomic
def prolong_role(*, role: BoardRole, ends_on: date | None, by: Person | None) -> BoardRole:
    """Give the same role anew from the day after its last one: a row of its own, by the rules of any new role.

    :raises Refused: when it has no last day, or the days will not do.
    """
    if role.ends_on is None:
        raise Refused("It lasts until it is ended.")
    first = max(role.ends_on + timedelta(days=1), clock.today())
    return propose_role(
        person=role.person,
        board=role.board,
        role=role.role,
        starts_on=first,
        ends_on=ends_on,
        deputy_for=role.deputy_for,
        by=by,
    )


@transaction.atomic
def withdraw_role(*, role: BoardRole, by: Person | None) -> None:
    """Take a proposal back, or a role that has not counted on any day before today.

    :raises Refused: for one's own role, one that has counted, or when somebody took it away already.
    """
    _refuse_ones_own(role, by)
    locks.hold(role.person)
    locks.hold(role)
    if _has_counted(role):
        raise Refused(_STAYS)
    refuse_last_of_team(role, clock.today(), by)
    audit.record(GroupEvent.ROLE_TAKEN, role, by=by, changes=_role_in_trail(role, taken=True))
    waited = role.may_approve and not role.confirmed_at
    said = "You are no longer proposed for a role: {}." if waited else "You no longer have a role: {}."
    _tell(role, said, by)
    audit.as_by(role, by).delete()


def why_not_confirmed_by(role: BoardRole, by: Person, established: set[int]) -> str:
    """Why somebody is not the second person who confirms a role, as they would be told; empty where they are.

    `established` are those who have a say in it (`established_on`).
    """
    if role.confirmed_at:
        return "It has been confirmed already."
    if role.is_over:
        return "Its time is over. Propose it anew, for a time to come."
    if by.pk in (role.person_id, role.proposed_by_id):
        return _SECOND_PERSON
    if by.is_superuser:
        return ""
    if role.role in SIGNERS and settings.APPROVERS_GRANTED_BY == "administrator":
        return _ADMINISTRATOR
    if not {by.pk, role.proposed_by_id} <= established:
        return _ESTABLISHED
    return ""


def confirm_anew(*, person: Person, by: Person | None) -> None:
    """After one of the board team changed how another signs in: the other is to be confirmed again by a third.

    Else one of them, signed in as both, would be two people. They go on typing meanwhile. Within the transaction of
    the change, which holds the person.
    """
    if by is None or by.is_superuser or by.pk == person.pk:
        return
    roles = person.board_roles.not_over().filter(role__in=TYPISTS).select_related("board").order_by("pk")
    locks.hold_wholes(roles)
    for role in locks.locked(roles):
        if role.confirmed_at is None and role.proposed_by_id in (None, by.pk):
            continue
        # Two who had a hand in it are both no second person: then it takes an administrator.
        role.proposed_by, role.proposed_at = (by, clock.now()) if role.confirmed_at else (None, None)
        role.confirmed_by = role.confirmed_at = None
        audit.save(role, by, ["proposed_by", "proposed_at", "confirmed_by", "confirmed_at"])
        audit.record(GroupEvent.ROLE_TO_CONFIRM, role, by=by)


def _refuse_ones_own(role: BoardRole, by: Person | None) -> None:
    if by and by.pk == role.person_id and not by.is_superuser:
        raise Refused(_NOT_ONES_OWN)


def _has_counted(role: BoardRole) -> bool:
    return role.pk in that_have_counted([role])


def _refuse_wrong_days(given: BoardRole) -> None:
    """:raises Refused: where the days of a new role do not fit each other, today, or whom it stands in for."""
    wrong: dict[str, str] = {}
    if given.starts_on and given.ends_on and given.ends_on < given.starts_on:
        wrong["ends_on"] = "It ends before it starts; correct one of the two dates."
    elif given.ends_on and given.ends_on < clock.today():
        wrong["ends_on"] = "That day has passed: the role would never count."
    if given.deputy_for is not None:
        for field in ("starts_on", "ends_on"):
            if not getattr(given, field):
                wrong[field] = "A deputy stands in for a time: give the first day and the last."
        if given.deputy_for_id == given.person_id:
            wrong["deputy_for"] = "Nobody stands in for themselves."
        elif given.starts_on and not _has_it_on(given, max(given.starts_on, clock.today())):
            wrong["deputy_for"] = "They do not have this role on the first day."
    guards.refuse(wrong)


def _has_it_on(given: BoardRole, day: date) -> bool:
    """Whether whom a new role stands in for has it, for themselves, on a day."""
    theirs = BoardRole.objects.filter(
        person=given.deputy_for, board=given.board, role=given.role, deputy_for=None
    )
    return theirs.on(day).exists()


def _team_on(board: Board, day: date) -> QuerySet[BoardRole]:
    """The roles of those who type for the board on a day."""
    return BoardRole.objects.on(day).filter(board=board, role__in=TYPISTS, person__is_active=True)


def refuse_last_of_team(role: BoardRole, day: date, by: Person | None) -> None:
    """:raises Refused: where a day from `day` on, on which the role would have counted, would be left without anybody
    of the board team, but for a system administrator. A colleague who is to go on a day to come is no help after it.
    """
    if role.role not in TYPISTS or by is None or by.is_superuser:
        return
    first = max(day, role.starts_on or day)
    others = BoardRole.objects.filter(board=role.board, role__in=TYPISTS, person__is_active=True).exclude(
        pk=role.pk
    )
    spans = list(others.overlapping(first, role.ends_on).values_list("starts_on", "ends_on"))
    # Somebody is missing first on the first day of all, or on the day after somebody's last.
    turns = [first, *(ends_on + timedelta(days=1) for _, ends_on in spans if ends_on)]
    for turn in turns:
        if role.ends_on and turn > role.ends_on:
            continue
        if not any((not start or start <= turn) and (not end or end >= turn) for start, end in spans):
            raise Refused(_LAST)


def _role_in_trail(role: BoardRole, *, taken: bool = False) -> dict[str, list]:
    """What an entry of the audit trail says of a role, and by key whose deputy it makes."""
    said: dict[str, object] = {"role": role.word}
    if role.deputy_for:
        said["deputy for"] = names.of_person(role.deputy_for)
    return {name: [value, ""] if taken else ["", value] for name, value in said.items()}


def _needs_two(role: str, by: Person) -> bool:
    """Whether a role that `by` gives waits for a second person."""
    if role in SIGNERS:
        return not (by.is_superuser and settings.APPROVERS_GRANTED_BY == "administrator")
    return role in TYPISTS and not by.is_superuser


def _tell(role: BoardRole, said: str, by: Person | None) -> None:
    tell_owner(role.person, said.format(f"{role.words}, {role.board.name}"), by=by, board=role.board)
