"""The report of a small plan: every action once, nothing of what is not there, few pages."""

import io
from datetime import date

import pypdfium2
import pytest
from django.urls import reverse
from docx import Document

from lscb import clock
from plans.models import Plan
from plans.operations import record_update
from reporting.printing.pdf.rendering import page_context, render_pdf, to_html
from reporting.printing.word import render_word
from reporting.report.content import from_json, to_json
from reporting.report.reading import gather
from tests.factories import ActionFactory, BoardFactory, BodyFactory, PlanFactory, QuarterFactory, board_team

pytestmark = pytest.mark.django_db

ACTIONS = (
    ("Agree who answers a first call at night", "May 2018"),
    ("Write the joint protocol on falls", "July 2018"),
    ("Train the duty desk in the new threshold", "September 2018"),
    ("Ask providers what they need to report early", "Quarterly"),
    ("Publish the easy-read leaflet", "June 2018"),
    ("Review the first hundred calls", "December 2018"),
)


@pytest.fixture
def plan():
    plan = PlanFactory(board=BoardFactory(), title="Calls at night 2018-19", report_length="by-size")
    BodyFactory(board=plan.board, name="Night Calls Group")
    for number, (text, when) in enumerate(ACTIONS, start=1):
        ActionFactory(plan=plan, label=f"1.{number}", text=text, who_text="Night Calls Group", when_text=when)
    return plan


@pytest.fixture
def quarter(plan):
    quarter, team = QuarterFactory(plan=plan), board_team(plan.board)
    for number, action in enumerate(plan.actions.order_by("position")[:4]):
        said = {"rating": "G", "progress": "Two drafts were read by the group."}
        if number == 2:
            said = {
                "rating": "A",
                "progress": "Half of the desk was trained.",
                "cause": "The trainer left.",
                "recovery_step": "A second trainer begins in May.",
                "back_on_track_on": date(2018, 6, 30),
            }
        record_update(action=action, quarter=quarter, by=team, **said)
    return quarter


def _said(quarter):
    content = gather(quarter, position_at=clock.now())
    return content, to_html("print/report.html", page_context(content))


def test_it_says_every_action_once_and_nothing_that_is_not_there(quarter):
    content, html = _said(quarter)
    assert content.short
    for text, _ in ACTIONS:
        assert html.count(text) == 1
    for absent in (
        "Exceptions",
        "Movement",
        "Appendix",
        "Coming up",
        "highlights",
        "Changes to",
        ">None",
        "(section ",
    ):
        assert absent not in html, absent
    assert "The trainer left." in html and "30 June 2018" in html
    # Of seven ratings those that stand in it: on track, at risk, no update.
    assert [line.letter for line in content.key_said] == ["G", "A", "-"]


def test_it_fits_on_three_pages(quarter, tmp_path):
    content, _ = _said(quarter)
    paper = render_pdf(content)
    pages = pypdfium2.PdfDocument(paper)
    assert len(pages) <= 3
    words = " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)
    assert "1.6" in words and "Sign-off" in words
    document = Document(io.BytesIO(render_word(content)))
    assert [each.text for each in document.paragraphs if each.style.name == "Heading 1"] == [
        "The Business Group is asked to",
        "Position at a glance",
        "Actions",
        "Sign-off",
        "How to read this report",
    ]


def test_it_is_short_on_the_page_too_and_kept_so(quarter, client):
    client.force_login(board_team(quarter.plan.board))
    page = client.get(
        reverse("reporting:report-live", args=[quarter.plan.slug, quarter.slug])
    ).content.decode()
    assert "Contents of this report" not in page and "Position at a glance" in page
    content, _ = _said(quarter)
    assert from_json(to_json(content)).short
    earlier = to_json(content)
    del earlier["short"]
    assert not from_json(earlier, schema_version=4).short


def test_a_larger_plan_or_one_that_wants_it_has_the_whole_report(plan, quarter):
    for wanted, short in ((Plan.ReportLength.WHOLE, False), (Plan.ReportLength.BY_SIZE, True)):
        Plan.objects.filter(pk=plan.pk).update(report_length=wanted)
        quarter.plan.refresh_from_db()
        assert _said(quarter)[0].short == short
    for number in range(7, 32):
        ActionFactory(plan=plan, label=f"1.{number}", text=f"One more, {number}")
    content, html = _said(quarter)
    assert not content.short and "2. Position at a glance" in html
