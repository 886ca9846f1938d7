"""Invitations: a letter asks somebody to a board, and they come in by it themselves."""

import secrets

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, locks
from lscb.words import own_words
from lscb.work import outbox
from subgroups.models import Board, GroupEvent, Invitation, Person
from subgroups.operations.notices import tell_owner
from subgroups.rules.tokens import token_hash

NO_ADDRESS = "Nobody can be invited until LSCB_BASE_URL says where people reach this service."
NOBODY_TO_INVITE = "There is nobody to write to: they have no e-mail here, or have left."
NOT_OPEN = "This invitation cannot be used any more."


@transaction.atomic
def invite(*, person: Person, board: Board, by: Person, what_for: str = "") -> Invitation:
    """Write a person the letter that asks them to the board. One whose time was over is closed by it.

    :raises Refused: when they cannot be written to, or have an invitation to this board that is open.
    """
    _guard(person)
    locks.hold(person)
    _guard(person)
    invitation = Invitation(person=person, board=board, invited_by=by, what_for=what_for)
    locks.hold(invitation)
    for before in locks.locked(person.invitations.waiting().filter(board=board)):
        if before.state is Invitation.State.OPEN:
            raise Refused("They are invited already; send that letter again, or withdraw it first.")
        _close(before, by)
    token = _new_letter(invitation)
    audit.save(invitation, by)
    audit.record(GroupEvent.INVITED, invitation, by=by)
    _post(invitation, token)
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: Person) -> Invitation:
    """Write the letter anew, with an address and an end of its own; the address before it opens nothing any more.

    :raises Refused: when it was accepted or withdrawn, or there is nobody to write to.
    """
    _hold(invitation)
    _guard(invitation.person)
    invitation.invited_by = by
    token = _new_letter(invitation)
    audit.save(invitation, by, ["invited_by", "token_hash", "sent_at", "ends_at"])
    audit.record(GroupEvent.INVITED_AGAIN, invitation, by=by)
    _post(invitation, token)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Person) -> Invitation:
    """The letter opens nothing any more. What the person was given on the board stays as it is.

    :raises Refused: when it was accepted or withdrawn before.
    """
    _hold(invitation)
    _close(invitation, by)
    audit.record(GroupEvent.INVITATION_WITHDRAWN, invitation, by=by)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, password: str | None) -> Invitation:
    """The person accepts, with the first password of their own; None: they sign in otherwise, and have done so.

    The password was checked by whoever calls. It never takes the place of another way to sign in.

    :raises Refused: when it is not open any more, they have left, or a password is chosen by somebody who signs in.
    """
    _hold(invitation)
    person = invitation.person
    if not invitation.is_open:
        raise Refused(NOT_OPEN)
    if password is not None:
        if person.signs_in:
            raise Refused("You sign in here already: sign in as you do, and accept then.")
        person.set_password(password)
        audit.save(person, person, ["password"])
    invitation.accepted_at = clock.now()
    audit.save(invitation, person, ["accepted_at"])
    audit.record(GroupEvent.INVITATION_ACCEPTED, invitation, by=person)
    said = f"You accepted the invitation to {invitation.board.name}"
    said += " and chose a password." if password is not None else "."
    tell_owner(person, said, by=person, board=invitation.board)
    return invitation


@transaction.atomic
def accept_by_provider(*, invitation: Invitation, account: SocialAccount) -> Invitation:
    """The person accepts with an account of the provider, which signs them in from now on.

    It never takes the place of another way to sign in: whoever has one signs in first.

    :raises Refused: when the invitation is not open any more, or the account or the person is somebody else's to bind.
    """
    _hold(invitation)
    person = invitation.person
    if account.pk is None:
        if person.signs_in:
            raise Refused("You sign in here already: sign in as you do, and accept then.")
        account.user = person
        try:
            with transaction.atomic():
                account.save()
        except IntegrityError as twice:
            raise Refused("This account signs somebody else in here.") from twice
        audit.record(GroupEvent.PROVIDER_BOUND, person, by=person, board=invitation.board)
    return accept_invitation(invitation=invitation, password=None)


def close_invitations(*, person: Person, by: Person | None, board: Board | None = None) -> None:
    """After the e-mail changed, or they left: letters sent before open nothing. All of them, or those to one board.

    Within that transaction, the person held; its line stands for it.
    """
    waiting = (
        person.invitations.waiting() if board is None else person.invitations.waiting().filter(board=board)
    )
    for invitation in locks.locked(waiting.order_by("pk")):
        _close(invitation, by)


def _guard(person: Person) -> None:
    if not settings.BASE_URL:
        raise Refused(NO_ADDRESS)
    if not (person.email and person.is_active):
        raise Refused(NOBODY_TO_INVITE)


def _hold(invitation: Invitation) -> None:
    """:raises Refused: when it was accepted or withdrawn before."""
    locks.hold(invitation.person)
    locks.hold(invitation)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Refused(NOT_OPEN)


def _close(invitation: Invitation, by: Person | None) -> None:
    invitation.withdrawn_at = clock.now()
    audit.save(invitation, by, ["withdrawn_at"])


def _new_letter(invitation: Invitation) -> str:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = token_hash(token)
    invitation.sent_at = clock.now()
    invitation.ends_at = invitation.sent_at + Invitation.LASTS
    return token


def _post(invitation: Invitation, token: str) -> None:
    board = invitation.board
    service = settings.BASE_URL.rstrip("/")
    body = render_to_string(
        "subgroups/invitation.txt",
        {
            "invitation": invitation,
            "team": own_words("the board team", board.own_words),
            "service": service,
            "address": service + reverse("subgroups:invitation", args=[token]),
            "service_name": settings.SERVICE_NAME,
            "provider_name": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
            "local_passwords": settings.LOCAL_PASSWORDS,
        },
    )
    outbox.post(
        kind="Invitation",
        to=invitation.person.email or "",  # there is one: see _guard
        subject=f"Invitation to {board.name}",
        body=body.strip() + "\n",
        secret=True,
        good_for=Invitation.LASTS,
    )
