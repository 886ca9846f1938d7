"""The list's filter by words: what it looks through, and what that costs."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import ActionItem, Milestone
from subgroups.models import BodyName
from tests.factories import (
    ActionFactory,
    BodyFactory,
    PlanFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    board_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def quarter(plan):
    return QuarterFactory(plan=plan)


@pytest.fixture
def action(plan, quarter):
    BodyFactory(board=plan.board, name="Performance Management & QA Group", short_name="PMQA")
    BodyName.objects.create(body=plan.board.bodies.get(short_name="PMQA"), words="Performance Group")
    ActionFactory(plan=plan, label="9.9", text="Something else", outcome="Another thing")
    action = ActionFactory(
        plan=plan,
        label="4.6",
        text="Review the Board’s “step-up” arrangements 2017–20",
        outcome="Café conversations",
        who_text="PMQA",
    )
    ActionItem.objects.create(
        action=action,
        label="a",
        text="Draft the leaflet",
        owner=BodyFactory(board=plan.board, name="Health Panel"),
    )
    Milestone.objects.create(action=action, kind="event-driven", words="when the toolkit is launched")
    before = QuarterFactory(
        plan=plan, number=3, starts_on=date(2017, 10, 1), ends_on=date(2017, 12, 31), state="reported"
    )
    ProgressUpdateFactory(
        action=action, quarter=before, progress="The audit didn’t begin", cause="Staff sickness"
    )
    ProgressUpdateFactory(action=action, quarter=quarter, progress="Begun at last")
    return action


@pytest.fixture
def search(client, plan):
    client.force_login(board_team(plan.board))

    def found(words):
        page = client.get(reverse("plans:action-list", args=[plan.slug]), {"words": words})
        return [row.action.reference for _, rows in page.context["groups"] for row in rows]

    return found


@pytest.mark.parametrize(
    "words",
    [
        "board's",
        'BOARD’S "step-up"',
        "2017-20",
        "cafe",
        "performance management & qa",
        "pmqa",
        "performance group",
        "LEAFLET",
        "health panel",
        "toolkit",
        "didn't begin",
        "staff sickness",
        "begun at  last",
        "4.6",
    ],
)
def test_it_is_found_by_its_words_owners_parts_and_whatever_was_said_of_it(action, search, words):
    assert search(words) == ["4.6"]


def test_words_of_another_action_or_across_two_texts_find_nothing(action, search):
    assert search("leaflet toolkit") == []
    assert search("2017–20 café") == []


@pytest.mark.database
def test_the_search_costs_no_query_more_however_much_there_is(action, client, plan, quarter, search):
    address = reverse("plans:action-list", args=[plan.slug])
    search("begun")
    with CaptureQueriesContext(connection) as without:
        client.get(address)
    with CaptureQueriesContext(connection) as with_words:
        search("begun")
    for number in range(5):
        each = ActionFactory(plan=plan, label=f"5.{number}", who_text="PMQA")
        ProgressUpdateFactory(action=each, quarter=quarter, progress="Begun as well")
    with CaptureQueriesContext(connection) as of_more:
        assert len(search("begun")) == 6
    assert len(with_words) <= len(without)
    assert len(of_more) == len(with_words)


@pytest.mark.database
def test_a_list_as_a_final_kept_it_and_the_trail_go_by_the_same(action, client, plan, search):
    """Relatives of the list: each filter by words finds as it does."""
    from lscb.finding import holds
    from plans.forms import kept_filter

    assert kept_filter.holds is holds
    trail = client.get(reverse("plans:history", args=[plan.slug]), {"words": "board's"})
    assert trail.status_code == 200


@pytest.mark.database
def test_the_admin_finds_as_the_list_does(action, client, search):
    search("")
    page = client.get("/admin/plans/action/", {"q": "board's"})
    assert [row.pk for row in page.context["cl"].result_list] == [action.pk]
