"""One-to-ones with the members of agencies, and inductions: when they were held, and when the next is due."""

from datetime import date

from django.db import transaction

from lscb import clock
from lscb.errors import Refused
from lscb.events import guards, locks
from lscb.operations import keep
from subgroups.models import Body, OneToOne, Person


@transaction.atomic
def record_one_to_one(
    *, body: Body, kind: str, by: Person, held_on: date | None = None, next_on: date | None = None
) -> OneToOne:
    """One was held, or the next is planned, or both.

    :raises Refused: without any day, for a day held that is to come or a next one that is past, or of a body that
        stands for no agency.
    """
    meeting = OneToOne(body=body, kind=kind, held_on=held_on, next_on=next_on)
    locks.hold(meeting)
    if not body.agency_id:
        raise Refused("One-to-ones are with the members of agencies.")
    wrong = guards.not_yet(held_on=held_on)
    if held_on is None and next_on is None:
        wrong["held_on"] = "Say when it was held, or when the next is due."
    if next_on and next_on < clock.today():
        wrong["next_on"] = "The next one cannot be due on a day that has passed."
    elif held_on and next_on and next_on <= held_on:
        wrong["next_on"] = "The next one comes after the one that was held."
    guards.refuse(wrong)
    return keep(meeting, by=by)
