"""Abbreviations explained on first use, never inside other words, and those nobody explains."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.abbreviations import Explainer, InFull, unexplained, used

TERMS = {
    "CSE": "Child Sexual Exploitation",
    "MFH": "Missing from Home",
    "L&I": "Learning and Improvement",
    "ToR": 'Terms "of" Reference',
    "amp": "nothing at all",
}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CSE and CSE", '<abbr title="Child Sexual Exploitation">CSE</abbr> and CSE'),
        ("the CSEs", 'the <abbr title="Child Sexual Exploitation">CSE</abbr>s'),
        (
            "CSE/MFH",
            '<abbr title="Child Sexual Exploitation">CSE</abbr>/<abbr title="Missing from Home">MFH</abbr>',
        ),
        ("CSECTION xCSE CSE2 cse", "CSECTION xCSE CSE2 cse"),
        ("L&amp;I group", '<abbr title="Learning and Improvement">L&amp;I</abbr> group'),
        ("fish &amp; chips", "fish &amp; chips"),
        ("ToR", '<abbr title="Terms &quot;of&quot; Reference">ToR</abbr>'),
        ("", ""),
    ],
)
def test_a_term_is_explained_once_and_never_inside_another_word(text, shown):
    assert Explainer(TERMS).explain(text) == shown


def test_first_use_is_on_the_whole_page():
    page = Explainer(TERMS)
    assert "<abbr" in page.explain("About CSE")
    assert page.explain("About CSE") == "About CSE"


def test_without_terms_nothing_changes():
    assert Explainer({}).explain("CSE &amp; MFH") == "CSE &amp; MFH"


@given(st.text(), st.dictionaries(st.text(min_size=1), st.text(), max_size=5))
def test_nothing_but_explanations_is_added_whatever_is_typed(text, terms):
    given_terms = {term.strip(): meaning for term, meaning in terms.items() if term.strip()}
    shown = Explainer(given_terms).explain(escape(text))
    assert re.sub(r'<abbr title="[^"<>]*">|</abbr>', "", shown) == escape(text)


HUBS = {
    "MASH": "Multi-Agency Safeguarding Hub",
    "CSE": "Child Sexual Exploitation",
    "MFH": "Missing from Home",
    "LSCB": "Westshire Local Safeguarding Children Board",
    "L&I": "Learning & Improvement",
}


@pytest.mark.parametrize(
    ("texts", "written"),
    [
        (["MASH", "MASH 2"], ["Multi-Agency Safeguarding Hub (MASH)", "MASH 2"]),
        (
            ["CSE/MFH; CSE"],
            ["Child Sexual Exploitation (CSE)/Missing from Home (MFH); CSE"],
        ),
        (["The Hub (MASH)", "MASH"], ["The Hub (MASH)", "MASH"]),  # explained by whoever named it
        (
            ["Westshire Local Safeguarding Children Board", "LSCB Business Group"],
            ["Westshire Local Safeguarding Children Board (LSCB)", "LSCB Business Group"],
        ),
        (
            ["Multi-Agency Safeguarding Hub (MASH)", "MASH"],
            ["Multi-Agency Safeguarding Hub (MASH)", "MASH"],
        ),
        (["L&I", "R&L&I"], ["Learning & Improvement (L&I)", "R&L&I"]),
        (["MASHed xCSE CSE2", "the CSEs"], ["MASHed xCSE CSE2", "the CSEs"]),
        (["<b>CSE</b>"], ["<b>Child Sexual Exploitation (CSE)</b>"]),
        (["no terms", ""], ["no terms", ""]),
    ],
)
def test_a_name_is_written_in_full_where_its_paper_first_has_it(texts, written):
    paper = InFull(HUBS)
    assert [paper.write(text) for text in texts] == written


def test_what_a_quoted_text_explains_is_in_full_there():
    paper = InFull(HUBS)
    paper.hear("1. A hub for all (MASH), and CSE")
    assert paper.write("MASH and CSE") == "MASH and Child Sexual Exploitation (CSE)"


def test_without_a_glossary_names_stay():
    assert InFull({}).write("CSE") == "CSE"


def test_what_is_used_is_found_with_what_its_meaning_uses_and_in_the_plural():
    terms = {"PRU": "Unit of the LEA", "LEA": "Local Education Authority", "CSE": "x", "SE": "y", "X": "z"}
    assert used(terms, ["Ask the PRUs", "CSECTION"]) == {"PRU", "LEA"}
    assert used(terms, []) == used({}, ["PRU"]) == set()


def test_what_nobody_explains_is_found_with_how_often_it_is_used():
    texts = [
        "PMQA and the LSCB report to HMIC",
        "PMQA asks PRUs; ToR case",
        "Read it by XV May. Mr McDonald of the L&I group, CSE/MFH",
    ]
    assert unexplained(texts, ["LSCB", "ToR", "MFH"]) == {
        "CSE": 1,
        "HMIC": 1,
        "L&I": 1,
        "PMQA": 2,
        "PRU": 1,
    }
