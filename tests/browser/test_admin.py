"""The admin's pages: nothing serious for axe, and nothing sideways as narrow as a page gets and wide."""

import re

import pytest
from playwright.sync_api import expect

from tests.soak.sampling import EVERY

FEW = ("glossaryterm",)  # with every kind of page
_LIST = re.compile(r"/admin/(\w+)/(\w+)/")


def pages_of(page, listed: str) -> list[str]:
    """A list of the admin, adding to it, its first row with its history and deleting it, where there are any."""
    page.goto(listed)
    found = [listed, *addresses(page, ".object-tools a")]
    for row in addresses(page, "#result_list tbody a[href*='/change/']")[:1]:
        page.goto(row)
        history = row.split("/change/")[0] + "/history/"
        found += [row, *addresses(page, ".submit-row a.deletelink"), history]
        page.goto(history)
        found += addresses(page, "#change-history tbody a")[:1]
    return [address.partition("?")[0] for address in dict.fromkeys(found)]


def addresses(page, selector: str) -> list[str]:
    links = page.eval_on_selector_all(selector, "links => links.map(link => link.getAttribute('href'))")
    return [link for link in links if link.startswith("/admin/")]


@pytest.mark.parametrize("every", EVERY)
def test_pages_of_the_admin_serve_everybody(page, sign_in, accessible, every):
    sign_in(page, "board.team")
    page.goto("/admin/")
    lists = dict.fromkeys(link for link in addresses(page, "main a") if _LIST.fullmatch(link))
    chosen = [link for link in lists if every or _LIST.fullmatch(link)[2] in FEW]
    assert len(chosen) > (40 if every else 0)
    sideways = []
    for address in ["/admin/", *(each for listed in chosen for each in pages_of(page, listed))]:
        page.goto(address)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            if every or width == 320:
                accessible(page)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                sideways.append((address, width))
    assert not sideways


def test_a_box_that_searches_has_a_name_and_is_used_by_keyboard(page, sign_in):
    sign_in(page, "board.team")
    page.goto("/admin/plans/section/add/")
    box = page.get_by_role("combobox", name="Lead")
    box.press("Enter")
    page.get_by_role("searchbox", name="Lead").press_sequentially("learning")
    expect(page.locator(".select2-results__option--highlighted")).to_have_text(re.compile("Learning"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Lead: Learning and Improvement")).to_be_focused()
