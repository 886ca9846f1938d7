"""Each page stands in one place of the navigation, and what people come to do is two clicks from home."""

import re
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve
from lxml import html

from reporting.selectors.navigation import PLACES, place_of
from tests.access.matrix import ROUTES
from tests.access.routes import address

TASK = re.compile(
    r"^\| (?P<who>team|chair|owner) \| (?P<what>[^|]+) \| (?P<first>[^|]+) \| `(?P<route>[^`]+)` \|$", re.M
)
TASKS = TASK.findall((Path(__file__).parents[2] / "docs/finding.md").read_text())
# What has no place: somebody's own account, what is about the product, what everybody may read, and what is no page.
NOWHERE = {
    "accessibility",
    "cookies",
    "job",
    "plans:owners-help",
    "plans:timescales-help",
    "privacy",
    "reporting:help",
    "reporting:help-for",
    "reporting:public-board",
    "reporting:public-boards",
    "reporting:public-page",
    "reporting:publication-preview",
    "reporting:search",
    "subgroups:invitation",
    "subgroups:kept-words",
    "subgroups:own-record",
    "subgroups:profile",
    "subgroups:sign-in-link",
    "subgroups:still-here",
}


def test_every_page_stands_in_one_place():
    led = [route for pages in PLACES.values() for page in pages for route in (page.route, *page.within)]
    assert len(led) == len(set(led))
    assert set(led) - {"admin:index"} <= set(ROUTES)
    assert not NOWHERE & set(led)


@pytest.mark.parametrize("name", [name for name in ROUTES if name not in NOWHERE and not any(place_of(name))])
def test_what_has_no_place_is_no_page(browsers, world, name):
    plan, _, things = world
    answer = browsers["team"].get(address(name, plan, things))
    assert answer.status_code != 200 or "html" not in answer["Content-Type"], name


@pytest.fixture(scope="module")
def links():
    """The links of each page that was opened: what they say, with where they lead."""
    return {}


def _links(browser, url) -> dict[str, str]:
    page, found = browser.get(url), {}
    assert page.status_code == 200, url
    for link in html.fromstring(page.text).iterfind(".//a[@href]"):
        path = link.get("href").partition("#")[0].partition("?")[0] or url
        found.setdefault(" ".join(link.text_content().split()), path)
    return found


@pytest.mark.parametrize(("who", "what", "first", "route"), TASKS)
def test_what_people_come_to_do_is_two_clicks_from_home(browsers, links, who, what, first, route):
    def behind(url):
        if (who, url) not in links:
            links[who, url] = _links(browsers[who], url)
        return links[who, url]

    home = behind("/")
    assert first in home, f"{first} is not on the home page"
    assert route in {_route(url) for url in (home[first], *behind(home[first]).values())}, what


def test_the_list_of_them_is_read_whole():
    assert len(TASKS) == 39


def _route(url) -> str:
    try:
        return resolve(url).view_name
    except Resolver404:
        return ""
