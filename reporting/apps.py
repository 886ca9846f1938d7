from django.apps import AppConfig

from lscb.events import audit_codes, locks
from lscb.work import housekeeping


class ReportingConfig(AppConfig):
    """So what: the reporting planner, highlights, monitoring reports, documents in and out."""

    name = "reporting"
    verbose_name = "Reporting"

    def ready(self):
        from plans.models import Plan
        from reporting.models import ReportingEvent

        # What follows when meetings change, whose words the glossary looks through, and who keeps lists of actions.
        from reporting.operations import following  # noqa: F401
        from reporting.printing.pdf import cache
        from reporting.selectors import as_at, planner  # noqa: F401

        audit_codes.register(ReportingEvent, rows=self.get_models())
        locks.changed_as_a_whole(Plan, "planned_report.plan", "obligation.planned_report.plan")
        housekeeping.register(cache.tidy)
