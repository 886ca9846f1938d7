"""Reminding people of what they have not updated."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from lscb import audit, locks
from lscb.errors import Refused
from plans.models import PlanEvent, Quarter, Reminder
from plans.reminders import letters_of
from subgroups.models import Person

log = logging.getLogger(__name__)


@transaction.atomic
def remind(*, person: Person, quarter: Quarter, by: Person | None) -> Reminder:
    """Send one person the letter about their silent actions, and keep it as sent.

    :raises Refused: when nothing of theirs is silent, they have no e-mail, or were reminded in the last five days.
    :raises OSError, SMTPException: when the mail cannot leave; then nothing is recorded.
    """
    if not settings.BASE_URL:
        raise Refused("Nobody can be reminded until LSCB_BASE_URL says where people reach this service.")
    # Two runs at once wait for each other here; the second finds the letter of the first.
    person = locks.locked(Person.objects.filter(pk=person.pk)).get()
    sender = by.name if by else ""
    letter = next((each for each in letters_of(quarter, sender=sender) if each.person == person), None)
    if letter is None:
        raise Refused(f"Nothing of {person}'s is silent.")
    if letter.why_not:
        raise Refused(f"{person}: {letter.why_not.lower()}.")
    reminder = Reminder.objects.create(
        quarter=quarter,
        person=person,
        to=person.email,
        subject=letter.subject,
        body=letter.text,
        references=len(letter.actions),
    )
    audit.record(
        PlanEvent.REMINDER_SENT, reminder, by=by, changes={"actions named": [None, len(letter.actions)]}
    )
    # Last in the transaction: what cannot be recorded is not sent, and a mail that fails undoes its record.
    EmailMessage(letter.subject, letter.text, to=[person.email]).send()
    return reminder


def send_reminders(*, quarter: Quarter, by: Person | None) -> tuple[list[Reminder], list[Person]]:
    """Remind everybody who may be reminded now, each in a transaction of their own.

    Gives the letters that left, and the people whose mail server did not take theirs.

    :raises Refused: when the product does not know its own address.
    """
    if not settings.BASE_URL:
        raise Refused("Nobody can be reminded until LSCB_BASE_URL says where people reach this service.")
    sent, failed = [], []
    for letter in letters_of(quarter):
        if letter.why_not:
            continue
        try:
            sent.append(remind(person=letter.person, quarter=quarter, by=by))
        except Refused:  # another run was quicker
            continue
        except (OSError, SMTPException):
            log.exception("The reminder to person %s did not leave.", letter.person.pk)
            failed.append(letter.person)
    return sent, failed
