"""From which day nobody speaks for a group, and how a page, home and a paper say it."""

from datetime import date

import pytest
from django.urls import reverse

from subgroups.rules.spoken import silent_from
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MembershipFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
)

TODAY = date(2018, 4, 9)


@pytest.mark.parametrize(
    ("seats", "day"),
    [
        ([], TODAY),
        ([(None, None)], None),
        ([(None, date(2018, 4, 8))], TODAY),
        ([(None, TODAY)], date(2018, 4, 10)),
        ([(date(2018, 5, 1), None)], TODAY),
        ([(None, date(2018, 4, 30)), (date(2018, 5, 1), None)], None),
        ([(None, date(2018, 4, 30)), (date(2018, 5, 2), None)], date(2018, 5, 1)),
        ([(date(2018, 5, 1), date(2018, 5, 31)), (None, date(2018, 4, 30))], date(2018, 6, 1)),
        ([(None, date(2018, 12, 31)), (None, date(2018, 4, 30))], date(2019, 1, 1)),
    ],
)
def test_the_first_day_that_no_seat_covers(seats, day):
    assert silent_from(seats, TODAY) == day


@pytest.mark.django_db
def test_a_gap_stands_on_home_the_group_page_and_its_sheet_with_the_way_to_mend_it(client, quick_paper):
    plan = PlanFactory(state="live")
    QuarterFactory(plan=plan)
    health, neglect, idle = (
        BodyFactory(board=plan.board, name=name)
        for name in ("Health Subgroup", "Neglect Panel", "Idle Group")
    )
    for body in (health, neglect):
        ActionFactory(plan=plan, who_text=body.name)
    seat = MembershipFactory(body=health, person__name="Ann Ash", ends_on=date(2018, 4, 30))
    team = board_team(plan.board)
    own = MembershipFactory(person=team, body__board=plan.board, body__kind="team", role="member").body
    ActionFactory(plan=plan, who_text=own.name)
    client.force_login(team)
    home = " ".join(client.get("/").text.split())
    gaps = home[home.index("Nobody speaks for") :]
    gaps = gaps[: gaps.index("</ul>")]
    assert gaps.index("Neglect Panel</a> (1 action)<") < gaps.index(
        "Health Subgroup</a> (1 action): from 1 May 2018"
    )
    assert idle.name not in gaps
    assert own.name not in gaps  # the team updates what its own group owns
    page = client.get(reverse("plans:group-detail", args=[plan.slug, health.pk])).text
    said = "Ann Ash (chair) until 30 April 2018; from 1 May 2018 nobody yet"
    assert f"Speaks for it: {said}." in page
    assert "Say who does" in page
    client.get(reverse("reporting:group-sheet", args=[plan.slug, health.pk]))
    assert said in quick_paper[-1]
    MembershipFactory(body=health, person__name="Ben Birch", starts_on=date(2018, 5, 1))
    page = client.get(reverse("plans:group-detail", args=[plan.slug, health.pk])).text
    assert "Ann Ash (chair) until 30 April 2018; from 1 May 2018 Ben Birch (chair)." in page
    assert "Say who does" not in page
    seat.ends_on = date(2018, 4, 8)
    seat.save()
    page = " ".join(client.get(reverse("plans:group-detail", args=[plan.slug, health.pk])).text.split())
    assert "Nobody speaks for it yet" in page
    assert "from 1 May 2018 Ben Birch (chair)" in page
