from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """So what: the reporting planner, highlights, monitoring reports, documents in and out."""

    name = "reporting"
    verbose_name = "Reporting"

    def ready(self):
        from reporting.operations import following  # noqa: F401  (says what follows when meetings change)
