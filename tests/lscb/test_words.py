"""A board's own words in our sentences."""

import pytest
from django.utils.html import conditional_escape

from lscb.templatetags.words import actions
from lscb.templatetags.words import own_words as in_own_words
from lscb.words import capital, own_words, sentence_lower, with_article

OWN = {
    "board team": "Partnership Unit",
    "action": "Task",
    "actions": "Tasks",
    "section": "Area of work",
    "owner": "Lead person",
    "group": "Delivery group",
}


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Priority area", "priority area"),
        ("LSCB", "LSCB"),
        ("LSCB Team", "LSCB Team"),
        ("Business Group", "Business Group"),
        ("Task", "task"),
        ("", ""),
    ],
)
def test_a_label_inside_a_sentence(label, inside):
    assert sentence_lower(label) == inside


@pytest.mark.parametrize(("number", "said"), [(0, "tasks"), (1, "task"), (2, "tasks")])
def test_so_many_actions_in_the_plans_word_for_them(number, said):
    class Whose:
        own_words = OWN

    assert actions(number, Whose) == said


def test_the_same_sentence_comes_out_in_the_words_of_whoever_it_is_for():
    others = OWN | {"actions": "Steps"}
    for _ in range(2):
        assert own_words("No actions are late.", OWN) == "No tasks are late."
        assert own_words("No actions are late.", others) == "No steps are late."
        assert own_words("No actions are late.", {"actions": "Actions"}) == "No actions are late."


def test_what_is_html_is_not_taken_for_the_same_text_that_is_none():
    class Whose:
        own_words = OWN | {"group": "Them & us"}

    said = "A group acts."
    assert in_own_words(conditional_escape(said), Whose) == "A them &amp; us acts."
    plain = in_own_words(said, Whose)
    assert plain == "A them & us acts." and not hasattr(plain, "__html__")


@pytest.mark.parametrize(
    ("label", "said"), [("Aim", "an aim"), ("Priority", "a priority"), ("LSCB priority", "an LSCB priority")]
)
def test_the_article_follows_the_word(label, said):
    assert with_article(label) == said


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("The board team opens one.", "The Partnership Unit opens one."),
        ("No actions are late.", "No tasks are late."),
        ("Actions the plan counts", "Tasks the plan counts"),
        ("Update an action in a section.", "Update a task in an area of work."),
        ("An action waits.", "A task waits."),
        ("Choose one of the action's owners.", "Choose one of the task's owners."),
        ("A transaction of a regroup", "A transaction of a regroup"),
    ],
)
def test_sentences_of_ours_speak_the_boards_words(ours, theirs):
    assert own_words(ours, OWN) == theirs


def test_words_that_are_the_same_change_nothing():
    sentence = "The board team opens an action of a group."
    assert own_words(sentence, {"board team": "Board team", "action": "Action", "group": "Group"}) is sentence


def test_words_of_words_are_not_read_again():
    assert own_words("action", {"action": "Section", "section": "Part"}) == "section"


def test_capital_leaves_the_rest():
    assert capital("work stream of LSCB") == "Work stream of LSCB"


def test_what_is_in_the_boards_words_already_stays():
    words = {"agency": "Partner or relevant agency", "agencies": "Partners and relevant agencies"}
    once = own_words("An agency and other agencies", words)
    assert once == "A partner or relevant agency and other partners and relevant agencies"
    assert own_words(once, words) == once


def test_words_that_change_places_are_still_changed():
    swapped = {"section": "Priority", "priority": "Section"}
    assert own_words("Each section serves a priority.", swapped) == "Each priority serves a section."
