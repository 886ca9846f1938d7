"""The report as a Word document: the same words, rows and numbers as the paper, with Word's own structure."""

import io
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from plans import operations as plan_events
from plans.models import Quarter
from reporting import operations
from reporting.models import MonitoringReport
from reporting.printing.pdf.rendering import page_context, with_names_in_full
from reporting.printing.word import render_word
from reporting.printing.word.page import read_page
from reporting.report.content import from_json
from reporting.report.facts import UpdateFacts
from reporting.report.reading import gather
from tests.factories import ActionFactory, QuarterFactory, board_team, someone_with
from tests.reporting.test_content import action, made

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def content(demonstration, django_db_blocker):
    quarter = Quarter.objects.for_reports().get(plan=demonstration, state="collecting")
    return gather(quarter, draft=MonitoringReport.objects.get(quarter=quarter))


@pytest.fixture(scope="module")
def file(content):
    return render_word(content)


@pytest.fixture
def document(file):
    return Document(io.BytesIO(file))


def opened(content) -> "Document":
    return Document(io.BytesIO(render_word(content)))


def blocks(document):
    """Paragraphs and tables of the body in the order they are read."""
    for child in document.element.body:
        if child.tag == qn("w:p"):
            yield Paragraph(child, document)
        elif child.tag == qn("w:tbl"):
            yield Table(child, document)


def said(document) -> str:
    """Every word in the order it is read."""
    return " ".join(
        cell.text
        for block in blocks(document)
        for cell in ([block] if isinstance(block, Paragraph) else _cells(block))
    )


def _cells(table):
    return [cell for row in table.rows for cell in row.cells]


def under(document, heading: str) -> list:
    """What stands between a heading and the next heading of its level or above."""
    found, level = [], None
    for block in blocks(document):
        style = block.style.name if isinstance(block, Paragraph) else ""
        if style.startswith("Heading"):
            if level is not None and int(style[-1]) <= level:
                break
            if block.text == heading:
                level = int(style[-1])
                continue
        if level is not None:
            found.append(block)
    assert level is not None, heading
    return found


def rows(document, heading: str) -> list[list[str]]:
    """The rows of the tables under a heading, without their header rows."""
    return [
        [cell.text.replace("\xa0", " ").strip() for cell in row.cells]
        for block in under(document, heading)
        if isinstance(block, Table)
        for row in block.rows
        if row._tr.trPr is None or row._tr.trPr.find(qn("w:tblHeader")) is None
    ]


class PlainWords(HTMLParser):
    """The words of a page, read by another reader than the product's; what paper does not show is left out."""

    SILENT = ("head", "svg")
    HIDDEN = ("visually-hidden", "position-bar-key")

    def __init__(self):
        super().__init__()
        self.words, self.hidden = [], []

    def handle_starttag(self, tag, attributes):
        classes = (dict(attributes).get("class") or "").split()
        if self.hidden or tag in self.SILENT or any(each in self.HIDDEN for each in classes):
            if tag not in ("meta", "link", "br", "path", "rect", "line", "circle"):
                self.hidden.append(tag)

    def handle_endtag(self, tag):
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


def bare(words: str) -> str:
    """Without spaces, and without the marks that a stylesheet adds on paper."""
    return re.sub(r"[\s“”–]", "", words)


def test_it_says_what_the_paper_says_in_its_order(document, content):
    page = PlainWords()
    page.feed(render_to_string("print/report.html", with_names_in_full(page_context(content))))
    assert bare("".join(page.words)) == bare(said(document))


def test_every_number_of_the_position_and_its_splits(document, content):
    shown = {row[0]: row[1:] for row in rows(document, content.outline.heading("position").words)}
    rated = content.position.rows
    assert shown[content.front.quarter] == [*(str(row.count.n) for row in rated), "71"]
    assert shown["Q3 2017/18"] == [*(str(row.last) for row in rated), "71"]
    assert shown["Change"] == [*(row.change or "–" for row in rated), content.position.change]
    for breakdown in content.outline.splits_on_paper:
        in_table = rows(document, content.outline.heading("split").words)
        # Where the report has a name first, it stands in full: "Child Death Overview Panel (CDOP)".
        assert [[re.sub(r".+\((\w+)\)$", r"\1", label), *numbers] for label, *numbers in in_table] == [
            [
                row.label,
                *(str(count.n) if count.n or row is breakdown.total else "·" for count in row.counts),
                str(row.total.n),
            ]
            for row in (*breakdown.rows, breakdown.total)
        ]


def test_every_row_of_every_list(document, content):
    off = content.exceptions[0]
    shown = rows(document, f"{content.outline.heading('off-track').words} ({off.count.n})")
    assert [row[0] for row in shown] == [content.row[pk].reference for pk in off.ids]
    shown = rows(document, content.outline.heading("at-risk").words)
    assert [row[0] for row in shown] == [content.row[pk].reference for pk in content.outline.at_risk]
    shown = rows(document, f"{content.outline.heading('silence').words} ({content.silent_count.n})")
    for row, owner in zip(shown, content.silent, strict=True):
        assert row[:2] == [owner.title, str(owner.count.n)]
        assert all(content.row[pk].reference in row[2] for pk in owner.ids)
    for part in content.schedule:
        shown = rows(document, f"{part.title}{', lead: ' + part.lead if part.lead else ''}; {part.progress}")
        assert [row[0] for row in shown] == [content.row[pk].reference for pk in part.ids]
        for row, pk in zip(shown, part.ids, strict=True):
            text, *parts = row[1].splitlines()
            assert text == content.row[pk].text
            assert parts[1:] == [f"{part.words} {part.about}".strip() for part in content.row[pk].parts]
            chip = content.row[pk].now
            sign = "–" if chip.letter == "-" else chip.letter
            assert f"{sign} {chip.in_short}" in row[5]
    assert sum(len(part.ids) for part in content.schedule) == 71


def test_headings_are_word_s_own(document, content):
    styles = [block.style.name for block in blocks(document) if isinstance(block, Paragraph)]
    assert styles.count("Title") == 1
    headings = [
        (block.style.name, block.text)
        for block in blocks(document)
        if isinstance(block, Paragraph) and block.style.name.startswith("Heading")
    ]
    numbered = [words for style, words in headings if style == "Heading 1" and words[:1].isdigit()]
    assert [int(words.split(".")[0]) for words in numbered] == sorted(
        int(words.split(".")[0]) for words in numbered
    )
    assert len(numbered) >= 10
    level = 0
    for style, _ in headings:
        assert int(style[-1]) <= level + 1  # no level is skipped
        level = int(style[-1])


def test_tables_can_be_heard_and_rows_stay_whole(document):
    tables = [block for block in blocks(document) if isinstance(block, Table)]
    assert len(tables) > 30
    headless = 0
    for table in tables:
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val"))
        assert properties.find(qn("w:tblDescription")).get(qn("w:val"))
        marked = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert not any(marked[1:])
        headless += not marked[0]
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert not list(table._tbl.iter(qn("w:gridSpan"), qn("w:vMerge")))
    assert headless == 2  # the two blocks of facts at the top, whose first column names each line


def test_what_it_says_of_itself(document, content):
    properties = document.core_properties
    assert properties.title == content.title
    assert properties.language == "en-GB" and properties.author == content.front.board
    assert {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_every_sheet_makes_sense_alone(document, content):
    assert {section.orientation for section in document.sections} == {0, 1}
    for section in document.sections:
        assert (section.page_width > section.page_height) == (section.orientation == 1)
        head = " ".join(paragraph.text for paragraph in section.header.paragraphs)
        foot = " ".join(paragraph.text for paragraph in section.footer.paragraphs)
        assert content.front.marking in head and content.front.marking in foot
        assert content.status.line in head and content.status.line in foot
        assert "Demonstration - progress is invented" in head
        assert content.front.position_words in foot
        codes = [code.text.strip() for code in section.footer._element.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"] and "Page 1 of 1" in foot


def test_the_schedule_lies_on_its_side(document):
    """A section's properties end it: the schedule stands between the portrait section and its own, landscape, end."""
    ends, headings = [], []
    for child in document.element.body:
        if child.tag == qn("w:p"):
            headings += [Paragraph(child, document).text]
        for mark in child.iter(qn("w:sectPr")):
            ends.append((mark.find(qn("w:pgSz")).get(qn("w:orient")), headings))
            headings = []
    wide = [words for orientation, words in ends if orientation == "landscape"]
    assert len(wide) == 1 and "Full schedule" in wide[0]
    assert not any("Sign-off" in words for words in wide[0])


def test_references_lead_to_their_row(document, content):
    names = [each.get(qn("w:name")) for each in document.element.iter(qn("w:bookmarkStart"))]
    links = [each.get(qn("w:anchor")) for each in document.element.iter(qn("w:hyperlink"))]
    assert len(names) == len(set(names)) and len(links) > 71
    assert set(links) == set(names)
    assert all(re.fullmatch(r"[a-z]\w{0,39}", name) for name in names)


def test_drawings_have_words(document):
    drawings = list(document.element.iter(qn("wp:docPr")))
    assert len(drawings) == 4  # bars, complete against due, due by month, risks
    assert all(re.search(r"\d", each.get("descr")) for each in drawings)
    assert len({each.get("id") for each in drawings}) == 4


def test_the_same_content_gives_the_same_bytes(file, content):
    assert render_word(content) == file


# The order in which Word wants what it reads of a paragraph, a run, a table, a cell (ECMA-376, part 1, 17).
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr tabs spacing ind jc sectPr",
    "rPr": "rStyle rFonts b i color sz szCs u bdr shd",
    "tblPr": "tblW tblBorders tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "tcW tcBorders shd",
    "sectPr": "headerReference footerReference type pgSz pgMar cols docGrid",
}


def test_the_file_is_as_word_wants_it(file):
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            root = etree.fromstring(part)
            if name == "word/document.xml":
                for kind, order in ORDERS.items():
                    for element in root.iter(qn(f"w:{kind}")):
                        found = [order.split().index(etree.QName(child).localname) for child in element]
                        assert found == sorted(found), etree.tostring(element)
                for cell in root.iter(qn("w:tc")):
                    assert cell[-1].tag == qn("w:p")
                for numbered in root.iter(qn("w:numId")):
                    assert numbered.get(qn("w:val")) in {
                        each.get(qn("w:numId"))
                        for each in etree.fromstring(parts["word/numbering.xml"]).iter(qn("w:num"))
                    }
    assert "docProps/thumbnail.jpeg" not in parts


def test_typed_text_is_text():
    """Long words, control characters and tags come out as they were typed; what XML cannot hold is left out."""
    nasty = "<script>alert(1)</script> & \x0b\x1f\ufffe 🙂 שלום {{ x }} =1+1"
    update = UpdateFacts("R", "Q4", nasty + " talk" * 4_000, cause="W" * 20_000, recovery_step=nasty)
    document = opened(made(action(1, "R", update=update), replace(action(2), text=nasty)))
    words = said(document)
    assert bare(words).count(bare("<script>alert(1)</script> & 🙂 שלום {{ x }} =1+1")) >= 4
    assert "W" * 400 in words
    tall = [row for row in document.element.body.iter(qn("w:tr")) if len("".join(row.itertext())) > 5_000]
    assert all(row.trPr.find(qn("w:cantSplit")) is None for row in tall)


def test_a_drawing_of_unknown_shapes_is_its_words():
    from reporting.printing.word.writer import write

    html = (
        "<!doctype html><html><head><title>T</title></head><body><svg viewBox='0 0 10 10'>"
        "<title>Rises from 3 to 5</title><ellipse cx='1' cy='1'/></svg></body></html>"
    )
    document = Document(io.BytesIO(write(read_page(html))))
    assert said(document).strip() == "Rises from 3 to 5"


# --- Pages ------------------------------------------------------------------------------------------------


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")
    quarter = QuarterFactory()
    one = ActionFactory(plan=quarter.plan, label="1.1", text="Write the strategy.")
    return quarter, one, board_team(quarter.plan.board)


def test_a_draft_follows_the_plan_and_a_final_stays(client, world):
    quarter, one, team = world
    client.force_login(team)
    live = reverse("reporting:report-live-word", args=[quarter.plan.slug, quarter.slug])
    answer = client.get(live)
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert answer["Content-Disposition"].endswith('draft.docx"')
    assert "Write the strategy." in said(Document(io.BytesIO(answer.content)))
    report = operations.start_draft(quarter=quarter, by=team)
    report = operations.finalise_report(report=report, by=team)
    kept = reverse("reporting:report-word", args=[quarter.plan.slug, report.pk])
    assert client.get(live).url == kept
    before = client.get(kept).content
    one.text = "Something else."
    plan_events.change_action(action=one, by=team)
    after = client.get(kept).content
    assert before == after and "Something else." not in said(Document(io.BytesIO(after)))
    assert "FINAL, version 1 - report number 1" in said(Document(io.BytesIO(after)))


def test_an_approved_final_names_the_chair(client, world):
    quarter, _, team = world
    chair = someone_with(quarter.plan.board, "independent-chair")
    report = operations.finalise_report(report=operations.start_draft(quarter=quarter, by=team), by=team)
    operations.approve_report(report=report, remarks="Well kept.", by=chair)
    client.force_login(chair)
    words = said(
        Document(
            io.BytesIO(
                client.get(reverse("reporting:report-word", args=[quarter.plan.slug, report.pk])).content
            )
        )
    )
    assert str(chair) in words and "Well kept." in words and "Not approved yet" not in words
    assert from_json(MonitoringReport.objects.get(pk=report.pk).content).status.number == 1
