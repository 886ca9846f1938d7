"""What a screen reader and a copy of the text make of the PDF: its tags, rule by rule, and its order."""

import io
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest

from reporting.printing.pdf import rendering
from reporting.printing.pdf.printer import print_html
from reporting.report.reading import gather

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def html(demonstration, django_db_blocker):
    from plans.models import Quarter
    from reporting.models import MonitoringReport

    quarter = Quarter.objects.for_reports().get(plan=demonstration, state="collecting")
    content = gather(quarter, draft=MonitoringReport.objects.get(quarter=quarter))
    return rendering.to_html("print/report.html", rendering.page_context(content))


@pytest.fixture(scope="module")
def paper(html):
    return print_html(html)


# --- Tags -------------------------------------------------------------------------------------------------------


def children(node):
    below = node.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child


def everything(node):
    for child in children(node):
        yield child
        yield from everything(child)


def attributes(element):
    found = element.get("/A", [])
    return found if isinstance(found, pikepdf.Array) else [found]


def untagged_text(page) -> bool:
    """Whether the page shows text that is neither tagged nor marked as furniture."""
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            marked = str(operands[0]) == "/Artifact" or (len(operands) > 1 and "/MCID" in operands[1])
            depth += 1 if marked or depth else 0
        elif name == "EMC":
            depth -= 1 if depth else 0
        elif name in ("Tj", "TJ", "'", '"') and not depth:
            return True
    return False


def has_artefacts(page) -> bool:
    return any(
        str(operator) in ("BDC", "BMC") and str(operands[0]) == "/Artifact"
        for operands, operator in pikepdf.parse_content_stream(page)
    )


def faults(document) -> Iterator[str]:
    """The rules that a PDF breaks, by name; again for each place that breaks one."""
    root = document.Root
    if str(root.get("/Lang", "")) != "en-GB":
        yield "language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "title shown"
    if not document.docinfo.get("/Title"):
        yield "title"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "marked"
    elements = list(everything(root.StructTreeRoot))
    levels = [int(str(each.S)[2]) for each in elements if re.fullmatch(r"/H[1-6]", str(each.S))]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "one first heading"
    if any(later > earlier + 1 for earlier, later in pairwise(levels)):
        yield "headings in order"
    for each in elements:
        kind, kinds = str(each.S), [str(child.S) for child in children(each)]
        if kind == "/L" and set(kinds) - {"/LI"}:
            yield "lists hold items"
        if kind == "/LI" and "/LBody" not in kinds:
            yield "items have a body"
        if kind == "/TR" and set(kinds) - {"/TH", "/TD"}:
            yield "rows hold cells"
        if kind == "/TH" and not any(
            str(one.get("/Scope")) in ("/Column", "/Row") for one in attributes(each)
        ):
            yield "scope of heading cells"
        if kind in ("/TH", "/TD") and any("/ColSpan" in one or "/RowSpan" in one for one in attributes(each)):
            yield "no merged cells"
        if kind == "/Table" and not any(str(below.S) == "/TH" for below in everything(each)):
            yield "tables have heading cells"
        if kind == "/Figure" and not str(each.get("/Alt", "")):
            yield "drawings have words"
    for page in document.pages:
        if untagged_text(page):
            yield "text is tagged or furniture"
        if not has_artefacts(page):
            yield "furniture is marked"
        for note in page.get("/Annots", []):
            if str(note.Subtype) == "/Link" and not str(note.get("/Contents", "")):
                yield "links are described"
            if "/StructParent" not in note:
                yield "links are tagged"


def test_the_report_breaks_no_rule(paper):
    with pikepdf.open(io.BytesIO(paper)) as document:
        assert set(faults(document)) == set()


def first(document, kind):
    return next(each for each in everything(document.Root.StructTreeRoot) if str(each.S) == kind)


def without_attributes(element, *names):
    for each in attributes(element):
        for name in names:
            if name in each:
                del each[name]


def strip_marks(document):
    """Take the marks off the text of a page."""
    page = document.pages[0]
    kept = [
        (operands, operator)
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) not in ("BDC", "BMC", "EMC")
    ]
    page.Contents = document.make_stream(pikepdf.unparse_content_stream(kept))


def link(document):
    return next(note for page in document.pages for note in page.get("/Annots", []))


BREACHES = {
    "language": lambda d: d.Root.__delitem__("/Lang"),
    "title shown": lambda d: d.Root.__delitem__("/ViewerPreferences"),
    "title": lambda d: d.docinfo.__delitem__("/Title"),
    "marked": lambda d: d.Root.__delitem__("/MarkInfo"),
    "one first heading": lambda d: setattr(first(d, "/H1"), "S", pikepdf.Name.H2),
    "headings in order": lambda d: setattr(first(d, "/H2"), "S", pikepdf.Name.H4),
    "lists hold items": lambda d: setattr(first(d, "/LI"), "S", pikepdf.Name.P),
    "items have a body": lambda d: setattr(first(d, "/LBody"), "S", pikepdf.Name.P),
    "rows hold cells": lambda d: setattr(first(d, "/TD"), "S", pikepdf.Name.P),
    "scope of heading cells": lambda d: without_attributes(first(d, "/TH"), "/Scope"),
    "no merged cells": lambda d: first(d, "/TD").__setitem__(
        "/A", pikepdf.Dictionary(O=pikepdf.Name.Table, ColSpan=2)
    ),
    "tables have heading cells": lambda d: [
        setattr(each, "S", pikepdf.Name.TD)
        for each in list(everything(first(d, "/Table")))
        if str(each.S) == "/TH"
    ],
    "drawings have words": lambda d: first(d, "/Figure").__delitem__("/Alt"),
    "text is tagged or furniture": strip_marks,
    "furniture is marked": strip_marks,
    "links are described": lambda d: link(d).__delitem__("/Contents"),
    "links are tagged": lambda d: link(d).__delitem__("/StructParent"),
}


@pytest.mark.parametrize("rule", BREACHES)
def test_a_breach_of_each_rule_is_found(paper, rule):
    with pikepdf.open(io.BytesIO(paper)) as document:
        BREACHES[rule](document)
        assert rule in faults(document)


# --- Order ------------------------------------------------------------------------------------------------------


def plain(words: str) -> str:
    """Letters and figures in their order: spaces, quotation marks, hyphens (a reader takes one at the end of a
    line for a broken word) and ways of writing a letter do not count."""
    return re.sub(r"[\s“”\u00ad\ufffe\x02-]", "", unicodedata.normalize("NFKC", words))


class Parts(HTMLParser):
    """The headings, paragraphs, items and cells of the HTML that are printed, in their order."""

    WHOLE = ("h1", "h2", "h3", "h4", "p", "li", "th", "td")
    UNSEEN = ("title", "head", "svg")

    def __init__(self):
        super().__init__()
        self.parts, self.open, self.unseen = [], [], 0

    def handle_starttag(self, tag, attrs):
        if tag in self.UNSEEN or (tag == "ul" and ("class", "position-bar-key") in attrs):
            self.unseen += 1
            self.open.append((tag, "unseen"))
        elif tag in self.WHOLE:
            if not any(how == "part" for _, how in self.open):
                self.parts.append([tag, ""])
                self.open.append((tag, "part"))
            else:
                self.open.append((tag, "within"))
        elif tag == "ul":
            self.open.append((tag, "within"))

    def handle_endtag(self, tag):
        if self.open and self.open[-1][0] == tag:
            self.unseen -= self.open.pop()[1] == "unseen"

    def handle_data(self, data):
        if not self.unseen and any(how == "part" for _, how in self.open):
            self.parts[-1][1] += data


def test_the_words_come_in_the_order_of_the_page(html, paper):
    """Headings, decisions, numbers and each row's cells, one after the other, as the HTML has them."""
    reader = Parts()
    reader.feed(html)
    parts = [(tag, plain(words)) for tag, words in reader.parts if plain(words)]
    assert len(parts) > 1_000
    said = plain(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper)))
    place = 0
    for tag, words in parts:
        found = said.find(words[:40], place)
        assert found >= 0, (tag, words, said[place : place + 200])
        assert found - place < 1_500, (tag, words, "found far from the part before it")
        place = found + min(len(words), 40)


def test_a_row_out_of_order_would_be_found(html, paper):
    reader = Parts()
    reader.feed(html)
    heads = [plain(words) for tag, words in reader.parts if tag == "h2"]
    said = plain(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper)))

    def in_order(wanted):
        place = 0
        for words in wanted:
            place = said.find(words, place)
            if place < 0:
                return False
        return True

    assert len(heads) > 10 and in_order(heads) and not in_order(heads[::-1])
