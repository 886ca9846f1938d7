"""Which reports hang on whoever speaks for a group, and which drafts name a person."""

from collections import defaultdict

from django.db.models import Count, Q
from django.urls import reverse

from lscb.wording import number_of
from plans.models import Plan, Quarter
from reporting.models import (
    BoardReport,
    DueReport,
    Highlight,
    MonitoringReport,
    PlannedReport,
    ReportingEvent,
)
from reporting.models.board_report import BoardReportQuerySet
from reporting.models.reports import MonitoringReportQuerySet
from subgroups.models import Board, Body, Person
from subgroups.selectors.entrusted import Entrusted, Names, Naming, entrusts, is_named, names_people


@entrusts
def of_reports(board: Board, bodies: list[Body]) -> dict[int, list[Entrusted]]:
    """Rows of the reporting planner, reports due, and the words for a quarter that is being collected; four queries."""
    expected = Q(obligations__due_reports__state=DueReport.State.EXPECTED)
    rows = (
        PlannedReport.objects.filter(plan__board=board, plan__state=Plan.State.LIVE, providers__in=bodies)
        .select_related("plan")
        .prefetch_related("providers")
        .annotate(coming=Count("obligations__due_reports", filter=expected, distinct=True))
        .order_by("plan", "position", "pk")
    )
    provided: dict[tuple[int, Plan], dict[int, PlannedReport]] = defaultdict(dict)
    for report in rows:
        for body in report.providers.all():
            provided[body.pk, report.plan][report.pk] = report
    found: dict[int, list[Entrusted]] = defaultdict(list)
    for (body_id, plan), reports in provided.items():
        words = f"{number_of(len(reports), 'report', 'reports')} of the planner"
        if coming := sum(report.coming for report in reports.values()):
            words += f", due {number_of(coming, 'time', 'times')} on the forward plan"
        where = f"{reverse('reporting:forward-plan', args=[plan.slug])}?body={body_id}"
        found[body_id].append(Entrusted(words, where, tuple(report.what for report in reports.values())))
    _add_highlights(found, board, bodies)
    return found


def _add_highlights(found: dict[int, list[Entrusted]], board: Board, bodies: list[Body]) -> None:
    open_quarters = Quarter.objects.filter(
        plan__board=board, plan__state=Plan.State.LIVE, state=Quarter.State.COLLECTING, follows=None
    ).select_related("plan")
    quarters = list(open_quarters)
    written = set(
        Highlight.objects.filter(quarter__in=quarters, body__in=bodies).values_list("body", "quarter")
    )
    for body in bodies:
        if not body.is_asked_for_highlights:
            continue
        for quarter in quarters:
            state = "written" if (body.pk, quarter.pk) in written else "not written yet"
            where = reverse("plans:group-detail", args=[quarter.plan.slug, body.pk])
            found[body.pk].append(
                Entrusted(f"Its own words for {quarter.name}: {state}", f"{where}#highlight")
            )


def drafts_naming(board: Board, person: Person) -> list[Naming]:
    """Drafts of reports that somebody is to present."""
    drafts = open_drafts(board).filter(presenter__icontains=person.name).select_related("plan", "quarter")
    return [
        Naming(
            str(draft.pk),
            f"The report of {draft.quarter.name}, presented by {draft.presenter}",
            reverse("reporting:report-words", args=[draft.plan.slug, draft.quarter.slug]),
        )
        for draft in drafts.order_by("pk")
        if is_named(person.name, draft.presenter)
    ]


def open_drafts(board: Board) -> MonitoringReportQuerySet:
    """Those of live plans."""
    return MonitoringReport.objects.filter(plan__board=board, plan__state=Plan.State.LIVE, finalised_at=None)


names_people(
    "report", Names(drafts_naming, open_drafts, "presenter", "presented by", ReportingEvent.DRAFT_EDITED)
)


def board_drafts_naming(board: Board, person: Person) -> list[Naming]:
    """Drafts of reports to the Board that somebody is to present."""
    plan = Plan.objects.newest_live_of(board)
    drafts = open_board_drafts(board).filter(presenter__icontains=person.name).select_related("meeting__body")
    return [
        Naming(
            str(draft.pk),
            f"The report to {draft.meeting}, presented by {draft.presenter}",
            reverse("reporting:board-report-words", args=[plan.slug, draft.meeting_id]) if plan else "",
        )
        for draft in drafts.order_by("pk")
        if is_named(person.name, draft.presenter)
    ]


def open_board_drafts(board: Board) -> BoardReportQuerySet:
    """Those that are not final yet."""
    return BoardReport.objects.filter(board=board, finalised_at=None)


names_people(
    "board-report",
    Names(
        board_drafts_naming,
        open_board_drafts,
        "presenter",
        "presented by",
        ReportingEvent.BOARD_REPORT_EDITED,
    ),
)
