"""What a private calendar address answers: meetings, due dates of actions and reports due, as iCalendar (RFC 5545).

Everything is asked for as the address's person would see it now, so a role that ended ends the calendar too.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import DateTimeField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from icalendar import Calendar, Event

from lscb import clock
from lscb.characters import cleaned
from lscb.lines import run_on, with_bullets
from lscb.wording import long_date
from plans.models import Action, Milestone, Plan
from reporting.models import DueReport
from subgroups.models import Body, CalendarAddress, Meeting
from subgroups.signing_in.authentication import belongs_here

LONDON = ZoneInfo("Europe/London")
# When a row without history last changed: any day will do, as long as it is always the same.
_UNKNOWN = Value(datetime(2000, 1, 1, tzinfo=UTC), output_field=DateTimeField())
LOOKS_BACK = timedelta(days=90)  # of meetings
# Nobody types how long a meeting lasts, and a calendar draws one without an end as a line: it is shown as two hours.
LASTS = timedelta(hours=2)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Feed:
    """A calendar as bytes, with what tells whether it changed."""

    content: bytes
    etag: str
    changed_at: datetime | None


def bodies_of(address: CalendarAddress) -> list[Body]:
    """The bodies an address is about: its own; those the person sits on; all of a board that gave them a role.

    Empty when the person may not see the board any more, or has left.
    """
    person = address.person
    if not (person.is_active and belongs_here(person)):
        return []
    bodies = Body.objects.visible_to(person).filter(board=address.board_id)
    if address.body_id:
        return list(bodies.filter(pk=address.body_id))
    if not person.authority.roles.get(address.board_id):
        sits_on = person.memberships.current().values("body")
        bodies = bodies.filter(pk__in=sits_on)
    return list(bodies)


def feed_of(address: CalendarAddress, bodies: list[Body], base: str) -> Feed:
    """The calendar of `bodies` as the address's person sees it; links begin with `base`."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SERVICE_NAME}//{settings.VERSION}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _name(address))
    calendar.add("x-wr-timezone", "Europe/London")
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    slug, person = address.board.slug, address.person
    plans = {plan.pk: plan for plan in Plan.objects.visible_to(person).filter(board=address.board_id)}
    live = [pk for pk, plan in plans.items() if plan.state == Plan.State.LIVE]
    asked = _asked_of(address, live, bodies)
    changed: list[datetime] = []

    def add(kind: str, row, summary: str, start, description: str = "", url: str = "", **more) -> None:
        event = Event()
        event.add("uid", f"{kind}-{row.pk}@{slug}")
        event.add("dtstamp", row.changed_at.astimezone(UTC).replace(microsecond=0))
        event.add("last-modified", row.changed_at.astimezone(UTC).replace(microsecond=0))
        event.add("dtstart", start)
        # The end is the first moment after: of a whole day, the next day (RFC 5545, 3.6.1).
        event.add("dtend", start + (LASTS if isinstance(start, datetime) else ONE_DAY))
        event.add("summary", run_on(cleaned(summary)))
        for name, value in (("description", description), ("url", url and base + url), *more.items()):
            if value:
                event.add(
                    name, with_bullets(cleaned(value)) if name in ("description", "location") else value
                )
        changed.append(row.changed_at)
        calendar.add_component(event)

    for meeting in _with_changes(_meetings(person, bodies)):
        start = (
            datetime.combine(meeting.held_on, meeting.held_at, LONDON) if meeting.held_at else meeting.held_on
        )
        add(
            "meeting",
            meeting,
            f"{'Cancelled: ' if meeting.cancelled else ''}{meeting.body.name}",
            start,
            meeting.cancelled_because
            if meeting.cancelled
            else f"Papers due {long_date(meeting.papers_deadline)}",
            location=meeting.place,
            status="CANCELLED" if meeting.cancelled else "CONFIRMED",
            # A day without a time, or on which nobody meets after all, blocks nobody's calendar.
            transp="TRANSPARENT" if meeting.cancelled or meeting.held_at is None else "OPAQUE",
        )
    for action in _with_changes(_actions(asked)):
        add(
            "action",
            action,
            f"{_said('Due', action)}: {action.reference} {action.short_text}".replace("  ", " "),
            action.due_on,
            action.text,
            action.get_absolute_url(),
            transp="TRANSPARENT",
        )
    for milestone in _with_changes(_milestones(asked)):
        action = milestone.action
        add(
            "milestone",
            milestone,
            f"{_said('Milestone', action)}: {action.reference} {action.short_text}".replace("  ", " "),
            milestone.due_on,
            milestone.words,
            action.get_absolute_url(),
            transp="TRANSPARENT",
        )
    for due in _with_changes(_reports(person, live, bodies)):
        papers = f"Papers due {long_date(due.papers_due_on)}. " if due.papers_due_on else ""
        add(
            "report",
            due,
            f"Report due: {due.what} to {due.forum.label}",
            due.due_on,
            f"{papers}{due.obligation.planned_report.tells}",
            reverse("reporting:forward-plan", args=[plans[due.obligation.planned_report.plan_id].slug]),
            transp="TRANSPARENT",
        )
    calendar.add_missing_timezones()
    content = calendar.to_ical()
    return Feed(content, f'"{hashlib.sha256(content).hexdigest()}"', max(changed, default=None))


def _said(what: str, action: Action) -> str:
    """What falls on the day, and whether somebody has still to confirm that day."""
    return f"{what} (to be confirmed)" if action.has_date_to_confirm else what


def _name(address: CalendarAddress) -> str:
    return f"{address.board.short_name}: {address.body.name if address.body else address.person.name}"


def _with_changes(rows: QuerySet) -> QuerySet:
    """Rows with when each last changed, as its history tells."""
    history = rows.model.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_date")
    return rows.annotate(changed_at=Coalesce(Subquery(history.values("history_date")[:1]), _UNKNOWN))


def _meetings(person, bodies: list[Body]) -> QuerySet[Meeting]:
    return (
        Meeting.objects.visible_to(person)
        .filter(body__in=bodies, held_on__gte=clock.today() - LOOKS_BACK)
        .select_related("body")
        .order_by("held_on", "pk")
    )


def _asked_of(address: CalendarAddress, plans: list[int], bodies: list[Body]) -> QuerySet[Action]:
    """Actions that wait for one of the bodies, which own them or answer as one of all of a kind; in somebody's own
    calendar those too that name them. What is complete waits for nobody."""
    keys = [body.pk for body in bodies]
    asked = (
        Action.objects.visible_to(address.person)
        .filter(plan__in=plans, state=Action.State.LIVE)
        .owned_by_any(
            keys,
            person=None if address.body_id else address.person,
            everyone=Body.objects.filter(pk__in=keys).as_everyone(),
        )
    )
    return asked.exclude(pk__in=Action.objects.filter(plan__in=plans).said_complete().values("pk"))


def _actions(asked: QuerySet[Action]) -> QuerySet[Action]:
    return asked.filter(due_on__isnull=False).select_related("plan").order_by("due_on", "pk")


def _milestones(asked: QuerySet[Action]) -> QuerySet[Milestone]:
    return (
        Milestone.objects.filter(
            action__in=asked.filter(due_on__isnull=True), due_on__isnull=False, done_on__isnull=True
        )
        .select_related("action__plan")
        .order_by("due_on", "pk")
    )


def _reports(person, plans: list[int], bodies: list[Body]) -> QuerySet[DueReport]:
    """Reports still expected that one of the bodies provides."""
    owed = DueReport.objects.visible_to(person).provided_by(bodies).values("pk")
    return (
        DueReport.objects.filter(Q(pk__in=owed), obligation__planned_report__plan__in=plans)
        .expected()
        .select_related("obligation__planned_report", "forum", "meeting")
        .order_by("due_on", "pk")
    )
