"""An action's story: what was said, asked for and decided, newest first, with who and when."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from lscb.models import AuditEntry
from plans import ratings
from plans.models import Action, DateChange, ProgressUpdate, Quarter

SHOWN = 100  # entries, unless all are asked for

# Said in full by an update or a date change of the story, so the audit line would say it twice.
_TOLD_OTHERWISE = ["progress updated", "new date asked for", "new date agreed", "new date not agreed"]
# What everybody who sees the action may read; the rest of its audit trail is for those who may see that.
_DECISIONS = ["completion agreed", "action re-opened", "action withdrawn", "action carried over"]


@dataclass(frozen=True)
class Event:
    """One entry: `what` happened, who and when, and the words that belong to it as (label, words).

    `rating` is the letter of an update, else empty. `changes` are (field, old, new) of an audit entry.
    """

    at: datetime
    what: str
    by: str
    quarter: str
    rating: str = ""
    text: str = ""
    words: tuple[tuple[str, str], ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()


def story_of(
    action: Action, *, quarters: list[Quarter], with_audit: bool, at_most: int | None
) -> tuple[list[tuple[str, list[Event]]], bool]:
    """The events by quarter, newest first, and whether there are more than `at_most`. Three queries.

    An update belongs to the quarter it was said for, everything else to the quarter of its day.
    """
    last = None if at_most is None else at_most + 1
    entries = AuditEntry.objects.about(action).exclude(operation__in=_TOLD_OTHERWISE)
    if not with_audit:
        entries = entries.filter(operation__in=_DECISIONS)
    events = [
        *(_said(update) for update in action.updates.for_story()[:last]),
        *_moves(
            action.date_changes.select_related("asked_by", "decided_by", "meeting__body")[:last], quarters
        ),
        *(_recorded(entry, quarters) for entry in entries[:last]),
    ]
    events.sort(key=lambda event: event.at, reverse=True)
    more = at_most is not None and len(events) > at_most
    place = {quarter.name: place for place, quarter in enumerate(quarters)}  # newest first
    shown = sorted(events[:at_most], key=lambda event: place.get(event.quarter, len(place)))
    return [
        (quarter, list(group)) for quarter, group in groupby(shown, key=lambda event: event.quarter)
    ], more


def _said(update: ProgressUpdate) -> Event:
    by = str(update.by)
    if update.on_behalf_of:
        by += f" on behalf of {update.on_behalf_of}"
    fields = list(dict.fromkeys(need.field for needs in ratings.NEEDS.values() for need in needs))
    labels = {need.field: need.label for needs in ratings.NEEDS.values() for need in needs}
    labels[ratings.REASON.field] = ratings.REASON.label
    return Event(
        at=update.at,
        what="Update",
        by=by,
        quarter=update.quarter.name,
        rating=update.rating,
        text=update.progress,
        words=tuple(
            (labels[field], as_read(value))
            for field in [ratings.REASON.field, *fields]
            if (value := getattr(update, field))
        ),
    )


def _moves(changes: QuerySet[DateChange], quarters: list[Quarter]):
    """Asking and deciding are two entries."""
    for change in changes:
        moved = f"from {as_read(change.from_date)} to {as_read(change.to_date)}"
        yield Event(
            at=change.asked_at,
            what="New date asked for",
            by=str(change.asked_by),
            quarter=_quarter_of(change.asked_at, quarters),
            text=moved[0].upper() + moved[1:],
            words=(("Why", change.reason),),
        )
        if change.decided_at:
            agreed = change.state == DateChange.State.AGREED
            yield Event(
                at=change.decided_at,
                what="New date agreed" if agreed else "New date not agreed",
                by=str(change.decided_by),
                quarter=_quarter_of(change.decided_at, quarters),
                text=moved[0].upper() + moved[1:],
                words=(("At the meeting", str(change.meeting)),) if change.meeting else (),
            )


def _recorded(entry: AuditEntry, quarters: list[Quarter]) -> Event:
    return Event(
        at=entry.at,
        what=entry.operation[:1].upper() + entry.operation[1:],
        by=entry.by_name,
        quarter=_quarter_of(entry.at, quarters),
        changes=tuple(
            (field[:1].upper() + field[1:], as_read(old), as_read(new))
            for field, (old, new) in sorted(entry.changes.items())
        ),
    )


def _quarter_of(at: datetime, quarters: list[Quarter]) -> str:
    day = timezone.localtime(at).date()
    for quarter in quarters:
        if quarter.starts_on <= day <= quarter.ends_on:
            return quarter.name
    return "Outside the plan's quarters"


def as_read(value) -> str:
    """A value as a person reads it; the audit trail keeps dates as text."""
    if isinstance(value, str):
        try:
            value = parse_date(value) or value
        except ValueError:
            return value
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return "nothing" if value in (None, "") else str(value)
