"""Somebody leaves a board: one event for all of it, on the day or ahead of it, and nobody has to remember the day.

**The day somebody leaves is the first day without them.** Their places and roles end the day before, whoever follows
begins on it, and from its first minute they cannot sign in where they have left every board. Every read goes by these
dates; the timer only tidies away what has ended.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks, names
from lscb.events.audit_codes import Kept
from lscb.wording import long_date, number_of
from subgroups.models import Board, BoardRole, CalendarAddress, DataKey, GroupEvent, Membership, Person
from subgroups.models.calendar import CalendarAddressQuerySet
from subgroups.models.data_key import DataKeyQuerySet
from subgroups.operations.accounts import end_sessions, guard_theirs
from subgroups.operations.invitations import close_invitations
from subgroups.operations.notices import tell_owner
from subgroups.operations.roles import refuse_last_of_team
from subgroups.operations.tokens import OPENS, withdraw, withdraw_live
from subgroups.selectors.entrusted import names_behind, put_name
from subgroups.selectors.leaving import FIRST_DAY, ONE_DAY, is_on_board, leaving_day
from subgroups.selectors.roles import that_have_counted

AHEAD = timedelta(days=366)
NOBODY = "nobody yet"
_NOT_YOURSELF = "You cannot record that you leave yourself; ask another member of the board team."

_NOT_YOURSELF_AFTER_ALL = "You cannot record that you stay yourself; ask another member of the board team."


@transaction.atomic
def leave(
    *,
    person: Person,
    left_on: date,
    by: Person,
    board: Board | None = None,
    successors: Mapping[int, Person] | None = None,
    named: Mapping[str, Person] | None = None,
) -> Person:
    """Somebody leaves a board from `left_on`, the first day without them; their name stays in history.

    Their places and roles there end; their calendar addresses and keys to data are withdrawn. `successors` are who
    follows in a place, by the key of the membership; a place without one is left empty. `named` are whose name takes
    theirs where something names them, by the key of `naming`. Who has left every board cannot sign in any more, and
    open sessions end. A day planned before is replaced. Without a board, for somebody who has a place on none, only the
    account is closed.

    :raises Refused: for the person who asks, for a day that cannot be, and for a successor who could not follow.
    """
    if person.pk == by.pk:
        raise Refused(_NOT_YOURSELF)
    successors, named = successors or {}, named or {}
    if board is None:
        guard_theirs(person, by)
    people = {each.pk: each for each in (*successors.values(), *named.values(), person)}
    locks.hold(*(people[pk] for pk in sorted(people)))
    if board is not None:
        locks.hold_wholes([board, *(locks.within(board) if named else ())])
        if planned := leaving_day(person, board):
            _reopen(person, board, planned, by)
    _refuse_day(person, board, left_on)
    changes: dict[str, list] = {FIRST_DAY: [None, left_on]}
    if board is not None:
        changes |= _give_up_places(person, board, left_on, successors, by)
        changes |= _end_roles(person, board, left_on, by)
        if left_on <= clock.today():
            for what in OPENS:
                withdraw_live(what.objects.of(person).filter(board=board), by)
            close_invitations(person=person, board=board, by=by)
        if named:
            for key, each in named.items():
                _hand_on(board, key, person, each, by)
            changes["things that named them"] = [None, len(named)]
    closes = _closes_account(person, board, left_on, by)
    if closes is not None:
        changes["account closed"] = [None, closes]
        if closes <= clock.today():
            _close_account(person, closes, by)
        else:
            person.leaves_on = closes
            audit.save(person, by, ["leaves_on"])
    audit.record(GroupEvent.LEAVES, person, by=by, board=board, changes=changes)
    tell_owner(person, _said(board, left_on, closes), by=by, board=board)
    return person


@transaction.atomic
def stay(*, person: Person, board: Board, by: Person) -> Person:
    """Somebody who was to leave on a day to come stays after all: places and roles go on, nobody follows them.

    :raises Refused: for the person who asks, when no day is planned, or it has come.
    """
    if person.pk == by.pk:
        raise Refused(_NOT_YOURSELF_AFTER_ALL)
    locks.hold(person)
    locks.hold_wholes([board])
    planned = leaving_day(person, board)
    if planned is None:
        raise Refused("They are not to leave on a day to come.")
    _reopen(person, board, planned, by)
    audit.record(GroupEvent.STAYS, person, by=by, board=board, changes={FIRST_DAY: [planned, None]})
    tell_owner(person, "You stay: your places go on, and your account stays open.", by=by, board=board)
    return person


def carry_out() -> str:
    """Tidy away what has ended: accounts of those who have left, their addresses and their keys. For the timer."""
    today, closed = clock.today(), 0
    for person in Person.objects.filter(is_active=True, leaves_on__lte=today).order_by("pk"):
        closed += _carry_out_account(person)
    for what in OPENS:
        for opens in _of_leavers(what):
            with transaction.atomic():
                withdraw(opens, None)
    return f"Leavers: {number_of(closed, 'account', 'accounts')} closed."


# --- The parts ----------------------------------------------------------------------------------------------


def _refuse_day(person: Person, board: Board | None, left_on: date) -> None:
    today = clock.today()
    if left_on > today + AHEAD:
        raise Refused({"left_on": "That is more than a year from now. Look at the year again."})
    begun = person.memberships.filter(starts_on__gt=left_on, starts_on__lte=today).select_related("body")
    if board is not None and (place := begun.filter(body__board=board).first()):
        raise Refused(
            {"left_on": f"They joined {place.body} on {long_date(place.starts_on)}, after that day."}
        )
    given = person.board_roles.filter(starts_on__gt=left_on, starts_on__lt=today)
    counted = that_have_counted(given.filter(board=board)) if board is not None else set()
    if role := given.filter(pk__in=counted).first():
        raise Refused(
            {"left_on": f"Their role {role.word} began on {long_date(role.starts_on)}, after that day."}
        )
    if board is None and not person.is_active:
        raise Refused("They have left already.")
    if board is not None and not is_on_board(person, board):
        raise Refused("They have no place and no role here any more.")


def _give_up_places(
    person: Person, board: Board, left_on: date, successors: Mapping[int, Person], by: Person
) -> dict[str, list]:
    """End each place the day before, and let whoever follows begin; what is said of it, place by place."""
    rows = person.memberships.filter(body__board=board).not_over(left_on)
    places = list(locks.locked(rows.order_by("pk").select_related("body__board")))
    advice = {
        f"place-{place.pk}": _why_not(place, successors[place.pk], board, left_on)
        for place in places
        if successors.get(place.pk)
    }
    guards.refuse({field: said for field, said in advice.items() if said})
    said = {}
    for place in places:
        follows = successors.get(place.pk)
        if follows is not None:
            _follow(place, follows, board, left_on, by)
        _end(place, left_on, by, person)
        who = f"{place.body} ({place.get_role_display().lower()})"
        said[who] = ["", names.of_person(follows) if follows else NOBODY]
    return said


def _why_not(place: Membership, person: Person, board: Board, left_on: date) -> str:
    """Why `person` cannot follow in a place from a day on; empty where they can."""
    days = [each for each in (person.leaves_on, leaving_day(person, board)) if each]
    if person.has_left or any(day <= left_on for day in days):
        return f"{person} has left, or will have by then. Choose somebody else."
    if person.pk == place.person_id or not is_on_board(person, board):
        return f"{person} does not work with this board. Choose somebody else."
    if person.board_roles.in_force().only_reading().filter(board=board).exists():
        return f"{person} only reads here, so could speak for nobody. Choose somebody else."
    if person.memberships.filter(body=place.body_id, role=place.role).not_over(left_on).exists():
        return f"{person} is that already. Choose somebody else."
    return ""


def _follow(place: Membership, person: Person, board: Board, left_on: date, by: Person) -> None:
    """`person` takes a place from a day on; what else they are on the same group ends the day before."""
    if advice := _why_not(
        place, person, board, left_on
    ):  # they took the same place of somebody else just now
        raise Refused({f"place-{place.pk}": advice})
    held = person.memberships.filter(body=place.body_id).not_over(left_on)
    for other in locks.locked(held.order_by("pk").select_related("body__board")):
        _end(other, left_on, by, place.person)
    audit.save(Membership(person=person, body=place.body, role=place.role, starts_on=left_on), by)
    said = f"From {long_date(left_on)} you follow as {place.get_role_display().lower()} of {place.body}."
    tell_owner(person, said, by=by, board=board)


def _hand_on(board: Board, key: str, before: Person, after: Person, by: Person) -> None:
    """Put a name in the place of another where something names people; left as it is where it no longer names
    `before`, or is closed meanwhile. Its line names both by key: what is typed beside a name is not repeated.
    """
    found = names_behind(key)
    if found is None:
        return
    names_in, row = found
    for thing in names_in.open_on(board).filter(**{names_in.by: row}).order_by("pk"):
        locks.hold(thing)
        named: str | Person = getattr(thing, names_in.field)
        instead: str | Person
        if isinstance(named, Person):
            instead = after if named == before else named
        else:
            instead = put_name(named, before.name, after.name)
        if instead == named or not names_in.open_on(board).filter(pk=thing.pk).exists():
            continue
        setattr(thing, names_in.field, instead)
        audit.save(thing, by, [names_in.field])
        changes = {names_in.said: [names.of_person(before), names.of_person(after)]}
        audit.record(names_in.event, thing, by=by, changes=changes)


def _end(held: Membership | BoardRole, left_on: date, by: Person, leaver: Person) -> None:
    """A place or a role ends the day before; one that was to begin later never does, and one that began on that day
    has its one day. The history says with whose leaving one was removed, so that it comes back where they stay.
    """
    if held.starts_on and held.starts_on > left_on:
        audit.record(Kept.REMOVED.of(held), held, by=by)
        audit.as_by(held, by, because=_leaving(leaver, left_on)).delete()
        return
    before = left_on - ONE_DAY
    held.ends_on = max(before, held.starts_on) if held.starts_on else before
    audit.save(held, by, ["ends_on"])


def _end_roles(person: Person, board: Board, left_on: date, by: Person) -> dict[str, list]:
    said = {}
    for role in locks.locked(person.board_roles.filter(board=board).order_by("pk")):
        if role.ends_on is None or role.ends_on >= left_on:
            refuse_last_of_team(role, left_on, by)
            said[role.word] = ["", NOBODY]
            _end(role, left_on, by, person)
    return said


def _closes_account(person: Person, board: Board | None, left_on: date, by: Person) -> date | None:
    """From which day they have left every board; None where they go on somewhere, or look after the product."""
    if not person.is_active or (person.is_superuser and not by.is_superuser):
        return None
    here = board.pk if board else 0
    ends = [
        *person.memberships.exclude(body__board=here).values_list("ends_on", flat=True),
        *person.board_roles.exclude(board=here).values_list("ends_on", flat=True),
    ]
    if None in ends:
        return None
    return max([left_on, *(end + ONE_DAY for end in ends if end is not None)])


def _close_account(person: Person, left_on: date, by: Person | None) -> None:
    person.is_active, person.left_on, person.leaves_on = False, left_on, None
    audit.save(person, by, ["is_active", "left_on", "leaves_on"])
    for what in OPENS:
        withdraw_live(what.objects.of(person), by)
    close_invitations(person=person, by=by)
    end_sessions(person)


def _reopen(person: Person, board: Board, planned: date, by: Person) -> None:
    """Take back what was planned for a day to come, that of those who were to follow with it."""
    last_day = planned - ONE_DAY
    ending = person.memberships.filter(body__board=board, ends_on=last_day)
    for place in locks.locked(ending.order_by("pk")):
        following = Membership.objects.filter(body=place.body_id, role=place.role, starts_on=planned)
        for after in locks.locked(
            following.exclude(person=person).order_by("pk").select_related("body__board")
        ):
            earlier = Membership.objects.filter(person=after.person_id, body=place.body_id, ends_on=last_day)
            audit.record(Kept.REMOVED.of(after), after, by=by)
            audit.as_by(after, by).delete()
            for one in locks.locked(earlier.order_by("pk")):
                _go_on(one, by)
        _go_on(place, by)
    for role in locks.locked(person.board_roles.filter(board=board, ends_on=last_day).order_by("pk")):
        _go_on(role, by)
    _put_back(person, board, planned, by)
    person.leaves_on = None
    audit.save(person, by, ["leaves_on"])


def _go_on(held: Membership | BoardRole, by: Person) -> None:
    """Give a place or a role the end back that it had before a leaving cut it; one that always ended then does."""
    before = held.history.exclude(ends_on=held.ends_on).order_by("-history_date", "-history_id").first()
    if before is not None:
        held.ends_on = before.ends_on
        audit.save(held, by, ["ends_on"])


def _leaving(person: Person, left_on: date) -> str:
    return f"Person {person.pk} leaves on {left_on.isoformat()}"


def _put_back(person: Person, board: Board, planned: date, by: Person) -> None:
    """What was to begin later, and was removed with a leaving, begins then after all; not where it was given anew."""
    for model in (Membership, BoardRole):
        removed = model.history.filter(history_type="-", history_change_reason=_leaving(person, planned))
        for pk in removed.order_by("id").values_list("id", flat=True).distinct():
            last = model.history.filter(id=pk).order_by("history_id").last()
            if (last.history_type, last.history_change_reason) != ("-", _leaving(person, planned)):
                continue
            if _can_be_again(held := last.instance, board):
                audit.save(held, by)
                audit.record(Kept.ADDED.of(held), held, by=by)


def _can_be_again(held: Membership | BoardRole, board: Board) -> bool:
    if isinstance(held, BoardRole):
        roles = BoardRole.objects.filter(person=held.person_id, board=board, role=held.role)
        return held.board_id == board.pk and not roles.overlapping(held.starts_on, held.ends_on).exists()
    places = Membership.objects.filter(person=held.person_id, body=held.body_id, role=held.role)
    is_there = board.bodies.filter(pk=held.body_id, merged_into=None).exists()
    return is_there and not places.overlapping(held.starts_on, held.ends_on).exists()


def _said(board: Board | None, left_on: date, closes: date | None) -> str:
    if closes is None and board is not None:
        return f"You leave {board.name}: from {long_date(left_on)} your places there have ended."
    if closes is None or closes <= clock.today():
        return "Your account was closed, because you have left."
    return f"Your account will be closed on {long_date(closes)}, because you leave."


# --- What the timer does ------------------------------------------------------------------------------------


@transaction.atomic
def _carry_out_account(person: Person) -> bool:
    locks.hold(person)
    if not (person.is_active and person.leaves_on and person.leaves_on <= clock.today()):
        return False
    left_on = person.leaves_on
    place = person.memberships.select_related("body__board").order_by("-ends_on").first()
    role = person.board_roles.select_related("board").first()
    board = role.board if role else place.board if place else None
    _close_account(person, left_on, None)
    audit.record(GroupEvent.LEAVER_DISABLED, person, by=None, board=board, changes={"left": [None, left_on]})
    return True


def _of_leavers(what: type[CalendarAddress] | type[DataKey]) -> CalendarAddressQuerySet | DataKeyQuerySet:
    """What is live to a board on which its person has nothing any more, and would open nothing."""
    places = Membership.objects.not_over().filter(person=OuterRef("person"), body__board=OuterRef("board"))
    roles = BoardRole.objects.not_over().filter(person=OuterRef("person"), board=OuterRef("board"))
    return what.objects.live().exclude(Exists(places)).exclude(Exists(roles)).order_by("pk")
