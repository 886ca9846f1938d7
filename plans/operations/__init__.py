"""Business events of a plan: one function each, atomic and audited. Views, admin and imports call these."""

from plans.operations.actions import (
    NOT_LOOKED,
    add_action,
    agree_completion,
    change_action,
    finish_item,
    name_owners,
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
from plans.operations.chapters import add_chapter, change_chapter, move_chapter, remove_chapter
from plans.operations.date_changes import ask_for_new_date, decide_new_date
from plans.operations.decisions import (
    agree_unasked_date,
    agree_waiting,
    correct_where,
    record_decision,
    refuse_completion,
    settle_promise,
)
from plans.operations.depending import choose_dependencies
from plans.operations.evidence import (
    add_answer_evidence,
    add_evidence,
    add_recommendation_evidence,
    withdraw_evidence,
)
from plans.operations.findings import link_to_priority, place_known_owners, place_owner, set_review_date
from plans.operations.importing import keep_document, take_in, take_out
from plans.operations.items import add_item, change_item, remove_item
from plans.operations.linked import link_plan, point_action, start_linked_plan
from plans.operations.linking import Link, link_levels
from plans.operations.matters import (
    change_matter,
    follow_up_matter,
    record_matter,
    reopen_matter,
    withdraw_matter,
)
from plans.operations.measures import record_measure_value
from plans.operations.one_of_many import answer_as_one
from plans.operations.progress import SomeRefused, accept_proposal, record_several, record_update
from plans.operations.quarters import (
    add_quarter,
    change_rhythm,
    close_quarter,
    open_first_quarter,
    open_quarter,
)
from plans.operations.readings import (
    choose_reading,
)
from plans.operations.recommendations import (
    add_recommendation,
    answer_recommendation,
    change_recommendation,
    close_recommendation,
    link_recommendation,
    look_at_impact,
    rename_theme,
    reopen_recommendation,
)
from plans.operations.reminders import remind, send_reminders, set_last_reminder
from plans.operations.remit import (
    FunctionLink,
    add_body_document,
    date_body_document,
    link_functions,
    withdraw_body_document,
)
from plans.operations.retention import keep_plan
from plans.operations.reviews import (
    begin_review,
    change_review,
    end_review_early,
    keep_review_kind,
    record_stages,
    share_review,
    take_review_up_again,
    take_usual_kinds,
)
from plans.operations.risks import close_risk, record_risk, reopen_risk, review_risk
from plans.operations.saved_views import change_view, remove_view, save_view
from plans.operations.self_assessments import (
    carry_over_return,
    change_self_assessment,
    close_self_assessment,
    hand_back_return,
    keep_standards,
    moderate_return,
    open_self_assessment,
    put_into_plan,
    record_session,
    remind_of_returns,
    reopen_self_assessment,
    save_return,
    send_return,
    share_returns,
)
from plans.operations.starting import add_sections, start_plan
from plans.operations.succession import Part, archive_plan, carry_over, restore_plan, start_next_plan
from plans.operations.undoing import undo
from plans.operations.words import choose_words

__all__ = [
    "NOT_LOOKED",
    "FunctionLink",
    "Link",
    "Part",
    "SomeRefused",
    "accept_proposal",
    "add_action",
    "add_answer_evidence",
    "add_body_document",
    "add_chapter",
    "add_evidence",
    "add_item",
    "add_quarter",
    "add_recommendation",
    "add_recommendation_evidence",
    "add_sections",
    "agree_completion",
    "agree_unasked_date",
    "agree_waiting",
    "answer_as_one",
    "answer_challenge",
    "answer_recommendation",
    "archive_plan",
    "ask_for_new_date",
    "begin_review",
    "carry_over",
    "carry_over_return",
    "change_action",
    "change_challenge",
    "change_chapter",
    "change_item",
    "change_matter",
    "change_recommendation",
    "change_review",
    "change_rhythm",
    "change_self_assessment",
    "change_view",
    "choose_dependencies",
    "choose_reading",
    "choose_words",
    "close_challenge",
    "close_quarter",
    "close_recommendation",
    "close_risk",
    "close_self_assessment",
    "correct_where",
    "date_body_document",
    "decide_new_date",
    "end_review_early",
    "finish_item",
    "follow_up_matter",
    "hand_back_return",
    "keep_document",
    "keep_plan",
    "keep_review_kind",
    "keep_standards",
    "link_functions",
    "link_levels",
    "link_plan",
    "link_recommendation",
    "link_to_priority",
    "look_at_impact",
    "moderate_return",
    "move_chapter",
    "name_owners",
    "open_first_quarter",
    "open_quarter",
    "open_self_assessment",
    "place_known_owners",
    "place_owner",
    "point_action",
    "put_into_plan",
    "raise_challenge",
    "record_decision",
    "record_matter",
    "record_measure_value",
    "record_milestone",
    "record_risk",
    "record_session",
    "record_several",
    "record_stages",
    "record_update",
    "refuse_completion",
    "remind",
    "remind_of_returns",
    "remove_chapter",
    "remove_item",
    "remove_view",
    "rename_theme",
    "reopen_action",
    "reopen_challenge",
    "reopen_matter",
    "reopen_recommendation",
    "reopen_risk",
    "reopen_self_assessment",
    "restore_plan",
    "review_risk",
    "save_return",
    "save_view",
    "send_reminders",
    "send_return",
    "set_last_reminder",
    "set_review_date",
    "settle_promise",
    "share_returns",
    "share_review",
    "start_linked_plan",
    "start_next_plan",
    "start_plan",
    "take_in",
    "take_out",
    "take_review_up_again",
    "take_usual_kinds",
    "undo",
    "withdraw_action",
    "withdraw_body_document",
    "withdraw_evidence",
    "withdraw_matter",
]
