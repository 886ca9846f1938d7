"""What is looked for, and where a text says it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.search.words import LONGEST, MOST, Asked, asked, excerpt, marked, words_of


def found(text: str, typed: str) -> list[str]:
    return [words for words, is_found in marked(text, asked(typed)) if is_found]


@pytest.mark.parametrize(
    ("typed", "text", "said"),
    [
        ("train", "Training of trainers", ["Training", "trainers"]),
        ("policies", "One policy", ["policy"]),
        ("audits", "The audit and an Auditor", ["audit", "Auditor"]),
        ("children's", "for Children’s services", ["Children’s"]),
        ("siân", "SIAN spoke", ["SIAN"]),
        ("8.5", "8.5 and 8.50 and 18.5", ["8.5"]),
        ("multi-agency", "a multi agency audit", ["multi agency"]),
        ('"early help"', "Help early; early help, early helpers", ["early help"]),
        ("“early help” offer", "early help offers", ["early help", "offers"]),
        ("a", "a plan and an audit", ["a"]),
        ("201", "in 2018", []),
        ("ss is us", "business", []),
    ],
)
def test_what_is_typed_is_found_in_a_text(typed, text, said):
    assert found(text, typed) == said


def test_quotation_marks_that_do_not_close_and_signs_alone_are_no_mistake():
    assert asked('early "help') == [Asked(("early",)), Asked(("help",))]
    assert asked("\0 '\" * ( ) AND: <-> !") == [Asked(("and",))]
    assert asked("\ud800") == asked("") == []


def test_only_so_much_is_looked_at():
    assert len(asked("ab cd " * 3000)) == 2
    assert len(asked(" ".join(f"w{n}x" for n in range(100)))) == MOST
    assert asked("x" * 10_000) == [Asked(("x" * LONGEST,))]


@settings(max_examples=25)
@given(st.text(st.characters(codec=None)), st.text())
def test_no_text_and_nothing_typed_is_an_error_and_no_word_is_lost(typed, text):
    assert "".join(words for words, _ in marked(text, asked(typed))) == text
    excerpt(text, asked(typed))
    words_of(typed)


def test_an_excerpt_is_where_most_is_said_and_cut_at_words():
    text = f"Training. {'Something else altogether. ' * 30}The neglect strategy has training. {'More of it. ' * 30}"
    parts = excerpt(text, asked("neglect training"), room=100)
    said = "".join(words for words, _ in parts)
    assert said.startswith("… ") and said.endswith(" …") and len(said) < 120
    assert [words for words, is_found in parts if is_found] == ["neglect", "training"]
    assert excerpt(text, asked("nothing")) == []
    assert excerpt("Short text\nof two lines", asked("lines")) == [
        ("Short text of two ", False),
        ("lines", True),
    ]
