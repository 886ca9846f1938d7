"""Letters: written in the transaction of their event, sent after its commit, each at most once.

A letter is taken by whoever sends it (one row changed from waiting to being sent, or none), and then settled: sent,
not sent, or perhaps sent. Who dies in between leaves it taken; housekeeping then calls it perhaps sent. Only a letter
that is waiting is ever sent, so none leaves twice unless a person asks for another. No transaction is open while a
mail server talks.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from smtplib import (
    SMTPAuthenticationError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from lscb.characters import cleaned
from lscb.lines import in_one_line
from lscb.models import Letter
from lscb.work.background import after_commit, task

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sender:
    """Who writes a letter, where it is not the service: the name it comes under, and whom answers go to.

    The address it comes from stays the service's own, because mail servers believe no other.
    """

    name: str
    reply_to: tuple[str, ...] = ()


def post(
    *,
    kind: str,
    to: str,
    subject: str,
    body: str,
    sender: Sender | None = None,
    secret: bool = False,
    good_for: timedelta | None = None,
) -> Letter:
    """Write a letter in the transaction that is open; it leaves when that is committed, and not otherwise.

    `kind` says to an administrator what it is, without a word of a board's. A `secret` text, which opens something, is
    forgotten as soon as the letter is settled. A letter is not sent when it is older than `good_for`.
    """
    written_at = timezone.now()
    letter = Letter.objects.create(
        kind=kind,
        to=to,
        subject=in_one_line(cleaned(subject))[:400],
        body=cleaned(body),
        from_name=in_one_line(cleaned(sender.name))[:200] if sender else "",
        reply_to="\n".join(sender.reply_to) if sender else "",
        is_secret=secret,
        written_at=written_at,
        expires_at=written_at + good_for if good_for else None,
    )
    after_commit(deliver, letter.pk)
    return letter


@task()
def deliver(letter_id: int) -> None:
    """Send a letter that is waiting, and settle it; nothing happens to one that somebody else took."""
    claim = uuid4()
    now = timezone.now()
    good = Q(expires_at=None) | Q(expires_at__gt=now)
    waiting = Letter.objects.filter(good, pk=letter_id, state=Letter.State.WAITING)
    if not waiting.update(state=Letter.State.SENDING, claim=claim, claimed_at=now):
        return
    letter = Letter.objects.get(pk=letter_id)
    state, problem = _send(letter)
    _settle(Letter.objects.filter(pk=letter_id, claim=claim, state=Letter.State.SENDING), state, problem)


def _send(letter: Letter) -> tuple[Letter.State, str]:
    """Hand a letter over to the mail server: what became of it, and why it did not leave."""
    try:
        connection = get_connection()
        connection.open()
    except Exception as error:
        # Nothing of it was handed over.
        log.exception("Letter %s was not sent: there was no way to a mail server.", letter.pk)
        refused = isinstance(error, SMTPAuthenticationError)
        return Letter.State.FAILED, (
            "The mail server refused this service." if refused else "The mail server could not be reached."
        )
    try:
        taken = connection.send_messages([_message(letter)])
    except SMTPRecipientsRefused:
        log.exception("Letter %s was not sent.", letter.pk)
        return Letter.State.FAILED, "The mail server refused the address."
    except SMTPResponseException as error:
        log.exception("Letter %s was not sent.", letter.pk)
        return Letter.State.FAILED, f"The mail server refused it (its answer {error.smtp_code})."
    except (ValueError, MessageError):
        log.exception("Letter %s was not sent.", letter.pk)
        return Letter.State.FAILED, "It cannot be put into an e-mail."
    except Exception:
        log.exception("Letter %s may have been sent.", letter.pk)
        return Letter.State.UNCERTAIN, "The mail server stopped answering while it took the letter."
    finally:
        _close(connection)
    if taken == 0:
        return Letter.State.FAILED, "The mail server did not take it."
    return Letter.State.SENT, ""


def _message(letter: Letter) -> EmailMessage:
    """:raises ValueError: when it cannot be put into an e-mail."""
    own = None
    if letter.from_name:
        service = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        own = str(Address(letter.from_name, addr_spec=service))
    return EmailMessage(
        letter.subject, letter.body, own, to=[letter.to], reply_to=letter.reply_to.splitlines() or None
    )


def _close(connection: BaseEmailBackend) -> None:
    """What goes wrong when saying goodbye says nothing about the letter."""
    try:
        connection.close()
    except Exception:
        log.warning("The mail server did not end the conversation.", exc_info=True)


@transaction.atomic
def _settle(letters: models.QuerySet[Letter], state: Letter.State, problem: str) -> int:
    """Say what became of letters, and forget the text of those that open something."""
    keys = list(letters.select_for_update().values_list("pk", flat=True))
    settled = Letter.objects.filter(pk__in=keys)
    settled.filter(is_secret=True).update(body="")
    return settled.update(state=state, problem=problem, settled_at=timezone.now())


def tidy() -> str:
    """Settle what was left, send what nobody sent, forget what is old; for housekeeping.

    Letters that a record points to stay as long as it does, without their text.
    """
    lost = _settle(
        Letter.objects.lost(),
        Letter.State.UNCERTAIN,
        "The process that was sending it ended before it could say.",
    )
    expired = _settle(
        Letter.objects.expired(), Letter.State.FAILED, "It was not sent while what it says was true."
    )
    left = list(Letter.objects.left_waiting().order_by("pk").values_list("pk", flat=True))
    for letter_id in left:
        deliver.call(letter_id)
    old = Letter.objects.old()
    old.pointed_at().exclude(body="").update(body="", from_name="", reply_to="")
    forgotten, _ = old.exclude(pk__in=Letter.objects.pointed_at()).delete()
    return f"letters uncertain: {lost}, expired: {expired}, picked up: {len(left)}, forgotten: {forgotten}"


def settle_all() -> int:
    """After the database was brought back from a backup: a letter that was on its way then may have left since."""
    return _settle(
        Letter.objects.filter(state__in=(Letter.State.WAITING, Letter.State.SENDING)),
        Letter.State.UNCERTAIN,
        "It was on its way when the backup was taken that this service was restored from.",
    )
