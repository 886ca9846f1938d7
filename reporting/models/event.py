"""What happens to reports and the planner, as the audit trail names it."""

from lscb.events.audit_codes import AuditCode


class ReportingEvent(AuditCode):
    """Codes are stored and never change; the words beside them may."""

    REPORT_STARTED = "report-started", "report started"
    DRAFT_EDITED = "draft-edited", "report words changed"
    REPORT_FINALISED = "report-finalised", "report made final"
    REPORT_APPROVED = "report-approved", "report approved"
    REPORT_SIGNED = "report-signed", "report approved by one of those who are asked to"
    REPORT_CORRECTED = "report-corrected", "report corrected"
    FINAL_READ = "final-read", "final report read"
    FINAL_OPENED_AS_PDF = "final-opened-as-pdf", "final report opened as a PDF"
    FINAL_SAVED_AS_WORD = "final-saved-as-word", "final report saved for Word"
    DRAFT_SAVED_AS_WORD = "draft-saved-as-word", "draft report saved for Word"
    SHEET_SAVED_AS_WORD = "sheet-saved-as-word", "sheet of a group saved for Word"
    FORWARD_PLAN_EXPORTED = "forward-plan-exported", "forward plan saved as a file"
    DATA_READ = "data-read", "read as data by a key"
    HIGHLIGHT_WRITTEN = "highlight-written", "highlight written"
    FORWARD_PLAN_UPDATED = "forward-plan-updated", "forward plan brought up to date"
    DUTY_READ_OTHERWISE = "duty-read-otherwise", "planner's words read another way"
    REPORT_PLACED = "report-placed", "report put on the forward plan"
    REPORT_RECEIVED = "report-received", "report received"
    REPORT_DEFERRED = "report-deferred", "report deferred"
    REPORT_NOT_NEEDED = "report-not-needed", "report not needed"
    REPORT_EXPECTED_AGAIN = "report-expected-again", "report expected again"
    PUBLIC_PAGES_KEPT = "public-pages-kept", "settings of the public pages changed"
    PUBLICATION_PREPARED = "publication-prepared", "publication begun"
    PUBLICATION_CHANGED = "publication-changed", "texts for publication looked at"
    PUBLISHED = "published", "published for everybody"
    UNPUBLISHED = "unpublished", "publication withdrawn"
