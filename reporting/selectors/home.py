"""What the first page asks: what to decide and of whom to ask it, and what one's own groups owe."""

from collections.abc import Iterable
from dataclasses import dataclass

from plans.models import Action, Plan, ProgressUpdate, Quarter
from plans.rules.movement import Movement, movement
from plans.rules.ratings import NO_UPDATE, Rating
from reporting.models import DueReport, Highlight, MonitoringReport
from reporting.report.reading import content_of
from reporting.selectors.forward_plan import Line, line_of
from reporting.selectors.planner import PlannerRow, planned_reports, rows_of
from subgroups.models import Body, Meeting

OWED = 8  # reports, the longest late first; the forward plan has the rest


# --- For a chair, a scrutineer, an auditor --------------------------------------------------------------------


@dataclass(frozen=True)
class OffTrack:
    """An action off track and the update that says why and what will bring it back."""

    action: Action
    update: ProgressUpdate | None


@dataclass(frozen=True)
class Worse:
    """An action rated worse than in the last final report; `was` is the letter printed there."""

    action: Action
    was: str


@dataclass(frozen=True)
class LatestReport:
    """The last report that a meeting was given, and how many decisions it asked for."""

    report: MonitoringReport
    decisions: int


def final_reports(
    person, plan: Plan, quarter: Quarter | None
) -> tuple[LatestReport | None, MonitoringReport | None]:
    """The latest final report, and the one that `quarter` is compared with, both with their content; two queries."""
    reports = MonitoringReport.objects.visible_to(person).filter(plan=plan)
    latest = (
        reports.frozen()
        .defer("pdf")
        .select_related("plan", "quarter", "approved_by")
        .order_by("-quarter__starts_on", "-version")
        .first()
    )
    before = reports.last_before(quarter).first() if quarter else None
    return (LatestReport(latest, len(content_of(latest).decisions)) if latest else None), before


def off_track(actions: Iterable[Action]) -> list[OffTrack]:
    """Those off track, in the order given, each with its last update; one query.

    `actions` as `with_status` reads them.
    """
    found = [action for action in actions if action.rating_now == Rating.OFF_TRACK]
    updates = ProgressUpdate.objects.select_related("by").in_bulk([action.update_id for action in found])
    return [OffTrack(action, updates.get(action.update_id)) for action in found]


def worse_since(before: MonitoringReport | None, actions: Iterable[Action]) -> list[Worse]:
    """Actions rated worse now than `before` printed them or, where it had no update, than when they were last rated."""
    if before is None:
        return []
    content = content_of(before)
    worse = []
    for action in actions:
        was = content.row[action.pk].now.rating if action.pk in content.counted else None
        if was == NO_UPDATE:
            was = action.rating_before or NO_UPDATE
        if was and movement(was, action.rating_now) == Movement.WORSE:
            worse.append(Worse(action, was))
    return worse


# --- For whoever speaks for a group ---------------------------------------------------------------------------


def highlights_written(quarter: Quarter | None, mine: list[Body]) -> list[tuple[Body, bool]]:
    """The person's groups that meet, and whether each has written its words for the quarter; one query."""
    if quarter is None or quarter.state != Quarter.State.COLLECTING:
        return []
    written = set(Highlight.objects.filter(quarter=quarter, body__in=mine).values_list("body_id", flat=True))
    return [(body, body.pk in written) for body in mine if body.kind != Body.Kind.POST]


def reports_owed(person, plan: Plan, bodies: list[Body]) -> list[Line]:
    """The first reports that any of the bodies still has to bring, as lines of the forward plan; two queries."""
    due = DueReport.objects.visible_to(person).of_plan(plan).expected().provided_by(bodies)
    return [line_of(each) for each in due.with_words().order_by("due_on", "pk")[:OWED]]


def reports_provided(person, plan: Plan, bodies: list[Body]) -> list[PlannerRow]:
    """Rows of the planner that any of the bodies provides."""
    rows = rows_of(planned_reports(person, plan))
    return [row for row in rows if any(row.is_provided_by(body) for body in bodies)]


# --- For everybody ----------------------------------------------------------------------------------------------


def with_meeting(quarter: Quarter | None) -> Quarter | None:
    """The quarter with the meeting that its report goes to."""
    if quarter and quarter.meeting_id:
        quarter.meeting = Meeting.objects.select_related("body").get(pk=quarter.meeting_id)
    return quarter


def next_meetings(plan: Plan, body_ids: list[int]) -> list[Meeting]:
    """The next meeting of each of the person's bodies and of the business group; one query."""
    meetings = Meeting.objects.to_come().filter(body__board=plan.board_id).select_related("body")
    first: dict[int, Meeting] = {}
    for meeting in meetings:
        if meeting.body_id in body_ids or meeting.body.kind == Body.Kind.BUSINESS_GROUP:
            first.setdefault(meeting.body_id, meeting)
    return list(first.values())
