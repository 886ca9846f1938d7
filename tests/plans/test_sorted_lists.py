"""Lists of a plan as they are filtered, sorted and taken away: the file has the rows of the page in their order."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb import clock
from plans import operations
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    BodyFactory,
    ChallengeFactory,
    DecisionFactory,
    MeasureFactory,
    PlanFactory,
    PriorityFactory,
    QuarterFactory,
    RiskFactory,
    SectionFactory,
    board_team,
)

pytestmark = pytest.mark.django_db


class World:
    def __init__(self):
        self.plan = plan = PlanFactory()
        self.quarter = QuarterFactory(plan=plan)
        self.team = board_team(plan.board, name="Bryony Larkfell")
        BodyFactory(board=plan.board, name="Audit Subgroup", short_name="Audit")
        BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")
        first = SectionFactory(plan=plan, label="1", title="Early help", position=1)
        second = SectionFactory(plan=plan, label="2", title="Missing", position=2)
        said = {"cause": "Nobody came", "recovery_step": "Ask", "help_wanted": "None"}
        for section, label, who, when, rating in (
            (first, "1.9", "Health Subgroup", "July 2018", "G"),
            (first, "1.10", "Audit Subgroup", "Ongoing", "R"),
            (second, "2.1", "", "May 2018", ""),
        ):
            action = ActionFactory(
                plan=plan, section=section, label=label, who_text=who, when_text=when, outcome=f"Of {label}"
            )
            if rating:
                more = said | {"back_on_track_on": date(2018, 6, 30)} if rating == "R" else {}
                operations.record_update(
                    action=action, quarter=self.quarter, rating=rating, progress="So", by=self.team, **more
                )
            setattr(self, f"action{label.replace('.', '_')}", action)
        PriorityFactory(plan=plan, label="P1", title="Children are heard")

        police = AgencyFactory(board=plan.board, name="Police")
        schools = AgencyFactory(board=plan.board, name="Schools")
        ChallengeFactory(plan=plan, words="Late", to_agency=schools, response_due_on=date(2018, 3, 1))
        ChallengeFactory(plan=plan, words="No day", to_agency=police, raised_by="Lead member")
        ChallengeFactory(
            plan=plan, words="Answered", to_agency=police, answered=True, raised_on=date(2017, 12, 1)
        )
        RiskFactory(
            plan=plan, words="Middling", likelihood=2, impact=4, held_by="Zoë", raised_on=date(2018, 2, 1)
        )
        RiskFactory(
            plan=plan, words="Grave", likelihood=5, impact=5, held_by="Adam", review_on=date(2018, 5, 1)
        )
        grew = RiskFactory(plan=plan, words="Grew", likelihood=1, impact=4, held_by="Mo")
        operations.review_risk(
            risk=grew, words="Grew", likelihood=3, impact=4, response="Watch", held_by="Mo", by=self.team
        )
        closed = RiskFactory(plan=plan, words="Gone", likelihood=1, impact=1)
        operations.close_risk(risk=closed, why_closed="It went", by=self.team)
        for words, section, better, value in (
            ("Zebra", first, "higher", 40),
            ("Apple", second, "lower", 9),
            ("Never counted", None, "", None),
        ):
            measure = MeasureFactory(plan=plan, section=section, words=words, better=better, target=50)
            if value is not None:
                operations.record_measure_value(
                    measure=measure, quarter=self.quarter, value=value, by=self.team
                )
        for label in ("2.1", "1.10", "1.9"):
            DecisionFactory(action=plan.actions.get(label=label))


@pytest.fixture(scope="module")
def world(kept_for_the_module):
    with clock.on(date(2018, 4, 9)):
        return kept_for_the_module(World)


@pytest.fixture(autouse=True)
def signed_in(on, client, world):
    on("2018-04-09")
    client.force_login(world.team)


def page_of(client, world, name, **asked):
    return client.get(reverse(f"plans:{name}", args=[world.plan.slug], query=asked))


def saved(client, world, name, **asked) -> list[dict]:
    """The rows of its file, with the columns that the page shows."""
    answer = page_of(client, world, name, **{"as": "csv", "columns": "shown"}, **asked)
    head, *rows = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline=""))
    return [dict(zip(head, row, strict=True)) for row in rows]


def actions_on(page) -> list[str]:
    return [row.action.reference for _, rows in page.context["groups"] for row in rows]


ACTION_ORDERS = {
    "": ["1.9", "1.10", "2.1"],
    "reference": ["1.9", "1.10", "2.1"],
    "-reference": ["2.1", "1.10", "1.9"],
    "owner": ["1.10", "1.9", "2.1"],
    "-owner": ["1.9", "1.10", "2.1"],
    "due": ["2.1", "1.9", "1.10"],
    "-due": ["1.9", "2.1", "1.10"],
    "worst": ["1.10", "2.1", "1.9"],
    "-worst": ["1.9", "2.1", "1.10"],
}


@pytest.mark.database
def test_actions_are_sorted_and_saved_as_they_are_shown(client, world):
    for order, expected in ACTION_ORDERS.items():
        page = page_of(client, world, "action-list", order=order)
        assert actions_on(page) == expected, order
        assert [row["Reference"] for row in saved(client, world, "action-save", order=order)] == expected, (
            order
        )
        headings = [heading for heading, _ in page.context["groups"]]
        assert headings == ([None] if order else ["1. Early help", "2. Missing"])
        assert ("the list is one run without headings" in page.text) == bool(order)


def test_a_heading_says_how_the_list_is_sorted_and_turns_it(client, world):
    plain = page_of(client, world, "action-list", rating="R").text
    assert "aria-sort" not in plain and 'href="?rating=R&amp;order=due"' in plain
    page = page_of(client, world, "action-list", order="due").text
    assert 'aria-sort="ascending"><a class="sort" href="?order=-due"' in page
    assert 'Sorted by Due: earliest first <a class="no-print" href="?">Take off' in page
    assert 'aria-sort="descending"' in page_of(client, world, "risk-list", order="score").text


def test_columns_are_chosen_and_saved_as_they_are_shown(client, world):
    page = page_of(client, world, "action-list", col=["outcome", "first-due", "section"])
    text = page.text
    assert '<th scope="col">Section</th>' in text and "Of 1.10" in text
    assert 'data-label="Due"' not in text and 'data-label="Owner"' not in text
    row, *_ = saved(client, world, "action-save", col=["outcome", "first-due", "section"], order="due")
    assert row["What we are trying to achieve"] == "Of 2.1" and row["Section"] == "2. Missing"
    assert not {"Owner", "Due", "Last update", "Progress"} & set(row)
    every = page_of(client, world, "action-save", **{"as": "csv"}, col=["outcome"]).getvalue().decode()
    assert "Progress" in every.splitlines()[0]
    refused = page_of(client, world, "action-list", col=["nothing"])
    assert "Choose from the columns listed." in refused.text and len(actions_on(refused)) == 3


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["Late", "No day", "Answered"]),
        ({"order": "to"}, ["No day", "Answered", "Late"]),
        ({"order": "-raised"}, ["Late", "No day", "Answered"]),
        ({"state": "late"}, ["Late"]),
        ({"state": "answered"}, ["Answered"]),
        ({"state": "closed"}, []),
        ({"raised_by": "Lead member"}, ["No day"]),
        ({"words": "ANSW"}, ["Answered"]),
    ],
)
def test_challenges_are_filtered_sorted_and_saved(client, world, asked, expected):
    page = page_of(client, world, "challenge-list", **asked)
    assert [each.words for each in (*page.context["open"], *page.context["closed"])] == expected
    assert [row["Challenge"] for row in saved(client, world, "challenge-save", **asked)] == expected
    assert bool(expected) or "No open challenge matches these filters." in page.text


def test_challenges_of_an_agency_and_of_a_reporting_period(client, world):
    police, period = world.plan.challenges.get(words="No day").to_agency_id, world.quarter
    page = page_of(client, world, "challenge-list", to=f"agency-{police}", period=period.slug)
    assert [each.words for each in page.context["open"]] == ["No day"]
    assert f"<li>Raised in: {period.name} <a" in page.text
    assert f'<li>Put to: Police <a class="no-print" href="?period={period.slug}">Take off' in page.text


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["Grave", "Grew", "Middling", "Gone"]),
        ({"order": "-score"}, ["Middling", "Grew", "Grave", "Gone"]),
        ({"order": "held-by"}, ["Grave", "Grew", "Middling", "Gone"]),
        ({"order": "-raised", "state": "open"}, ["Middling", "Grave", "Grew"]),
        ({"level": "high"}, ["Grew", "Middling"]),
        ({"level": "extreme"}, ["Grave"]),
        ({"trend": "up"}, ["Grew"]),
        ({"trend": "down"}, []),
        ({"trend": "same", "state": "closed"}, ["Gone"]),
        ({"held_by": "Mo"}, ["Grew"]),
    ],
)
def test_risks_are_filtered_sorted_and_saved(client, world, asked, expected):
    page = page_of(client, world, "risk-list", **asked)
    assert [each.words for each in (*page.context["open"], *page.context["closed"])] == expected
    rows = saved(client, world, "risk-save", **asked)
    assert [row["Risk"] for row in rows] == expected
    assert all(row["Score before"] == ("4" if row["Risk"] == "Grew" else "") for row in rows)
    assert ("up from 4" in page.text) == ("Grew" in expected)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["Zebra", "Apple", "Never counted"]),
        ({"order": "measure"}, ["Apple", "Never counted", "Zebra"]),
        ({"value": "missing"}, ["Never counted"]),
        ({"value": "recorded"}, ["Zebra", "Apple"]),
        ({"off_target": "on"}, ["Zebra"]),
        ({"section": "none"}, ["Never counted"]),
    ],
)
def test_measures_are_filtered_sorted_and_saved(client, world, asked, expected):
    page = page_of(client, world, "measure-list", **asked)
    assert [row.measure.words for _, rows in page.context["groups"] for row in rows] == expected
    assert [row["Measure"] for row in saved(client, world, "measure-save", **asked)] == expected


def test_decisions_are_sorted_and_saved(client, world):
    for order, expected in (("action", ["1.9", "1.10", "2.1"]), ("-action", ["2.1", "1.10", "1.9"])):
        page = page_of(client, world, "decision-log", order=order)
        assert [line.action.reference for line in page.context["page_obj"]] == expected
        rows = saved(client, world, "decision-save", order=order, of="decided")
        assert [row["Reference"] for row in rows] == expected


def test_groups_are_sorted_in_one_run(client, world):
    page = page_of(client, world, "group-list", order="worst")
    ((heading, rows),) = page.context["kinds"]
    assert heading == "" and [row.name for row in rows][:2] == ["Audit Subgroup", "No owner"]
    assert [row.name for row in rows][2] == "Health Subgroup"
    kept = saved(client, world, "group-save", order="worst")
    assert [row["Group"] for row in kept] == [row.name for row in rows]
    assert (kept[0]["Worst rating"], kept[0]["Actions"]) == ("Off track", "1") and "Kind" not in kept[0]
    assert (
        saved(client, world, "group-save")[0]["Kind"]
        == page_of(client, world, "group-list").context["kinds"][0][0]
    )


def test_a_refused_filter_shows_everything_says_so_and_saves_nothing(client, world):
    for name in ("risk", "challenge", "measure"):
        page = page_of(client, world, f"{name}-list", order="sideways")
        assert "Nothing is filtered yet" in page.text and "Choose one of the orders offered." in page.text
        assert page.text.count("<title>Error: ") == 1
        answer = page_of(client, world, f"{name}-save", order="sideways", **{"as": "csv"})
        assert answer.status_code == 302 and answer.url.endswith(f"{name}s/?order=sideways")


def test_sorting_and_choosing_columns_cost_no_query_a_row(client, world):
    asked = {"order": "-owner", "col": ["owner", "priority", "milestones", "evidence_difference"]}
    costs = []
    for more in (0, 15):
        for number in range(more):
            ActionFactory(
                plan=world.plan, who_text="Health Subgroup", label=f"3.{number}", when_text="May 2018"
            )
            RiskFactory(plan=world.plan), ChallengeFactory(plan=world.plan)
            MeasureFactory(plan=world.plan)
        cost = []
        for name, query in (
            ("action-list", asked),
            ("risk-list", {"order": "score", "trend": "same"}),
            ("challenge-list", {"order": "to", "state": "open"}),
            ("measure-list", {"order": "trend"}),
        ):
            with CaptureQueriesContext(connection) as queries:
                page_of(client, world, name, **query)
            cost.append(len(queries))
        costs.append(cost)
    assert costs[0] == costs[1]
