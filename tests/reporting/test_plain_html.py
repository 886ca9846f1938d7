"""The quick reader of our own HTML reads what a reader of all HTML reads, or refuses."""

import pytest
import tinyhtml5

from reporting import pdf, plain_html
from tests.reporting.test_content import action, made

WHOLE = "<!doctype html><html lang='en'><head><title>A sheet</title></head><body>{}</body></html>"


def as_told(element, path=""):
    """Everything in a tree that is not white space between elements, in order."""
    here = f"{path}/{element.tag}"
    told = [(here, dict(element.attrib), (element.text or "").strip())]
    for child in element:
        told += [*as_told(child, here), (here, (child.tail or "").strip())]
    return told


def as_all_read_it(html):
    return as_told(tinyhtml5.parse(html, namespace_html_elements=False))


@pytest.mark.parametrize(
    "words",
    [
        "Words",
        "<b>bold</b> & <script>alert(1)</script>",
        "a &amp; b &lt; c &#65; &nosuch;",
        "one\r\ntwo\rthree",
        "\"'<!--",
    ],
)
def test_a_report_is_read_as_a_reader_of_all_html_reads_it(words):
    content = made(action(1, outcome=words, when=words), action(2, outcome=words * 500))
    html = pdf.to_html("print/report.html", pdf.page_context(content))
    assert as_told(plain_html.read(html)) == as_all_read_it(html)


def test_drawings_keep_their_names():
    bar = '<svg viewBox="0 0 1 1" role="img"><title>A bar</title><rect x="0" width="1"/></svg>'
    html = WHOLE.format(f"{bar}<p>After</p>")
    assert as_told(plain_html.read(html)) == as_all_read_it(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Words",
        "<!doctype html><title>A sheet</title><p>Words",
        WHOLE.format("<p>Not closed"),
        WHOLE.format("<p>One<p>Two</p></p>"),
        WHOLE.format("<p>One<div>Two</div></p>"),
        WHOLE.format("<b><i>Crossed</b></i>"),
        WHOLE.format("<table><tr><td>No body</td></tr></table>"),
        WHOLE.format("<table><tbody><tr>Astray<td>Cell</td></tr></tbody></table>"),
        WHOLE.format("<a href='#a'>One <a href='#b'>two</a></a>"),
        WHOLE.format("<div/>After"),
        WHOLE.format("<style>p { color: red }</style>"),
        WHOLE.format("<p>One</p></p>"),
        WHOLE.format("") + "After",
    ],
)
def test_what_a_browser_would_mend_is_refused(html):
    with pytest.raises(plain_html.NotPlain):
        plain_html.read(html)
