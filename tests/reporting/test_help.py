"""Help by role: every link of it leads somewhere, and each main page leads to the part that speaks of it."""

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from lscb.permissions import Role
from reporting.selectors.help_by_role import GUIDES, guide, guides_for, part_about, written_out
from tests.access.matrix import ROUTES
from tests.factories import BodyFactory, PlanFactory, board_team, chair_of

MAIN_PAGES = (
    "home",
    "plans:action-list",
    "plans:action-detail",
    "plans:group-list",
    "plans:decisions-waiting",
    "plans:risk-list",
    "plans:challenge-list",
    "reporting:planner",
    "reporting:report-list",
    "reporting:report-live",
    "subgroups:people",
)


@pytest.mark.parametrize("slug", GUIDES)
def test_every_route_and_picture_of_a_guide_is_there(slug):
    def leads(route):
        for kwargs in ({}, {"plan_slug": "a"}, {"board_slug": "a"}):
            try:
                return reverse(route, kwargs=kwargs)
            except NoReverseMatch:
                continue
        raise AssertionError(route)

    def is_there(name):
        assert (settings.BASE_DIR / "static" / "help" / name).exists()
        return name

    written_out(guide(slug).markdown, leads, is_there)
    for part in guide(slug).parts:
        for route in part.about:
            assert route == "admin:index" or route in ROUTES


@pytest.mark.parametrize("route", MAIN_PAGES)
def test_each_main_page_is_spoken_of(route):
    assert part_about(route, list(GUIDES))


def test_a_part_that_is_about_a_page_goes_before_one_that_links_it():
    assert part_about("plans:action-list", ["board-team"]) == ("board-team", "collect-updates")
    assert part_about("cookies", list(GUIDES)) is None


def test_whose_guide_comes_first():
    assert guides_for({Role.BOARD_TEAM}, speaks=False)[0] == "board-team"
    assert guides_for({Role.SCRUTINEER}, speaks=True)[:2] == ["independent-chair", "group-chair"]
    assert guides_for(set(), speaks=False)[0] == "owner"
    assert set(guides_for(set(), speaks=True)) == set(GUIDES)


def test_a_link_that_leads_nowhere_is_words():
    text = "See the [list](plans:action-list).\n\n![A picture](team.png)"
    assert written_out(text, lambda route: "", lambda name: f"/static/{name}") == (
        "See the list.\n\n![A picture](/static/team.png)"
    )
    assert "[list](/a/)" in written_out(text, lambda route: "/a/", str)


@pytest.mark.django_db
def test_a_page_leads_to_its_help_in_the_words_of_the_board(client):
    from tests import factories

    plan = factories.PlanFactory(board__group_label="Panel", board__group_label_plural="Panels")
    client.force_login(factories.board_team(plan.board))
    page = client.get(reverse("plans:action-list", args=[plan.slug])).text
    assert (
        f'<a href="{reverse("reporting:help-for", args=["board-team"])}#collect-updates">Help with this page</a>'
        in page
    )
    assert "Help for chairs of panels" in client.get(reverse("reporting:help")).text
    shown = client.get(reverse("reporting:help-for", args=["board-team"])).text
    assert f'href="{reverse("plans:moderation", args=[plan.slug])}"' in shown
    assert client.get("/help/for/nobody/").status_code == 404


@pytest.mark.django_db
def test_a_guide_leads_those_that_it_is_for_and_is_words_alone_to_others(client):
    plan = PlanFactory()
    chair, team = chair_of(BodyFactory(board=plan.board)), board_team(plan.board)
    people = f'<a href="{reverse("subgroups:people", args=[plan.board.slug])}">'
    main = {}
    for person in (chair, team):
        client.force_login(person)
        main[person] = client.get(reverse("reporting:help-for", args=["board-team"])).text.partition("<main")[
            2
        ]
    assert people in main[team] and people not in main[chair]
