"""Reading what a yearly report is drafted from, in a fixed number of queries: the finals' own contents, and beside them
the rows that no final holds. The one module here that knows the database.

A year's finals are the latest versions of those of the board's business plans whose period ends in the year. Linked
plans roll up into theirs and are not read.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import Q

from lscb import clock
from lscb.wording import long_date
from plans.models import AgencyReturn, Matter, Plan, Quarter, Recommendation, Review, ScrutinyEntry
from plans.rules.known import known
from plans.rules.ratings import Rating
from plans.rules.recommendations import State
from plans.rules.rhythm import ONE_DAY, year_name
from plans.selectors.recommendations import ActionOf, RecommendationRow, recommendation_rows
from reporting.models import DueReport, MonitoringReport
from reporting.models.reports import MonitoringReportQuerySet
from reporting.report.content import part_from_json
from reporting.report.position import PositionRow
from reporting.report.reading import content_of
from reporting.yearly.facts import (
    AgencyFacts,
    DueFacts,
    Final,
    FindingFacts,
    MatterFacts,
    NextPlanFacts,
    PlanYear,
    RecommendationFacts,
    ReviewFacts,
    YearFacts,
)
from subgroups.models import Attendance, Board, Body
from subgroups.rules.attendance import by_agency
from subgroups.selectors.attendance import stood


def year_of(board: Board, starts_on: date) -> tuple[str, date]:
    """The name of the board's year that begins on a day, and its last day."""
    return year_name(starts_on), starts_on + relativedelta(years=1) - ONE_DAY


def years_of(board: Board, today: date) -> list[date]:
    """The first days of the years that a report can be begun of, the latest first: those in which a reporting period of
    a business plan ends, until the one that today is in. One query."""
    ends = Quarter.objects.filter(plan__board=board, plan__business_plan=None).values_list(
        "ends_on", flat=True
    )
    return sorted({begins_on(board, day) for day in ends if begins_on(board, day) <= today}, reverse=True)


def begins_on(board: Board, day: date) -> date:
    """The first day of the board's year that a day falls in."""
    begins = day.replace(month=board.year_starts_in, day=1)
    return begins if begins <= day else begins - relativedelta(years=1)


def read(board: Board, starts_on: date) -> YearFacts:
    """Everything that a year's report is drafted from."""
    name, ends_on = year_of(board, starts_on)
    plans = _plans(board, starts_on, ends_on)
    words = plans[-1].own_words if plans else board.own_words
    return YearFacts(
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        plans=tuple(_plan_years(plans, starts_on, ends_on)),
        matters=tuple(_matters(board, starts_on, ends_on)),
        reviews=tuple(_reviews(board)),
        agencies=tuple(_agencies(board, starts_on, ends_on)),
        due=_due(board, starts_on, ends_on),
        findings=tuple(_findings(board, starts_on, ends_on)),
        next_plans=tuple(_next_plans(board, ends_on)),
        own_words=words,
    )


# --- Finals -----------------------------------------------------------------------------------------------------------


def _plans(board: Board, first: date, last: date) -> list[Plan]:
    """The business plans that report in the year, the oldest first."""
    periods = Quarter.objects.filter(ends_on__range=(first, last))
    plans = list(
        Plan.objects.filter(board=board, business_plan=None, quarters__in=periods)
        .distinct()
        .order_by("starts_on", "pk")
    )
    for plan in plans:
        plan.board = board
    return plans


def finals_of(board: Board, first: date, last: date) -> MonitoringReportQuerySet:
    """The finals that a year's report stands on, the oldest first."""
    return (
        MonitoringReport.objects.filter(
            plan__board=board, plan__business_plan=None, quarter__ends_on__range=(first, last)
        )
        .frozen()
        .of_latest_version()
        .defer("pdf")
        .select_related("quarter")
        .order_by("plan", "quarter__starts_on")
    )


def _plan_years(plans: Sequence[Plan], first: date, last: date) -> Iterable[PlanYear]:
    """Three queries: the finals of the year, what was complete before it, and the periods without a final."""
    if not plans:
        return
    finals: dict[int, list[MonitoringReport]] = defaultdict(list)
    for final in finals_of(plans[0].board, first, last):
        finals[final.plan_id].append(final)
    before = _complete_before(plans, first)
    periods = defaultdict(list)
    for quarter in Quarter.objects.filter(plan__in=plans, ends_on__range=(first, last)).order_by("starts_on"):
        periods[quarter.plan_id].append(quarter)
    for plan in plans:
        reported = {final.quarter_id for final in finals[plan.pk]}
        yield PlanYear(
            title=plan.title,
            finals=tuple(
                Final(known(final.number), final.version, content_of(final)) for final in finals[plan.pk]
            ),
            before=before.get(plan.pk),
            missing=tuple(each.name for each in periods[plan.pk] if each.pk not in reported),
            began_before=plan.starts_on < first,
        )


def _complete_before(plans: Sequence[Plan], first: date) -> dict[int, frozenset[int]]:
    """What the last final before the year had as complete, by plan; of each only its counts are read."""
    rows = (
        MonitoringReport.objects.filter(plan__in=plans, quarter__ends_on__lt=first)
        .frozen()
        .of_latest_version()
        .order_by("quarter__starts_on")
        .values_list("plan", "content__position__rows")
    )
    return {
        plan: frozenset(
            pk
            for row in part_from_json(position, tuple[PositionRow, ...])
            if row.letter == Rating.COMPLETE
            for pk in row.count.ids
        )
        for plan, position in rows
    }


# --- What no final holds ----------------------------------------------------------------------------------------------


def _matters(board: Board, first: date, last: date) -> Iterable[MatterFacts]:
    rows = Matter.objects.filter(meeting__body__board=board, meeting__held_on__range=(first, last)).for_page()
    for row in rows.order_by("meeting__held_on", "pk"):
        yield MatterFacts(
            meeting=f"{row.meeting.body.name}, {long_date(row.meeting.held_on)}",
            words=row.words,
            by=row.owner.name if row.owner else "",
            state=str(row.get_state_display()),
            outcome=row.outcome,
        )


def _reviews(board: Board) -> Iterable[ReviewFacts]:
    """Those that are shared; the oldest first."""
    made: dict[int, list[RecommendationRow]] = defaultdict(list)
    for row in recommendation_rows(Recommendation.objects.filter(review__board=board).shared().in_order()):
        made[row.recommendation.review_id].append(row)
    for review in Review.objects.filter(board=board).shared().for_list().reverse():
        days = [review.notified_on, review.commissioned_on, *(each.done_on for each in review.stages.all())]
        begun_on = min(filter(None, days), default=None)
        yield ReviewFacts(
            name=f"{review.kind}: {review.code_name}",
            topic=review.topic,
            begun_on=begun_on,
            concluded_on=review.concluded_on,
            recommendations=tuple(map(_recommendation, made[review.pk])),
            planned_for=None if begun_on else review.planned_for,
            stopped_on=review.stopped_on,
            stopped_because=review.stopped_because,
        )


def _recommendation(row: RecommendationRow) -> RecommendationFacts:
    made, look = row.recommendation, row.last_look
    refused_on = made.responded_on if row.state == State.NOT_ACCEPTED else None
    return RecommendationFacts(
        made.pk,
        made.number,
        made.text,
        str(row.state),
        to=tuple(made.addressed),
        actions=tuple(
            (each.action.pk, each.action.reference or each.action.text, _now(each)) for each in row.actions
        ),
        reason=made.response_reason,
        evidence=made.evidence,
        closed_because=made.closed_because,
        found=f"{look.get_found_display()}. {look.words}" if look else "",
        settled_on=look.on if look else made.closed_on or refused_on,
    )


def _now(each: ActionOf) -> str:
    return each.letter if each.counts else str(each.word)


def _findings(board: Board, first: date, last: date) -> Iterable[FindingFacts]:
    """What was shared of what was found in the year, in the order in which it was found."""
    for row in ScrutinyEntry.objects.filter(board=board).in_year(first, last).for_page():
        yield FindingFacts(
            kind=str(row.get_kind_display()),
            asks=row.asks,
            on=row.seen_on,
            source=row.source,
            words=row.words,
            to=row.to.name if row.to else "",
            response=row.response,
            outcome=row.outcome,
        )


def _agencies(board: Board, first: date, last: date) -> Iterable[AgencyFacts]:
    """Three queries: those that were agencies of the board on a day of the year, who was at which meeting, whatever the
    agency was called then, and what was returned of what was asked in the year."""
    there = Q(ended_on=None) | Q(ended_on__gt=first)
    bodies = list(
        Body.objects.filter(there, board=board, kind=Body.Kind.AGENCY, merged_into=None).select_related(
            "agency"
        )
    )
    called = {body.agency_id: body.agency.name for body in bodies if body.agency}
    attended = list(
        Attendance.objects.filter(
            meeting__body__board=board, meeting__held_on__range=(first, last)
        ).for_page()
    )
    lines = zip(attended, stood(attended), strict=True)
    came = {
        each.name: each
        for each in by_agency(
            replace(line, agency=called.get(row.agency_id, line.agency)) for row, line in lines
        )
    }
    returns: dict[int, list[str]] = defaultdict(list)
    asked = AgencyReturn.objects.filter(
        assessment__plan__board=board, assessment__asked_on__range=(first, last)
    ).select_related("assessment")
    for row in asked.order_by("assessment__asked_on", "pk"):
        returns[row.body_id].append(_returned(row))
    for body in bodies:
        stands = came.get(body.agency.name if body.agency else body.name)
        yield AgencyFacts(
            body=body.pk,
            name=body.name,
            label=body.label,
            present=stands.present if stands else 0,
            of=stands.of if stands else 0,
            returned=tuple(returns[body.pk]),
        )


def _returned(row: AgencyReturn) -> str:
    if row.sent_at is None and row.assessment.closed_at is None and row.assessment.due_on >= clock.today():
        return f"{row.assessment.title}: nothing returned yet, due {long_date(row.assessment.due_on)}"
    if row.sent_at is None:
        return f"{row.assessment.title}: nothing returned"
    day = clock.day_of(row.sent_at)
    late = ", late" if day > row.assessment.due_on else ""
    return f"{row.assessment.title}: returned {long_date(day)}{late}"


def _due(board: Board, first: date, last: date) -> DueFacts:
    """Of reports that were due in the year, one that was put off to another meeting counts where it went."""
    rows = list(
        DueReport.objects.filter(obligation__planned_report__plan__board=board, due_on__range=(first, last))
    )
    state = {each: [row for row in rows if row.state == each] for each in DueReport.State}
    received = state[DueReport.State.RECEIVED]
    return DueFacts(
        due=len(rows),
        received=len(received),
        late=sum(bool(row.received_on and row.received_on > row.due_on) for row in received),
        deferred=len(state[DueReport.State.DEFERRED]),
        not_needed=len(state[DueReport.State.NOT_NEEDED]),
        overdue=sum(row.is_late for row in state[DueReport.State.EXPECTED]),
        to_come=sum(not row.is_late for row in state[DueReport.State.EXPECTED]),
    )


def _next_plans(board: Board, last: date) -> Iterable[NextPlanFacts]:
    """Live business plans that have days in the year after, by their priorities or else their sections."""
    plans = Plan.objects.filter(board=board, business_plan=None, state=Plan.State.LIVE, ends_on__gt=last)
    for plan in plans.filter(starts_on__lte=last + relativedelta(years=1)).prefetch_related(
        "priorities", "sections"
    ):
        priorities, sections = list(plan.priorities.all()), list(plan.sections.all())
        if parts := priorities or sections:
            yield NextPlanFacts(
                title=plan.title,
                label=plan.priority_label_plural if priorities else plan.section_label_plural,
                parts=tuple(map(str, parts)),
            )
