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
from reporting.operations.publications import (
    keep_public_pages,
    look_at_texts,
    prepare_publication,
    publish,
    withdraw_publication,
)
from reporting.operations.reports import (
    approve_report,
    correct_report,
    edit_draft,
    finalise_report,
    start_draft,
)

__all__ = [
    "approve_report",
    "choose_duty_reading",
    "correct_report",
    "defer_report",
    "edit_draft",
    "finalise_report",
    "generate_due_reports",
    "keep_public_pages",
    "look_at_texts",
    "place_report",
    "prepare_publication",
    "publish",
    "receive_report",
    "report_not_needed",
    "start_draft",
    "undo_due_report",
    "withdraw_publication",
    "write_highlight",
]
