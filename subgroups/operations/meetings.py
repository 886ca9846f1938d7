"""Meetings: added, moved, cancelled."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from django.db import transaction

from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.wording import long_date
from subgroups.models import Body, GroupEvent, Meeting, Person
from subgroups.operations.bodies import merged


@transaction.atomic
def add_meetings(
    *,
    body: Body,
    days: Iterable[tuple[date, time | None]],
    by: Person,
    place: str = "",
    papers_ahead: int = 7,
) -> list[Meeting]:
    """Add a body's meetings at once, each with its day and time; papers are due so many days before.

    :raises Refused: when there is none, one stands twice or is there already, or the papers deadline is no number
        of days before.
    """
    days = sorted(days, key=lambda pair: pair[0])
    if not days:
        raise Refused("There is no day to add.")
    if not 0 <= papers_ahead <= 90:
        raise Refused("Papers are due from 0 to 90 days before a meeting.")
    wanted = [day for day, _ in days]
    if len(set(wanted)) < len(wanted):
        raise Refused("A day stands twice.")
    locks.hold(body)
    guards.refuse(merged(body=body))
    there = body.meetings.filter(held_on__in=wanted).order_by("held_on").values_list("held_on", flat=True)
    if there:
        raise Refused(f"{body} has a meeting already on {_listed(there)}.")
    ahead = timedelta(days=papers_ahead)
    meetings = [
        Meeting(
            body=body,
            held_on=day,
            held_at=at,
            place=place,
            papers_due_on=None if ahead == Meeting.PAPERS_AHEAD else day - ahead,
        )
        for day, at in days
    ]
    for meeting in meetings:
        audit.save(meeting, by)
    audit.record(GroupEvent.MEETINGS_ADDED, body, by=by, changes={"meetings": ["", _listed(wanted)]})
    return meetings


@transaction.atomic
def move_meeting(
    *,
    meeting: Meeting,
    held_on: date,
    by: Person,
    held_at: time | None = None,
    place: str = "",
    papers_due_on: date | None = None,
) -> Meeting:
    """A meeting is held on another day, at another time or place; without a papers deadline it is a week before.

    :raises Refused: for a cancelled meeting, a day its body meets on already, or papers due after it.
    """
    locks.hold(meeting)
    if meeting.cancelled:
        raise Refused("This meeting is cancelled. Add a new one instead.")
    wrong = {}
    if meeting.body.meetings.filter(held_on=held_on).exclude(pk=meeting.pk).exists():
        wrong["held_on"] = f"{meeting.body} has a meeting on that day already."
    if papers_due_on and papers_due_on > held_on:
        wrong["papers_due_on"] = "Papers are due on the day of the meeting at the latest."
    guards.refuse(wrong)
    fields = ["held_on", "held_at", "place", "papers_due_on"]
    before = audit.values_of(meeting, fields)
    meeting.held_on, meeting.held_at, meeting.place = held_on, held_at, place
    meeting.papers_due_on = papers_due_on
    if changes := audit.differences(before, audit.values_of(meeting, fields)):
        audit.save(meeting, by, fields)
        audit.record(GroupEvent.MEETING_MOVED, meeting, by=by, changes=changes)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: Person, reason: str = "") -> Meeting:
    """The meeting will not take place; what was due at it is put off by whoever keeps the planner.

    :raises Refused: when it is cancelled already.
    """
    locks.hold(meeting)
    if meeting.cancelled:
        raise Refused("This meeting is cancelled already.")
    meeting.cancelled, meeting.cancelled_because = True, reason.strip()
    audit.save(meeting, by, ["cancelled", "cancelled_because"])
    audit.record(
        GroupEvent.MEETING_CANCELLED, meeting, by=by, changes={"why": ["", meeting.cancelled_because]}
    )
    return meeting


def _listed(days: Iterable[date]) -> str:
    return ", ".join(long_date(day) for day in days)
