"""Business events of reporting: one function each, atomic and audited. Whoever calls has checked the person."""

from reporting.operations.board_reports import (
    correct_board_report,
    edit_board_report,
    finalise_board_report,
    start_board_report,
)
from reporting.operations.editions import publish_edition, start_edition, word_edition
from reporting.operations.group_updates import (
    ask_group_after_all,
    excuse_group,
    remind_groups,
    send_group_update,
)
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

__all__ = [
    "approve_report",
    "ask_group_after_all",
    "choose_duty_reading",
    "correct_board_report",
    "correct_report",
    "defer_report",
    "edit_board_report",
    "edit_draft",
    "excuse_group",
    "finalise_board_report",
    "finalise_report",
    "generate_due_reports",
    "place_report",
    "publish_edition",
    "receive_report",
    "remind_groups",
    "report_not_needed",
    "send_group_update",
    "start_board_report",
    "start_draft",
    "start_edition",
    "undo_due_report",
    "word_edition",
    "write_highlight",
]
