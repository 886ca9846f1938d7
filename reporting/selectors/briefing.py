"""What an independent chair or scrutineer asks, and of whom: off track, worse since the last final, silent."""

from collections.abc import Iterable
from dataclasses import dataclass

from plans.models import Action, Plan, ProgressUpdate, Quarter
from plans.rules.ratings import Movement, Rating, movement
from reporting.models import MonitoringReport
from reporting.report.reading import content_of


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

    `actions` as `with_standing` reads them.
    """
    found = [action for action in actions if action.rating_now == Rating.OFF_TRACK]
    updates = ProgressUpdate.objects.select_related("by").in_bulk([action.update_id for action in found])
    return [OffTrack(action, updates.get(action.update_id)) for action in found]


def worse_since(before: MonitoringReport | None, actions: Iterable[Action]) -> list[Worse]:
    """Actions rated worse now than `before` printed them, in the order given."""
    if before is None:
        return []
    printed = {row.id: row.now.rating for row in content_of(before).rows}
    return [
        Worse(action, printed[action.pk])
        for action in actions
        if movement(printed.get(action.pk), action.rating_now) == Movement.WORSE
    ]
