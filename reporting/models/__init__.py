from reporting.models.board_report import BoardReport
from reporting.models.due_reports import DueReport
from reporting.models.editions import PlanEdition
from reporting.models.event import ReportingEvent
from reporting.models.group_updates import GroupUpdate
from reporting.models.highlights import Highlight
from reporting.models.planner import Obligation, PlannedReport
from reporting.models.publications import Publication, PublicPages
from reporting.models.reports import MonitoringReport, Signature
from reporting.models.yearly import (
    FinanceLine,
    YearlyHeading,
    YearlyReport,
    YearlySection,
    YearlySignature,
)

__all__ = [
    "BoardReport",
    "DueReport",
    "FinanceLine",
    "GroupUpdate",
    "Highlight",
    "MonitoringReport",
    "Obligation",
    "PlanEdition",
    "PlannedReport",
    "PublicPages",
    "Publication",
    "ReportingEvent",
    "Signature",
    "YearlyHeading",
    "YearlyReport",
    "YearlySection",
    "YearlySignature",
]
