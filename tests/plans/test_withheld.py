"""Whoever holds to account and owns an action is told why they do not update it; a board may allow it."""

import pytest
from django.urls import reverse

from subgroups.models import Board
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MembershipFactory,
    PlanFactory,
    QuarterFactory,
    someone_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    plan = PlanFactory(board__group_label="Workgroup")
    QuarterFactory(plan=plan)
    BodyFactory(board=plan.board, name="Health Subgroup")
    return ActionFactory(plan=plan, who_text="Health Subgroup")


@pytest.mark.parametrize("role", ["independent-chair", "scrutineer", "approver", "auditor"])
def test_they_are_told_why_on_the_actions_page_and_where_they_are_refused(client, action, role):
    board = action.plan.board
    person = someone_with(board, role)
    client.force_login(person)
    page = reverse("plans:action-detail", args=[action.plan.slug, action.pk])
    update = reverse("plans:action-update", args=[action.plan.slug, action.pk])
    why = "Nobody is to check their own words, so somebody else of the workgroup updates it."
    assert why not in client.get(page).text  # they own nothing here
    MembershipFactory(person=person, body=board.bodies.get(), role="chair")
    assert why in client.get(page).text
    refused = client.get(update)
    assert refused.status_code == 403 and why in refused.text
    assert "whatever they chair" in client.get(reverse("subgroups:access", args=[board.slug])).text

    Board.objects.filter(pk=board.pk).update(readers_update=True)
    assert why not in client.get(page).text
    assert client.get(update).status_code == 200
    assert "whatever they chair" not in client.get(reverse("subgroups:access", args=[board.slug])).text
