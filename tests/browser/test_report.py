"""The quarter's report: read, printed, made final, approved."""

import re

import pypdfium2
import pytest
from playwright.sync_api import expect

REPORTS = "/plans/cumbria-2017-20/reports/"


def words_of(pdf_bytes):
    pdf = pypdfium2.PdfDocument(pdf_bytes)
    return [page.get_textpage().get_text_range() for page in pdf]


@pytest.mark.soak  # the paper itself: tests/reporting/test_pdf.py; that a browser gets it: below
def test_print_the_quarter(page, sign_in):
    sign_in(page, "independent.chair")
    page.goto(REPORTS)
    page.get_by_role("link", name="Draft of Q4 2017/18", exact=True).click()
    link = page.get_by_role("link", name="PDF of the draft").get_attribute("href")
    answer = page.request.get(link)
    assert answer.headers["content-type"] == "application/pdf"
    pages = words_of(answer.body())
    for number, words in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in words
        assert "DRAFT" in words
        assert "Demonstration" in words
        assert "OFFICIAL" in words
    assert "9 April 2018" in pages[0]


@pytest.mark.soak  # who signs a final: tests/reporting/test_freeze.py
def test_a_final_report_is_approved_by_the_chair(page, browser, browser_context_args, sign_in, accessible):
    sign_in(page, "board.team")
    page.goto(REPORTS)
    page.get_by_role("link", name="Report number 2").first.click()
    number_two = page.url
    accessible(page)
    chairs = browser.new_context(**browser_context_args).new_page()
    sign_in(chairs, "independent.chair")
    chairs.goto(number_two)
    chairs.get_by_role("link", name="Approve").click()
    accessible(chairs)
    chairs.get_by_label("Remarks").fill("Read and agreed.")
    chairs.get_by_role("button", name="Approve").click()
    expect(chairs.get_by_text("Remarks: Read and agreed.", exact=True)).to_be_visible()
    chairs.context.close()


@pytest.mark.soak  # what the page asks: tests/reporting/test_pdf_cache.py
def test_who_waits_for_paper_sees_that_it_is_being_made(page, sign_in, accessible):
    """The page that stands meanwhile opens the PDF by itself."""
    held, looked_at = [], False
    # It asks whether the PDF is ready, and is not answered before it has been looked at.
    page.route(
        lambda address: "state" in address,
        lambda question: question.continue_() if looked_at else held.append(question),
    )
    sign_in(page, "sutton.team")
    page.goto("/plans/sutton-2015-18/reports/q4-2017-18/draft.pdf")  # which nobody has printed yet
    expect(page.get_by_role("heading", name="Preparing the PDF")).to_be_visible()
    accessible(page)
    looked_at = True
    with page.expect_response(lambda answer: answer.headers["content-type"] == "application/pdf") as given:
        for question in held:
            question.continue_()
    assert given.value.status == 200
    # What is still asked for, and the browser's own view of a PDF, can keep it from ever closing.
    page.unroute_all(behavior="ignoreErrors")
    page.goto("about:blank")


def test_the_first_page_follows_what_is_typed(page, sign_in, accessible):
    """Beside the words with JavaScript; nothing is saved until Save is pressed."""
    sign_in(page, "board.team")
    page.goto(f"{REPORTS}q4-2017-18/")
    page.get_by_role("link", name="Key messages and decisions asked").click()
    accessible(page)
    first_page = page.locator("#first-page")
    asked = re.compile(r"Challenge the owners of \d+ actions")
    expect(first_page).to_contain_text(asked)
    page.get_by_label("Key messages, one a line").fill("Two posts are vacant.")
    expect(first_page).to_contain_text("Two posts are vacant.")
    page.get_by_role("checkbox", name=asked).uncheck()
    expect(first_page).not_to_contain_text(asked)
    accessible(page)
    page.goto(f"{REPORTS}q4-2017-18/words/")
    expect(page.locator("#first-page")).to_contain_text(asked)


def test_the_first_page_without_javascript(browser, browser_context_args, sign_in):
    plain = browser.new_context(**browser_context_args | {"java_script_enabled": False}).new_page()
    sign_in(plain, "board.team")
    plain.goto(f"{REPORTS}q4-2017-18/words/")
    plain.get_by_label("Key messages, one a line").fill("Two posts are vacant.")
    plain.get_by_role("button", name="Preview").click()
    expect(plain.locator("#first-page")).to_contain_text("Two posts are vacant.")
    expect(plain.get_by_label("Key messages, one a line")).to_have_value("Two posts are vacant.")
    plain.context.close()
