"""Places on bodies: given, and ended on a day."""

from datetime import date

from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import guards, locks
from lscb.operations import keep
from subgroups.models import Agency, Body, Membership, Person

ENDS_FIRST = "It ends before it starts; correct one of the two dates."


@transaction.atomic
def give_place(
    *,
    person: Person,
    body: Body,
    role: str,
    by: Person | None,
    agency: Agency | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Put a person down for a body, from a day (since ever) to another (until it is ended), both included.

    :raises Refused: when they have left, or hold this place in that time already; for a deputy without both days, a
        body that became part of another, or an agency of another board.
    """
    locks.hold(person)
    place = Membership(
        person=person, body=body, role=role, agency=agency, starts_on=starts_on, ends_on=ends_on
    )
    locks.hold(place)
    if not person.is_active:
        raise Refused("They have left; say first that they work here again.")
    wrong = guards.strangers(body.board, agency=agency)
    if starts_on and ends_on and ends_on < starts_on:
        wrong["ends_on"] = ENDS_FIRST
    elif (
        person.memberships.filter(body=body, role=role)
        .overlapping(starts_on or clock.today(), ends_on)
        .exists()
    ):
        wrong["body"] = f"They hold this place already: {place}."
    guards.refuse(wrong)
    return keep(place, by=by)


@transaction.atomic
def end_place(*, place: Membership, ends_on: date, by: Person) -> Membership:
    """A person's place ends on a day, the last one on which they hold it.

    :raises Refused: when that is before it began.
    """
    locks.hold(place.person)
    locks.hold(place)
    if place.starts_on and ends_on < place.starts_on:
        raise Refused({"ends_on": ENDS_FIRST})
    place.ends_on = ends_on
    return keep(place, by=by, fields=["ends_on"])
