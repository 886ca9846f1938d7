"""From a final to its public page, read by somebody who has no account, at every width and with axe."""

import pytest
from playwright.sync_api import expect

PUBLISHED = "/boards/cumbria/published/"


# Each step without a browser in tests/reporting/test_public_pages.py.
@pytest.mark.soak
def test_a_final_is_looked_at_published_read_by_a_stranger_and_withdrawn(
    page, browser, server, sign_in, accessible, too_wide
):
    # Given the board team, who say whom the public writes to
    sign_in(page, "board.team")
    page.goto(f"{PUBLISHED}settings/")
    page.get_by_label("Whom can the public write to?").fill("The LSCB office, Carlisle")
    page.get_by_role("button", name="Save").click()
    # When they tick what the plan says of one part, reword a text, look at the preview and publish
    page.get_by_role("link", name="Prepare it").first.click()
    page.get_by_role("button", name="Prepare it").click()
    for part in ("2", "3"):
        page.goto(f"{page.url.partition('?')[0]}?part={part}")
        page.get_by_role("button", name="tick what the plan itself says").click()
        expect(page.locator("#messages")).to_contain_text("saved")
    accessible(page)
    assert not too_wide(page, everywhere=False)
    first = page.locator("input[name^=tick-progress]").first
    first.check()
    box = page.locator("textarea[name^=words-progress]").first
    box.fill("Ring 01234 567890")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("01234 567890")
    accessible(page)
    page.locator("textarea[name^=words-progress]").first.fill("Every school has been asked.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_text("Every school has been asked.")).to_be_visible()
    page.get_by_role("link", name="Back to the texts").click()
    page.get_by_role("link", name="Go on to publish").click()
    accessible(page)
    page.get_by_role("button", name="Publish it").click()
    address = page.get_by_role("link", name="Public page", exact=True)
    expect(address).to_be_visible(timeout=60_000)  # the page that waits leads on
    # Then a stranger reads it, and no cookie is left
    strangers = browser.new_context(base_url=server, java_script_enabled=True)
    stranger = strangers.new_page()
    for where in ("/public/", "/public/cumbria/", address.get_attribute("href")):
        assert stranger.goto(where).status == 200
        accessible(stranger, every_text=True)
        assert not too_wide(stranger, everywhere=True)
    expect(stranger.get_by_text("Every school has been asked.")).to_be_visible()
    expect(stranger.get_by_text("Demonstration").first).to_be_visible()
    stranger.keyboard.press("Tab")
    expect(stranger.get_by_role("link", name="Skip to main content")).to_be_focused()
    assert strangers.cookies() == []
    # And nobody does, once it is withdrawn
    page.get_by_role("link", name="Withdraw it").click()
    accessible(page)
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator("#messages")).to_contain_text("nobody can read it")
    assert stranger.reload().status == 410
    accessible(stranger)
    strangers.close()
