"""From nothing to a first plan: groups, plan, sections and the first quarter, typed in the browser."""

from datetime import date

import pytest
from django.urls import reverse

from plans.models import Plan, Quarter, Section
from plans.rules.presets import PLAN_WORDS
from plans.selectors.quarters import first_quarter
from reporting.selectors.first_steps import next_step, steps_of
from subgroups.models import Body
from tests.factories import (
    ActionFactory,
    BoardFactory,
    BodyFactory,
    PlanFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
)

pytestmark = pytest.mark.django_db

STEPS_QUERIES = 16


@pytest.fixture
def board():
    return BoardFactory(business_group_label="Executive Group")


@pytest.fixture
def team(client, board):
    person = board_team(board)
    client.force_login(person)
    return person


def groups(board):
    return reverse("plans:groups-add", args=[board.slug])


def add_plan(board):
    return reverse("plans:plan-add", args=[board.slug])


def sections(plan):
    return reverse("plans:sections-add", args=[plan.slug])


# --- Steps --------------------------------------------------------------------------------------------------


def test_each_step_leads_to_the_next(client, board, team):
    def coming():
        steps = client.get(reverse("home")).context
        return steps["next"].title, steps["done"]

    assert coming() == ("Add its groups and posts", 1)
    client.post(groups(board), {"lines": "Neglect Panel", "kind": "panel"})
    assert coming() == ("Name the plan", 2)
    form = client.get(add_plan(board)).context["form"]
    client.post(add_plan(board), {name: form[name].value() for name in form.fields})
    assert coming() == ("Add its actions", 3)
    plan = Plan.objects.get()
    client.post(
        reverse("plans:action-add", args=[plan.slug]),
        {"text": "Audit ten cases", "who_text": "Neglect Panel", "when_text": "May 2018"},
    )
    assert coming() == ("Open the first quarter", 4)
    answer = client.post(reverse("plans:quarter-first", args=[plan.slug]))
    quarter = Quarter.objects.get()
    assert answer.url == reverse("reporting:report-live", args=[plan.slug, quarter.slug])
    assert (quarter.name, quarter.state) == ("Q1 2018/19", Quarter.State.COLLECTING)
    assert "What is missing before Q1 2018/19" in client.get(reverse("home")).content.decode()


def test_a_step_whose_ground_is_missing_is_not_offered(board, team):
    steps = {step.title: step for step in steps_of(board, None, team)}
    assert not steps["Add its actions"].ready
    assert not steps["Open the first reporting period"].ready
    assert not steps["Print the report"].ready


def test_steps_speak_the_plans_words(client, board, team):
    PlanFactory(board=board, action_label="Task", action_label_plural="Tasks")
    assert "Add its tasks" in client.get(reverse("home")).content.decode()


def test_a_plan_whose_quarters_are_planned_chooses_among_them(client, board, team):
    plan = PlanFactory(board=board)
    ActionFactory(plan=plan)
    QuarterFactory(plan=plan, state=Quarter.State.PLANNED)
    BodyFactory(board=board)
    step = next_step(steps_of(board, plan, team))
    assert (step.href, step.sent) == (reverse("plans:quarter-list", args=[plan.slug]), False)
    assert client.post(reverse("plans:quarter-first", args=[plan.slug])).url == step.href
    assert plan.quarters.count() == 1


@pytest.mark.parametrize("many", [1, 20])
def test_the_steps_cost_the_same_whatever_is_there(client, board, team, many, django_assert_num_queries):
    plan = PlanFactory(board=board)
    for _ in range(many):
        BodyFactory(board=board)
        SectionFactory(plan=plan)
        ActionFactory(plan=plan)
    with django_assert_num_queries(STEPS_QUERIES):
        client.get(reverse("home"))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2018-04-09", "Q1 2018/19"),
        ("2016-01-01", "Q1 2017/18"),
        ("2024-01-01", "Q4 2019/20"),
        ("2018-03-31", "Q4 2017/18"),
    ],
)
def test_the_first_quarter_is_todays_or_the_nearest(on, today, expected):
    on(today)
    assert first_quarter(PlanFactory()).name == expected


# --- Groups -------------------------------------------------------------------------------------------------


def test_groups_are_pasted_one_a_line(client, board, team):
    lines = "Board\nExecutive Group\n\n  Learning and  Improvement (L&I)\nlearning and improvement\nNeglect"
    client.post(groups(board), {"lines": lines, "kind": "subgroup"})
    found = list(Body.objects.order_by("position").values_list("name", "short_name", "kind"))
    assert found == [
        ("Board", "", "board"),
        ("Executive Group", "", "business-group"),
        ("Learning and Improvement", "L&I", "subgroup"),
        ("Neglect", "", "subgroup"),
    ]
    assert client.get(groups(board)).context["form"]["lines"].value() is None


@pytest.mark.parametrize(
    ("kind", "usual"),
    [
        ("children-partnership", "Lion\nScrutineer\nLead Safeguarding Partners (LSPs)\n"),
        ("adults-board", "Lion\nSafeguarding Adults Review Subgroup (SAR Subgroup)\n"),
        ("children-board", "Lion\nChild Death Overview Panel (CDOP)\n"),
    ],
)
def test_the_first_time_what_boards_of_its_kind_have_is_there_to_keep_or_cross_out(
    client, board, team, kind, usual
):
    board.kind, board.chair_label = kind, "Lion"
    board.save()
    lines = client.get(groups(board)).context["form"]["lines"].value()
    assert lines.startswith(f"Board\nExecutive Group\n{usual}")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (" \n ", "Type at least one"),
        ("x" * 201, "Line 1: shorten it to 200 characters; it has 201"),
        (f"Health\n{'x' * 201}\n\n{'y' * 300}", "Line 4: shorten it to 200 characters; it has 300"),
        ("\n".join(f"Group {n}" for n in range(101)), "Add at most 100 at once"),
        ("Neglect", "The board has all of these already."),
    ],
)
def test_groups_that_cannot_be_added_stay_typed(client, board, team, lines, words):
    BodyFactory(board=board, name="Neglect")
    answer = client.post(groups(board), {"lines": lines, "kind": "subgroup"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert answer.context["form"]["lines"].value() == lines
    assert Body.objects.count() == 1


def test_a_short_name_that_is_taken_is_left_out(client, board, team):
    BodyFactory(board=board, name="Learning", short_name="L")
    client.post(groups(board), {"lines": "Law (L)", "kind": "subgroup"})
    assert Body.objects.get(name="Law").short_name == ""


# --- The plan and its sections ------------------------------------------------------------------------------


def test_a_plan_starts_with_three_years_from_the_boards_year(client, board, team):
    form = client.get(add_plan(board)).context["form"]
    assert form["title"].value() == "Business plan 2018-21"
    assert (form.initial["starts_on"], form.initial["ends_on"]) == (date(2018, 4, 1), date(2021, 3, 31))


@pytest.mark.parametrize("key", PLAN_WORDS)
def test_a_plan_takes_the_words_of_its_shape(client, board, team, key):
    typed = {"title": "Strategy", "starts_on": "1 April 2018", "ends_on": "31 March 2021", "words": key}
    answer = client.post(add_plan(board), typed)
    plan = Plan.objects.get()
    assert answer.url == f"/?plan={plan.slug}"
    for field, words in PLAN_WORDS[key][1].items():
        assert getattr(plan, field) == words
    plan.full_clean()


def test_two_boards_may_call_their_plans_the_same(client, board, team):
    typed = {"starts_on": "1 April 2018", "ends_on": "31 March 2021", "words": "sections"}
    for title in ("Strategy!", "Strategy?"):
        assert client.post(add_plan(board), typed | {"title": title}).status_code == 302
    assert len(set(Plan.objects.values_list("slug", flat=True))) == 2
    answer = client.post(add_plan(board), typed | {"title": "strategy?"})
    assert "The board has a plan of this title already." in answer.content.decode()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("1 April 2018", "1 April 2018", "ends after it starts"),
        ("1 April 2018", "31 March 2081", "slip of the pen"),
        ("soon", "31 March 2021", "Write the date as"),
    ],
)
def test_years_that_cannot_be_are_refused(client, board, team, first, last, words):
    typed = {"title": "Strategy", "starts_on": first, "ends_on": last, "words": "sections"}
    answer = client.post(add_plan(board), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'value="{last}"' in page
    assert not Plan.objects.exists()


def test_sections_are_pasted_with_or_without_numbers(client, board, team):
    plan = PlanFactory(board=board)
    client.post(
        sections(plan), {"lines": "1. Learning\n2 Neglect\n3) Voice\n1.2. Health\n2018 review\nWorkforce"}
    )
    assert list(Section.objects.values_list("label", "title")) == [
        ("1", "Learning"),
        ("2", "Neglect"),
        ("3", "Voice"),
        ("1.2", "Health"),
        ("", "2018 review"),
        ("", "Workforce"),
    ]
    answer = client.post(sections(plan), {"lines": "Workforce\n1. learning"})
    assert "The plan has all of these already." in answer.content.decode()
    client.post(sections(plan), {"lines": "Workforce\nHealth"})
    assert list(Section.objects.values_list("title", flat=True))[-1] == "Health"
