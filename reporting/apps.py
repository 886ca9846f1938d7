from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """So what: the reporting planner, highlights, monitoring reports, documents in and out."""

    name = "reporting"
    verbose_name = "Reporting"

    def ready(self):
        # What follows when meetings change, and whose words the glossary looks through.
        from lscb import housekeeping
        from reporting.operations import following  # noqa: F401
        from reporting.printing.pdf import cache
        from reporting.selectors import planner  # noqa: F401

        housekeeping.register(cache.tidy)
