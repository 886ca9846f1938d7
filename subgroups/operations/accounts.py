"""How a person gets to sign in: a password typed for them, a link by e-mail, a lost phone. Atomic and audited."""

from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from lscb.errors import Refused
from lscb.events import audit, locks
from subgroups.models import Board, GroupEvent, Person


@transaction.atomic
def set_password(*, person: Person, password: str, by: Person, board: Board | None = None) -> Person:
    """Give a person a password that was typed twice and checked by whoever calls."""
    locks.hold(person)
    person.set_password(password)
    audit.save(person, by, ["password"])
    audit.record(GroupEvent.PASSWORD_SET, person, by=by, board=board)
    return person


@transaction.atomic
def send_password_link(
    *, person: Person, request: HttpRequest, by: Person, board: Board | None = None
) -> None:
    """Send a person the e-mail with a link to choose a password of their own.

    :raises Refused: for somebody who has no e-mail or has left.
    """
    if not (person.email and person.is_active):
        raise Refused("There is nobody to send it to: they have no e-mail here, or have left.")
    form = ResetPasswordForm(data={"email": person.email})
    if not form.is_valid():
        raise Refused("This e-mail cannot be written to; correct it first.")
    # The letter last: what cannot be recorded is not sent.
    audit.record(GroupEvent.PASSWORD_LINK_SENT, person, by=by, board=board)
    form.save(request)


@transaction.atomic
def take_off_codes(*, person: Person, by: Person, board: Board | None = None) -> None:
    """Let somebody who lost their phone sign in with the password alone, until they set up codes again.

    :raises Refused: when they have none.
    """
    locks.hold(person)
    codes = Authenticator.objects.filter(user=person)
    if not codes.exists():
        raise Refused("They have not set up one-time codes.")
    codes.delete()
    audit.record(GroupEvent.ONE_TIME_CODES_REMOVED, person, by=by, board=board)


def forget_old_addresses(person: Person) -> None:
    """An address that is no longer theirs opens nothing: not even by a link to choose a new password."""
    EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email or "").delete()
