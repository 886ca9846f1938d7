"""Every page, as each reader who sees it: nothing serious for axe, nothing sideways at 320 pixels."""

import pytest
from playwright.sync_api import expect

PLAN = "/plans/cumbria-2017-20/"
PAGES = [
    "/",
    f"{PLAN}actions/",
    f"{PLAN}actions/?rating=R&rating=A&order=worst",
    f"{PLAN}actions/?due_before=soon&rating=Z",
    f"{PLAN}groups/",
    f"{PLAN}glossary/",
    PLAN,
    f"{PLAN}decisions/",
    f"{PLAN}challenges/",
    f"{PLAN}on-a-page/",
    f"{PLAN}quality/?of=no-outcome",
    f"{PLAN}quality/?of=not-linked",
    f"{PLAN}planner/",
    f"{PLAN}planner/forward/",
    f"{PLAN}planner/forward/?year=2017",
    f"{PLAN}reports/",
    f"{PLAN}reports/q4-2017-18/",
    "/calendar/",
    "/accessibility/",
    "/privacy/",
    "/cookies/",
    "/help/timescales/",
    "/help/owners/",
    "/account/password/change/",
    "/account/2fa/",
]
TEAM_PAGES = [
    f"{PLAN}actions/add/",
    f"{PLAN}moderation/",
    f"{PLAN}sections/add/",
    "/boards/cumbria/groups/add/",
    "/boards/cumbria/plans/add/",
]


@pytest.mark.parametrize("reader", ["board.team", "learning.chair", "independent.chair", "auditor"])
def test_pages_are_accessible_and_complete(page, sign_in, accessible, reader):
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, reader)
    # Readers see the pages that an owner sees, with less on them; their home is their own.
    pages = {"board.team": PAGES + TEAM_PAGES, "learning.chair": list(PAGES)}.get(reader, ["/"])
    page.goto(f"{PLAN}actions/")
    pages.append(page.locator("td.action-text a").first.get_attribute("href"))
    page.goto(f"{PLAN}groups/")
    group = page.locator("main table a").first.get_attribute("href")
    pages += [group, f"{group}meetings/"]
    if reader == "board.team":
        pages += [f"{group}meetings/add/", f"{PLAN}planner/forward/update/"]
    page.goto(f"{PLAN}reports/")
    pages.append(page.get_by_role("link", name="Report number 2").first.get_attribute("href"))
    for address in pages:
        answer = page.goto(address)
        assert answer.status == 200, address
        accessible(page)
    assert not problems


@pytest.mark.parametrize("address", PAGES + TEAM_PAGES)
def test_nothing_scrolls_sideways_at_four_hundred_percent(browser, browser_context_args, sign_in, address):
    """1280 pixels at 400% are 320."""
    context = browser.new_context(**browser_context_args | {"viewport": {"width": 320, "height": 256}})
    page = context.new_page()
    sign_in(page, "board.team")
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_what_is_out_of_sight_or_not_allowed_is_said_politely(page, sign_in, accessible):
    sign_in(page, "learning.chair")
    assert page.goto("/plans/another-plan/actions/").status == 404
    accessible(page)
    page.goto(f"{PLAN}actions/?words=8.1")
    own = page.locator("td.action-text a").first.get_attribute("href")
    expect(page.get_by_role("link", name="Update 8.1")).to_have_count(0)
    assert page.goto(f"{own}update/").status == 403
    accessible(page)
