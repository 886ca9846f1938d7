"""The plan as a document: its own words and order, what is complete, and where it is thin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import operations
from plans.models import Objective
from tests.factories import (
    ActionFactory,
    BodyFactory,
    GlossaryTermFactory,
    ObjectiveFactory,
    PlanFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


def page_of(client, plan, person=None):
    client.force_login(person or board_team(plan.board))
    response = client.get(reverse("plans:plan-detail", args=[plan.slug]))
    assert response.status_code == 200
    return response


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_plan_speaks_in_its_own_words(client):
    plan = PlanFactory(
        priority_label="Priority area",
        priority_label_plural="Priority areas",
        section_label="Work stream",
        section_label_plural="Work streams",
        objective_label="Golden rule",
        objective_label_plural="Golden rules",
        action_label="Task",
        action_label_plural="Tasks",
    )
    ObjectiveFactory(plan=plan, kind=Objective.Kind.OBJECTIVE)
    PriorityFactory(plan=plan)
    ActionFactory(plan=plan, section=None)
    page = words_of(page_of(client, plan))
    for words in ("Golden rules</h2>", "Priority areas</h2>", "Outside the work streams", ">Task</th>"):
        assert words in page
    assert "Not linked to a priority area: <strong>1</strong>" in page
    main = page[page.index("<main") :]
    for standard in ("Objectives", "Priorities<", "Section", "Actions"):
        assert standard not in main


def test_objectives_stand_by_kind_and_those_of_a_section_inside_it(client, plan):
    section = SectionFactory(plan=plan, title="Early help")
    ObjectiveFactory(plan=plan, kind=Objective.Kind.GOLDEN_THREAD, text="Listen to children")
    ObjectiveFactory(plan=plan, kind=Objective.Kind.STATUTORY, text="Coordinate")
    ObjectiveFactory(plan=plan, kind=Objective.Kind.STATUTORY, text="Ensure effectiveness", position=2)
    ObjectiveFactory(plan=plan, section=section, text="Help early")
    response = page_of(client, plan)
    assert [(kind, [each.text for each in rows]) for kind, rows in response.context["objectives"]] == [
        ("Statutory objectives", ["Coordinate", "Ensure effectiveness"]),
        ("Golden threads", ["Listen to children"]),
    ]
    assert [each.text for each in response.context["sections"][0]["objectives"]] == ["Help early"]


def test_sections_stand_in_the_plans_order_with_how_much_is_complete(client, plan):
    quarter = QuarterFactory(plan=plan)
    later, earlier = (SectionFactory(plan=plan, label=str(n), position=n) for n in (2, 1))
    tenth, second, done = (
        ActionFactory(plan=plan, section=earlier, label=label, position=place)
        for label, place in (("1.10", 10), ("1.2", 2), ("1.3", 3))
    )
    loose = ActionFactory(plan=plan, label="X")
    ProgressUpdateFactory(action=done, quarter=quarter, rating="B")
    team = board_team(plan.board)
    operations.withdraw_action(action=tenth, reason="Merged", by=team)
    sections = page_of(client, plan, team).context["sections"]
    assert [each["section"] for each in sections] == [earlier, later, None]
    assert [row.action for row in sections[0]["rows"]] == [second, done, tenth]
    assert [row.letter for row in sections[0]["rows"]] == ["-", "B", "W"]
    assert (sections[0]["complete"], sections[0]["counted"]) == (1, 2)
    assert (sections[1]["complete"], sections[1]["counted"]) == (0, 0)
    assert [row.action for row in sections[2]["rows"]] == [loose]


def test_a_row_keeps_the_words_of_the_document_beside_our_reading(client, plan):
    BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")
    section = SectionFactory(plan=plan)
    ActionFactory(plan=plan, section=section, when_text="July <2018>", who_text="Zebra & Co", outcome="")
    ActionFactory(plan=plan, section=section, label="2", when_text="March 2018", who_text="Health")
    ActionFactory(plan=plan, section=section, label="3", when_text="", who_text="", text="<script>x</script>")
    page = words_of(page_of(client, plan))
    assert "“July &lt;2018&gt;”" in page
    assert "“Zebra &amp; Co”" in page
    assert "“March 2018”" in page and "Due 31 March 2018" in page and "9 days late" in page
    assert "<script>x" not in page
    assert page.count("Not stated") >= 3


def test_priorities_count_what_serves_them_directly_or_through_section_and_objective(client, plan):
    first, second, third = (PriorityFactory(plan=plan, position=n) for n in (1, 2, 3))
    section = SectionFactory(plan=plan, priority=first)
    ActionFactory(plan=plan, label="1", section=section)
    ActionFactory(plan=plan, label="2", section=section, priority=second)
    ActionFactory(plan=plan, label="3", objective=ObjectiveFactory(plan=plan, priority=second))
    ActionFactory(plan=plan, label="4")
    context = page_of(client, plan).context
    assert [(priority, count) for priority, count, _ in context["priorities"]] == [
        (first, 1),
        (second, 2),
        (third, 0),
    ]
    assert context["not_linked"] == 1
    for _, count, href in context["priorities"]:
        assert client.get(href).context["found"] == count
    assert client.get(context["not_linked_href"]).context["found"] == 1


def test_every_contents_link_has_its_place(client, plan):
    SectionFactory(plan=plan)
    ObjectiveFactory(plan=plan)
    ActionFactory(plan=plan)
    page = page_of(client, plan).content.decode()
    contents = page[page.index('<nav aria-labelledby="contents"') :]
    contents = contents[: contents.index("</nav>")]
    targets = [part.split('"')[0] for part in contents.split('href="#')[1:]]
    assert len(targets) == 5
    for target in targets:
        assert page.count(f'id="{target}"') == 1, target


def test_the_glossary_is_in_alphabetical_order_whatever_the_case(client, plan):
    for term in ("ToR", "ABE", "CiCC", "ChIB"):
        GlossaryTermFactory(plan=plan, term=term)
    assert [each.term for each in page_of(client, plan).context["glossary"]] == ["ABE", "ChIB", "CiCC", "ToR"]


def test_an_empty_plan_says_what_is_missing(client, plan):
    page = words_of(page_of(client, plan))
    for words in ("This plan has nothing in it yet.", "explains no abbreviations."):
        assert words in page


def test_plans_of_other_boards_are_not_there(client, plan):
    client.force_login(board_team(PlanFactory().board))
    assert client.get(reverse("plans:plan-detail", args=[plan.slug])).status_code == 404
    assert client.get(reverse("plans:group-list", args=[plan.slug])).status_code == 404
    assert client.get(reverse("plans:plan-detail", args=["no-such-plan"])).status_code == 404


def test_cumbrias_questions_are_counted_and_each_leads_to_its_rows(client, cumbria, short_lists):
    response = page_of(client, cumbria, chair_of(cumbria.board.bodies.first()))
    quality = {finding.key: finding for finding in response.context["quality"]}
    assert response.context["counted"] == 71
    counts = {key: quality[key].count for key in ("no-outcome", "no-date", "after-plan-end", "not-linked")}
    assert counts == {"no-outcome": 10, "no-date": 14, "after-plan-end": 1, "not-linked": 71}
    assert quality["same-reference"].count == 2
    assert quality["no-owner"].count == quality["unplaced-owner"].count == 0
    for finding in quality.values():
        assert finding.count == (client.get(finding.href).context["found"] if finding.href else 0), (
            finding.key
        )
    assert len(response.context["glossary"]) == 40
    assert [len(each["rows"]) for each in response.context["sections"]] == [
        14,
        3,
        3,
        8,
        4,
        4,
        3,
        7,
        3,
        2,
        3,
        7,
        5,
        5,
    ]


def test_the_page_costs_the_same_whatever_the_size(client, plan):
    quarter, team, costs = QuarterFactory(plan=plan), board_team(plan.board), []
    for start, more in ((1, 3), (10, 20)):
        for n in range(start, start + more):
            section = SectionFactory(
                plan=plan, priority=PriorityFactory(plan=plan), lead=BodyFactory(board=plan.board)
            )
            ObjectiveFactory(plan=plan, section=section)
            GlossaryTermFactory(plan=plan)
            for place in (1, 2):
                action = ActionFactory(
                    plan=plan, section=section, label=f"{n}.{place}", when_text="January 2018 and ongoing"
                )
                action.owners.create(body=section.lead)
                ProgressUpdateFactory(action=action, quarter=quarter)
        page_of(client, plan, team)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("plans:plan-detail", args=[plan.slug]))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 27
