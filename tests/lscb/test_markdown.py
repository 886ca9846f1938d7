"""Texts with headings, lists and tables: what people may write, and that nothing else gets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from lscb.markdown import to_html, to_words

MAY_STAND = {
    "p", "br", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "table", "thead", "tbody", "tr", "th", "td", "div",
}  # fmt: skip
MAY_SAY = {"href", "title", "class", "scope", "data-label", "dir", "start"}
TABLE = "| Level | Support |\n| --- | --- |\n| Early help | One agency |"


def read(text: str):
    return html.fromstring(f"<div>{to_html(text)}</div>")


def outline(text: str) -> list[tuple[str, str]]:
    return [(each.tag, each.text_content()) for each in read(text).iter("h1", "h2", "h3", "h4", "h5", "h6")]


def test_paragraphs_keep_their_lines():
    assert to_html("One\ntwo\n\nThree") == "<p>One<br />\ntwo</p>\n<p>Three</p>\n"


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# A", ["h3"]),
        ("### A", ["h3"]),
        ("# A\n## B\n### C\n# D", ["h3", "h4", "h4", "h3"]),
        ("# A\n#### B\n## C", ["h3", "h4", "h4"]),
        ("## A\n# B\n## C", ["h3", "h3", "h4"]),
    ],
)
def test_headings_fit_below_the_chapters_own_and_leave_no_level_out(text, levels):
    assert [level for level, _ in outline(text)] == levels


def test_a_table_has_headings_for_its_columns_and_its_rows():
    table = read(TABLE).find(".//table")
    assert [(each.get("scope"), each.text) for each in table.iter("th")] == [
        ("col", "Level"),
        ("col", "Support"),
        ("row", "Early help"),
    ]
    assert [(each.get("data-label"), each.text) for each in table.iter("td")] == [("Support", "One agency")]


def test_an_empty_cell_heads_nothing():
    table = read("| | B |\n|---|--:|\n| | 2 |").find(".//table")
    assert [each.text for each in table.iter("th")] == ["B"]
    assert [(each.get("class"), each.text) for each in table.iter("td")] == [
        (None, None), (None, None), ("num", "2"),
    ]  # fmt: skip


def test_a_table_pasted_from_word_is_one():
    assert to_html("Level\tSupport\nEarly help\tOne agency") == to_html(TABLE)
    assert "<table" not in to_html("One line\twith a tab")
    ragged = read("A\tB\tC\ny | z\t1\n\t2\t3").find(".//table")
    assert [each.text for each in ragged.iter("th", "td")] == [
        "A",
        "B",
        "C",
        "y | z",
        "1",
        None,
        None,
        "2",
        "3",
    ]


def test_bullets_pasted_from_word_are_a_list():
    assert to_html("• One\n• Two") == to_html("- One\n- Two") == "<ul>\n<li>One</li>\n<li>Two</li>\n</ul>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b onclick=alert(1)>x</b>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](/accounts/logout/)",
        "[x](//example.org)",
        "[x](#)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "&lt;script&gt;",
        "| <img src=x onerror=alert(1)> |\n| --- |\n| <svg onload=alert(1)> |",
        "# <iframe src=//example.org>",
    ],
)
def test_what_is_no_text_is_shown_as_it_was_typed(text):
    page = read(text)
    assert {each.tag for each in page.iter()} <= MAY_STAND - {"a"}
    assert not list(page.iter("a"))
    shown = "".join(page.text_content().split())
    for word in ("alert(1)", "javascript", "&lt;"):
        assert (word in text.lower()) == (word in shown.lower())


def test_links_lead_to_the_web_or_to_e_mail():
    links = read(
        "[a](https://example.org/x?a=1&b=2) [b](mailto:board@example.org) ![c](http://example.org/p.png)"
    )
    assert [each.get("href") for each in links.iter("a")] == [
        "https://example.org/x?a=1&b=2",
        "mailto:board@example.org",
        "http://example.org/p.png",
    ]
    assert not list(links.iter("img")), "nothing is fetched"
    quoted = read('[a](https://example.org/"onmouseover="alert(1) "t\\" onclick=\\"x")')
    assert {name for each in quoted.iter() for name in each.attrib} <= {"href", "title"}


def test_what_reads_from_the_right_says_so():
    page = read("Hello\n\nمرحبا\n\n- مرحبا\n\n| مرحبا |\n| --- |\n| x |")
    assert [each.tag for each in page.iter() if each.get("dir") == "rtl"] == ["p", "li", "th"]


def test_the_words_alone_have_no_marks():
    assert to_words("# Strengths\n\n- **One** [two](https://example.org)\n\n" + TABLE) == (
        "Strengths One two Level Support Early help One agency"
    )


@given(st.text(alphabet="ab<>&\"'`*_[]()|#-+.:\\/! \n\t123•=~", max_size=200))
def test_whatever_is_typed_only_what_may_stand_comes_out(text):
    page = read(text)
    assert {each.tag for each in page.iter()} <= MAY_STAND
    assert {name for each in page.iter() for name in each.attrib} <= MAY_SAY


@given(st.lists(st.text(alphabet="abcdefgh ", min_size=1, max_size=20).filter(str.strip), max_size=8))
def test_no_word_is_lost(lines):
    said = to_words("\n".join(lines)).split()
    assert said == " ".join(lines).split()
