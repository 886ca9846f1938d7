"""Reminding people of what they have not updated."""

from collections.abc import Callable, Collection, Iterable, Sequence

from django.conf import settings
from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, locks
from lscb.work import outbox
from plans.models import Plan, PlanEvent, Quarter, Reminder
from plans.rules.known import known
from plans.selectors.reminders import Letter, letters_of
from subgroups.models import Person

LAST_DAYS = range(1, 31)  # days before a deadline on which a last reminder can go out


@transaction.atomic
def remind(
    *,
    person: Person,
    quarter: Quarter,
    by: Person | None,
    again: bool = False,
    note: str = "",
    with_last: bool = False,
) -> Reminder:
    """Write one person the letter about their silent actions; it leaves after the commit, in the sender's name.

    `again`: somebody saw that the last one perhaps did not arrive, and has another written whatever the day. `note` is
    a line of the sender's own; `with_last` as in `letters_of`.

    :raises Refused: when nothing of theirs is silent, they have no e-mail, or were reminded in the last five days.
    """
    if not settings.BASE_URL:
        raise Refused("Nobody can be reminded until LSCB_BASE_URL says where people reach this service.")
    # Two runs at once wait for each other here; the second finds the letter of the first.
    person = locks.locked(Person.objects.filter(pk=person.pk)).get()
    name = by.name if by else ""
    letters = letters_of(quarter, sender=name, note=note.strip(), with_last=with_last)
    letter = next((each for each in letters if each.person == person), None)
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
        is_last=letter.is_last,
        letter=outbox.post(
            kind="Reminder",
            to=to,
            subject=letter.subject,
            body=letter.text,
            sender=sender_of(quarter.plan, by),
        ),
    )
    audit.record(
        PlanEvent.REMINDER_SENT, reminder, by=by, changes={"actions named": [None, len(letter.actions)]}
    )
    return reminder


def sender_of(plan: Plan, by: Person | None) -> outbox.Sender:
    """Who is named and answered: whoever sends it; of what a timer sends, the board team."""
    team = plan.board.team_label
    if by:
        return outbox.Sender(f"{by.name}, {team}", (by.email,) if by.email else ())
    return outbox.Sender(
        f"{plan.board.short_name or plan.board.name}, {team}",
        tuple(Person.objects.team_to_write_to(plan.board).values_list("email", flat=True)),
    )


def send_reminders(
    *,
    quarter: Quarter,
    by: Person | None,
    only: Collection[int] | None = None,
    note: str = "",
    through: Callable[[Sequence[Letter]], Iterable[Letter]] = iter,
) -> list[Reminder]:
    """Remind everybody who may be reminded now, each in a transaction of their own; gives the letters written.

    `only`: keys of the people chosen; the others are left out. What a timer sends (`by` is None) is the last reminder
    in the days that the plan has for it. `through` is handed the letters to be written and hands on one after another,
    to tell how far it is.

    :raises Refused: when the product does not know its own address.
    """
    if not settings.BASE_URL:
        raise Refused("Nobody can be reminded until LSCB_BASE_URL says where people reach this service.")
    written = []
    with_last = by is None
    ready = [letter for letter in letters_of(quarter, with_last=with_last) if not letter.why_not]
    if only is not None:
        ready = [letter for letter in ready if letter.person.pk in only]
    for letter in through(ready):
        try:
            written.append(
                remind(person=letter.person, quarter=quarter, by=by, note=note, with_last=with_last)
            )
        except Refused:  # another run was quicker
            continue
    return written


@transaction.atomic
def set_last_reminder(*, plan: Plan, days: int | None, by: Person) -> Plan:
    """Say how many days before each papers deadline a last reminder goes out; None: none does.

    :raises Refused: for no number of days that makes sense.
    """
    locks.hold(plan)
    if days is not None and days not in LAST_DAYS:
        raise Refused({"days": f"Choose from {LAST_DAYS[0]} to {LAST_DAYS[-1]} days, or leave it empty."})
    before, plan.last_reminder_days = plan.last_reminder_days, days
    if before != days:
        audit.save(plan, by, ["last_reminder_days"])
        changes = {"days before the deadline": [before, days]}
        audit.record(PlanEvent.LAST_REMINDER_SET, plan, by=by, changes=changes)
    return plan
