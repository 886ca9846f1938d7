from reporting.models.due_report import DueReport
from reporting.models.event import ReportingEvent
from reporting.models.highlight import Highlight
from reporting.models.monitoring_report import MonitoringReport
from reporting.models.planner import Obligation, PlannedReport

__all__ = [
    "DueReport",
    "Highlight",
    "MonitoringReport",
    "Obligation",
    "PlannedReport",
    "ReportingEvent",
]
