"""What the first page asks: what to decide and of whom to ask it, and what one's own groups owe."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from lscb.wording import listed
from lscb.words import sentence_lower
from plans.models import Action, Plan, ProgressUpdate, Quarter
from plans.rules.movement import Movement, movement
from plans.rules.ratings import NO_UPDATE, WORST_FIRST, Rating
from reporting.models import DueReport, Highlight, MonitoringReport
from reporting.report.reading import content_of
from reporting.selectors.forward_plan import Line, line_of
from reporting.selectors.planner import PlannerRow, planned_reports, rows_of
from reporting.selectors.signing import waits_for_signature_of
from subgroups.models import Body, Meeting

OWED = 8  # reports, the longest late first; the forward plan has the rest


# --- For a chair, a scrutineer, an auditor --------------------------------------------------------------------


@dataclass(frozen=True)
class OffTrack:
    """An action off track and the update that says why and what will bring it back; where the action is silent, the
    update by which it was off track before."""

    action: Action
    update: ProgressUpdate | None


@dataclass(frozen=True)
class Worse:
    """An action rated worse than in the last final report; `was` is the letter printed there."""

    action: Action
    was: str


@dataclass(frozen=True)
class LatestReport:
    """The last report that a meeting was given, how many decisions it asked for, and whether it waits for the
    signature of whoever asks."""

    report: MonitoringReport
    decisions: int
    waits_for_you: bool


def latest_report(person, plan: Plan) -> LatestReport | None:
    """The latest final report with its content; one query, and two more while it waits for signatures."""
    latest = (
        MonitoringReport.objects.visible_to(person)
        .filter(plan=plan)
        .frozen()
        .defer("pdf")
        .select_related("plan__board", "quarter")
        .order_by("-quarter__starts_on", "-version")
        .first()
    )
    if latest is None:
        return None
    waits = waits_for_signature_of(person, latest)
    return LatestReport(latest, len(content_of(latest).decisions), waits)


def off_track(actions: list[Action]) -> list[OffTrack]:
    """Those off track, and after them those silent that were when last rated, each with that update; one query.

    `actions` as `with_status` and `with_update_before` read them, worst first.
    """
    red = str(Rating.OFF_TRACK)
    said = {action: action.update_id for action in actions if action.rating_now == red}
    said |= {
        action: action.update_before_id
        for action in actions
        if action.is_silent and action.rating_before == red
    }
    updates = ProgressUpdate.objects.select_related("by", "quarter").in_bulk(said.values())
    return [OffTrack(action, updates.get(pk)) for action, pk in said.items()]


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
    """The person's groups that are asked, and whether each has written its words for the quarter; one query. A linked
    plan asks nobody beside its business plan."""
    if quarter is None or quarter.follows_id or quarter.state != Quarter.State.COLLECTING:
        return []
    written = set(Highlight.objects.filter(quarter=quarter, body__in=mine).values_list("body_id", flat=True))
    return [(body, body.pk in written) for body in mine if body.is_asked_for_highlights]


def reports_owed(person, plan: Plan, bodies: list[Body]) -> list[Line]:
    """The first reports that any of the bodies still has to bring, as lines of the forward plan; two queries."""
    due = DueReport.objects.visible_to(person).of_plan(plan).expected().provided_by(bodies)
    return [line_of(each) for each in due.with_words().order_by("due_on", "pk")[:OWED]]


def reports_provided(person, plan: Plan, bodies: list[Body]) -> list[PlannerRow]:
    """Rows of the planner that any of the bodies provides."""
    rows = rows_of(planned_reports(person, plan))
    return [row for row in rows if any(row.is_provided_by(body) for body in bodies)]


# --- For the board team ---------------------------------------------------------------------------------------


def report_of(person, quarter: Quarter) -> tuple[MonitoringReport | None, MonitoringReport | None]:
    """The quarter's final report, if any; and the final that a version now begun corrects; one query."""
    newest, before = [
        *MonitoringReport.objects.visible_to(person).filter(quarter=quarter).for_reports()[:2],
        None,
        None,
    ][:2]
    return (newest, None) if newest and newest.is_frozen else (None, before)


def left_without_report(person, quarter: Quarter) -> Quarter | None:
    """The quarter before, where it was opened and nobody has made its report, or its corrected report, final; one
    query."""
    finals = MonitoringReport.objects.frozen().filter(quarter=OuterRef("pk"))
    before = (
        Quarter.objects.visible_to(person)
        .filter(plan=quarter.plan_id, starts_on__lt=quarter.starts_on)
        .opened()
        .newest_first()
        .annotate(has_report=Exists(finals))
        .first()
    )
    return before if before and (before.correcting or not before.has_report) else None


# --- For everybody ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LastPosition:
    """Where the last report had the plan: `words` as "6 off track, 11 at risk"."""

    report: MonitoringReport
    words: str


def report_before(person, quarter: Quarter | None) -> MonitoringReport | None:
    """The final report that `quarter` is compared with; one query."""
    return MonitoringReport.objects.visible_to(person).last_before(quarter).first() if quarter else None


def position_in(report: MonitoringReport | None) -> LastPosition | None:
    """What a final report says of the position, in its own words and numbers, worst first."""
    if report is None:
        return None
    rows = sorted(content_of(report).position.rows, key=lambda row: WORST_FIRST.index(row.letter))
    return LastPosition(
        report, listed([f"{row.count.n} {sentence_lower(row.word)}" for row in rows if row.count.n])
    )


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
