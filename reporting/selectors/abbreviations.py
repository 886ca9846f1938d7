"""Whose words the glossary looks through besides a plan's own: those of the report that is being prepared."""

from collections.abc import Iterable

from plans.models import Plan, Quarter
from plans.selectors.glossary import uses_terms
from reporting.models import MonitoringReport
from reporting.report.content import words_in
from reporting.report.reading import gather


@uses_terms
def words_of_the_report(plan: Plan) -> Iterable[str]:
    """All that the report of the period being collected would say now; the queries of a report and two."""
    quarter = Quarter.objects.for_reports().collecting().filter(plan=plan).first()
    if quarter is None:
        return []
    draft = quarter.monitoring_reports.filter(state=MonitoringReport.State.DRAFT).first()
    return words_in(gather(quarter, draft=draft))
