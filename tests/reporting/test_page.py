"""A page of ours is read as XML and styled from our own first sheet; any other is set the renderer's own way."""

import io
import logging
import re
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse

from plans.models import Quarter
from reporting.printing.pdf import fetcher, weasyprint_process
from tests.factories import board_team

# Elements that are runs of text, and what stands in drawings: no style comes before ours.
RUNS = {"a", "abbr", "span"}
DRAWN = "{http://www.w3.org/2000/svg}"

EVERYTHING = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"/><title>Everything</title>
<link rel="stylesheet" href="css/fonts.css"/><link rel="stylesheet" href="css/chips.css"/>
<link rel="stylesheet" href="css/print.css"/></head>
<body data-marking="OFFICIAL" data-name="A paper" data-status="DRAFT" data-demonstration="" data-foot="At the foot">
<section><h1>First</h1>
<p>Some <strong>words</strong> and <abbr title="At risk">A</abbr>.<br/>More, as <a href="#b">b</a>.</p>
<ol><li>One</li><li>Two</li></ol><ul><li>Three</li></ul></section>
<div><h2 id="b">Second</h2><h3>Third</h3><h4>Fourth</h4>
<table class="table"><thead><tr><th scope="col">Head</th><th scope="col">Head</th></tr></thead>
<tbody><tr><th scope="row">Row</th><td><span class="chip chip-G">G On track</span></td></tr></tbody></table>
<svg xmlns="http://www.w3.org/2000/svg" width="100" height="20" role="img"><title>A bar</title>
<rect x="0" y="0" width="100" height="20" fill="#1d70b8"/></svg></div>
</body></html>"""


def drawn(paper: bytes):
    """Each character with its place, page by page, then bookmarks and kinds of elements."""
    document = pypdfium2.PdfDocument(paper)
    places = []
    for each in document:
        text = each.get_textpage()
        places.append(
            [
                (character, *(round(side, 1) for side in text.get_charbox(number)))
                for number, character in enumerate(text.get_text_range())
            ]
        )
    bookmarks = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        kinds = [str(item.S) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item]
    return places, bookmarks, sorted(kinds)


def test_it_looks_as_the_renderer_itself_would_set_it():
    ours = weasyprint_process.write_pdf(EVERYTHING)
    theirs = fetcher.any_page(EVERYTHING).write_pdf(pdf_variant="pdf/ua-1")
    assert drawn(ours) == drawn(theirs)
    assert "Fourth" in [title for _, title in drawn(ours)[1]]


def test_a_page_that_is_not_well_formed_is_set_all_the_same_and_the_reason_is_logged(caplog):
    untidy = EVERYTHING.replace("<br/>", "<br>")
    with caplog.at_level(logging.ERROR):
        paper = weasyprint_process.write_pdf(untidy)
    assert drawn(paper) == drawn(weasyprint_process.write_pdf(EVERYTHING))
    assert "ParseError" in caplog.text


@pytest.mark.django_db
def test_every_paper_is_well_formed_and_its_elements_have_their_first_style(
    client, demonstration, quick_paper
):
    quarter = Quarter.objects.for_reports().get(plan=demonstration, state=Quarter.State.COLLECTING)
    meeting = quarter.meeting
    client.force_login(board_team(demonstration.board))
    for name, *about in (
        ("report-live-pdf", quarter.slug),
        ("report-live-front", quarter.slug),
        ("group-sheet", meeting.body_id),
        ("meeting-agenda-pdf", meeting.pk),
        ("forward-plan-pdf",),
        ("plan-page-pdf",),
    ):
        address = reverse(f"reporting:{name}", args=[demonstration.slug, *about])
        assert client.get(address).status_code == 200, name
    first = re.sub(
        r"/\*.*?\*/|@page.*", "", (fetcher.STATIC / "css/print-base.css").read_text(), flags=re.DOTALL
    )
    named = {word for rule in re.findall(r"([^{}]+)\{", first) for word in re.findall(r"[a-z]\w*", rule)}
    assert len(quick_paper) == 6
    for html in quick_paper:
        used = {element.tag for element in ElementTree.fromstring(html).iter()}  # noqa: S314 - our own
        assert not {tag for tag in used if not tag.startswith(DRAWN)} - named - RUNS
