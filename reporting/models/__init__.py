from reporting.models.due_reports import DueReport
from reporting.models.editions import PlanEdition
from reporting.models.event import ReportingEvent
from reporting.models.highlights import Highlight
from reporting.models.planner import Obligation, PlannedReport
from reporting.models.reports import MonitoringReport, Signature

__all__ = [
    "DueReport",
    "Highlight",
    "MonitoringReport",
    "Obligation",
    "PlanEdition",
    "PlannedReport",
    "ReportingEvent",
    "Signature",
]
