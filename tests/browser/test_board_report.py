"""The report to the Board, from the last quarter's final to a final of its own, as a person makes it."""

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import copy_of, served

TO_BOARD = "/plans/cumbria-2017-20/board-reports/"


@pytest.fixture
def address(loaded, tmp_path_factory):
    """An installation of its own: making quarter 4 final is not for the other tests."""
    with served(copy_of(loaded, tmp_path_factory.mktemp("board"))) as address:
        yield address


# With every `make test` other reports are made final, approved and opened in a browser (test_board_of_today.py,
# test_yearly.py); what is chosen and written here is in tests/reporting/test_board_report_pages.py.
@pytest.mark.soak
def test_from_quarter_4_to_the_board_in_a_few_clicks(
    browser, browser_context_args, address, sign_in, accessible
):
    page = browser.new_context(**browser_context_args | {"base_url": address}).new_page()
    sign_in(page, "board.team")

    # Given the monitoring report of quarter 4, which goes to the Business Group
    page.goto("/plans/cumbria-2017-20/reports/q4-2017-18/make-final/")
    page.get_by_role("button", name="Make final").click(timeout=120_000)
    expect(page.get_by_text("is final: report number 3")).to_be_visible(timeout=120_000)

    # When the team chooses and writes what the Board hears
    page.goto(TO_BOARD)
    page.get_by_role("link", name="Draft of the report to LSCB, 23 May 2018").click()
    expect(page.get_by_text("From report number 3 of Business plan 2017-20, Q4 2017/18")).to_be_visible()
    page.get_by_role("link", name="Choose and write").click()
    accessible(page)
    page.get_by_label("Decisions asked").fill("Say what help the Board gives to 8.5.")
    page.get_by_label("Early Help Subgroup, Q4 2017/18").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The report’s own words are saved.")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Make final").click()
    accessible(page)
    page.get_by_role("button", name="Make final").click(timeout=60_000)
    expect(page.get_by_text("is final: report number 2")).to_be_visible(timeout=60_000)

    # Then it is frozen, and short
    page.goto(TO_BOARD)
    page.get_by_role("link", name="LSCB report number 2").click()
    expect(page.get_by_role("heading", name="Highlights")).to_be_visible()
    accessible(page)
    answer = page.request.get(page.get_by_role("link", name="PDF as printed").get_attribute("href"))
    paper = pypdfium2.PdfDocument(answer.body())
    assert 2 <= len(paper) <= 4
    first = paper[0].get_textpage().get_text_range()
    assert "Say what help the Board gives to 8.5." in first and "FINAL" in first and "DRAFT" not in first
    page.context.close()
