"""Which groups a meeting asks for their updates, and what each of them sent: a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from lscb import clock
from lscb.wording import long_date
from reporting.models import DueReport, GroupUpdate
from reporting.models.due_reports import DueReportQuerySet
from subgroups.models import Body, Meeting


@dataclass(frozen=True)
class AskedGroup:
    """A group that is asked for its update to a meeting, with what it sent or why it was excused."""

    due: DueReport
    body: Body
    update: GroupUpdate | None = None

    @property
    def state(self) -> str:
        """AskedGroup, received, silent (the papers were due and it sent nothing) or excused."""
        if self.update:
            return str(self.update.state)
        papers = self.due.papers_due_on
        return "silent" if papers and papers < clock.today() else "asked"

    @property
    def is_missing(self) -> bool:
        return self.update is None

    @property
    def words(self) -> str:
        """Where it stands, in words."""
        if self.update is None:
            papers = long_date(self.due.papers_due_on)
            return f"Silent: papers were due {papers}" if self.state == "silent" else f"Asked, by {papers}"
        if self.update.is_received:
            return f"Received {long_date(clock.day_of(self.update.at))}"
        return f"Excused: {self.update.reason}"


def asked_at(meeting: Meeting) -> list[AskedGroup]:
    """Every group that a meeting asks, in the board's order; nothing where no planner asks all subgroups. Three
    queries; the meeting's body is read."""
    duties = DueReport.objects.of_each_group().filter(meeting=meeting)
    return asked_of(duties.order_by("pk"))


def asked_of(found: DueReportQuerySet) -> list[AskedGroup]:
    """The same of such duties (`DueReportQuerySet.of_each_group`)."""
    duties = list(
        found.select_related("meeting__body__board", "forum", "obligation__planned_report__plan__board")
    )
    if not duties:
        return []
    sent = {
        (row.due_id, row.body_id): row
        for row in GroupUpdate.objects.filter(due__in=duties).select_related("by", "body")
    }
    # One that came before any group was asked for itself came from all of them together.
    apart = {due for due, _ in sent}
    duties = [due for due in duties if due.state == DueReport.State.EXPECTED or due.pk in apart]
    boards = {due.forum.board_id for due in duties}
    groups = list(
        Body.objects.filter(board__in=boards)
        .filter(Q(pk__in=[body for _, body in sent]) | Q(kind=Body.Kind.SUBGROUP))
        .filter(Q(pk__in=[body for _, body in sent]) | Q(merged_into=None))
        .select_related("board", "parent")
    )
    return [
        AskedGroup(due, body, sent.get((due.pk, body.pk)))
        for due in duties
        for body in groups
        if (due.pk, body.pk) in sent or (body.board_id == due.forum.board_id and _is_asked(body, due))
    ]


def _is_asked(body: Body, due: DueReport) -> bool:
    """A subgroup that had not ended by the day and reports to the Board, or to nobody that is written down: what
    reports to another group is told by that one."""
    reports_to = body.parent.kind if body.parent else Body.Kind.BOARD
    return (
        body.kind == Body.Kind.SUBGROUP
        and (body.ended_on is None or body.ended_on > due.due_on)
        and reports_to in (Body.Kind.BOARD, Body.Kind.BUSINESS_GROUP)
        and body.pk != due.forum_id
    )


def missing_of(bodies: Iterable[Body], *, person) -> list[AskedGroup]:
    """What some groups owe still to the next meeting that asks them; the earliest first."""
    keys = {body.pk for body in bodies if body.kind == Body.Kind.SUBGROUP}
    if not keys:
        return []
    coming = (
        DueReport.objects.visible_to(person)
        .of_each_group()
        .filter(meeting__held_on__gte=clock.today(), meeting__cancelled=False)
        .order_by("meeting__held_on", "pk")
    )
    first: dict[int, int] = {}
    found = []
    for each in asked_of(coming):
        if each.body.pk in keys and each.is_missing:
            soonest = first.setdefault(each.body.pk, each.due.meeting_id)
            if each.due.meeting_id == soonest:
                found.append(each)
    return found
