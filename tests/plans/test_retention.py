"""How long a plan is kept: said by its team, shown, and told to the team once the day has come."""

from datetime import date

import pytest
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import Letter
from plans import operations
from plans.models import Plan
from plans.operations.retention import tell_teams
from tests.factories import PlanFactory, QuarterFactory, board_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory(title="Plan 2015-17", starts_on=date(2015, 4, 1), ends_on=date(2017, 3, 31))


@pytest.fixture
def team(plan):
    return board_team(plan.board, email="team@example.org")


def test_it_is_said_of_an_archived_plan_too_and_stands_on_its_page(client, plan, team):
    operations.archive_plan(plan=plan, keep_until=None, by=team)
    client.force_login(team)
    address = reverse("plans:plan-keep", args=[plan.slug])
    refused = client.post(address, {"keep_until": "1 April 2018", "then": "taken-out"})
    assert refused.status_code == 422
    assert "That day has passed" in refused.text and "1 April 2018" in refused.text
    client.post(address, {"keep_until": "31 March 2027", "then": "taken-out"})
    page = " ".join(client.get(plan.get_absolute_url()).text.split())
    assert "At least until 31 March 2027. Then: It is taken out of this service." in page


def test_a_day_before_the_plan_ends_and_nothing_new_are_refused(team):
    plan = PlanFactory(board=team.board_roles.get().board)
    for keep_until in (date(2019, 4, 1), None):
        with pytest.raises(Refused):
            operations.keep_plan(plan=plan, keep_until=keep_until, then="reviewed", by=team)


def test_the_team_is_told_once_by_letter_and_at_home_until_it_is_kept_longer(client, on, plan, team):
    current = PlanFactory(board=plan.board)
    QuarterFactory(plan=current)
    operations.add_action(action=current.actions.model(plan=current, label="1.1", text="Audit"), by=team)
    operations.keep_plan(plan=plan, keep_until=date(2018, 5, 1), then="reviewed", by=team)
    assert "0 teams told" in tell_teams()
    on("2018-05-01")
    assert "1 team told" in tell_teams()
    assert "0 teams told" in tell_teams()
    letter = Letter.objects.get(kind="Time of keeping has ended")
    assert letter.to == "team@example.org"
    assert f"/plans/{plan.slug}/keep/" in letter.body
    client.force_login(team)
    home = f"/?plan={current.slug}"
    said = "Plan 2015-17 was to be kept at least until 1 May 2018."
    assert said in client.get(home).text
    operations.keep_plan(
        plan=Plan.objects.get(pk=plan.pk), keep_until=date(2024, 5, 1), then="reviewed", by=team
    )
    assert said not in client.get(home).text
    on("2024-05-01")
    assert "1 team told" in tell_teams()
