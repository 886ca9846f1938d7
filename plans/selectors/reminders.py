"""Who would be reminded of their silent actions now, in which words, and why not the others."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from lscb import clock
from lscb.ordering import by_letters
from plans.models import Action, Quarter, Reminder
from plans.selectors.chasing import Voices, chase, voices_of
from plans.selectors.owners import SilentOwner, silent_owners
from subgroups.models import Person

EVERY = 5  # days between two letters to one person about one plan


@dataclass(frozen=True)
class Letter:
    """What one person would be sent. `why_not` says why it stays here; empty when it may leave.

    `is_in_doubt`: the last one may not have arrived, so that a person may have another sent whatever the day.
    """

    person: Person
    actions: list[Action]
    subject: str
    text: str
    why_not: str
    is_in_doubt: bool = False


@dataclass(frozen=True)
class Unasked:
    """An owner of silent actions whom no letter reaches, and why."""

    owner: SilentOwner
    voices: Voices


def unasked_of(quarter: Quarter) -> list[Unasked]:
    """Owners of silent actions that nobody can be written to for, most actions first. Three queries at most.

    With the people of `letters_of` that have an address they are all the owners of what is silent.
    """
    if quarter.state != Quarter.State.COLLECTING:
        return []
    owners = silent_owners(quarter.plan, _silent(quarter))
    voices = voices_of(quarter.plan, [owner.body for owner in owners if owner.body])
    found = [Unasked(owner, voices[owner.body.pk] if owner.body else Voices()) for owner in owners]
    return [each for each in found if each.voices.why_nobody or not each.owner.body]


def _silent(quarter: Quarter) -> list[Action]:
    return list(
        quarter.plan.actions.counted()
        .with_status(quarter)
        .filter(is_silent=True)
        .with_owners()
        .select_related("plan__board")
        .in_plan_order()
    )


def letters_of(quarter: Quarter, *, sender: str = "") -> list[Letter]:
    """One letter a person who speaks for an owner of silent actions, by name. Five queries at most.

    Empty unless `quarter` is being collected. Leavers and lapsed memberships speak for nobody.
    """
    if quarter.state != Quarter.State.COLLECTING:
        return []
    plan, silent = quarter.plan, _silent(quarter)
    bodies = {owner.body_id: owner.body for action in silent for owner in action.owners.all() if owner.body}
    seats = {}
    for voices in voices_of(plan, bodies.values()).values():
        for row in voices.speakers:
            seats.setdefault(row.person, []).append(row)
    before = Reminder.objects.filter(quarter__plan=plan).perhaps_arrived().order_by("sent_at", "pk")
    last = {each.person_id: each for each in before.only("person", "sent_at", "letter__state")}
    address = settings.BASE_URL.rstrip("/") + plan.action_list_url(owner="mine", silent="on")
    letters = []
    for person in sorted(seats, key=lambda each: (by_letters(each.name), each.pk)):
        theirs = {seat.body_id for seat in seats[person]}
        actions = [a for a in silent if theirs & {owner.body_id for owner in a.owners.all()}]
        words = chase(
            SilentOwner(None, " and ".join(bodies[pk].name for pk in bodies if pk in theirs), actions, ""),
            seats[person][:1],
            plan=plan,
            quarter=quarter,
            address=address,
            sender=sender or plan.board.name,
            left=_left(quarter),
        )
        latest = last.get(person.pk)
        letters.append(
            Letter(
                person,
                actions,
                words.subject,
                words.text,
                _why_not(person, latest),
                bool(person.email and latest and latest.is_in_doubt),
            )
        )
    return letters


def _why_not(person: Person, last: Reminder | None) -> str:
    if not person.email:
        return "No e-mail address"
    days = (clock.today() - timezone.localtime(last.sent_at).date()).days if last else EVERY
    if days >= EVERY:
        return ""
    ago = "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} ago"
    return f"Perhaps reminded {ago}" if last.is_in_doubt else f"Reminded {ago}"


def _left(quarter: Quarter) -> str:
    days = quarter.days_to_deadline
    if days is None:
        return ""
    counted = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return "today" if days == 0 else f"{counted} left" if days > 0 else f"{counted} ago"
