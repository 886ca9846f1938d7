"""Signing in and out, as people do it."""

from playwright.sync_api import expect


def test_signing_in_with_a_wrong_then_the_right_password(page, sign_in, accessible):
    page.goto("/plans/cumbria-2017-20/actions/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    accessible(page)
    sign_in(page, "board.team", password="not the password")
    expect(page.get_by_text("That e-mail and password do not go together")).to_be_visible()
    assert page.title().startswith("Error: ")
    accessible(page)
    sign_in(page, "board.team")
    expect(page.get_by_role("link", name="Actions")).to_be_visible()


def test_after_signing_out_the_back_button_shows_nothing(page, sign_in):
    sign_in(page, "auditor")
    page.goto("/plans/cumbria-2017-20/actions/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/**")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_page_says_that_it_is_a_demonstration(page, sign_in):
    sign_in(page, "independent.chair")
    expect(page.get_by_text("Demonstration - progress is invented - today is 9 April 2018")).to_be_visible()


def test_the_skip_link_is_first_and_leads_to_the_content(page, sign_in):
    sign_in(page, "independent.chair")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
