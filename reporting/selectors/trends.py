"""How a plan went: what its finals kept, and the period that has no final yet as the plan stands."""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from lscb import clock
from lscb.unchanged import until_a_change
from plans.models import Plan, Quarter
from plans.selectors.courses import Past, keeps_courses
from plans.selectors.quarters import quarter_shown
from reporting.models import MonitoringReport
from reporting.models.reports import MonitoringReportQuerySet
from reporting.report.breakdowns import Breakdown
from reporting.report.content import MonitoringReportContent, part_from_json
from reporting.report.position import Position
from reporting.report.reading import content_of, gather_now
from reporting.report.trends import Kept, counts_by_part

IN_SMALL = 8  # reports that a small picture is drawn from


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
    kept = _kept(finals)
    shown = quarter_shown(plan)
    if shown is None:
        return Course((), None, None, ())
    opened = None if shown.pk in kept else Quarter.objects.for_reports().get(pk=shown.pk)
    if opened:
        latest = gather_now(opened)
        kept[opened.pk] = Kept(
            latest.front.quarter, clock.day_of(latest.front.position_at), latest.position, latest.breakdowns
        )
    else:
        latest = content_of(finals.defer("pdf").get(pk=list(kept.values())[-1].report))
    left_out = plan.quarters.opened().exclude(pk__in=kept).order_by("starts_on")
    return Course(tuple(kept.values()), latest, opened, tuple(left_out.values_list("name", flat=True)))


@until_a_change(16)
def kept_before(quarter: Quarter | None, at_most: int) -> list[Kept]:
    """What the last finals before a quarter, which is in sight, kept, oldest first; the last is the one it is compared
    with. One query."""
    if quarter is None:
        return []
    finals = MonitoringReport.objects.before(quarter).of_latest_version()
    return list(_kept(finals[:at_most]).values())


def pasts_of(person, plan: Plan) -> list[Past]:
    """How many each of the last finals counted of each part, oldest first; one query."""
    finals = MonitoringReport.objects.visible_to(person).filter(plan=plan).frozen().of_latest_version()
    kept = _kept(finals.order_by("-quarter__starts_on")[:IN_SMALL])
    return [Past(each.quarter, counts_by_part(each)) for each in kept.values()]


def _kept(finals: MonitoringReportQuerySet) -> dict[int, Kept]:
    """By quarter, oldest first; of several versions the latest."""
    rows = finals.values_list(
        "quarter__starts_on",
        "version",
        "quarter",
        "pk",
        "number",
        "content__front__quarter",
        "content__front__position_at",
        "content__position",
        "content__breakdowns",
    )
    return {
        quarter: Kept(
            name,
            datetime.fromisoformat(at).date(),
            part_from_json(position, Position),
            part_from_json(breakdowns, tuple[Breakdown, ...]),
            pk,
            number,
        )
        for _, _, quarter, pk, number, name, at, position, breakdowns in sorted(rows, key=itemgetter(0, 1))
    }


keeps_courses(pasts_of)
