"""Who would be reminded of their silent actions now, in which words, and why not the others."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from lscb import clock
from lscb.ordering import by_letters
from plans.models import Action, Plan, Quarter, Reminder
from plans.selectors.chasing import Voices, chase, voices_of
from plans.selectors.one_of_many import unanswered_of
from plans.selectors.owners import SilentOwner, silent_owners
from subgroups.models import Body, Person

EVERY = 5  # days between two letters to one person about one plan


@dataclass(frozen=True)
class Letter:
    """What one person would be sent. `why_not` says why it stays here; empty when it may leave.

    `is_in_doubt`: the last one may not have arrived, so that a person may have another sent whatever the day.
    `is_last`: the one that goes out shortly before the deadline.
    """

    person: Person
    actions: list[Action]
    subject: str
    text: str
    why_not: str
    is_in_doubt: bool = False
    is_last: bool = False


@dataclass(frozen=True)
class Unasked:
    """An owner of silent actions whom no letter reaches, and why."""

    owner: SilentOwner
    voices: Voices


def unasked_of(quarter: Quarter) -> list[Unasked]:
    """Owners of silent actions that nobody can be written to for, most actions first, those of linked plans last. Seven
    queries at most.

    With the people of `letters_of` that have an address they are all the owners of what is silent.
    """
    if quarter.state != Quarter.State.COLLECTING:
        return []
    owners = silent_owners(quarter.plan, _silent(quarter))
    beside = _silent_beside(quarter)
    for linked in dict.fromkeys(action.plan for action in beside):
        owners += silent_owners(linked, [action for action in beside if action.plan == linked])
    voices = voices_of(quarter.plan, [owner.body for owner in owners if owner.body])
    found = [
        Unasked(owner, voices[owner.body.pk] if owner.body else Voices())
        for owner in owners
        if not _all_named(owner)
    ]
    return [each for each in found if each.voices.why_nobody or not each.owner.body]


def _all_named(owner: SilentOwner) -> bool:
    """Whether each of its silent actions names somebody of it who can be written to."""
    return owner.body is not None and all(
        any(row.body_id == owner.body.pk and row.named and row.named.email for row in action.owner_rows)
        for action in owner.actions
    )


def _followers(quarter: Quarter) -> list[Quarter]:
    """What linked plans collect with it, in their order; one query."""
    followers = quarter.followers.collecting().select_related("plan__board", "meeting")
    return list(followers.order_by("plan__starts_on", "plan"))


def _silent_beside(quarter: Quarter) -> list[Action]:
    """Silent actions of linked plans that are collected with it; three queries at most."""
    if quarter.plan.is_linked or not (followers := _followers(quarter)):
        return []
    actions = (
        Action.objects.filter(plan__in=[each.plan_id for each in followers])
        .counted()
        .with_status(quarter, followed=True)
        .filter(is_silent=True)
        .with_owners()
        .called_apart()
        .select_related("plan__board")
        .order_by("plan__starts_on", "plan", "section__position", "position", "pk")
    )
    return list(actions)


def _silent(quarter: Quarter) -> list[Action]:
    return list(
        quarter.plan.actions.counted()
        .with_status(quarter)
        .filter(is_silent=True)
        .with_owners()
        .select_related("plan__board")
        .called_apart()
        .in_plan_order()
    )


def last_call(quarter: Quarter) -> bool:
    """Whether the plan has a last reminder sent before the deadline, and these are the days for it."""
    days, left = quarter.plan.last_reminder_days, quarter.days_to_deadline
    return days is not None and left is not None and 0 <= left <= days


def letters_of(
    quarter: Quarter, *, sender: str = "", note: str = "", with_last: bool = False
) -> list[Letter]:
    """One letter a person who speaks for an owner of silent actions or is named beside one, by name; with those of
    linked plans that are collected with the quarter. Ten queries at most.

    Empty unless `quarter` is being collected. Leavers and lapsed memberships speak for nobody. `note` is a line of the
    sender's own. `with_last`, for the timer: in the last days, who has not had the quarter's last reminder gets it,
    unless they were reminded today.
    """
    if quarter.state != Quarter.State.COLLECTING:
        return []
    plan, beside = quarter.plan, _silent_beside(quarter)
    silent = _silent(quarter) + beside
    bodies = {owner.body_id: owner.body for action in silent for owner in action.asked_of if owner.body}
    only_beside = {owner.body_id for action in beside for owner in action.asked_of} - {
        owner.body_id for action in silent if action.plan_id == plan.pk for owner in action.asked_of
    }
    unanswered = unanswered_of(plan)
    many = {body.pk: body for _, asked in unanswered for body in asked}
    seats = {}
    for voices in voices_of(plan, (many | bodies).values()).values():
        for row in voices.speakers:
            seats.setdefault(row.person, []).append(row)
    for person in _named_on(silent, plan):
        seats.setdefault(person, [])
    before = list(
        Reminder.objects.filter(quarter__plan=plan)
        .perhaps_arrived()
        .order_by("sent_at", "pk")
        .only("person", "quarter", "sent_at", "is_last", "letter__state")
    )
    latest_to = {each.person_id: each for each in before}
    had_last = {each.person_id for each in before if each.is_last and each.quarter_id == quarter.pk}
    in_last_days = with_last and last_call(quarter)
    address = settings.BASE_URL.rstrip("/") + plan.action_list_url(owner="mine", silent="on")
    letters = []
    for person in sorted(seats, key=lambda each: (by_letters(each.name), each.pk)):
        theirs = {seat.body_id for seat in seats[person]}
        asked = {a.pk for a in silent if theirs & {owner.body_id for owner in a.asked_of}}
        theirs_silent = [a for a in silent if a.pk in asked or _names(a, person)]
        actions = [a for a in theirs_silent if a.plan_id == plan.pk]
        linked = [a for a in theirs_silent if a.plan_id != plan.pk]
        owning = [
            *(body for pk, body in bodies.items() if pk in theirs - only_beside),
            *_named_beside(person, actions, theirs),
        ]
        answers = [(action, body) for action, asked in unanswered for body in asked if body.pk in theirs]
        latest = latest_to.get(person.pk)
        is_last = in_last_days and person.pk not in had_last
        words = chase(
            SilentOwner(None, " and ".join(body.name for body in owning), actions, ""),
            [person],
            plan=plan,
            quarter=quarter,
            address=address,
            sender=sender or plan.board.name,
            left=_left(quarter),
            note=note,
            is_last=is_last,
            answers=answers,
            beside=linked,
            site=settings.BASE_URL.rstrip("/"),
        )
        letters.append(
            Letter(
                person,
                [*actions, *linked, *dict.fromkeys(action for action, _ in answers)],
                words.subject,
                words.text,
                _why_not(person, latest, every=1 if is_last else EVERY),
                bool(person.email and latest and latest.is_in_doubt),
                is_last,
            )
        )
    return letters


def _named_on(silent: list[Action], plan: Plan) -> list[Person]:
    """People whom silent actions name beside an owner that is asked, as far as they work here and may update; one query
    where there are any."""
    named = {owner.named_person_id for action in silent for owner in action.asked_of if owner.named}
    if not named:
        return []
    reads = plan.board.roles.in_force().only_reading().values("person")
    return list(Person.objects.on_board_now(plan.board).filter(pk__in=named).exclude(pk__in=reads))


def _names(action: Action, person: Person) -> bool:
    return any(owner.named == person for owner in action.asked_of)


def _named_beside(person: Person, actions: list[Action], theirs: set[int]) -> list[Body]:
    """The bodies beside which somebody is named, other than those they speak for."""
    found = {
        owner.body_id: owner.body
        for action in actions
        for owner in action.asked_of
        if owner.named == person and owner.body_id not in theirs
    }
    return [body for body in found.values() if body]


def days_to_wait(last: datetime | None) -> int:
    """For how many days nobody is written to again who was on `last`; 0: now."""
    return max(EVERY - (clock.today() - clock.day_of(last)).days, 0) if last else 0


def _why_not(person: Person, last: Reminder | None, *, every: int) -> str:
    if not person.email:
        return "No e-mail address"
    # A clock that was put back has sent it tomorrow: that is today.
    days = max((clock.today() - clock.day_of(last.sent_at)).days, 0) if last else every
    if days >= every:
        return ""
    ago = "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} ago"
    return f"Perhaps reminded {ago}" if last.is_in_doubt else f"Reminded {ago}"


def _left(quarter: Quarter) -> str:
    days = quarter.days_to_deadline
    if days is None:
        return ""
    counted = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return "today" if days == 0 else f"{counted} left" if days > 0 else f"{counted} ago"
