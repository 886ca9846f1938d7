"""A meeting that is being held: its agenda aid thing by thing; all meetings; the log of decisions."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from subgroups.models import Meeting, Person
from tests.factories import chair_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(client, demonstration, on):
    on("2018-04-09")
    person = Person.objects.get(email="board.team@example.org")
    client.force_login(person)
    return person


@pytest.fixture
def business_group(demonstration):
    return Meeting.objects.get(body__kind="business-group", held_on=date(2018, 4, 18))


def mode(plan, meeting, item="") -> str:
    address = reverse("reporting:meeting-mode", args=[plan.slug, meeting.pk])
    return f"{address}?item={item}" if item else address


def test_what_is_before_it_is_shown_one_after_another(client, demonstration, team, business_group):
    items = client.get(mode(demonstration, business_group)).context["items"]
    off_track = 1 + next(n for n, (_, line) in enumerate(items) if line.reference == "8.5")
    page, last, after = (
        client.get(mode(demonstration, business_group, n)) for n in (off_track, len(items), len(items) + 1)
    )
    assert (page.context["part"], page.context["line"]) == items[off_track - 1]
    assert all(words in page.text for words in ("Last said", "Update it", "Record a decision"))
    assert (last.context["part"], last.context["line"]) == items[-1]
    assert "Finish" in last.text
    assert after.context["line"] is None
    assert "That was all" in after.text and 'rel="next"' not in after.text


def test_who_decides_comes_back_to_it(client, demonstration, team, business_group):
    items = client.get(mode(demonstration, business_group)).context["items"]
    place = 1 + next(n for n, (part, line) in enumerate(items) if part.key == "completions")
    here = mode(demonstration, business_group, place)
    action = client.get(here).context["action"]
    address = reverse("plans:action-decide", args=[demonstration.slug, action.pk])
    page = client.get(address, {"meeting": business_group.pk, "next": here})
    assert page.context["back"] == here


@pytest.mark.parametrize(("asked", "place"), [("0", 1), ("x", 1), ("99999", None), ("9" * 40, 1)])
def test_an_item_that_there_is_not_is_the_nearest(client, demonstration, team, business_group, asked, place):
    page = client.get(mode(demonstration, business_group, asked))
    assert page.context["place"] == (place or len(page.context["items"]) + 1)


def test_who_may_do_nothing_is_shown_no_button(client, demonstration, business_group, on):
    on("2018-04-09")
    client.force_login(chair_of(demonstration.board.bodies.exclude(pk=business_group.body_id).last()))
    page = client.get(mode(demonstration, business_group))
    assert page.status_code == 200
    assert "Record a decision" not in page.text


def test_a_thing_costs_a_fixed_number_of_queries(
    client, demonstration, team, business_group, django_assert_num_queries
):
    client.get(mode(demonstration, business_group, 3))
    with CaptureQueriesContext(connection) as first:
        client.get(mode(demonstration, business_group, 3))
    with django_assert_num_queries(len(first)):
        client.get(mode(demonstration, business_group, 4))
    assert len(first) < 60


# --- All meetings, and everything that was decided ----------------------------------------------------------------


def test_the_list_counts_what_each_decided_and_the_log_has_just_that(client, demonstration, team):
    address = reverse("reporting:meetings", args=[demonstration.slug])
    lines = client.get(address, {"held": "1"}).context["lines"]
    assert any(line.decided for line in lines)
    log = reverse("plans:decision-log", args=[demonstration.slug])
    for line in lines:
        if line.decided:
            page = client.get(log, {"where": f"meeting-{line.meeting.pk}"})
            assert page.context["page_obj"].paginator.count == line.decided


def test_meetings_to_come_are_of_the_group_that_is_chosen(client, demonstration, team, business_group):
    address = reverse("reporting:meetings", args=[demonstration.slug])
    lines = client.get(address, {"body": business_group.body_id}).context["lines"]
    assert business_group in [line.meeting for line in lines]
    assert {line.meeting.body_id for line in lines} == {business_group.body_id}
    days = [line.meeting.held_on for line in client.get(address).context["lines"]]
    assert days == sorted(days) and min(days) >= date(2018, 4, 9)


def test_a_decision_is_found_by_its_reference_or_a_word(client, demonstration, team):
    log = reverse("plans:decision-log", args=[demonstration.slug])
    everything = client.get(log).context["page_obj"].paginator.count
    found = client.get(log, {"words": "8.5"}).context["page_obj"]
    assert 0 < found.paginator.count < everything
    assert {line.action.reference for line in found} == {"8.5"}
    saved = client.get(
        reverse("plans:decision-save", args=[demonstration.slug]),
        {"of": "decided", "words": "8.5", "as": "csv"},
    )
    assert saved.getvalue().decode("utf-8-sig").count("8.5") >= found.paginator.count
    assert client.get(log, {"where": "nowhere"}).status_code == 200
