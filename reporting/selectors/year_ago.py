"""Which final a report is set beside: that of the same time a year ago."""

from plans.rules.rhythm import a_year_before
from reporting.models import MonitoringReport


def final_a_year_before(report: MonitoringReport) -> MonitoringReport | None:
    """The latest version of the final of the same plan's reporting period a year before; two queries.

    A plan does not look into the plan before it: its actions are others.
    """
    finals = MonitoringReport.objects.frozen().filter(plan=report.plan_id)
    quarters = {
        each.quarter.span: each.quarter_id
        for each in finals.without_pdf().select_related("quarter")
        if each.quarter_id != report.quarter_id
    }
    found = a_year_before(report.quarter.span, quarters)
    if found is None:
        return None
    of_then = finals.filter(quarter=quarters[found]).defer("pdf").select_related("plan", "quarter")
    return of_then.order_by("-version").first()
