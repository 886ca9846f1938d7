from reporting.models.due_reports import DueReport
from reporting.models.event import ReportingEvent
from reporting.models.highlights import Highlight
from reporting.models.planner import Obligation, PlannedReport
from reporting.models.reports import MonitoringReport, Signature
from reporting.models.yearly import (
    FinanceLine,
    YearlyHeading,
    YearlyReport,
    YearlySection,
    YearlySignature,
)

__all__ = [
    "DueReport",
    "FinanceLine",
    "Highlight",
    "MonitoringReport",
    "Obligation",
    "PlannedReport",
    "ReportingEvent",
    "Signature",
    "YearlyHeading",
    "YearlyReport",
    "YearlySection",
    "YearlySignature",
]
