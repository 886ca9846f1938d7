"""The report on a year, by the keyboard: begun, written by two at once, made final and approved."""

import pytest
from playwright.sync_api import expect

YEARLY = "/plans/cumbria-2017-20/yearly/"


def pressed(where, role, name):
    """Pressed with the keyboard, on a page or in a part of it."""
    where.get_by_role(role, name=name).first.press("Enter")


# Each step without a browser in tests/reporting/test_yearly_report.py and test_yearly_events.py.
@pytest.mark.soak
def test_a_year_is_begun_written_by_two_and_approved(
    page, browser, browser_context_args, sign_in, accessible, too_wide
):
    def fit(*, everywhere=False):
        accessible(page)
        assert not too_wide(page, everywhere=everywhere), page.url

    sign_in(page, "board.team")
    page.goto(YEARLY)
    pressed(page, "link", "Begin a year")
    expect(page.get_by_role("row", name="2017/18")).to_contain_text("Q3 2017/18")
    page.get_by_label("2017/18").focus()
    page.keyboard.press("Space")
    pressed(page, "button", "Begin it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Annual report 2017/18")
    report = page.url
    fit(everywhere=True)

    # Two write the same section; whoever is second has both texts before them.
    section = page.locator("section.yearly-section").first
    title = section.get_by_role("heading").inner_text()
    second = browser.new_context(**browser_context_args, java_script_enabled=False).new_page()
    sign_in(second, "board.team")
    second.goto(report)
    second.locator("section.yearly-section").first.get_by_role("link", name="Write").click()
    pressed(section, "link", "Write")
    expect(page.get_by_role("heading", name=f"Write “{title}”")).to_be_focused()
    text = page.get_by_label("Text", exact=True)
    text.fill("## Ours\n\n| Year | Actions |\n| --- | ---: |\n| 2017/18 | 12 |")
    pressed(page, "button", "See how it will look")
    expect(section.get_by_role("cell", name="12")).to_be_visible()
    second.get_by_label("Text", exact=True).fill("What the *second* of us wrote.")
    second.get_by_role("button", name="Save it").click()
    pressed(page, "button", "Save it")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("em", has_text="second")).to_be_visible()
    expect(text).to_have_value("## Ours\n\n| Year | Actions |\n| --- | ---: |\n| 2017/18 | 12 |")
    fit()
    pressed(page, "button", "Save it")
    expect(page.get_by_role("status").filter(has_text="is saved")).to_be_visible()
    expect(section.get_by_role("link", name="Write")).to_be_focused()
    drafted = page.locator("section.yearly-section:has(.as-drafted)")
    unseen = drafted.count()
    drafted.first.get_by_role("button", name="I have looked at it").press("Enter")
    expect(drafted).to_have_count(unseen - 1)

    # Income and spending, and an earlier version.
    pressed(page, "link", "Income and spending")
    fit()
    page.locator("[name=lines-0-words]").fill("Grant")
    page.locator("[name=lines-0-amount]").fill("£12,000")
    pressed(page, "button", "Save the table")
    expect(page.get_by_role("row", name="All income")).to_contain_text("£12,000")
    second.goto(report)
    second.get_by_role("link", name=f"Earlier versions of {title}").click()
    second.get_by_role("link", name="Version 2").click()
    expect(second.get_by_role("button", name="Put version 2 back")).to_be_visible()
    second.context.close()

    # Final, with a reason where something is missing, and approved.
    pressed(page, "link", "Make final")
    fit()
    if (reason := page.get_by_label("Why does it go on without these?")).count():
        reason.fill("The year is the first that is told this way.")
    pressed(page, "button", "Make final")
    final, goes_on = (
        page.get_by_text("Report number 1, version 1."),
        page.get_by_role("link", name="Continue"),
    )
    expect(final.or_(goes_on)).to_be_visible(timeout=60_000)
    if goes_on.count():
        goes_on.press("Enter")
    expect(final).to_be_visible()
    fit()
    pdf = page.request.get(page.get_by_role("link", name="PDF as printed").get_attribute("href"))
    assert pdf.body().startswith(b"%PDF-")
    chair = browser.new_context(**browser_context_args).new_page()
    sign_in(chair, "independent.chair")
    chair.goto(report)
    chair.get_by_role("link", name="Approve").press("Enter")
    chair.get_by_role("button", name="Approve").press("Enter")
    expect(chair.get_by_text("You have approved the annual report 2017/18")).to_be_visible()
    chair.context.close()
