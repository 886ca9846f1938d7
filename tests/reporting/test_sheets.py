"""Sheets of paper beside the report: one group's own, and the report's first pages alone."""

import io
from datetime import date

import pikepdf
import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import operations as plan_operations
from plans.models import Quarter
from reporting import operations
from reporting.models import DueReport, MonitoringReport
from reporting.printing.pdf.rendering import to_pdf
from reporting.sheets.group import group_sheet
from subgroups.models import Body, Person
from tests.factories import (
    ActionFactory,
    BodyFactory,
    HighlightFactory,
    MeetingFactory,
    ObligationFactory,
    PlanFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    board_team,
    chair_of,
    someone_with,
)
from tests.reporting.heard import can_be_heard, elements
from tests.soak.sampling import EVERY

pytestmark = pytest.mark.django_db


def words_of(paper: bytes) -> list[str]:
    found = pypdfium2.PdfDocument(paper)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in found]


def chair_and_group(plan):
    group = Body.objects.get(board=plan.board, short_name="L&I")
    return Person.objects.get(email="learning.chair@example.org"), group


@pytest.fixture
def paper(client, demonstration):
    person, group = chair_and_group(demonstration)
    client.force_login(person)
    answer = client.get(reverse("reporting:group-sheet", args=[demonstration.slug, group.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert "inline" in answer["Content-Disposition"]
    return answer.content


def test_the_learning_chair_gets_one_or_two_pages_of_nine_actions(paper, demonstration):
    pages = words_of(paper)
    text = " ".join(pages)
    assert len(pages) == 2
    assert "9 actions: 1 overdue" in text and "…" not in text
    for reference in ("4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8", "6.4"):
        assert f" {reference} " in text, reference
    assert "14.3" not in text and "12.2" not in text
    assert "130 days late" in text
    assert text.index(" 4.1 ") < text.index(" 4.8 ") < text.index(" 4.6 ") < text.index(" 4.4 ")
    assert "Next meeting 24 April 2018" in text
    assert "Reports it brings" in text and "Other subgroups LSCB At each meeting 23 May 2018" in text


def test_the_key_and_the_furniture_stand_on_every_page(paper):
    pages = words_of(paper)
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "B Complete; G On track; A At risk; R Off track; N Not started; H On hold; No update" in page
        assert "Position at 9 April 2018" in page
        foot = "Cumbria LSCB: Business plan 2017-20 - Learning and Improvement Subgroup, Q4 2017/18"
        assert "OFFICIAL" in page and foot in page
        assert "Demonstration - progress is invented" in page


def test_it_is_tagged(paper):
    document = pikepdf.open(io.BytesIO(paper))
    root = document.Root.StructTreeRoot
    assert str(document.Root.Lang) == "en-GB"
    assert str(document.docinfo["/Title"]).startswith("Learning and Improvement Subgroup")
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    can_be_heard(paper)
    assert len(list(elements(root, "/Table"))) >= 3 and list(elements(root, "/Figure"))


@pytest.mark.parametrize("every", EVERY)
def test_every_group_has_a_sheet(demonstration, every):
    """No sheet of a group fails or runs on; paper is set of the one with most to say, or of all."""
    person, _ = chair_and_group(demonstration)
    quarter = Quarter.objects.get(plan=demonstration, state="collecting")
    sheets = [
        group_sheet(person, demonstration, group, quarter)
        for group in Body.objects.filter(board=demonstration.board)
    ]
    assert all(len(sheet.rows) == sum(sheet.counts.values()) for sheet in sheets)
    longest = sorted((sheet for sheet in sheets if sheet.rows), key=lambda sheet: -len(sheet.rows))
    for sheet in longest if every else longest[:1]:
        paper = to_pdf("print/sheet_group.html", {"sheet": sheet, "head": sheet})
        assert len(words_of(paper)) <= 2 or len(sheet.rows) > 9, sheet


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory()


def test_a_plan_with_no_quarter_and_a_group_with_nothing(plan):
    group = BodyFactory(board=plan.board)
    sheet = group_sheet(board_team(plan.board), plan, group, None)
    text = " ".join(words_of(to_pdf("print/sheet_group.html", {"sheet": sheet, "head": sheet})))
    assert "It owns nothing in this plan." in text
    assert "The plan’s reporting planner asks it for no report." in text
    assert "None to come is recorded" in text
    assert "No quarter is open yet" in text


def test_what_is_said_is_the_last_thing_said(plan):
    group = BodyFactory(board=plan.board, name="Health Subgroup")
    before = QuarterFactory(
        plan=plan, number=3, starts_on="2017-10-01", ends_on="2017-12-31", state="reported"
    )
    now = QuarterFactory(plan=plan)
    action = ActionFactory(plan=plan, who_text="Health Subgroup", when_text="November 2017 & March 2018")
    ProgressUpdateFactory(action=action, quarter=before, rating="A", progress="Two of six visits made")
    HighlightFactory(body=group, quarter=now, done="Three workshops held", worry="Posts are vacant")
    person = board_team(plan.board)

    sheet = group_sheet(person, plan, group, now)
    assert (sheet.rows[0].chip.letter, sheet.rows[0].was) == ("-", "A")
    assert sheet.rows[0].said == "Q3 2017/18: Two of six visits made"
    assert sheet.milestones[0].late == "130 days late"
    assert ("Worry", "Posts are vacant") in sheet.highlight
    assert "Three workshops held" in " ".join(
        words_of(to_pdf("print/sheet_group.html", {"sheet": sheet, "head": sheet}))
    )

    ProgressUpdateFactory(
        action=action, quarter=now, rating="R", progress="Stopped", back_on_track_on="2018-06-30"
    )
    row = group_sheet(person, plan, group, now).rows[0]
    assert (row.chip.letter, row.said, row.back_by) == ("R", "Stopped", "30 June 2018")


def test_a_part_that_a_meeting_moved_keeps_its_first_date_in_print(plan):
    body, team = BodyFactory(board=plan.board), board_team(plan.board)
    action = ActionFactory(plan=plan, who_text=body.name, when_text="October 2018 & March 2019")
    asked = plan_operations.ask_for_new_date(
        action=action,
        milestone=action.milestones.first(),
        to_date=date(2018, 12, 14),
        reason="Staff",
        by=team,
    )
    plan_operations.decide_new_date(change=asked, agreed=True, outside_because="By e-mail", by=team)
    (row,) = group_sheet(team, plan, body, None).rows
    assert (row.due, row.first_due) == ("Next: 14 December 2018", "31 October 2018")


def test_texts_are_whole_while_there_is_room_and_cut_where_there_is_not(plan):
    group = BodyFactory(board=plan.board, name="Health Subgroup")
    quarter, person = QuarterFactory(plan=plan), board_team(plan.board)
    long = "Every word of it is wanted at the table. " * 15
    for n in range(4):
        action = ActionFactory(plan=plan, label=f"1.{n}", text=long, who_text="Health Subgroup")
        ProgressUpdateFactory(action=action, quarter=quarter, progress=long, proposed=n == 0)
    sheet = group_sheet(person, plan, group, quarter)
    assert {row.text for row in sheet.rows} == {row.said for row in sheet.rows} == {long.strip()}
    assert not sheet.is_cut and [row.is_proposed for row in sheet.rows] == [True, False, False, False]
    for n in range(4, 9):
        ActionFactory(plan=plan, label=f"1.{n}", text=long, who_text="Health Subgroup")
    sheet = group_sheet(person, plan, group, quarter)
    paper = words_of(to_pdf("print/sheet_group.html", {"sheet": sheet, "head": sheet}))
    assert sheet.is_cut and all(row.text.endswith("…") for row in sheet.rows)
    assert len(paper) == 2 and "had no room here" in paper[1] and ", proposed" in paper[1]


def test_a_report_that_is_late_says_so(plan):
    group, board = BodyFactory(board=plan.board), BodyFactory(board=plan.board, short_name="Board")
    duty = ObligationFactory(planned_report__plan=plan, planned_report__what="Audit")
    duty.planned_report.providers.add(group)
    duty.forums.add(board)
    for day in ("2018-03-01", "2019-03-05", "2020-03-03"):
        DueReport.objects.create(obligation=duty, forum=board, due_on=day)
    DueReport.objects.filter(due_on__gt="2019-01-01").update(
        meeting=MeetingFactory(body=board, held_on="2019-03-05")
    )
    [report] = group_sheet(board_team(plan.board), plan, group, QuarterFactory(plan=plan)).reports
    assert (report.what, report.to, report.late) == ("Audit", "Board", True)
    assert report.when == ("Late: was due 1 March 2018", "5 March 2019")


def queries(plan, actions):
    group = BodyFactory(board=plan.board, name="Health Subgroup")
    quarter = QuarterFactory(plan=plan)
    for n in range(actions):
        action = ActionFactory(plan=plan, label=f"9.{n}", who_text="Health Subgroup", when_text="May 2018")
        ProgressUpdateFactory(action=action, quarter=quarter)
        ObligationFactory(planned_report__plan=plan).planned_report.providers.add(group)
    person = board_team(plan.board)
    with CaptureQueriesContext(connection) as captured:
        sheet = group_sheet(person, plan, group, quarter)
    assert len(sheet.rows) == len(sheet.reports) == actions
    return len(captured)


def test_it_costs_the_same_queries_at_any_size(plan):
    few = queries(plan, 3)
    assert few == queries(PlanFactory(), 40)
    assert few <= 21


def test_the_first_pages_stand_alone(client, demonstration):
    person, _ = chair_and_group(demonstration)
    client.force_login(person)
    live = client.get(reverse("reporting:report-live-front", args=[demonstration.slug, "q4-2017-18"]))
    final = MonitoringReport.objects.frozen().filter(plan=demonstration).first()
    frozen = client.get(reverse("reporting:report-front", args=[demonstration.slug, final.pk]))
    for answer, status in ((live, "DRAFT"), (frozen, "FINAL")):
        pages = words_of(answer.content)
        assert len(pages) == 2
        assert "is asked to" in pages[0] and "71 actions as at" in pages[0]
        assert "Off track" in " ".join(pages) and "Full schedule" not in " ".join(pages)
        assert all(f"{status}, version 1" in page and "first pages" in page for page in pages)
        document = pikepdf.open(io.BytesIO(answer.content))
        assert not [a for page in document.pages for a in page.get("/Annots", [])]  # no links to missing rows


def test_the_first_pages_of_a_final_do_not_follow_the_plan(client, demonstration):
    person, _ = chair_and_group(demonstration)
    client.force_login(person)
    final = MonitoringReport.objects.frozen().filter(plan=demonstration).first()
    address = reverse("reporting:report-front", args=[demonstration.slug, final.pk])
    before = client.get(address).content
    demonstration.actions.update(text="Something else")
    assert client.get(address).content == before


def test_signatures_have_a_sheet_that_names_the_pdf_they_belong_to(client, demonstration):
    person = someone_with(demonstration.board, "independent-chair")
    client.force_login(person)
    final = MonitoringReport.objects.frozen().filter(plan=demonstration).first()
    address = reverse("reporting:report-signatures", args=[demonstration.slug, final.pk])
    assert address not in client.get(final.get_absolute_url()).content.decode()
    operations.approve_report(report=final, by=person, remarks="Read at the table.")
    signed = final.signatures.get()
    assert f'href="{address}"' in client.get(final.get_absolute_url()).content.decode()
    [page] = words_of(client.get(address).content)
    assert f"Approved by the {signed.post} {signed.name}" in page
    assert final.pdf_sha256 in page and f"report number {final.number}, version {final.version}" in page
    assert "Read at the table." in page


def test_pages_link_to_the_sheets(client, demonstration):
    person, group = chair_and_group(demonstration)
    client.force_login(person)
    slug, final = demonstration.slug, MonitoringReport.objects.frozen().filter(plan=demonstration).first()
    sheet = reverse("reporting:group-sheet", args=[slug, group.pk])
    for page, link in (
        (reverse("plans:group-detail", args=[slug, group.pk]), sheet),
        (reverse("home"), sheet),
        (
            reverse("reporting:report-live", args=[slug, "q4-2017-18"]),
            reverse("reporting:report-live-front", args=[slug, "q4-2017-18"]),
        ),
        (final.get_absolute_url(), reverse("reporting:report-front", args=[slug, final.pk])),
    ):
        assert f'href="{link}"' in client.get(page).content.decode(), page


def test_another_board_s_group_is_out_of_sight(client, plan):
    group = BodyFactory(board=plan.board)
    client.force_login(chair_of(BodyFactory()))
    assert client.get(reverse("reporting:group-sheet", args=[plan.slug, group.pk])).status_code == 404
