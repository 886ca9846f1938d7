"""Sutton's plan once it is loaded: years, numbers that restart, carry-overs in a chain, and nobody else's."""

import pytest
from django.urls import reverse

from plans.models import Action, Plan
from subgroups.models import Person
from tests.examples import load_example
from tests.factories import ActionFactory, PlanFactory, board_team
from tests.tables import heads_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sutton(kept_for_the_module):
    return kept_for_the_module(lambda: load_example("sutton-2015-18"))


def action(plan: Plan, reference: str) -> Action:
    return plan.actions.get(label=reference, label_ordinal=1)


def test_all_sixty_are_there_with_their_years_and_slips(sutton):
    assert sutton.actions.counted().count() == 60
    assert sutton.actions.filter(year="Year 3").count() == 20
    last = [row.reference for row in sutton.actions.in_plan_order()][-4:]
    assert last == ["WS5.Y3.P1", "WS5.Y3.P3", "WS5.Y3.P3 (2)", "WS5.Y3.P4"]


def test_carry_overs_chain_over_the_years_and_one_comes_from_before_the_plan(sutton):
    third = action(sutton, "WS2.Y3.P2")
    assert third.carried_from.carried_from == action(sutton, "WS2.Y1.P4")
    neglect = action(sutton, "WS5.Y2.P2")
    assert (neglect.carried_from, neglect.carried_note) == (None, "carried over")
    assert sutton.actions.exclude(carried_note="").count() == 6


def test_its_team_sees_all_its_pages_and_nothing_of_another_board(sutton, client):
    other = PlanFactory()
    theirs = ActionFactory(plan=other)
    client.force_login(Person.objects.get(email="sutton.team@example.org"))
    shown = client.get(reverse("plans:action-list", args=[sutton.slug])).text
    assert "60</strong> of 60 priorities" in shown
    for name in ("plans:plan-detail", "plans:action-list", "plans:group-list", "reporting:report-list"):
        assert client.get(reverse(name, args=[sutton.slug])).status_code == 200
        assert client.get(reverse(name, args=[other.slug])).status_code == 404
    assert client.get(theirs.get_absolute_url()).status_code == 404
    client.force_login(board_team(other.board))
    assert client.get(sutton.get_absolute_url()).status_code == 404


def test_its_agenda_has_no_column_for_owners_that_the_plan_does_not_name(sutton, client):
    client.force_login(Person.objects.get(email="sutton.team@example.org"))
    meeting = sutton.quarters.get().meeting
    page = client.get(reverse("reporting:meeting-agenda", args=[sutton.slug, meeting.pk])).text
    assert "Completions to agree (44)" in page
    assert heads_of(page)[0] == ["Priority", "What to know", "Decide"]
