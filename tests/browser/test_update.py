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
    page.get_by_role("textbox", name="Help wanted").fill("None")
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
    page.goto(f"{ACTIONS}?words=12.3")
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


@pytest.mark.soak
def test_escape_puts_the_form_away_and_goes_back_to_the_link(page, sign_in):
    sign_in(page, "board.team")
    page.goto(f"{ACTIONS}?words=2.1")
    open_form(page, "2.1")
    expect(page.locator('input[name="rating"]:focus')).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Update 2.1", exact=True)).to_be_hidden()
    expect(row_of(page, "2.1").get_by_role("link", name="Update")).to_be_focused()


@pytest.mark.soak  # by keys: test_control_and_enter_save_and_go_on
def test_save_and_go_on_to_the_next_silent_action(page, sign_in):
    sign_in(page, "cse.chair")
    page.goto(f"{ACTIONS}?owner=mine&silent=on")
    open_form(page, "8.1")
    choose(page, "On track")
    page.get_by_label("How is it going?").fill("Two of three courses have run.")
    page.get_by_role("button", name="Save and next silent").click()
    expect(page.get_by_role("heading", name="Update 8.2", exact=True)).to_be_visible()


@pytest.mark.soak  # what is shown: tests/plans/test_action_update.py
def test_what_somebody_else_saved_meanwhile_is_shown_beside_ones_own(browser, browser_context_args, sign_in):
    first, second = (browser.new_context(**browser_context_args).new_page() for _ in range(2))
    for page, name, words in (
        (first, "board.team", "The board team's words."),
        (second, "cse.chair", "The chair's words."),
    ):
        sign_in(page, name)
        page.goto(f"{ACTIONS}?words=8.6")
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


@pytest.mark.soak
def test_on_a_phone(browser, browser_context_args, sign_in, accessible):
    """What is late or silent first and the rest behind one tap; the form names the action; "saved" is seen."""
    context = browser.new_context(
        **browser_context_args
        | {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    )
    page = context.new_page()
    sign_in(page, "learning.chair")
    rest = page.locator("details tr.action-row").first
    expect(rest).to_be_hidden()
    expect(page.get_by_text("go to the next that has")).to_be_hidden()  # no keys, so no word of them
    silent = page.get_by_role("link", name=re.compile("without an update this quarter"))
    before = int(silent.inner_text().split()[0])
    page.get_by_role("link", name="Update 4.7").click()
    for named in ("Update 4.7", "Promote to LSCB partners the quality standard mark for External training."):
        expect(page.locator("tr.form-row").get_by_text(named, exact=True)).to_be_in_viewport()
    choose(page, "On track")
    page.get_by_label("How is it going?").fill("Three partners asked for the mark.")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("4.7 saved")
    expect(page.locator("#messages p")).to_be_in_viewport(ratio=1)
    left = (
        f"{before - 1} without an update this quarter"
        if before > 1
        else "none without an update this quarter"
    )
    expect(page.locator("#own-counts")).to_contain_text(left)
    page.get_by_text("neither late nor without an update").first.click()
    expect(rest).to_be_visible()
    context.close()


@pytest.mark.soak
def test_saved_is_in_view_where_one_is_and_the_list_counts_again(page, sign_in):
    sign_in(page, "board.team")
    page.goto(f"{ACTIONS}?silent=on")
    counted = page.locator("#count strong")
    before = int(counted.inner_text())
    last = page.locator("a[data-silent]").last
    row = page.locator(f"#{last.locator('xpath=ancestor::tr').get_attribute('id')}")
    last.click()
    choose(page, "On track")
    for box in page.locator("tr.form-row textarea:visible").all():
        box.fill("As planned, and it holds.")
    page.get_by_role("button", name="Save", exact=True).click()
    said = page.locator("#messages p")
    expect(said).to_contain_text("saved: On track")
    expect(said).to_be_in_viewport(ratio=1)
    expect(row.get_by_role("link", name="Update")).to_be_focused()
    expect(counted).to_have_text(str(before - 1))
    assert not page.locator("#messages").evaluate(  # what has the focus is not under it
        "said => said.getBoundingClientRect().bottom > document.activeElement.getBoundingClientRect().top"
    )
    page.keyboard.press("Escape")
    expect(said).not_to_be_in_viewport()


def test_a_key_goes_to_the_next_silent_action_and_can_be_switched_off(page, sign_in):
    sign_in(page, "board.team")
    page.goto(ACTIONS)
    focused = page.locator("a[data-silent]:focus")
    page.keyboard.press("n")
    expect(focused).to_have_count(1)
    first = focused.get_attribute("id")
    page.keyboard.press("n")
    expect(page.locator(f"#{first}:focus")).to_have_count(0)
    expect(focused).to_have_count(1)
    page.get_by_label("Words", exact=False).first.focus()
    page.keyboard.press("n")  # somebody writes
    expect(focused).to_have_count(0)
    switch = page.get_by_label("go to the next that has")
    switch.uncheck()
    page.reload()
    expect(switch).not_to_be_checked()
    page.keyboard.press("n")
    expect(focused).to_have_count(0)
    switch.check()
    page.keyboard.press("n")
    expect(focused).to_have_count(1)


def test_control_and_enter_save_and_go_on(page, sign_in):
    sign_in(page, "cse.chair")
    page.goto(ACTIONS)
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    heading = page.locator("tr.form-row h2")
    first = heading.inner_text()
    choose(page, "On hold")
    for box in page.locator("tr.form-row textarea:visible").all():
        box.fill("Until the new strategy is agreed.")
    for box in page.locator("tr.form-row input[type=text]:visible").all():
        box.fill("31 May 2018")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text(f"{first.removeprefix('Update ')} saved: On hold")
    expect(heading).to_have_count(1)
    expect(heading).not_to_have_text(first)


@pytest.mark.soak
def test_from_the_top_to_the_first_update_past_the_filters(page, sign_in):
    sign_in(page, "board.team")
    page.goto(ACTIONS)
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#list")).to_be_focused()
    update = page.locator('a[id^="update-"]').first
    headings = page.locator("#list thead a").count()  # by which it is sorted
    for _ in range(
        4 + headings
    ):  # the box that ticks all, and of the first row its link, its box and its Update
        if not update.evaluate("link => link === document.activeElement"):
            page.keyboard.press("Tab")
    expect(update).to_be_focused()


@pytest.mark.soak
def test_last_quarters_words_fill_the_boxes_in_the_row_and_say_so_until_they_are_others(
    page, sign_in, accessible
):
    sign_in(page, "board.team")
    page.goto(f"{ACTIONS}?words=1.2")
    open_form(page, "1.2")
    form = page.locator("form[data-update-form]")
    form.get_by_role("button", name=re.compile("Start from the words of")).click()
    progress = form.get_by_label("How is it going?")
    expect(progress).not_to_have_value("")
    mark = form.get_by_text(re.compile("As in Q3 2017/18, until you change it")).first
    expect(mark).to_be_visible()
    expect(form.locator('input[name="rating"]:checked')).to_have_count(0)
    accessible(page)
    words = progress.input_value()
    progress.fill(f"{words} And more.")
    expect(mark).to_be_hidden()
    progress.fill(words)
    expect(mark).to_be_visible()


def test_several_are_ticked_updated_and_undone(page, sign_in, accessible):
    sign_in(page, "board.team")
    page.goto(f"{ACTIONS}?silent=on")
    for box in page.locator('input[name="action"]').all()[:2]:
        box.check()
    page.get_by_role("button", name="Update what is ticked").first.click()
    expect(page.get_by_role("heading", name="Update 2 actions at once")).to_be_visible()
    accessible(page)
    choose(page, "On hold")
    page.get_by_role("button", name="Save what is ticked").click()
    expect(page.locator(".error-summary")).to_be_focused()
    accessible(page)
    choose(page, "On track")
    for box in page.get_by_label("How is it going?").all():
        box.fill("No change since the last meeting.")
    for box in page.get_by_label("Why this rating all the same").all():
        box.fill("Both are booked.")
    page.get_by_role("button", name="Save what is ticked").click()
    if page.locator(".error-summary").count():  # one that is late asks why
        for box in page.get_by_label("Why this rating all the same").all():
            box.fill("Both are booked.")
        page.get_by_role("button", name="Save what is ticked").click()
    expect(page.locator("#messages")).to_contain_text("2 saved: On track")
    page.locator("#messages").get_by_role("button", name=re.compile("Undo")).click()
    expect(page.locator("#messages")).to_contain_text("Undone:")


@pytest.mark.soak
def test_what_was_saved_in_the_row_is_undone_from_its_message(page, sign_in):
    sign_in(page, "board.team")
    page.goto(f"{ACTIONS}?words=10.1")
    open_form(page, "10.1")
    choose(page, "On hold")
    page.get_by_label("How is it going?").fill("Saved by mistake.")
    page.get_by_label("Why it is on hold").fill("It is not.")
    page.get_by_label("Look at it again on").fill("30 June 2018")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(row_of(page, "10.1")).to_contain_text("On hold")
    page.locator("#messages").get_by_role("button", name=re.compile("Undo")).click()
    expect(page.locator("#messages")).to_contain_text("Undone: 10.1.")
    expect(row_of(page, "10.1")).not_to_contain_text("On hold")
