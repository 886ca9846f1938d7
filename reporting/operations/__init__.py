"""Business events of reporting: one function each, atomic and audited. Whoever calls has checked the person."""

from reporting.operations.highlights import write_highlight
from reporting.operations.planner import (
    choose_duty_reading,
    defer_report,
    generate_due_reports,
    place_report,
    receive_report,
    report_not_needed,
    undo_due_report,
)
from reporting.operations.reports import (
    approve_report,
    correct_report,
    edit_draft,
    finalise_report,
    start_draft,
)
from reporting.operations.yearly_drafting import begin_year, draft_section_again, draft_year_again
from reporting.operations.yearly_headings import (
    keep_heading,
    move_heading,
    remove_heading,
    take_usual_headings,
)

__all__ = [
    "approve_report",
    "begin_year",
    "choose_duty_reading",
    "correct_report",
    "defer_report",
    "draft_section_again",
    "draft_year_again",
    "edit_draft",
    "finalise_report",
    "generate_due_reports",
    "keep_heading",
    "move_heading",
    "place_report",
    "receive_report",
    "remove_heading",
    "report_not_needed",
    "start_draft",
    "take_usual_headings",
    "undo_due_report",
    "write_highlight",
]
