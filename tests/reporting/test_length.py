"""How long the papers of the example boards are, and that nothing on them is broken: measured on the pages and tags.

Boards' packs are too long (report_anatomy, section 1): what is added must make room for itself.
"""

import re
from datetime import date
from html.parser import HTMLParser

import pypdfium2
import pytest

from lscb import clock
from plans.models import Quarter
from reporting.models import MonitoringReport
from reporting.printing.pdf import rendering
from reporting.report.reading import gather
from tests.examples import load_example
from tests.reporting.heard import can_be_heard

pytestmark = pytest.mark.django_db

# Upright pages of the meeting paper, pages of the schedule, and the day on which the example stands.
LENGTHS = {
    "cumbria-2017-20": (13, 9, None),
    "lancashire-2015-16": (7, 0, None),
    "sutton-2015-18": (8, 5, None),
    "plan-on-a-page": (6, 3, None),
    "alderfell-2025-28": (6, 0, date(2026, 7, 6)),
    "brackwater-2025-28": (6, 0, date(2026, 4, 13)),
}
SAMPLE = "brackwater-2025-28"  # the others are long


class Words(HTMLParser):
    """The words of a paper as they were written."""

    def __init__(self):
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data):
        self.said.append(data)


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{4,}", text))


@pytest.mark.parametrize(
    "name",
    [name if name == SAMPLE else pytest.param(name, marks=pytest.mark.soak) for name in LENGTHS],
)
def test_a_paper_is_no_longer_than_it_may_be_and_breaks_no_word_reference_or_chip(name):
    upright, wide, day = LENGTHS[name]
    with clock.on(day):
        plan = load_example(name)
        quarters = Quarter.objects.for_reports().filter(plan=plan)
        quarter = quarters.filter(state=Quarter.State.COLLECTING).first() or quarters[0]
        draft = MonitoringReport.objects.filter(quarter=quarter, state="draft").first()
        content = gather(quarter, draft=draft)
        html = rendering.to_html("print/report.html", rendering.page_context(content))
        paper = rendering.printer.print_html(html)
    can_be_heard(paper, html)
    pages = list(pypdfium2.PdfDocument(paper))
    lying = [page for page in pages if page.get_size()[0] > page.get_size()[1]]
    assert len(lying) <= wide and len(pages) - len(lying) <= upright
    texts = [page.get_textpage().get_text_range() for page in pages]
    reader = Words()
    reader.feed(html.partition("<body")[2])
    written = words(" ".join(reader.said))
    # pypdfium2 gives a word that was broken without a hyphen as two, neither of which was written.
    broken = {each for text in texts for each in words(text)} - written - words(html) - {"Page"}
    assert broken == set()
    for reference in {row.reference for row in content.rows if " " in row.reference}:
        broken_in_two = re.compile(r"\s*[\r\n]\s*".join(map(re.escape, reference.split())))
        assert not any(broken_in_two.search(text) for text in texts), reference
    for row in content.rows:
        if row.now.letter == "-":
            continue  # its dash is no letter, and stands in heads of columns too
        chip = re.compile(rf"{re.escape(row.now.letter)}\s\S{{1,2}}\s+{re.escape(row.now.in_short)}")
        for text in texts:
            assert not any("\n" in found for found in chip.findall(text)), row.now
