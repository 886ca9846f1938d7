"""Boxes for owners suggest names while one types: by keyboard, by mouse, several in a box, in the admin."""

import pytest
from playwright.sync_api import expect

ADD = "/plans/cumbria-2017-20/actions/add/"


@pytest.fixture
def box(page, sign_in):
    sign_in(page, "board.team")
    page.goto(ADD)
    box = page.locator("[name=who_text]")
    box.click()
    return box


def test_several_owners_are_chosen_by_keyboard_and_read_at_once(page, box, accessible):
    names = page.locator("#owner-names option").evaluate_all("all => all.map(each => each.value)")
    first, second = names[0], names[1]
    box.press_sequentially(first[:5].lower())
    listed = page.get_by_role("listbox", name="Suggestions")
    expect(listed).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    accessible(page)
    box.press("ArrowDown")
    expect(listed.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    while listed.locator("[aria-selected=true]").get_attribute("data-name") != first:
        box.press("ArrowDown")
    box.press("Enter")
    expect(listed).to_be_hidden()
    expect(box).to_have_value(first)
    box.press_sequentially(f", {second[:6]}")
    option = listed.locator(f'[data-name="{second}"]')
    option.click()
    expect(box).to_have_value(f"{first}, {second}")
    expect(box).to_be_focused()
    expect(page.locator("#as-read")).to_contain_text(second)


def test_escape_closes_and_nothing_typed_is_changed(page, box):
    box.press_sequentially("board")
    listed = page.get_by_role("listbox", name="Suggestions")
    expect(listed).to_be_visible()
    box.press("Escape")
    expect(listed).to_be_hidden()
    expect(box).to_have_value("board")


def test_in_the_admin_a_box_of_several_lines_does_so_too(page, sign_in):
    sign_in(page, "board.team")
    page.goto("/admin/plans/action/add/")
    name = page.locator("#owner-names option").first.get_attribute("value")
    box = page.locator("#id_who_text")
    box.click()
    box.press_sequentially(name[:6])
    page.get_by_role("listbox", name="Suggestions").locator(f'[data-name="{name}"]').click()
    expect(box).to_have_value(name)


def test_without_javascript_the_browsers_own_list_stands_in(browser, browser_context_args, sign_in):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "board.team")
    page.goto(ADD)
    expect(page.locator("[name=who_text]")).to_have_attribute("list", "owner-names")
    assert page.locator("#owner-names option").count() > 5
    context.close()
