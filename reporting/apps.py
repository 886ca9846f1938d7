from django.apps import AppConfig

from lscb import audit_codes


class ReportingConfig(AppConfig):
    """So what: the reporting planner, highlights, monitoring reports, documents in and out."""

    name = "reporting"
    verbose_name = "Reporting"

    def ready(self):
        from reporting.models import ReportingEvent
        from reporting.planner import following  # noqa: F401  (says what follows when meetings change)

        audit_codes.register(ReportingEvent, rows=self.get_models())
