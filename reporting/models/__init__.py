from reporting.models.highlight import Highlight
from reporting.models.monitoring_report import MonitoringReport
from reporting.models.planner import DueReport, Obligation, PlannedReport

__all__ = ["DueReport", "Highlight", "MonitoringReport", "Obligation", "PlannedReport"]
