"""The whole plan on paper and in Word: its text, what is drawn, its levels, actions, planner and glossary."""

import io
import re
from itertools import pairwise

import docx
import pikepdf
import pypdfium2
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx.oxml.ns import qn

from lscb.models import AuditEntry
from reporting.edition.reading import gather
from reporting.printing.pdf.rendering import edition_context, to_pdf
from reporting.printing.word import to_word
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    BodyFactory,
    ChapterFactory,
    GlossaryTermFactory,
    MeasureFactory,
    ObjectiveFactory,
    PlanFactory,
    PlannedReportFactory,
    PriorityFactory,
    SectionFactory,
    board_team,
)
from tests.reporting.heard import can_be_heard

pytestmark = pytest.mark.django_db
TEMPLATE = "print/plan_document.html"
TEXT = """
Made with partners, see [the guidance](https://example.org/guidance).

# Strengths

1. Partnership
   - of many agencies
2. Training

| Level of need | Support |
| --- | --- |
| Early help | One agency <b>first</b> |
"""


@pytest.fixture
def plan():
    """A small plan with a chapter of each kind."""
    plan = PlanFactory()
    board = plan.board
    top = BodyFactory(board=board, name="Westshire Board", short_name="", kind="board")
    BodyFactory(board=board, name="Audit Group", short_name="AG", parent=top)
    AgencyFactory(board=board, name="Westshire Police")
    ChapterFactory(plan=plan, title="How it was made", text=TEXT, position=1)
    ChapterFactory(plan=plan, title="Who sits where", text="", drawing="membership", position=2)
    ChapterFactory(plan=plan, title="Who reports to whom", text="", drawing="structure", position=3)
    ActionFactory(plan=plan, label="1.1", text="Refresh the strategy", when_text="July 2018")
    return plan


def context_of(plan) -> dict:
    return edition_context(gather(plan, None))


def words(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", " ", text)


def test_the_document_says_all_the_plan_says_and_no_heading_of_what_it_has_not(plan):
    page = words(render_to_string(TEMPLATE, context_of(plan)))
    for said in (
        "How it was made</h2>",
        "<h3>Strengths</h3>",
        "Westshire Police",
        "Audit Group (AG)",
        "Refresh the",
    ):
        assert said in page
    assert "&lt;b&gt;first" in page and "<b>" not in page
    for absent in ("Vision", "Glossary", "Reporting planner", "Measures"):
        assert absent not in page
    GlossaryTermFactory(plan=plan)
    PlannedReportFactory(plan=plan)
    MeasureFactory(plan=plan)
    page = words(render_to_string(TEMPLATE, context_of(plan)))
    assert all(said in page for said in ("Glossary", "Reporting planner", "Measures"))


def test_every_line_of_the_contents_has_its_place(plan):
    page = render_to_string(TEMPLATE, context_of(plan))
    wanted = re.findall(r'href="#([\w-]+)"', page)
    assert wanted and set(wanted) == set(re.findall(r'<h2 id="([\w-]+)"', page))


def test_no_heading_leaves_a_level_out(plan):
    levels = [int(each) for each in re.findall(r"<h([1-6])\b", render_to_string(TEMPLATE, context_of(plan)))]
    assert levels[0] == 1 and all(deeper - level <= 1 for level, deeper in pairwise(levels))


def test_the_paper_is_tagged_with_headings_lists_and_heads_of_tables(plan):
    printed = to_pdf(TEMPLATE, context_of(plan))
    text = words(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed)))
    for said in (
        "Level of need",
        "One agency <b>first</b>",
        "of many agencies",
        "Audit Group (AG), subgroup",
    ):
        assert said in text
    can_be_heard(printed)
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        tags, scopes = set(), set()
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and "/S" in each and "/P" in each:
                tags.add(str(each.S))
                if str(each.S) == "/TH":
                    attributes = each.get("/A", {})
                    for one in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
                        scopes.add(str(one.get("/Scope", "")))
        assert {"/H1", "/H2", "/H3", "/L", "/LI", "/Table", "/TH", "/TD"} <= tags
        assert {"/Column", "/Row"} <= scopes


def test_word_has_the_same_words_with_lists_in_lists_and_links(plan):
    file = docx.Document(io.BytesIO(to_word(TEMPLATE, context_of(plan))))
    styles = {each.text: each.style.name for each in file.paragraphs if each.text}
    assert styles["How it was made"] == "Heading 1" and styles["Strengths"] == "Heading 2"
    levels = {
        each.text: each._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}").get(qn("w:val"))
        for each in file.paragraphs
        if each.text in ("Partnership", "of many agencies", "Training", "Westshire Police")
    }
    assert levels == {"Partnership": "0", "of many agencies": "1", "Training": "0", "Westshire Police": "0"}
    table = next(each for each in file.tables if each.cell(0, 0).text == "Level of need")
    assert table.cell(1, 1).text == "One agency <b>first</b>"
    links = [each for each in file.part.rels.values() if each.is_external]
    assert [each.target_ref for each in links] == ["https://example.org/guidance"]


def test_the_document_costs_the_same_whatever_the_size(plan):
    costs = []
    gather(plan, None)
    for many in (1, 8):
        for _ in range(many):
            section = SectionFactory(
                plan=plan, lead=BodyFactory(board=plan.board), priority=PriorityFactory(plan=plan)
            )
            ObjectiveFactory(plan=plan, section=section)
            action = ActionFactory(plan=plan, section=section, priority=section.priority)
            action.owners.create(body=section.lead)
            action.items.create(text="Part", owner=section.lead)
            MeasureFactory(plan=plan, section=section)
            PlannedReportFactory(plan=plan)
            ChapterFactory(plan=plan)
        plan.__dict__.pop("_columns", None)
        with CaptureQueriesContext(connection) as queries:
            render_to_string(TEMPLATE, context_of(plan))
        costs.append(len(queries))
    assert costs[0] == costs[1], costs


def test_both_files_are_taken_from_the_page_of_the_plan(plan, client):
    team = board_team(plan.board)
    client.force_login(team)
    page = client.get(plan.get_absolute_url()).text
    for kind in ("pdf", "word"):
        address = reverse(f"reporting:plan-document-{kind}", args=[plan.slug])
        assert address in page
        assert client.get(address).status_code == 200
    assert AuditEntry.objects.filter(operation="plan-saved-as-word", by=team).count() == 1
