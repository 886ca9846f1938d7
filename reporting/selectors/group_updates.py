"""Which groups a meeting asks for their updates, and what each of them sent: a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from lscb import clock
from lscb.wording import long_date
from reporting.models import DueReport, GroupUpdate
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
    queries."""
    return asked_of(DueReport.objects.of_each_group().filter(meeting=meeting).order_by("pk"))


def asked_of(found: Iterable[DueReport]) -> list[AskedGroup]:
    """The same of reports, read by `of_each_group` or `with_words`; two queries where any is of each group."""
    duties = [due for due in found if due.is_of_each_group]
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


def missing_of(bodies: Iterable[Body], owed: Iterable[DueReport]) -> list[AskedGroup]:
    """Of reports that are owed, the updates that some groups owe to the next meeting that asks them. `owed` as for
    `asked_of`, in the order of their days."""
    keys = {body.pk for body in bodies}
    coming = [due for due in owed if due.is_of_each_group and due.due_on >= clock.today()]
    return [
        each
        for each in asked_of(due for due in coming if due.meeting_id == coming[0].meeting_id)
        if each.body.pk in keys and each.is_missing
    ]
