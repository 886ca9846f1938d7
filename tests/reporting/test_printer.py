"""WeasyPrint apart: what it may reach, how long and how much, and text that tries to be more than text."""

import io
import time

import pikepdf
import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from lscb.apart.process import Answer, Outcome
from lscb.characters import cleaned
from lscb.errors import Refused
from lscb.models import AuditEntry
from plans.models import Quarter
from reporting import operations
from reporting.models import MonitoringReport
from reporting.printing.pdf import fetcher, printer, rendering
from reporting.report.facts import UpdateFacts
from reporting.report.highlights import HighlightFacts
from tests.factories import ActionFactory, QuarterFactory, board_team
from tests.reporting.test_content import action, made

ENDLESS = "<p>" + "word " * 400_000
SHORT = "<!doctype html><html lang=en><title>A sheet</title><p>Words"


def words_of(paper: bytes) -> str:
    """Everything a PDF says, without spaces and breaks: where lines end is not what is asked here."""
    document = pypdfium2.PdfDocument(paper)
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


# --- What it may reach ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "https://example.org/a.css",
        "http://localhost/",
        "data:text/css,a",
        f"{fetcher.BASE}css/../../lscb/settings.py",
        f"{fetcher.BASE}css/%2e%2e/%2e%2e/manage.py",
        f"{fetcher.BASE}js/app.js",
        f"{fetcher.BASE}css/nothing.css",
    ],
)
def test_nothing_is_fetched_from_elsewhere(address):
    with pytest.raises((ValueError, FileNotFoundError)):
        fetcher.OwnFilesOnly().fetch(address)


def test_own_styles_are_found():
    answer = fetcher.OwnFilesOnly().fetch(f"{fetcher.BASE}css/print.css")
    assert b"@page" in answer.read()


def test_a_font_is_unpacked_once():
    address = f"{fetcher.BASE}fonts/SourceSans3-Regular.ttf.woff2"
    first = fetcher.OwnFilesOnly().fetch(address).read()
    assert first[:4] == b"\0\1\0\0"
    started = time.process_time()
    assert fetcher.OwnFilesOnly().fetch(address).read() == first
    assert time.process_time() - started < 0.05


@pytest.fixture
def forgotten():
    """What a new process knows of fonts: nothing yet."""
    fetcher.unpacked.cache_clear()
    yield fetcher.unpacked.cache_clear
    fetcher.unpacked.cache_clear()


def test_a_font_is_kept_for_the_next_process_where_there_is_room(monkeypatch, tmp_path, forgotten):
    file = fetcher.STATIC / "fonts/PlanSymbols-Regular.woff2"
    monkeypatch.setenv("LSCB_FONTS_DIR", str(tmp_path / "fonts"))
    font = fetcher.unpacked(file)
    [kept] = (tmp_path / "fonts").iterdir()
    assert kept.read_bytes() == font
    kept.write_bytes(b"as kept")
    forgotten()
    assert fetcher.unpacked(file) == b"as kept"
    forgotten()
    monkeypatch.setenv("LSCB_FONTS_DIR", str(kept / "no folder"))
    assert fetcher.unpacked(file) == font


# --- How long and how much ----------------------------------------------------------------------------------------


def test_paper_that_takes_too_long_is_stopped(settings):
    settings.PDF_SECONDS = 2
    printer.print_html(SHORT)  # the process is there
    started = time.monotonic()
    with pytest.raises(printer.NotPrinted, match=r"longer than 2 seconds.*Nothing was saved"):
        printer.print_html(ENDLESS)
    assert time.monotonic() - started < 10
    assert printer.print_html(SHORT).startswith(b"%PDF-")  # and the next is made


def test_paper_that_wants_too_much_memory_is_stopped(settings):
    settings.PDF_MEMORY = 220
    with pytest.raises(printer.NotPrinted, match="more memory than the 220 MB"):
        printer.print_html(SHORT + "<p>Words</p>" * 50_000)
    settings.PDF_MEMORY = 1024
    assert printer.print_html(SHORT).startswith(b"%PDF-")
    assert 10_000_000 < printer.process.last.peak_memory < 1024**3


def test_another_process_makes_the_same_bytes():
    first = printer.print_html(SHORT)
    printer.process.close()
    assert printer.print_html(SHORT) == first


@pytest.mark.parametrize(
    "outcome, said",
    [
        (Outcome.OUT_OF_TIME, "took longer than 120 seconds to make, and was stopped. Nothing was saved"),
        (
            Outcome.OUT_OF_MEMORY,
            "more memory than the 2,048 MB it may use, and was stopped. Nothing was saved",
        ),
        (Outcome.FAILED, "The paper could not be made. Nothing was saved"),
        (Outcome.NO_PROCESS, "makes paper is not running. Nothing was saved"),
        (
            Outcome.BUSY,
            "Other reports are being printed, and this one had to wait too long. Nothing was saved",
        ),
    ],
)
def test_who_asked_reads_why_there_is_no_paper_and_the_reason_is_logged(monkeypatch, caplog, outcome, said):
    monkeypatch.setattr(printer.process, "ask", lambda *args, **limits: Answer(outcome, b"Traceback: no ink"))
    with pytest.raises(printer.NotPrinted) as refusal:
        printer.print_html(SHORT)
    assert said in str(refusal.value) and "ry again" in str(refusal.value)
    assert f"No paper: {outcome}" in caplog.text and "no ink" in caplog.text


@pytest.mark.django_db
class TestNothingIsHalfSaved:
    @pytest.fixture
    def quarter(self):
        quarter = QuarterFactory()
        ActionFactory(plan=quarter.plan, when_text="March 2018")
        return quarter

    @pytest.fixture
    def team(self, quarter):
        return board_team(quarter.plan.board)

    @pytest.fixture(autouse=True)
    def never_ready(self, monkeypatch):
        def refuse(html):
            raise printer.NotPrinted("The paper took longer than 2 seconds to make, and was stopped.")

        monkeypatch.setattr(printer, "print_html", refuse)

    def test_making_final(self, quarter, team):
        report = operations.start_draft(quarter=quarter, by=team)
        entries = AuditEntry.objects.count()
        with pytest.raises(Refused, match="longer than 2 seconds"):
            operations.finalise_report(report=report, by=team)
        report.refresh_from_db()
        quarter.refresh_from_db()
        assert (report.state, report.number, report.pdf) == (MonitoringReport.State.DRAFT, None, None)
        assert quarter.state == Quarter.State.COLLECTING and AuditEntry.objects.count() == entries

    def test_its_page_says_so(self, client, quarter, team):
        client.force_login(team)
        question = reverse("reporting:report-final", args=[quarter.plan.slug, quarter.slug])
        answer = client.post(question, follow=True)
        assert b"longer than 2 seconds" in answer.content and question in answer.content.decode()

    def test_the_draft(self, client, quarter, team):
        client.force_login(team)
        for accept in ("*/*", "text/html"):
            answer = client.get(
                reverse("reporting:report-live-pdf", args=[quarter.plan.slug, quarter.slug]),
                headers={"accept": accept},
            )
            assert answer.status_code == 503 and b"longer than 2 seconds" in answer.content

    def test_the_command(self, quarter, tmp_path):
        with pytest.raises(CommandError, match="longer than 2 seconds"):
            call_command(
                "monitoring_report",
                plan=quarter.plan.slug,
                quarter=quarter.name,
                output=tmp_path / "report.pdf",
            )
        assert not (tmp_path / "report.pdf").exists()


# --- Text is text -------------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=file:///etc/passwd>",
    "</td></tr></table><h1>A heading</h1>",
    "@import url(https://example.org/a.css);",
    "</style><style>*{display:none}",
    "&lt;b&gt; &amp; &#0;",
    "\"' onload=x data-marking=y",
]


def everywhere(words: str):
    """A report with these words in every text a person can type."""
    update = UpdateFacts("R", "Q4", words, words, words, words, None, words, by=words, on_behalf_of=words)
    complete = UpdateFacts(
        "B", "Q4", words, evidence_how_much=words, evidence_how_well=words, evidence_difference=words
    )
    return made(
        action(1, "R", update=update, outcome=words, when=words, who=words),
        action(2, "B", update=complete, outcome=words, completion=complete),
        action(3, "H", update=UpdateFacts("H", "Q4", hold_reason=words), state_reason=words),
        action(4, "-", when=words, reference=words[:20]),
        action(5, "G", state="withdrawn", state_reason=words),
        board=words,
        board_short=words,
        plan=words,
        marking=words,
        author=words,
        meeting=words,
        key_messages=words,
        decisions=words,
        highlights=(HighlightFacts(1, words, words, words, words, words, words),),
    )


def test_hostile_text_is_printed_as_it_was_typed():
    for hostile in HOSTILE:
        paper = printer.print_html(
            rendering.to_html("print/report.html", rendering.page_context(everywhere(hostile)))
        )
        assert words_of(paper).count("".join(hostile.split())) > 15, hostile
        with pikepdf.open(io.BytesIO(paper)) as document:
            assert "/Names" not in document.Root or "/EmbeddedFiles" not in document.Root.Names
            headings = str(document.docinfo["/Title"])
            assert headings.startswith(hostile)
            for page in document.pages:
                for note in page.get("/Annots", []):
                    assert "/URI" not in note.get("/A", {})


@pytest.mark.parametrize(
    "words",
    [
        "שלום עולם",
        "مرحبا بالعالم",
        "Łódź, Ħal Qormi, Αθήνα, Київ",
        "one\x00two\x08three\x1bfour\x85five\ufffesix",
    ],
)
def test_other_scripts_and_unprintable_characters(words):
    paper = printer.print_html(
        rendering.to_html("print/report.html", rendering.page_context(everywhere(words)))
    )
    with pikepdf.open(io.BytesIO(paper)) as document, document.open_metadata() as about:
        titled = " ".join(cleaned(words).split())
        assert about["dc:title"] == f"{titled}: quarterly monitoring report, Q4 2017/18"
    said = set(words_of(paper))
    assert {letter for letter in cleaned(words) if not letter.isspace()} - said <= set("مرحبابالعالم")


def test_signs_no_font_has_do_not_stop_the_paper():
    assert "Thewords" in words_of(rendering.render_pdf(everywhere("The words 🎉👩‍👧‍👦 \U000e0067")))


def test_long_texts_stand_whole_in_their_appendix():
    """An update of 20,000 characters, a word of 2,000: cut in their rows, and on paper to the last letter."""
    long = " ".join(f"talk{n}" for n in range(2_600))
    word = "Donaudampfschifffahrt" * 100
    assert len(long) > 20_000 and len(word) > 2_000
    rows = [action(n, "R", update=UpdateFacts("R", "Q4", long, cause="x " * 200)) for n in (1, 2)]
    rows.append(action(3, "R", update=UpdateFacts("R", "Q4", "Short", help_wanted=word)))
    paper = rendering.render_pdf(made(*rows))
    said = words_of(paper)
    assert "Longtexts,whole" in said and said.count("(wholeunder“Longtexts”)") == 3
    assert all(said.count(f"talk{n}") >= 2 for n in range(2_600))
    assert said.count("Donaudampfschifffahrt") >= 100
    document = pypdfium2.PdfDocument(paper)
    for sheet in document:
        width, height = sheet.get_size()
        textpage = sheet.get_textpage()
        for number in range(textpage.count_rects()):
            left, bottom, right, top = textpage.get_rect(number)
            assert 0 < left < right < width and 0 < bottom < top < height


def test_a_row_taller_than_a_page_is_split_and_not_clipped():
    boxes = [" ".join(["word"] * 115) + f" end{n}" for n in range(8)]
    update = UpdateFacts(
        "R", "Q4", boxes[0], boxes[1], boxes[2], boxes[3], None, boxes[4], boxes[5], boxes[6], boxes[7]
    )
    paper = rendering.render_pdf(made(action(1, "R", suggested="R", update=update)))
    parts = [
        " ".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(paper)
    ]
    parts = [words for words in parts if words.count("word") > 100]
    assert len([words for words in parts if "What is said" in words]) >= 2  # headings on each of its pages
    said = words_of(paper)
    assert all(f"end{n}" in said for n in range(8)) and "(wholeunder" not in said


def test_nothing_long_no_appendix(settings):
    assert 'id="long"' not in rendering.to_html("print/report.html", rendering.page_context(made(action(1))))


@pytest.mark.slow
@pytest.mark.soak  # what takes too long or too much is stopped: above
def test_ten_thousand_rows_are_printed_or_refused(settings):
    settings.PDF_SECONDS = 5
    rows = "".join(f"<tr><td>{n}</td><td>Some words</td></tr>" for n in range(10_000))
    try:
        paper = printer.print_html(f"<!doctype html><html lang=en><title>Rows</title><table>{rows}</table>")
    except printer.NotPrinted as reason:
        assert "longer than 5 seconds" in str(reason) or "more memory" in str(reason)
    else:
        assert "9999" in words_of(paper)


def test_a_timescale_of_many_words_leaves_its_row_too():
    """A row is never taller than a page: what it would need stands in the appendix."""
    when = "In stages " + "that the groups will agree with each other first, " * 400
    content = made(action(1, when=when), action(2))
    html = rendering.to_html("print/report.html", rendering.page_context(content))
    assert html.count(when.strip()) == 1
    assert "whole under “Long texts”" in html
    schedule, rest = html[html.index('id="schedule"') :].split("</section>", 1)
    assert when.strip() not in schedule and when.strip() in rest
    pages = pypdfium2.PdfDocument(printer.print_html(html))
    said = [" ".join(page.get_textpage().get_text_bounded().split()) for page in pages]
    assert sum("that the groups will agree" in words and "Full schedule" in words for words in said) == 1
