"""Business events of a plan: one function each, atomic and audited. Views, admin and imports call these."""

from plans.operations.actions import (
    NOT_LOOKED,
    add_action,
    agree_completion,
    change_action,
    finish_item,
    record_milestone,
    reopen_action,
    withdraw_action,
)
from plans.operations.challenges import (
    answer_challenge,
    change_challenge,
    close_challenge,
    raise_challenge,
    reopen_challenge,
)
from plans.operations.date_changes import ask_for_new_date, decide_new_date
from plans.operations.decisions import (
    agree_unasked_date,
    agree_waiting,
    correct_where,
    record_decision,
    refuse_completion,
    settle_promise,
)
from plans.operations.findings import link_to_priority, place_known_owners, place_owner, set_review_date
from plans.operations.measures import record_measure_value
from plans.operations.progress import accept_proposal, record_update
from plans.operations.quarters import add_quarter, close_quarter, open_first_quarter, open_quarter
from plans.operations.readings import (
    choose_reading,
)
from plans.operations.reminders import remind, send_reminders
from plans.operations.retention import keep_plan
from plans.operations.risks import close_risk, record_risk, review_risk
from plans.operations.starting import add_sections, start_plan
from plans.operations.succession import Part, archive_plan, carry_over, restore_plan, start_next_plan
from plans.operations.words import choose_words

__all__ = [
    "NOT_LOOKED",
    "Part",
    "accept_proposal",
    "add_action",
    "add_quarter",
    "add_sections",
    "agree_completion",
    "agree_unasked_date",
    "agree_waiting",
    "answer_challenge",
    "archive_plan",
    "ask_for_new_date",
    "carry_over",
    "change_action",
    "change_challenge",
    "choose_reading",
    "choose_words",
    "close_challenge",
    "close_quarter",
    "close_risk",
    "correct_where",
    "decide_new_date",
    "finish_item",
    "keep_plan",
    "link_to_priority",
    "open_first_quarter",
    "open_quarter",
    "place_known_owners",
    "place_owner",
    "raise_challenge",
    "record_decision",
    "record_measure_value",
    "record_milestone",
    "record_risk",
    "record_update",
    "refuse_completion",
    "remind",
    "reopen_action",
    "reopen_challenge",
    "restore_plan",
    "review_risk",
    "send_reminders",
    "set_review_date",
    "settle_promise",
    "start_next_plan",
    "start_plan",
    "withdraw_action",
]
