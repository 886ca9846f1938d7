"""A column of which a plan says nothing is not shown, and comes back with the first words for it."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from plans import operations
from plans.models import Action
from reporting.examples.document import load_document
from tests.factories import (
    ActionFactory,
    BodyFactory,
    PlanFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
)
from tests.tables import heads_of, tables_of

pytestmark = pytest.mark.django_db

LIST = ["Ref", "Action", "Owner", "Due", "Rating", "Last update", "Update"]
PLAN = ["Ref", "Action", "Owner", "When", "What we are trying to achieve", "Rating"]


@pytest.fixture
def bare(client):
    """A plan whose two actions have words and nothing else, its quarter open and its board team signed in."""
    plan = PlanFactory()
    QuarterFactory(plan=plan)
    section = SectionFactory(plan=plan)
    for text in ("Practice assurance", "Training"):
        ActionFactory(plan=plan, section=section, label="", text=text, outcome="", when_text="")
    client.force_login(board_team(plan.board))
    return plan


def shown(client, name: str, plan, *more, **query) -> list[list[str]]:
    return heads_of(client.get(reverse(name, args=[plan.slug, *more], query=query)).text)


def test_cumbrias_pages_have_every_column(client, cumbria):
    client.force_login(board_team(cumbria.board))
    assert shown(client, "plans:action-list", cumbria) == [LIST]
    of_actions = [heads for heads in shown(client, "plans:plan-detail", cumbria) if "Ref" in heads]
    assert {tuple(heads) for heads in of_actions} == {tuple(PLAN)}


def test_suttons_pages_have_no_owner_date_or_outcome(client):
    plan, _ = load_document(settings.FIXTURES_DIR / "sutton-2015-18.toml", demonstration=True)
    client.force_login(board_team(plan.board))
    assert shown(client, "plans:action-list", plan) == [
        ["Ref", "Priority", "Rating", "Last update", "Update"]
    ]
    assert {tuple(heads) for heads in shown(client, "plans:plan-detail", plan)} == {
        ("Ref", "Priority", "Rating")
    }


def test_a_plan_of_words_alone_names_each_row_by_them(client, bare):
    page = client.get(reverse("plans:action-list", args=[bare.slug])).text
    [[heads, *rows]] = tables_of(page)
    assert heads == ["Action", "Rating", "Last update", "Update"]
    assert [row[0] for row in rows] == ["Practice assurance", "Training"]
    first = bare.actions.first()
    assert (
        f'<th scope="row" role="rowheader" class="about action-text"><a href="{first.get_absolute_url()}">'
        in page
    )
    assert shown(client, "plans:plan-detail", bare) == [["Action", "Rating"]]
    assert shown(client, "plans:quality", bare, of="no-outcome")[1] == ["Action", "Put it right"]


def test_nothing_is_asked_or_said_about_what_a_plan_has_not(client, bare):
    the_list = reverse("plans:action-list", args=[bare.slug])
    page = client.get(the_list).text
    assert not {"id_owner", "id_due_before", "id_overdue"} & set(re.findall(r'id="(\w+)"', page))
    assert 'id="id_overdue"' in client.get(the_list, {"overdue": "on"}).text  # asked for by an address
    action = bare.actions.first()
    for name in ("plans:action-update", "plans:action-decide"):
        page = client.get(reverse(name, args=[bare.slug, action.pk])).text
        assert "No owner" not in page and "Not stated" not in page
    action.who_text, action.when_text = "Health", "May 2018"
    operations.change_action(action=action, by=board_team(bare.board))
    page = client.get(the_list).text
    assert {"id_owner", "id_due_before", "id_overdue"} <= set(re.findall(r'id="(\w+)"', page))


def test_a_column_comes_with_its_first_words(client, bare):
    operations.add_action(
        action=Action(plan=bare, text="A third", when_text="July 2018"), by=board_team(bare.board)
    )
    assert shown(client, "plans:action-list", bare) == [["Action", "Due", "Rating", "Last update", "Update"]]
    assert ["Action", "When", "Rating"] in shown(client, "plans:plan-detail", bare)
    third = bare.actions.get(text="A third")
    third.outcome, third.label = "Staff are confident", "7"
    operations.change_action(action=third, by=board_team(bare.board))
    assert PLAN[:2] + PLAN[3:] in shown(client, "plans:plan-detail", bare)


def test_what_is_missing_can_be_added_on_the_actions_own_page(client, bare):
    page = client.get(bare.actions.first().get_absolute_url()).text
    assert reverse("plans:action-change", args=[bare.slug, bare.actions.first().pk]) in page
    assert "What we are trying to achieve</dt>" in page


def test_a_row_that_comes_back_alone_has_the_tables_columns(client, bare):
    action = bare.actions.first()
    address = reverse("plans:action-update", args=[bare.slug, action.pk])
    form = client.get(address, headers={"HX-Request": "true"}).text
    assert '<td colspan="4"' in form
    answer = client.post(
        address, {"rating": "G", "progress": "It goes well."}, headers={"HX-Request": "true"}
    )
    assert answer.text.count('role="cell"') + answer.text.count('role="rowheader"') == 4


def test_a_groups_work_plan_has_the_plans_columns(client, bare):
    group = BodyFactory(board=bare.board, name="Education")
    ActionFactory(plan=bare, label="", text="Train", outcome="", when_text="", who_text="Education")
    [heads, *_] = shown(client, "plans:group-detail", bare, group.pk)
    assert heads == ["Action", "Owner", "Rating", "Last update", "Update"]
