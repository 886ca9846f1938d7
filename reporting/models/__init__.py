from reporting.models.due_reports import DueReport
from reporting.models.event import ReportingEvent
from reporting.models.highlights import Highlight
from reporting.models.planner import Obligation, PlannedReport
from reporting.models.publications import Publication, PublicPages
from reporting.models.reports import MonitoringReport, Signature

__all__ = [
    "DueReport",
    "Highlight",
    "MonitoringReport",
    "Obligation",
    "PlannedReport",
    "PublicPages",
    "Publication",
    "ReportingEvent",
    "Signature",
]
