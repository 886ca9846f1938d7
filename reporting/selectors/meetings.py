"""What a list of meetings says of each: how many reports go to it, and how much it decided."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from plans.models import Action, DateChange, Decision, Matter, Plan
from reporting.models import DueReport
from subgroups.models import Meeting


@dataclass(frozen=True)
class MeetingLine:
    """A meeting with its reports, and what it decided about a plan and about other matters."""

    meeting: Meeting
    reports: int
    decided: int


def meeting_lines(plan: Plan, meetings: Iterable[Meeting]) -> list[MeetingLine]:
    """Five queries for all of them."""
    meetings = list(meetings)
    reports, decided = Counter[int](), Counter[int]()
    going = DueReport.objects.exclude(state=DueReport.State.NOT_NEEDED)
    dates = DateChange.objects.standing().no_longer_waiting()
    others = Decision.objects.standing()
    closed = Action.objects.filter(plan=plan, state=Action.State.CLOSED)
    for counter, rows, name in (
        (reports, going, "meeting"),
        (decided, dates.filter(action__plan=plan), "meeting"),
        (decided, others.filter(action__plan=plan), "meeting"),
        (decided, closed, "closed_at_meeting"),
        (decided, Matter.objects.all(), "meeting"),
    ):
        counted = rows.filter(**{f"{name}__in": meetings}).order_by().values_list(name).annotate(Count("pk"))
        for meeting, count in counted:
            counter[meeting] += count
    return [MeetingLine(each, reports[each.pk], decided[each.pk]) for each in meetings]
