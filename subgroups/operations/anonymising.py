"""Whoever left long ago is no longer named: the law lets names be kept for as long as they are needed, not longer."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, locks
from lscb.events.anonymise import take_out_name
from lscb.wording import long_date, number_of
from subgroups.models import Attendance, GroupEvent, Person

log = logging.getLogger(__name__)

Forgets = Callable[[Person, list[str]], None]
_forgets: list[Forgets] = []


def names_people_in_text(forget: Forgets) -> Forgets:
    """Let an app above this one take names out of texts that the product itself wrote, in the same transaction.

    `forget(person, earlier)` has the person as they are called now, and the names and addresses they went by.
    """
    _forgets.append(forget)
    return forget


def whole_name(person: Person) -> str:
    """What somebody is called who is no longer named; the number tells two of them apart."""
    return f"Former member {person.pk}"


@transaction.atomic
def anonymise(*, person: Person, by: Person | None) -> Person:
    """Take a leaver's name, e-mail and job title out of everything that is not frozen, for good.

    Finals keep what they printed, and what people typed in words of their own stays. What they did, where and when
    stays too, under a name that names nobody.

    :raises Refused: for whoever works here, has a place or a role, or left less than LSCB_LEAVERS_KEPT days ago.
    """
    locks.hold(person)
    until = person.left_on and person.left_on + timedelta(days=settings.LEAVERS_KEPT)
    if person.is_active or until is None:
        raise Refused("They have not left.")
    if person.anonymised_on:
        raise Refused("They are no longer named already.")
    if until > clock.today():
        raise Refused(f"Their name is kept until {long_date(until)}.")
    today = clock.today()
    if person.memberships.not_over(today).exists() or person.board_roles.not_over().exists():
        raise Refused("They still have a place or a role. End it first.")
    before = person.history.values_list("name", "email")
    earlier = {person.name, person.email, *(words for pair in before for words in pair)} - {None, ""}
    seat = person.memberships.select_related("body__board").order_by("-ends_on").first()
    role = person.board_roles.select_related("board").order_by("-ends_on").first()
    person.name, person.email, person.job_title = whole_name(person), None, ""
    person.anonymised_on = today
    audit.save(person, by, ["name", "email", "job_title", "anonymised_on"])
    # The history of rows leaves passwords out.
    Person.objects.filter(pk=person.pk).update(password=make_password(None), last_login=None)
    person.history.update(name=person.name, email=None, job_title="")
    EmailAddress.objects.filter(user=person).delete()
    for known_by in (Authenticator, SocialAccount, UserSession):
        known_by.objects.filter(user=person).delete()
    for rows in (person.attendances, Attendance.history.filter(person=person)):
        rows.update(name=person.name)
    for forget in _forgets:
        forget(person, _longest_first(earlier))
    take_out_name(
        person,
        event=GroupEvent.ANONYMISED,
        earlier=earlier,
        by=by,
        board=role.board if role else seat.board if seat else None,
    )
    return person


def _longest_first(words: Iterable[str | None]) -> list[str]:
    return sorted(filter(None, words), key=len, reverse=True)


def anonymise_leavers() -> str:
    """Whoever left longer ago than leavers are kept is no longer named. For the timer."""
    left_before = clock.today() - timedelta(days=settings.LEAVERS_KEPT)
    done = 0
    for person in Person.objects.filter(
        is_active=False, left_on__lte=left_before, anonymised_on=None
    ).order_by("pk"):
        try:
            anonymise(person=person, by=None)
            done += 1
        except Refused as refused:
            log.warning("Person %s stays named: %s", person.pk, " ".join(refused.messages))
    return f"Leavers no longer named: {number_of(done, 'person', 'people')}."
