"""How a plan went: what its finals kept, and the period that has no final yet as the plan stands."""

from dataclasses import dataclass
from datetime import datetime

from lscb import clock
from plans.models import Plan, Quarter
from plans.selectors.quarters import quarter_shown
from reporting.models import MonitoringReport
from reporting.report.breakdowns import Breakdown
from reporting.report.content import MonitoringReportContent, part_from_json
from reporting.report.position import Position
from reporting.report.reading import content_of, gather
from reporting.report.trends import Kept


@dataclass(frozen=True)
class Course:
    """What a trend is drawn from, oldest first. `latest` is the report of the last of `kept`, None where a plan has no
    reporting period yet; `opened` the period that it is the draft of, None where it is a final; `left_out` are periods
    that were closed without a report."""

    kept: tuple[Kept, ...]
    latest: MonitoringReportContent | None
    opened: Quarter | None
    left_out: tuple[str, ...]


def course_of(person, plan: Plan) -> Course:
    """A fixed number of queries: one for all finals, and those of one report."""
    finals = MonitoringReport.objects.visible_to(person).filter(plan=plan).frozen()
    kept = {
        quarter: Kept(
            name,
            datetime.fromisoformat(at).date(),
            part_from_json(position, Position),
            part_from_json(breakdowns, tuple[Breakdown, ...]),
            pk,
            number,
        )
        for quarter, pk, number, name, at, position, breakdowns in finals.order_by(
            "quarter__starts_on", "version"
        ).values_list(
            "quarter",
            "pk",
            "number",
            "content__front__quarter",
            "content__front__position_at",
            "content__position",
            "content__breakdowns",
        )
    }
    shown = quarter_shown(plan)
    if shown is None:
        return Course((), None, None, ())
    opened = None if shown.pk in kept else Quarter.objects.for_reports().get(pk=shown.pk)
    if opened:
        latest = gather(opened)
        kept[opened.pk] = Kept(
            latest.front.quarter, clock.day_of(latest.front.position_at), latest.position, latest.breakdowns
        )
    else:
        latest = content_of(finals.defer("pdf").get(pk=list(kept.values())[-1].report))
    left_out = plan.quarters.opened().exclude(pk__in=kept).order_by("starts_on")
    return Course(tuple(kept.values()), latest, opened, tuple(left_out.values_list("name", flat=True)))
