"""Two people do two things to one thing at the same moment: one is done first, the other is told or follows it.

Nothing is lost, nothing is done twice, and neither waits for the other in a circle.
"""

import pytest

from tests.processes.database import outcome_of
from tests.soak.sampling import SOAK_ON_SQLITE

pytestmark = [pytest.mark.database, SOAK_ON_SQLITE]

DONE, REFUSED, CHANGED = "done", "refused", "changed meanwhile"
BOTH = [(DONE, DONE)]
ONE = [(DONE, REFUSED), (REFUSED, DONE)]
FIRST = [(DONE, DONE), (DONE, REFUSED)]  # the first is always done, the other before it or not at all

# By pair: how the two may end, and what must be stored then, given whether the first and the second were done.
PAIRS = {
    "each_depends_on_the_other": (ONE, lambda one, other: 1),
    "date_and_text": (BOTH, lambda one, other: ["Reworded", "2018-09-30"]),
    "withdraw_and_text": (BOTH, lambda one, other: ["Reworded", "withdrawn"]),
    "agree_and_withdraw": (ONE, lambda one, other: "closed" if one else "withdrawn"),
    "ask_and_withdraw": ([(DONE, DONE), (REFUSED, DONE)], lambda one, other: 0),
    "decide_twice": (
        ONE,
        lambda one, other: ["agreed", "2018-09-30"] if one else ["refused", "2018-07-31"],
    ),
    "edit_twice": ([(DONE, CHANGED), (CHANGED, DONE)], lambda one, other: "One" if one else "Other"),
    "update_twice": ([(DONE, CHANGED), (CHANGED, DONE)], lambda one, other: 1),
    "undo_twice": (ONE, lambda one, other: [0, 0, 1]),
    # What was taken back is not accepted or answered unseen; what somebody acted on is not taken back.
    "undo_and_accept": (
        [(DONE, CHANGED), (REFUSED, DONE)],
        lambda undone, accepted: [0, 0] if undone else [1, 1],
    ),
    "undo_and_update": (
        [(DONE, CHANGED), (REFUSED, DONE)],
        lambda undone, updated: 0 if undone else 2,
    ),
    "undo_and_close": ([(DONE, DONE), (REFUSED, DONE)], lambda undone, closed: int(not undone)),
    "undo_and_finalise": (
        [(DONE, DONE), (REFUSED, DONE)],
        lambda undone, final: [int(not undone), not undone],
    ),
    # Of two that share an action one is saved whole, and of the other nothing.
    "several_twice": (ONE, lambda one, other: 2),
    "close_and_update": (FIRST, lambda one, other: int(other)),
    "archive_and_update": (FIRST, lambda one, other: int(other)),
    "finalise_and_update": (FIRST, lambda one, other: [int(other), other]),
    # What is kept is what was printed, whichever of the two was first.
    "publish_and_change": (BOTH, lambda one, other: ["final", True]),
    "publish_twice": (ONE, lambda one, other: 1),
    "approve_twice": (ONE, lambda one, other: "one" if one else "other"),
    "start_report_twice": (ONE, lambda one, other: 1),
    "finalise_board_report_twice": (ONE, lambda one, other: [["final", 1]]),
    "correct_board_report_twice": (ONE, lambda one, other: [[1, "final"], [2, "draft"]]),
    "send_update_twice": (BOTH, lambda one, other: 1),
    # What somebody writes in a year's report is in its final or refused, and never lost to a second person's words.
    "write_section_twice": (
        [(DONE, CHANGED), (CHANGED, DONE)],
        lambda one, other: ["Of one" if one else "Of other", 2],
    ),
    "finalise_year_twice": (ONE, lambda one, other: 1),
    "finalise_year_and_write": (
        FIRST,
        lambda final, written: [
            "In the last minute" if written else "Nothing was completed in the year.",
            True,
        ],
    ),
    "sign_year_twice": (ONE, lambda one, other: "one" if one else "other"),
    "begin_year_twice": (ONE, lambda one, other: 1),
    "publish_report_twice": (ONE, lambda one, other: 1),
    "reopen_twice": (ONE, lambda one, other: "live"),
    "link_and_open": (BOTH, lambda linked, opened: True),
    "finalise_and_update_in_linked": (FIRST, lambda one, other: [int(other), int(not other)]),
    "open_quarter_twice": (ONE, lambda one, other: ["collecting", "reported"]),
    "rhythm_and_open": (ONE, lambda one, other: ["half-years", 1] if one else ["quarters", 2]),
    "add_quarter_twice": (ONE, lambda one, other: 2),
    "take_in_twice": (ONE, lambda one, other: 2),
    "take_in_and_correct": ([(DONE, REFUSED), (CHANGED, DONE)], lambda taken, corrected: 1 + taken),
    "same_people_twice": (ONE, lambda one, other: 1),
    "settle_twice": (ONE, lambda one, other: "kept" if one else "not-kept"),
    "close_and_answer_scrutiny": (
        FIRST,
        lambda one, other: ["Better", "So" if other else "Managers ask from May."],
    ),
    "close_and_answer": (FIRST, lambda one, other: ["Better", "So" if other else "One will be by May."]),
    "close_and_review_risk": (FIRST, lambda one, other: ["Over", other]),
    # A draft that was sent meanwhile is not written in; a return that was shared meanwhile is not handed back.
    "save_and_send_return": (
        [(DONE, DONE), (REFUSED, DONE)],
        lambda saved, sent: ["1" if saved else "3", False],
    ),
    "hand_back_and_share_return": (ONE, lambda back, shared: [bool(back), bool(shared)]),
    "open_risk_again_and_again": (ONE, lambda one, other: ["one" if one else "two"]),
    # What is recommended while its review is shared is shared with it.
    "recommend_and_share": (BOTH, lambda one, other: [True]),
    "same_evidence_twice": (ONE, lambda one, other: ["one" if one else "other"]),
    "withdraw_evidence_twice": (ONE, lambda one, other: "one" if one else "other"),
    "themes_become_one": (BOTH, lambda one, other: ["Neglect and drift"]),
    "follow_up_and_withdraw_matter": (ONE, lambda followed, withdrawn: "Written" if followed else "Twice"),
    # The list is one person's or the other's, never some of each.
    "attendance_twice": (BOTH, lambda one, other: [2, True]),
    "agree_and_withdraw_document": (
        [(DONE, DONE), (REFUSED, DONE)],
        lambda agreed, withdrawn: [agreed, True],
    ),
    "serves_twice": (BOTH, lambda one, other: 1),
    "close_recommendation_and_unlink": (FIRST, lambda one, other: [True, int(not other)]),
    # Whoever comes second has not seen what was written, or finds nothing to write in.
    "write_and_remove_chapter": (
        [(DONE, CHANGED), (REFUSED, DONE)],
        lambda written, removed: [["Now", 2]] if written else [],
    ),
    "merge_and_place": (FIRST, lambda one, other: [0, int(other)]),
    "place_twice": (ONE, lambda one, other: 1),
    "answer_twice": ([(DONE, CHANGED), (CHANGED, DONE)], lambda one, other: ["one" if one else "other"]),
    "carry_twice": (ONE, lambda one, other: ["carried-over", 1]),
    "remove_and_keep": (FIRST, lambda one, other: 0),
    "confirm_twice": (ONE, lambda one, other: "one" if one else "other"),
    "propose_twice": (ONE, lambda one, other: 1),
    "confirm_and_withdraw": ([(DONE, DONE), (REFUSED, DONE)], lambda one, other: 0),
    # Whose address is being changed confirms before it is, or not at all.
    "confirm_and_move": ([(DONE, DONE), (REFUSED, DONE)], lambda one, other: [one, False]),
    "end_twice": (FIRST, lambda one, other: 7),
    # One of the two stays: a board's team never ends itself.
    "end_each_other": (ONE, lambda one, other: 1),
    # Whose own role is being ended confirms before it is, or not at all.
    "confirm_and_end": ([(DONE, DONE), (REFUSED, DONE)], lambda one, other: one),
    "add_board_twice": (ONE, lambda one, other: [1, 1]),
    "open_twice": (ONE, lambda one, other: ["one" if one else "other"]),
    "accept_twice": (ONE, lambda one, other: "one" if one else "other"),
    "accept_and_withdraw": (ONE, lambda accepted, withdrawn: accepted),
    # A password that was chosen by the letter goes with the address it went to.
    "accept_and_move": ([(DONE, DONE), (REFUSED, DONE)], lambda accepted, moved: False),
    "add_twice": (ONE, lambda one, other: [1, 1]),
    # Whoever has left follows nobody: they leave after it was recorded, or it is refused.
    "follow_and_leave": ([(DONE, DONE), (REFUSED, DONE)], lambda one, other: [0, one]),
    # The same where one is to go today and the other on a day to come: from that day nobody would be left.
    "leave_each_other": (ONE, lambda one, other: 1),
    "keep_two_fields": (BOTH, lambda one, other: ["OTH", "Otherwise"]),
}


@pytest.fixture(scope="module", params=[1, pytest.param(20, marks=pytest.mark.soak)])
def times(request) -> int:
    """How often each pair is raced."""
    return request.param


@pytest.fixture(scope="module")
def outcome(times, tmp_path_factory):
    return outcome_of(
        "races", tmp_path_factory.mktemp("races"), str(times), *PAIRS, seconds=max(300, 60 * times)
    )


def test_every_pair_was_raced(outcome, times):
    assert set(outcome["known"]) == set(PAIRS)
    assert {name: len(ended) for name, ended in outcome["ended"].items()} == dict.fromkeys(PAIRS, times)


def test_one_follows_the_other_or_is_told(outcome):
    for pair, (endings, stored) in PAIRS.items():
        for ended, found in outcome["ended"][pair]:
            one, other = ended.values()
            assert (one, other) in endings, (pair, ended)
            assert found == stored(one == DONE, other == DONE), (pair, ended)
