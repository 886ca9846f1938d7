"""A chair leaves in the middle of a quarter, and whoever follows goes on where they were."""

import re

import pypdfium2
import pytest
from playwright.sync_api import expect

PLAN = "/plans/cumbria-2017-20/"


# Each step without a browser in tests/subgroups/test_leaving.py.
@pytest.mark.soak
def test_a_chair_leaves_and_the_successor_goes_on(browser, browser_context_args, sign_in, accessible):
    """Given a chair who is signed in; when the team records that she has left and who follows; then she is signed out,
    and he sees what her group owns, updates one, and stands on the group's page and on its sheet."""
    chair, team, successor = (browser.new_context(**browser_context_args).new_page() for _ in range(3))
    sign_in(chair, "health.chair")
    sign_in(team, "board.team")
    team.goto(f"{PLAN}groups/")
    team.get_by_role("link", name="Health Subgroup", exact=True).click()
    group = team.url
    team.get_by_role("link", name="Settings", exact=True).click()
    team.get_by_role("link", name="Ines Kirkbarrow").click()
    team.get_by_role("link", name="They leave").click()
    expect(team.get_by_role("heading", level=1)).to_have_text("Ines Kirkbarrow leaves Cumbria LSCB")
    team.get_by_label("First day without them").fill("9 April 2018")
    team.get_by_label("Who follows as chair of Health Subgroup?").select_option(
        "Rafe Sandpiper, Named nurse for safeguarding"
    )
    accessible(team)
    team.get_by_role("button", name="Record that they leave").click()
    expect(team.locator("#messages")).to_contain_text("first day without them 9 April 2018")
    chair.goto("/")
    expect(chair).to_have_url(re.compile("/account/login/"))
    sign_in(successor, "health.lead")
    expect(successor.get_by_role("heading", level=1)).to_contain_text("Health Subgroup")
    row = successor.get_by_role("row").filter(has=successor.get_by_role("rowheader", name="12.6", exact=True))
    row.get_by_role("link", name="Update").click()
    successor.locator("fieldset.rating-choices.large").get_by_text("On track", exact=True).click()
    successor.get_by_label("How is it going?").fill("Taken over from the last chair.")
    successor.get_by_role("button", name="Save", exact=True).click()
    expect(row).to_contain_text("Rafe Sandpiper")
    team.goto(group)
    people = team.get_by_role("table", name="Who sits on Health Subgroup")
    expect(team.get_by_text("Speaks for it: Rafe Sandpiper (chair).")).to_be_visible()
    expect(people).not_to_contain_text("Ines Kirkbarrow")
    paper = team.get_by_role("link", name="Print one sheet").get_attribute("href")
    sheet = pypdfium2.PdfDocument(team.context.request.get(paper).body())
    assert "Rafe Sandpiper (chair)" in " ".join(sheet[0].get_textpage().get_text_range().split())
    for each in (chair, team, successor):
        each.context.close()
