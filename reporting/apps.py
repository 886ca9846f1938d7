from django.apps import AppConfig

from lscb import audit_codes, locks


class ReportingConfig(AppConfig):
    """So what: the reporting planner, highlights, monitoring reports, documents in and out."""

    name = "reporting"
    verbose_name = "Reporting"

    def ready(self):
        from plans.models import Plan
        from reporting.models import ReportingEvent
        from reporting.planner import following  # noqa: F401  (says what follows when meetings change)

        audit_codes.register(ReportingEvent, rows=self.get_models())
        locks.changed_as_a_whole(Plan, "planned_report.plan", "obligation.planned_report.plan")
