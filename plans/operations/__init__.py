"""Business events of a plan: one function each, atomic and audited. Views, admin and imports call these."""

from plans.operations.actions import (
    add_action,
    agree_completion,
    change_action,
    finish_item,
    record_milestone,
    reopen_action,
    withdraw_action,
)
from plans.operations.date_changes import ask_for_new_date, decide_new_date
from plans.operations.progress import NOT_LOOKED, record_update
from plans.operations.quarters import add_quarter, close_quarter, open_quarter
from plans.operations.readings import choose_reading, dates_typed, names_of, our_reading_of, reading_of
from plans.operations.reminders import remind, send_reminders

__all__ = [
    "NOT_LOOKED",
    "add_action",
    "add_quarter",
    "agree_completion",
    "ask_for_new_date",
    "change_action",
    "choose_reading",
    "close_quarter",
    "dates_typed",
    "decide_new_date",
    "finish_item",
    "names_of",
    "open_quarter",
    "our_reading_of",
    "reading_of",
    "record_milestone",
    "record_update",
    "remind",
    "reopen_action",
    "send_reminders",
    "withdraw_action",
]
