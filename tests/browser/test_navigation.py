"""The navigation on a phone: behind one button, by keyboard, and without JavaScript."""

from playwright.sync_api import expect


def test_the_menu_of_a_phone_opens_by_keyboard_and_leads_on(browser, browser_context_args, sign_in):
    phone = browser_context_args | {"viewport": {"width": 360, "height": 800}, "java_script_enabled": False}
    context = browser.new_context(**phone)
    page = context.new_page()
    sign_in(page, "board.team")
    menu = page.get_by_role("button", name="Menu", exact=True)
    settings = page.get_by_role("link", name="Settings")
    expect(settings).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    expect(settings).to_be_visible()
    page.keyboard.press("Escape")
    expect(settings).to_be_hidden()
    page.keyboard.press("Enter")
    settings.focus()
    page.keyboard.press("Enter")
    place = page.get_by_role("navigation", name="Settings")
    expect(place.get_by_role("link", name="People")).to_have_attribute("aria-current", "page")
    context.close()
