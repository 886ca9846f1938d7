"""A page printed from the browser is a paper of its own."""

import pypdfium2

PLAN = "/plans/cumbria-2017-20/"
PRESSED = ("Sign out", "Tick", "Save", "Filter", "Admin")
MARGIN = 14 / 25.4 * 72  # points


def test_it_says_whose_it_is_on_every_page_has_nothing_to_press_and_is_not_cut(page, sign_in):
    sign_in(page, "board.team")
    for place in ("actions/", "risks/"):
        page.goto(PLAN + place)
        papers = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
        for number, paper in enumerate(papers, start=1):
            text = paper.get_textpage()
            words = " ".join(text.get_text_bounded().split())
            assert "Cumbria LSCB: Business plan 2017-20 - 9 April 2018 - Demonstration" in words
            assert f"Page {number} of {len(papers)}" in words
            assert not [word for word in PRESSED if word in words.split()]
            edges = [text.get_charbox(place)[2] for place in range(text.count_chars())]
            assert max(edges) < paper.get_width() - MARGIN
        assert "Cumbria Local Safeguarding Children Board: Business plan 2017-20" in (
            " ".join(papers[0].get_textpage().get_text_bounded().split())
        )
