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
from reporting.operations.yearly_drafting import begin_year, draft_section_again, draft_year_again
from reporting.operations.yearly_finals import approve_yearly, correct_yearly, finalise_yearly
from reporting.operations.yearly_headings import (
    keep_heading,
    move_heading,
    remove_heading,
    take_usual_headings,
)
from reporting.operations.yearly_writing import (
    add_section,
    keep_finance,
    keep_recipients,
    leave_drafted,
    leave_out_section,
    look_at_section,
    move_section,
    take_drafted,
    take_in_section,
    write_section,
)

__all__ = [
    "add_section",
    "approve_report",
    "approve_yearly",
    "ask_group_after_all",
    "begin_year",
    "choose_duty_reading",
    "correct_board_report",
    "correct_report",
    "correct_yearly",
    "defer_report",
    "draft_section_again",
    "draft_year_again",
    "edit_board_report",
    "edit_draft",
    "excuse_group",
    "finalise_board_report",
    "finalise_report",
    "finalise_yearly",
    "generate_due_reports",
    "keep_finance",
    "keep_heading",
    "keep_public_pages",
    "keep_recipients",
    "leave_drafted",
    "leave_out_section",
    "look_at_section",
    "look_at_texts",
    "move_heading",
    "move_section",
    "place_report",
    "prepare_publication",
    "publish",
    "publish_edition",
    "receive_report",
    "remind_groups",
    "remove_heading",
    "report_not_needed",
    "send_group_update",
    "start_board_report",
    "start_draft",
    "start_edition",
    "take_drafted",
    "take_in_section",
    "take_usual_headings",
    "undo_due_report",
    "withdraw_publication",
    "word_edition",
    "write_highlight",
    "write_section",
]
