"""How a person gets to sign in: their e-mail, a link by e-mail, a lost phone. Atomic and audited."""

from collections.abc import Iterable

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from lscb.errors import Refused
from lscb.events import audit, locks
from lscb.events.typed_rows import hold_typed, save_typed
from subgroups.models import Board, GroupEvent, Person
from subgroups.operations.invitations import close_invitations
from subgroups.operations.notices import tell_owner
from subgroups.operations.roles import confirm_anew
from subgroups.selectors import one_time

ASK_ADMINISTRATOR = (
    "They may approve reports, or did, so only a system administrator changes how they sign in; ask one."
)
NOT_THEIRS = "They sit on another board too, or set the product up; ask a system administrator."
NOT_OF_ADMINISTRATORS = "A system administrator's account is changed by another one only."


def why_not_theirs(person: Person, by: Person | None) -> str:
    """Why `by` does nothing to a person's account: they also sit on a board that `by` does not type for."""
    if by is None or by.is_superuser:
        return ""
    return NOT_THEIRS if person.is_superuser or not person.board_ids <= by.boards_edited else ""


def why_sign_in_stays(person: Person, by: Person | None) -> str:
    """Why `by` may not change how a person signs in; empty when they may. Whoever reports never gets to approve."""
    if by is None or by.is_superuser:
        return ""
    if person.is_superuser:
        return NOT_OF_ADMINISTRATORS
    if why_not := why_not_theirs(person, by):
        return why_not
    return ASK_ADMINISTRATOR if person.is_or_was_to_approve() else ""


def guard_sign_in(person: Person, by: Person | None) -> None:
    """:raises Refused: where `by` may not change how a person signs in."""
    if why_not := why_sign_in_stays(person, by):
        raise Refused(why_not)


def guard_theirs(person: Person, by: Person | None) -> None:
    """:raises Refused: where `by` does nothing to the person's account."""
    if why_not := why_not_theirs(person, by):
        raise Refused(why_not)


@transaction.atomic
def keep_person(
    *, person: Person, by: Person | None, fields: Iterable[str] | None = None, board: Board | None = None
) -> Person:
    """Save a person as typed; `fields` are those that were typed, as in lscb.operations.keep.

    An e-mail that somebody else changes is another way in: the password, the one-time codes and the sessions of
    whoever read the old one end with it, and a link chooses a new password. Both addresses are told.

    :raises Refused: when the e-mail is not theirs to change.
    """
    new = person._state.adding
    if new and not person.password:
        person.set_unusable_password()
    stored = hold_typed(person, fields)
    was = stored.email if stored else None
    moved = stored is not None and (was or "").lower() != (person.email or "").lower()
    if stored is not None and moved:
        guard_sign_in(stored, by)
        # Before the row is written: a new e-mail is a new key, for which all wait who write that it was them.
        places = person.memberships.select_related("body__board")
        locks.hold_wholes([*person.board_roles.select_related("board"), *places])
    if not save_typed(person, stored, by=by, board=board) or stored is None:
        return person
    if moved:
        _new_address(person, was, by=by, board=board)
    if person.is_superuser != stored.is_superuser:
        said = (
            "You were made a system administrator."
            if person.is_superuser
            else "You are no system administrator now."
        )
        tell_owner(person, said, by=by, board=board)
    return person


def _new_address(person: Person, was: str | None, *, by: Person | None, board: Board | None) -> None:
    EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email or "").delete()
    close_invitations(person=person, by=by)
    again = ""
    if by is None or by.pk != person.pk:
        # The history of rows leaves passwords out; the line of the e-mail stands for both.
        person.password = make_password(None)
        Person.objects.filter(pk=person.pk).update(password=person.password)
        Authenticator.objects.filter(user=person).delete()
        SocialAccount.objects.filter(user=person).delete()
        confirm_anew(person=person, by=by)
        again = " Your old password opens it no longer: ask for a new one where you sign in."
    said = f"The e-mail you sign in with was changed from {was or 'none'} to {person.email or 'none'}."
    for address in filter(None, (was, person.email)):
        tell_owner(person, said + again * (address == person.email), by=by, board=board, to=address)


def end_sessions(person: Person) -> None:
    """Sign a person out of every browser, whoever sits at it."""
    for session in UserSession.objects.filter(user=person):
        session.end()


@transaction.atomic
def send_password_link(
    *, person: Person, request: HttpRequest, by: Person, board: Board | None = None
) -> None:
    """Send a person the e-mail with a link to choose a password of their own, and sign them out everywhere.

    :raises Refused: for somebody who has no e-mail or has left, or whose account is not for `by` to touch, and where
        passwords are switched off.
    """
    if not settings.LOCAL_PASSWORDS:
        raise Refused("Nobody signs in with a password here. They sign in as their organisation has it.")
    locks.hold(person)
    guard_theirs(person, by)
    if not (person.email and person.is_active):
        raise Refused("There is nobody to send it to: they have no e-mail here, or have left.")
    form = ResetPasswordForm(data={"email": person.email})
    if not form.is_valid():
        raise Refused("This e-mail cannot be written to; correct it first.")
    end_sessions(person)
    # The letter last: what cannot be recorded is not sent.
    audit.record(GroupEvent.PASSWORD_LINK_SENT, person, by=by, board=board)
    form.save(request)


@transaction.atomic
def make_sign_in_link(*, person: Person) -> str:
    """The path of a page that signs a system administrator in once, for whoever owns the server.

    :raises Refused: for anybody else, and for one who has left.
    """
    locks.hold(person)
    if not (person.is_superuser and person.is_active):
        raise Refused("Only for somebody who is a system administrator and works here.")
    audit.record(GroupEvent.SIGN_IN_LINK_MADE, person, by=None)
    return reverse("subgroups:sign-in-link", args=[one_time.token_for(person)])


@transaction.atomic
def take_off_codes(*, person: Person, by: Person, board: Board | None = None) -> None:
    """Let somebody who lost their phone sign in with the password alone, until they set up codes again.

    Whoever has the phone is signed out.

    :raises Refused: when they have none, or they are not for `by` to take off.
    """
    locks.hold(person)
    guard_sign_in(person, by)
    codes = Authenticator.objects.filter(user=person)
    if not codes.exists():
        raise Refused("They have not set up one-time codes.")
    codes.delete()
    end_sessions(person)
    audit.record(GroupEvent.ONE_TIME_CODES_REMOVED, person, by=by, board=board)
    confirm_anew(person=person, by=by)
    said = "Your one-time codes were taken off: the password alone signs you in until you set up codes again."
    tell_owner(person, said, by=by, board=board)
