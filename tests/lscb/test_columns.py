"""Columns of somebody's table: found by our words, a plan's own and those of boards; none is guessed or dropped."""

import pytest

from lscb.columns import first_words, follows_as_ten, key, read_headings
from plans.admin.sheets import ACTION_WORDS, ActionSheet

OURS = ["reference", "action", "who, as printed", "when, as printed", "section", "priority", "owners"]


def names(headings, **own):
    return read_headings(headings, OURS, also=ACTION_WORDS, only_shown=["owners"], **own)


def test_capitals_spaces_and_signs_make_no_difference():
    assert key(" Ref.  No: ") == "ref no" == key("REF_NO")
    assert key("Who, as printed") == "who as printed"


@pytest.mark.parametrize(
    "headings",
    [
        ["Ref", "Action", "Lead", "Timescale"],
        ["No.", "Task", "WHO", "When?"],
        ["#", "What will be done", "Owner", "By when"],
        ["Action no", "Actions", "Responsible officer", "Target date"],
        ["reference", "action", "Owners", "Due date"],
    ],
)
def test_the_words_of_boards_are_known(headings):
    assert names(headings).names == OURS[:4]


def test_a_column_only_shown_is_itself_where_the_one_it_could_mean_is_there():
    assert names(["who, as printed", "owners"]).names == ["who, as printed", "owners"]


def test_a_plans_own_words_go_before_those_of_others_and_what_clashes_is_asked_about():
    own = {"Theme": "priority", "Priority": "section", "Milestone": "when, as printed"}
    assert names(["Milestone", "Theme"], own=own).names == ["when, as printed", "priority"]
    assert names(["Priority"], own=own).unclear == {"Priority": ("priority", "section")}
    assert names(["Priority", "section"], own=own).unclear == {}


def test_what_is_not_known_is_named_and_what_stands_twice_too():
    read = names(["Ref", "Reference", "Comments"])
    assert read.names[2] is None
    assert read.twice == {"reference": ["Ref", "Reference"]}


def test_the_first_words_of_a_column_are_cut_where_they_are_long():
    rows = [["", None], [" one\n two ", ""], ["three", ""]]
    assert first_words(rows, 0) == "one two"
    assert first_words(rows, 1) == ""
    assert first_words([["word " * 20]], 0, longest=9) == "word word …"


@pytest.mark.parametrize(
    ("before", "label", "lost"),
    [
        ("1.9", "1.1", True),
        ("1.19", "1.2", True),
        ("4.2.9", "4.2.1", True),
        ("1.9", "1.10", False),
        ("1.9", "2.1", False),
        ("1.1", "1.1", False),
        ("1.1", "1.2", False),
        ("", "1.1", False),
    ],
)
def test_a_reference_that_lost_its_nought_is_found_by_its_place(before, label, lost):
    assert follows_as_ten(before, label) is lost


def test_the_words_of_boards_all_lead_to_a_column():
    assert set(ACTION_WORDS.values()) <= {field.column_name for field in ActionSheet.fields.values()}
