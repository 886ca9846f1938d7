"""Updating an action: in its row, by keyboard, without JavaScript, on a phone, and after somebody else."""

import re

import pytest
from playwright.sync_api import expect

ACTIONS = "/plans/cumbria-2017-20/actions/"


def row_of(page, reference):
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=reference, exact=True))


def open_form(page, reference):
    row_of(page, reference).get_by_role("link", name="Update").click()
    heading = page.get_by_role("heading", name=f"Update {reference}", exact=True)
    expect(heading).to_be_visible()


def choose(page, word):
    """Choose a rating in the form that is open, by its word."""
    page.locator("fieldset.rating-choices.large").get_by_text(word, exact=True).click()


def test_update_in_the_row_in_three_clicks_and_typing(page, sign_in, accessible):
    sign_in(page, "board.team")
    page.goto(f"{ACTIONS}?words=early+help")
    expect(page.get_by_text("Actions", exact=True).first).to_be_visible()
    open_form(page, "3.3")  # the first click
    accessible(page)
    choose(page, "Off track")  # the second
    page.get_by_label("How is it going?").fill("Two panels have not met since February.")
    page.get_by_label("Why", exact=True).fill("Both chairs have left.")
    page.get_by_label("What will bring it back").fill("New chairs are named on 20 April.")
    page.get_by_label("Back on track by").fill("31 May 2018")
    page.get_by_label("Help wanted").fill("None")
    page.get_by_role("button", name="Save", exact=True).click()  # the third
    row = row_of(page, "3.3")
    expect(row).to_contain_text("Off track")
    expect(row).to_contain_text("9 April 2018")
    expect(row).to_contain_text("Bryony Larkfell")
    expect(page.locator("#messages")).to_contain_text("3.3")
    expect(row.get_by_role("link", name="Update")).to_be_focused()
    assert page.url.endswith("?words=early+help")


def test_boxes_follow_the_rating_and_what_is_missing_is_said_beside_them(page, sign_in, accessible):
    sign_in(page, "board.team")
    page.goto(ACTIONS)
    open_form(page, "12.3")
    choose(page, "On track")
    expect(page.get_by_label("What will bring it back")).to_be_hidden()
    choose(page, "At risk")
    expect(page.get_by_label("What will bring it back")).to_be_visible()
    page.get_by_label("How is it going?").fill("Words that must not be lost.")
    page.get_by_role("button", name="Save", exact=True).click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Say what will bring this back on track.")
    expect(page.get_by_label("How is it going?")).to_have_value("Words that must not be lost.")
    accessible(page)
    summary.get_by_role("link", name=re.compile("What will bring it back")).click()
    expect(page.get_by_label("What will bring it back")).to_be_focused()


def test_by_keyboard_alone(page, sign_in):
    sign_in(page, "learning.chair")
    page.goto("/")
    link = page.get_by_role("link", name="Update 4.3")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Update 4.3", exact=True)).to_be_visible()
    first = page.locator('input[name="rating"]').first
    first.focus()
    page.keyboard.press("ArrowDown")  # from complete to on track
    page.get_by_label("How is it going?").focus()
    page.keyboard.type("The second trainers' day is booked for May.")
    page.get_by_role("button", name="Save", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("4.3")
    expect(row_of(page, "4.3")).to_contain_text("On track")


def test_escape_puts_the_form_away_and_goes_back_to_the_link(page, sign_in):
    sign_in(page, "board.team")
    page.goto(ACTIONS)
    open_form(page, "2.1")
    expect(page.locator('input[name="rating"]:focus')).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Update 2.1", exact=True)).to_be_hidden()
    expect(row_of(page, "2.1").get_by_role("link", name="Update")).to_be_focused()


def test_save_and_go_on_to_the_next_silent_action(page, sign_in):
    sign_in(page, "cse.chair")
    page.goto(f"{ACTIONS}?owner=mine&silent=on")
    open_form(page, "8.1")
    choose(page, "On track")
    page.get_by_label("How is it going?").fill("Two of three courses have run.")
    page.get_by_role("button", name="Save and next silent").click()
    expect(page.get_by_role("heading", name="Update 8.2", exact=True)).to_be_visible()


def test_what_somebody_else_saved_meanwhile_is_shown_beside_ones_own(browser, browser_context_args, sign_in):
    first, second = (browser.new_context(**browser_context_args).new_page() for _ in range(2))
    for page, name, words in (
        (first, "board.team", "The board team's words."),
        (second, "cse.chair", "The chair's words."),
    ):
        sign_in(page, name)
        page.goto(ACTIONS)
        open_form(page, "8.6")
        choose(page, "Not started")
        page.get_by_label("How is it going?").fill(words)
        page.get_by_label("Why this rating all the same").fill("The working group meets on 16 April.")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.locator("#messages")).to_contain_text("8.6")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_text("The chair's words.")).to_be_visible()
    expect(first.get_by_label("How is it going?")).to_have_value("The board team's words.")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.locator("#messages")).to_contain_text("8.6")


@pytest.fixture
def plain_page(browser, browser_context_args):
    """A page without JavaScript."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_javascript_the_same_form_is_a_page(plain_page, sign_in):
    page = plain_page
    sign_in(page, "board.team")
    page.goto(f"{ACTIONS}?words=FISCH")
    row_of(page, "11.3").get_by_role("link", name="Update").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Update 11.3")
    page.get_by_label("At risk").check(force=True)
    page.get_by_label("How is it going?").fill("One forum has joined.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("Say what will bring this back on track.")
    expect(page.get_by_label("How is it going?")).to_have_value("One forum has joined.")
    page.get_by_label("Why", exact=True).fill("The forum meets twice a year.")
    page.get_by_label("What will bring it back").fill("Visit each unit in May.")
    page.get_by_label("Back on track by").fill("31/5/2018")
    page.get_by_role("button", name="Save", exact=True).click()
    assert "words=FISCH" in page.url
    expect(row_of(page, "11.3")).to_contain_text("At risk")


def test_on_a_phone(browser, browser_context_args, sign_in, accessible):
    context = browser.new_context(**browser_context_args | {"viewport": {"width": 360, "height": 740}})
    page = context.new_page()
    sign_in(page, "learning.chair")
    page.get_by_role("link", name="Update 4.7").click()
    choose(page, "On track")
    page.get_by_label("How is it going?").fill("Three partners asked for the mark.")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("4.7")
    context.close()
