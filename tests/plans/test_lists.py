"""Lists taken away as files: the rows and the order of their page, every column, and what the file says of itself."""

import csv
import io
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from lscb.columns import key
from lscb.models import AuditEntry
from plans import operations
from plans.models import ActionItem
from plans.selectors.list_headings import READ_BACK, read_back
from tests.factories import (
    ActionFactory,
    BoardFactory,
    BodyFactory,
    ChallengeFactory,
    DecisionFactory,
    MeasureFactory,
    ObjectiveFactory,
    PlanFactory,
    PriorityFactory,
    QuarterFactory,
    RiskFactory,
    SectionFactory,
    board_team,
)

pytestmark = pytest.mark.django_db

EACH_TIME = 6  # queries that a part of the list costs: rows, owners, milestones, parts twice, what was said


class World:
    def __init__(self):
        board = BoardFactory(name="Westmorland Board", short_name="Westmorland", demonstration=True)
        self.plan = PlanFactory(board=board, item_label="Task", item_label_plural="Tasks")
        self.quarter = QuarterFactory(plan=self.plan)
        self.team = board_team(board, name="Bryony Larkfell")
        self.health = BodyFactory(board=board, name="Health Subgroup", short_name="Health")
        first = SectionFactory(plan=self.plan, label="1", title="Early help", position=1)
        second = SectionFactory(plan=self.plan, label="2", title="Missing", position=2)
        self.late = ActionFactory(
            plan=self.plan,
            section=second,
            label="1.10",
            text="=SUM(A1)\nsecond line",
            outcome="'+1 as typed",
            who_text="Health Subgroup and a person unknown",
            when_text="January 2018",
        )
        self.early = ActionFactory(plan=self.plan, section=first, label="1.1", when_text="July 2018")
        ActionItem.objects.create(action=self.early, label="a", text="Write it", position=1)
        ActionItem.objects.create(action=self.early, label="b", text="Send it", owner=self.health, position=2)
        operations.record_update(
            action=self.late,
            quarter=self.quarter,
            rating="R",
            progress="Slow",
            cause="Nobody came",
            recovery_step="Ask again",
            back_on_track_on=date(2018, 6, 30),
            help_wanted="None",
            by=self.team,
        )


@pytest.fixture(scope="module")
def world(kept_for_the_module):
    from lscb import clock

    with clock.on(date(2018, 4, 9)):
        return kept_for_the_module(World)


@pytest.fixture(autouse=True)
def day(on):
    on("2018-04-09")


@pytest.fixture
def take(client, world):
    client.force_login(world.team)

    def taken(name, kind, **asked):
        answer = client.get(reverse(f"plans:{name}", args=[world.plan.slug], query={"as": kind, **asked}))
        assert answer.status_code == 200, answer.text
        assert f".{kind}" in answer["Content-Disposition"]
        return answer.getvalue()

    return taken


def sheets(content):
    return load_workbook(io.BytesIO(content)).worksheets


def by_heading(sheet) -> list[dict]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_excel_has_real_dates_text_references_and_nothing_that_runs(take):
    sheet, about = sheets(take("action-save", "xlsx"))
    early, late = by_heading(sheet)
    assert (early["Reference"], late["Reference"]) == ("1.1", "1.10")
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert early["Due"] == datetime(2018, 7, 31)
    assert late["Back on track by"] == datetime(2018, 6, 30) and late["Days late"] == 68
    assert (
        late["Action"] == "'=SUM(A1)\nsecond line"
        and late["What we are trying to achieve"] == "''+1 as typed"
    )
    assert late["Owner"] == "Health Subgroup and a person unknown"  # as printed, in one column
    assert late["Owner, as read"].startswith("Health")
    assert early["Tasks"] == "a Write it\nb Send it"
    assert early["Tasks: who, and how they stand"] == "b: Health"
    assert (late["Rating"], late["Progress"], late["Why it is not on track"]) == ("R", "Slow", "Nobody came")
    assert not {cell.data_type for row in sheet.iter_rows() for cell in row} & {"f", "e"}
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == sheet.dimensions
    assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$1:$1"
    said = dict(about.iter_rows(values_only=True))
    assert said["Note"].startswith("Demonstration") and said["Board"] == "Westmorland Board"
    assert said["As at"].startswith("9 April 2018") and said["Shows"] == "Every action the plan counts"
    assert "Demonstration" in sheet.oddHeader.center.text


def test_what_the_filter_shows_is_what_the_file_has_in_its_order(take, world):
    (row,) = by_heading(sheets(take("action-save", "xlsx", owner=world.health.pk))[0])
    assert row["Reference"] == "1.10"
    sheet, about = sheets(take("action-save", "xlsx", order="worst"))
    assert [row["Reference"] for row in by_heading(sheet)] == ["1.10", "1.1"]
    assert ("Order", "Rating: worst first") in list(about.iter_rows(values_only=True))


def test_a_csv_says_what_it_is_in_a_heading_without_cells(take):
    content = take("action-save", "csv", rating="R")
    assert content.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert head[0] == "Reference" and row[0] == "1.10" and row[-1] == ""
    assert head[-1].startswith("About this file: Note: Demonstration") and "Off track" in head[-1]
    assert dict(zip(head, row, strict=True))["Back on track by"] == "2018-06-30"


def test_a_word_table_has_a_head_on_each_page_and_sections_across(take):
    document = Document(io.BytesIO(take("action-save", "docx")))
    (table,) = document.tables
    texts = [[cell.text for cell in row.cells] for row in table.rows]
    assert texts[0][:2] == ["Reference", "Action"] and "Section" not in texts[0]
    assert set(texts[1]) == {"1. Early help"} and set(texts[3]) == {"2. Missing"}
    assert texts[2][0] == "1.1" and "second line" in texts[4][1]
    heads = [
        row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows
    ]
    assert heads == [True, False, False, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert document.sections[0].page_width > document.sections[0].page_height
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Westmorland Board" in said and "Demonstration" in said and "As at: 9 April 2018" in said
    assert document.core_properties.title and document.core_properties.language == "en-GB"


def test_a_word_table_has_the_columns_that_were_chosen_and_no_empty_one(take):
    (table,) = Document(
        io.BytesIO(take("action-save", "docx", order="worst", column=["due", "reference", "year", "section"]))
    ).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Reference", "Section", "Due"],
        ["1.10", "2. Missing", "31 January 2018"],
        ["1.1", "1. Early help", "31 July 2018"],
    ]


def test_the_page_asks_what_kind_of_file_and_keeps_the_filter(client, world):
    client.force_login(world.team)
    address = reverse("plans:action-save", args=[world.plan.slug])
    page = client.get(address, {"rating": "R", "page": "2"})
    assert 'name="rating" value="R"' in page.text and 'name="page"' not in page.text
    wrong = client.get(address, {"as": "pdf"})
    assert wrong.context["form_refused"] and "Choose a kind of file." in wrong.text
    refused = client.get(address, {"due_before": "soon", "as": "xlsx"})
    assert refused.status_code == 302 and "due_before=soon" in refused.url


def test_taking_a_list_is_noted(take):
    before = AuditEntry.objects.order_by("-pk").first()
    take("action-save", "docx")
    take("risk-save", "csv")
    lines = AuditEntry.objects.filter(pk__gt=before.pk).order_by("pk")
    assert [(line.operation, line.changes) for line in lines] == [
        ("actions-exported", {}),
        ("list-saved", {"list": ["", "Risks"]}),
    ]


def test_the_registers_are_lists_too(take, world):
    plan = world.plan
    RiskFactory(plan=plan, likelihood=4, impact=5, words="It stops", review_on=date(2018, 5, 1))
    ChallengeFactory(plan=plan, words="Why so late?", raised_on=date(2018, 3, 1))
    DecisionFactory(action=world.late, words="Lend a room", due_on=date(2018, 5, 3))
    operations.ask_for_new_date(
        action=world.early, to_date=date(2018, 9, 30), reason="Room is closed", by=world.team
    )
    measure = MeasureFactory(plan=plan, words="Seen in time", unit="%")
    operations.record_measure_value(measure=measure, quarter=world.quarter, value=81, by=world.team)

    (risk,) = by_heading(sheets(take("risk-save", "xlsx"))[0])
    assert (risk["Score"], risk["Band"], risk["Look again"]) == (20, "extreme", datetime(2018, 5, 1))
    (challenge,) = by_heading(sheets(take("challenge-save", "xlsx"))[0])
    assert (challenge["Challenge"], challenge["Raised"]) == ("Why so late?", datetime(2018, 3, 1))
    (row,) = by_heading(sheets(take("measure-save", "xlsx"))[0])
    assert (row["Measure"], row["Unit"], row[world.quarter.name]) == ("Seen in time", "%", 81)
    asked, promised = by_heading(sheets(take("decision-save", "xlsx"))[0])
    assert (asked["Reference"], asked["State"], asked["From"], asked["To"]) == (
        "1.1",
        "Waiting",
        "31 July 2018",
        "30 September 2018",
    )
    assert (promised["What"], promised["By when, or completed on"]) == ("Help promised", datetime(2018, 5, 3))
    (decided,) = by_heading(sheets(take("decision-save", "xlsx", of="decided"))[0])
    assert decided["In words"] == "Lend a room"
    (table,) = Document(io.BytesIO(take("measure-save", "docx"))).tables
    assert table.cell(1, 0).text == "Outside the sections"


def test_an_empty_list_says_so(take):
    assert not by_heading(sheets(take("risk-save", "xlsx"))[0])
    document = Document(io.BytesIO(take("risk-save", "docx")))
    assert not document.tables
    assert "The list has no rows." in [paragraph.text for paragraph in document.paragraphs]


def test_it_costs_the_same_however_many_rows(take, world):
    costs = []
    for more in (1, 12):
        for _ in range(more):
            action = ActionFactory(plan=world.plan, who_text="Health Subgroup", label="")
            ActionItem.objects.create(action=action, text="Part", owner=world.health)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            take("action-save", "csv")
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_it_is_read_so_many_actions_at_a_time_and_each_time_costs_the_same(take, world, monkeypatch):
    monkeypatch.setattr("plans.views.lists.AT_ONCE", 3)
    for _ in range(10 - world.plan.actions.count()):
        action = ActionFactory(plan=world.plan, who_text="Health Subgroup", label="")
        ActionItem.objects.create(action=action, text="Part", owner=world.health)
    take("action-save", "csv")  # what is asked once is asked
    costs = []
    for more in (0, 2, 3, 3):  # 10 actions, 12, 15 and 18: four parts, four, five and six
        for _ in range(more):
            action = ActionFactory(plan=world.plan, who_text="Health Subgroup", label="")
            ActionItem.objects.create(action=action, text="Part", owner=world.health)
        with CaptureQueriesContext(connection) as asked:
            take("action-save", "csv")
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert costs[2] - costs[1] == costs[3] - costs[2] == EACH_TIME


@pytest.mark.parametrize("by", ["section", "priority", "objective", "year", "owner"])
def test_rows_stand_under_their_headings_in_the_order_of_the_page(take, client, world, monkeypatch, by):
    monkeypatch.setattr("plans.views.lists.AT_ONCE", 2)
    plan = world.plan
    priority = PriorityFactory(plan=plan)
    objective = ObjectiveFactory(plan=plan, priority=priority)
    again = SectionFactory(plan=plan, label="1", title="Early help", position=9)  # a heading that comes twice
    for n, (owner, more) in enumerate(
        [
            ("Health Subgroup", {"year": "Year 2"}),
            ("Health Subgroup and a person unknown", {"objective": objective}),
            ("Health Subgroup", {"section": again}),
            ("", {"year": "Year 1", "objective": objective}),
            ("Health Subgroup", {"priority": priority}),
            ("Health Subgroup and a person unknown", {"section": world.early.section, "year": "Year 2"}),
        ]
    ):
        ActionFactory(plan=plan, label=f"7.{n}", who_text=owner, **more)
    groups = client.get(reverse("plans:action-list", args=[plan.slug], query={"by": by})).context["groups"]
    assert len(groups) > 1
    shown = [row.action.label for _, rows in groups for row in rows]
    assert len(shown) == 8
    text = take("action-save", "csv", by=by, columns="every").decode("utf-8-sig")
    assert [row["Reference"] for row in csv.DictReader(io.StringIO(text, newline=""))] == shown


def test_what_is_read_back_as_a_plan_stands_in_one_column_each(take, world):
    """What is printed of a plan, under headings that no other column has; the rest is passed over by its heading."""
    words = world.plan.rating_words()
    holds = read_back(world.plan, words)
    sheet, _ = sheets(take("action-save", "xlsx"))
    headings = [cell.value for cell in sheet[1]]
    assert {key(heading) for heading in headings} == set(holds) and len(headings) == len(holds)
    found = {holds[key(heading)]: heading for heading in headings if holds[key(heading)]}
    assert found["who"] == "Owner" and found["when"] == "When" and found["tasks"] == "Tasks"
    assert set(READ_BACK.values()) == set(found)
    assert {holds[key(heading)] for heading in ("Due", "When, as read", "State", "Owner, as read")} == {""}


def test_a_reference_that_a_plan_prints_twice_is_saved_as_printed(take, world):
    ActionFactory(plan=world.plan, label="1.1", text="Another with it")
    rows = by_heading(sheets(take("action-save", "xlsx"))[0])
    assert [row["Reference"] for row in rows] == ["1.1", "1.10", "1.1"]
