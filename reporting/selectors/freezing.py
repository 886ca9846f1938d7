"""What a final report holds is not undone any more."""

from lscb.models import AuditEntry
from plans.models import LastStep
from plans.selectors.undoing import ends_undo
from reporting.models import MonitoringReport, ReportingEvent


@ends_undo
def final_since(step: LastStep) -> str:
    """A report of the plan has become final since, and says what was done. One query."""
    finals = AuditEntry.objects.of_model(MonitoringReport).filter(
        operation=ReportingEvent.REPORT_FINALISED,
        pk__gt=step.entry,
        thing_id__in=MonitoringReport.objects.filter(plan=step.action.plan_id).values("pk"),
    )
    return "A report that is final says it." if finals.exists() else ""
