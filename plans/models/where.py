"""Where something was decided, as people read it."""

from datetime import date, datetime

from django.utils import timezone

from plans.rules.ahead import said_ahead
from subgroups.models import Meeting


def where_decided(meeting: Meeting | None, outside_because: str, on: date | datetime | None) -> str:
    """The meeting, and that it was decided ahead of it where it was; else how outside one; empty where nobody said."""
    if isinstance(on, datetime):
        on = timezone.localtime(on).date()
    if meeting:
        return said_ahead(str(meeting), meeting.held_on, on)
    return f"outside a meeting: {outside_because}" if outside_because else ""
