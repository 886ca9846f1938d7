from django.apps import AppConfig

from lscb.events import audit_codes
from lscb.work import housekeeping


class ReportingConfig(AppConfig):
    """So what: the reporting planner, highlights, monitoring reports, documents in and out."""

    name = "reporting"
    verbose_name = "Reporting"

    def ready(self):
        from lscb.backup.layout import keeps_finals
        from lscb.importing import kinds
        from reporting.models import ReportingEvent

        # What follows when meetings change, what hangs on a leaver, whose words the glossary looks through,
        # who keeps lists of actions and how parts went, what is told of agencies, what can no longer be undone.
        from reporting.operations import following, group_updates, planner_import  # noqa: F401
        from reporting.printing.pdf import cache
        from reporting.printing.word import lists  # noqa: F401  (writes lists as Word tables)
        from reporting.selectors import (  # noqa: F401
            abbreviations,
            agencies,
            as_at,
            entrusted,
            freezing,
            own_record,
            papers_kept,
            planner,
            searched,
            trends,
        )

        audit_codes.register(
            ReportingEvent,
            rows=self.get_models(),
            kinds={
                audit_codes.Kind.READING: [
                    ReportingEvent.FINAL_READ,
                    ReportingEvent.FINAL_OPENED_AS_PDF,
                    ReportingEvent.FINAL_SAVED_AS_WORD,
                    ReportingEvent.DRAFT_SAVED_AS_WORD,
                    ReportingEvent.SHEET_SAVED_AS_WORD,
                    ReportingEvent.FORWARD_PLAN_EXPORTED,
                    ReportingEvent.EDITION_READ,
                    ReportingEvent.EDITION_OPENED_AS_PDF,
                    ReportingEvent.EDITION_SAVED_AS_WORD,
                    ReportingEvent.DATA_READ,
                    ReportingEvent.BOARD_REPORT_READ,
                    ReportingEvent.BOARD_REPORT_OPENED_AS_PDF,
                    ReportingEvent.BOARD_REPORT_SAVED_AS_WORD,
                    ReportingEvent.GROUP_UPDATE_FILE_TAKEN,
                ]
            },
        )
        for final in ("MonitoringReport", "BoardReport", "YearlyReport", "PlanEdition", "Publication"):
            keeps_finals(self.get_model(final), pdf="pdf", sha256="pdf_sha256", content="content")
        housekeeping.register(cache.tidy)
        housekeeping.register(group_updates.remind_in_time)
        housekeeping.register(group_updates.delete_left_files)
        kinds.register(planner_import.PLANNER)
        searched.say()
