"""Each page stands in one place of the navigation, and what people come to do is two clicks from home."""

import re
from pathlib import Path

import pytest
from lxml import html

from reporting.selectors.navigation import PLACES
from tests.access.matrix import ROUTES
from tests.access.routes import match_of

TASK = re.compile(
    r"^\| (?P<who>team|chair|owner) \| (?P<what>[^|]+) \| (?P<first>[^|]+) \| `(?P<route>[^`]+)` \|$", re.M
)
TASKS = TASK.findall((Path(__file__).parents[2] / "docs/finding.md").read_text())
# Pages without a place: somebody's own account, what is about the product, and what everybody may read. That each other
# page has one is seen where it is opened (test_access_matrix.py).
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
    reached = map(match_of, (home[first], *behind(home[first]).values()))
    assert route in {match.view_name for match in reached if match}, what


def test_the_list_of_them_is_read_whole():
    assert len(TASKS) == 39
