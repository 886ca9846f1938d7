"""The quarter's report: read, printed, made final, approved."""

import pypdfium2
from playwright.sync_api import expect

REPORTS = "/plans/cumbria-2017-20/reports/"


def words_of(pdf_bytes):
    pdf = pypdfium2.PdfDocument(pdf_bytes)
    return [page.get_textpage().get_text_range() for page in pdf]


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
