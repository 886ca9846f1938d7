"""Reminding people of what they have not updated."""

from collections.abc import Callable, Iterable, Sequence

from django.conf import settings
from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, locks
from lscb.work import outbox
from plans.models import PlanEvent, Quarter, Reminder
from plans.rules.known import known
from plans.selectors.reminders import Letter, letters_of
from subgroups.models import Person


@transaction.atomic
def remind(*, person: Person, quarter: Quarter, by: Person | None, again: bool = False) -> Reminder:
    """Write one person the letter about their silent actions; it leaves after the commit.

    `again`: somebody saw that the last one perhaps did not arrive, and has another written whatever the day.

    :raises Refused: when nothing of theirs is silent, they have no e-mail, or were reminded in the last five days.
    """
    if not settings.BASE_URL:
        raise Refused("Nobody can be reminded until LSCB_BASE_URL says where people reach this service.")
    # Two runs at once wait for each other here; the second finds the letter of the first.
    person = locks.locked(Person.objects.filter(pk=person.pk)).get()
    sender = by.name if by else ""
    letter = next((each for each in letters_of(quarter, sender=sender) if each.person == person), None)
    if letter is None:
        raise Refused(f"Nothing of {person}'s is silent.")
    if letter.why_not and not (again and letter.is_in_doubt):
        raise Refused(f"{person}: {letter.why_not.lower()}.")
    to = known(person.email)
    reminder = Reminder.objects.create(
        quarter=quarter,
        person=person,
        to=to,
        subject=letter.subject,
        body=letter.text,
        references=len(letter.actions),
        letter=outbox.post(kind="Reminder", to=to, subject=letter.subject, body=letter.text),
    )
    audit.record(
        PlanEvent.REMINDER_SENT, reminder, by=by, changes={"actions named": [None, len(letter.actions)]}
    )
    return reminder


def send_reminders(
    *, quarter: Quarter, by: Person | None, through: Callable[[Sequence[Letter]], Iterable[Letter]] = iter
) -> list[Reminder]:
    """Remind everybody who may be reminded now, each in a transaction of their own; gives the letters written.

    `through` is handed the letters to be written and hands on one after another, to tell how far it is.

    :raises Refused: when the product does not know its own address.
    """
    if not settings.BASE_URL:
        raise Refused("Nobody can be reminded until LSCB_BASE_URL says where people reach this service.")
    written = []
    for letter in through([letter for letter in letters_of(quarter) if not letter.why_not]):
        try:
            written.append(remind(person=letter.person, quarter=quarter, by=by))
        except Refused:  # another run was quicker
            continue
    return written
