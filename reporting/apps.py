from django.apps import AppConfig

from lscb.events import audit_codes
from lscb.work import housekeeping


class ReportingConfig(AppConfig):
    """So what: the reporting planner, highlights, monitoring reports, documents in and out."""

    name = "reporting"
    verbose_name = "Reporting"

    def ready(self):
        from reporting.models import ReportingEvent

        # What follows when meetings change, what hangs on a leaver, whose words the glossary looks through,
        # who keeps lists of actions.
        from reporting.operations import following, leavers  # noqa: F401
        from reporting.printing.pdf import cache
        from reporting.selectors import as_at, own_record, planner  # noqa: F401

        audit_codes.register(
            ReportingEvent,
            rows=self.get_models(),
            kinds={
                audit_codes.Kind.READING: [
                    ReportingEvent.FINAL_READ,
                    ReportingEvent.FINAL_OPENED_AS_PDF,
                    ReportingEvent.FINAL_SAVED_AS_WORD,
                    ReportingEvent.DRAFT_SAVED_AS_WORD,
                    ReportingEvent.FORWARD_PLAN_EXPORTED,
                ]
            },
        )
        housekeeping.register(cache.tidy)
