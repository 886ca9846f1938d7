"""The reporting planner's page: the document's words, our reading, the questions it leaves, and one group's part."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from subgroups.models import Body
from tests.factories import (
    BodyFactory,
    ObligationFactory,
    PlanFactory,
    PlannedReportFactory,
    board_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def group(plan):
    return BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health", position=1)


def page_of(client, plan, query="", person=None):
    client.force_login(person or board_team(plan.board))
    return client.get(reverse("reporting:planner", args=[plan.slug]) + query)


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_row_has_the_documents_four_columns_and_our_reading(client, plan, group):
    report = PlannedReportFactory(
        plan=plan,
        what="Domestic <Abuse>",
        activity="Report from the partnership",
        tells="What progress is made",
        when_text="Quarterly to Health & others",
        provider_words="All agencies",
    )
    ObligationFactory(
        planned_report=report, rule="RRULE:FREQ=MONTHLY;INTERVAL=3", words="Quarterly"
    ).forums.add(group)
    page = words_of(page_of(client, plan))
    for words in (
        "Domestic &lt;Abuse&gt;",
        "Report from the partnership",
        "What progress is made",
        "“Quarterly to Health &amp; others”",
        "Provided by All agencies",
        "Every three months: to Health",
    ):
        assert words in page
    assert "Ask" not in page
    assert "1 row holds 1 report to make." in page


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"certainty": "sure"}, ""),
        ({"certainty": "convention"}, ""),
        (
            {"certainty": "ambiguous", "words": "Bi-annual", "other_readings": ["every two years"]},
            "“Bi-annual” could also mean: every two years.",
        ),
        (
            {"certainty": "unresolvable", "kind": "unspecified", "rule": ""},
            "The plan does not say how often.",
        ),
    ],
)
def test_a_reading_that_is_not_sure_is_marked_to_be_asked(client, plan, fields, asked):
    ObligationFactory(planned_report=PlannedReportFactory(plan=plan), **fields)
    response = page_of(client, plan)
    assert response.context["questions"] == bool(asked)
    assert ("<strong>Ask" in words_of(response)) is bool(asked)
    assert asked in words_of(response)


def test_rows_that_contradict_each_other_are_flagged(client, plan):
    may, march = (PlannedReportFactory(plan=plan, what=what) for what in ("Audit in May", "Audit in March"))
    ObligationFactory(planned_report=may, conflicts_with=march)
    assert "The row “Audit in March” asks for the same report at another time." in words_of(
        page_of(client, plan)
    )


def test_duties_stand_by_forum_in_the_boards_order_with_the_unnamed_last(client, plan, group):
    board = BodyFactory(board=plan.board, name="The Board", position=0)
    report = PlannedReportFactory(plan=plan, what="Data")
    ObligationFactory(planned_report=report).forums.add(group, board)
    ObligationFactory(planned_report=report, forum_words="All subgroups")
    ObligationFactory(planned_report=report)
    forums = page_of(client, plan).context["forums"]
    assert [(name, len(duties)) for name, duties in forums] == [
        ("The Board", 1),
        ("Health Subgroup", 1),
        ("All subgroups", 1),
        ("Forum not stated", 1),
    ]


def test_one_groups_part_is_what_it_provides_or_receives(client, plan, group):
    panel = BodyFactory(board=plan.board, name="Panel", kind=Body.Kind.PANEL)
    provided, received, for_all, of_all, neither = (
        PlannedReportFactory(plan=plan, what=f"R{n}") for n in range(5)
    )
    provided.providers.add(group)
    ObligationFactory(planned_report=received).forums.add(group)
    ObligationFactory(planned_report=for_all, forum_words="All subgroups")
    of_all.provider_words = "All subgroups"
    of_all.save()
    neither.providers.add(panel)
    shown = page_of(client, plan, f"?body={group.pk}").context["rows"]
    assert [row.report for row in shown] == [provided, received, for_all, of_all]
    assert [row.report for row in page_of(client, plan, f"?body={panel.pk}").context["rows"]] == [neither]


def test_a_group_without_reports_and_a_plan_without_planner_say_so(client, plan, group):
    page = words_of(page_of(client, plan, f"?body={group.pk}"))
    assert "The planner names no report that Health Subgroup provides or receives." in page
    assert "The plan has no reporting planner yet." in words_of(page_of(client, plan))


@pytest.mark.parametrize("wanted", ["x", "-1", "1e3", "²", "9" * 30, "999999", "1;drop"])
def test_a_group_that_is_not_there_is_not_found(client, plan, wanted):
    assert page_of(client, plan, f"?body={wanted}").status_code == 404


def test_planners_and_groups_of_other_boards_are_not_there(client, plan, group):
    elsewhere = PlanFactory()
    stranger = board_team(elsewhere.board)
    assert page_of(client, plan, person=stranger).status_code == 404
    assert page_of(client, elsewhere, f"?body={group.pk}", person=stranger).status_code == 404


def test_cumbrias_planner_has_fifteen_rows_and_flags_the_section_11_conflict(client, cumbria):
    response = page_of(client, cumbria)
    assert len(response.context["rows"]) == 15
    assert response.context["duties"] == 39
    page = words_of(response)
    assert "The row “Safeguarding Section 11 Audit” asks for the same report at another time." in page
    assert "The row “S.11 Audit” asks for the same report at another time." in page
    assert "“Bi-annual report to the LSCB” could also mean: every two years." in page
    assert "The same report as in “Single/ Multi Agency Data”: one serves both." in page
    by_forum = dict(response.context["forums"])
    board = cumbria.board.bodies.get(kind=Body.Kind.BOARD).name
    assert "S.11 Audit" in {duty.report.what for duty in by_forum[board]}


def test_the_page_costs_the_same_whatever_the_number_of_rows(client, plan, group):
    team, costs = board_team(plan.board), []
    for more in (2, 20):
        for _ in range(more):
            report = PlannedReportFactory(plan=plan)
            report.providers.add(group)
            other = PlannedReportFactory(plan=plan)
            ObligationFactory(planned_report=report, conflicts_with=other, same_as=other).forums.add(group)
        page_of(client, plan, person=team)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reporting:planner", args=[plan.slug]))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10


def test_the_planner_is_saved_as_it_is_printed_with_our_reading_behind(client, plan, group):
    report = PlannedReportFactory(
        plan=plan, what="=Domestic", activity="From all", when_text="Quarterly to Health"
    )
    ObligationFactory(
        planned_report=report, rule="RRULE:FREQ=MONTHLY;INTERVAL=3", words="Quarterly"
    ).forums.add(group)
    PlannedReportFactory(plan=plan, what="Something else", when_text="Yearly")
    client.force_login(board_team(plan.board))
    address = reverse("reporting:planner-save", args=[plan.slug])
    answer = client.get(address, {"as": "xlsx", "body": group.pk})
    sheet, about = load_workbook(io.BytesIO(answer.content)).worksheets
    head, row = sheet.iter_rows(values_only=True)
    row = dict(zip(head, row, strict=True))
    assert (row["What"], row["When"]) == ("'=Domestic", "Quarterly to Health")
    assert row["As read"] == "Every three months: to Health Subgroup"
    assert ("Shows", "What Health Subgroup provides or receives") in list(about.iter_rows(values_only=True))
    assert "Something else" in client.get(address, {"as": "csv"}).getvalue().decode()
