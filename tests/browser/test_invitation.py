"""The board team invites a chair, who comes in by the letter and says how an action is going."""

import re

from playwright.sync_api import expect


def test_a_chair_is_invited_comes_in_and_makes_a_first_update(
    page, browser, server, sign_in, accessible, last_letter
):
    # Given a board team that adds a chair
    sign_in(page, "board.team")
    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_role("link", name="Add people").click()
    page.get_by_label("Paste a list").fill(
        "Grace Holm <grace.holm@example.org>, Health visitor, Neglect (Chair), Police"
    )
    page.get_by_role("button", name="Read the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this how you mean it?")
    expect(page.get_by_label("Group, line 1")).to_have_value("Neglect")
    accessible(page)
    page.get_by_role("button", name="Add these").click()
    expect(page.locator("#messages")).to_contain_text("Added: Grace Holm")
    page.get_by_role("link", name="Grace Holm").click()
    expect(page.get_by_text("Open until 23 April 2018")).to_be_visible()
    accessible(page)

    # When she opens the address in her letter and chooses a password
    context = browser.new_context(base_url=server, locale="en-GB", viewport={"width": 360, "height": 800})
    hers = context.new_page()
    hers.set_default_timeout(20_000)
    hers.goto(re.search(r"https?://\S+?(/invitation/\S+)", last_letter("grace.holm@example.org"))[1])
    expect(hers.get_by_role("heading", level=1)).to_contain_text("Invitation to Cumbria")
    accessible(hers)
    hers.get_by_label("Password").first.fill("short")
    hers.get_by_label("Password again").fill("short")
    hers.get_by_role("button", name="Choose this password and sign in").click()
    expect(hers.locator(".error-summary")).to_be_focused()
    accessible(hers)
    hers.get_by_label("Password").first.fill("quiet harbour lantern")
    hers.get_by_label("Password again").fill("quiet harbour lantern")
    hers.get_by_role("button", name="Choose this password and sign in").click()

    # Then she is at her group's work plan, and updates its first action
    expect(hers.get_by_role("heading", level=1)).to_contain_text("what is late, and what to bring")
    hers.get_by_role("link", name=re.compile("^Update ")).first.click()
    hers.locator("fieldset.rating-choices.large").get_by_text("On track", exact=True).click()
    hers.get_by_label("How is it going?").fill("The first workshop was held.")
    hers.get_by_role("button", name="Save", exact=True).click()
    expect(hers.locator("#messages")).to_contain_text("saved", ignore_case=True)
    context.close()
    page.reload()
    expect(page.get_by_text("Accepted, 9 April 2018")).to_be_visible()
