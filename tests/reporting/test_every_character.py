"""A text with every kind of character goes in once and comes out right by every door; so does half past midnight."""

import email
import io
import re
from datetime import UTC, datetime
from email.policy import default
from html.parser import HTMLParser

import icalendar
import openpyxl
import pikepdf
import pypdfium2
import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from lscb import clock
from lscb.characters import cleaned
from lscb.lines import lines_of
from lscb.work import outbox
from plans.models import Action, ActionOwner, ProgressUpdate
from reporting.printing import letters
from reporting.printing.pdf.rendering import page_context, render_pdf, to_html
from reporting.printing.word import render_word
from reporting.report.content import from_json, to_json
from reporting.report.reading import gather
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MeetingFactory,
    ObligationFactory,
    PlanFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    board_team,
    chair_of,
)
from tests.reporting.test_calendars import address_of

pytestmark = pytest.mark.django_db

PASTED = (
    "We met twice\vand agreed:\r\n"
    "•\ttrain staff\r\n\uf0b7\tvisit schools\r\n-  write to parents\r\n\r\n"
    "Cafe\u0301 staff said\u200e \u201cyes\u201d\u00ad \u202eto it\u202c\x07\r\n"
    "🙂 👍🏽 ✅ 👨\u200d👩\u200d👧\r\n"
    "محمد علي 12\r\nשלום\r\n"
    "हिन्दी বাংলা ਪੰਜਾਬੀ ગુજરાતી தமிழ் తెలుగు മലയാളം සිංහල ไทย አማርኛ\r\n"
    "中文简体 繁體 Łódź ăîșț Ελλάδα Київ Tiếng"
)
LINES = (
    "We met twice", "and agreed:", "train staff", "visit schools", "write to parents",
    "Café staff said “yes” to it", "🙂 👍🏽 ✅ 👨\u200d👩\u200d👧", "محمد علي 12", "שלום",
    "हिन्दी বাংলা ਪੰਜਾਬੀ ગુજરાતી தமிழ் తెలుగు മലയാളം සිංහල ไทย አማርኛ", "中文简体 繁體 Łódź ăîșț Ελλάδα Київ Tiếng",
)  # fmt: skip
ITEMS = LINES[2:5]
AS_TEXT = "\n".join((*LINES[:2], *(f"• {item}" for item in ITEMS), "", *LINES[5:]))


class Lines(HTMLParser):
    """The lines of a page as a reader sees them: blocks and breaks end one, an item has a bullet of ours."""

    def __init__(self):
        super().__init__()
        self.said = []

    def handle_starttag(self, tag, attrs):
        self.said.append(
            {"li": "\n• ", "bdi": "", "strong": "", "a": "", "span": "", "abbr": ""}.get(tag, "\n")
        )

    def handle_endtag(self, tag):
        self.said.append("" if tag in ("bdi", "strong", "a", "span", "abbr") else "\n")

    def handle_data(self, data):
        self.said.append(" ".join(data.split()) if data.strip() else " ")


def lines_in(html: str) -> list[str]:
    reader = Lines()
    reader.feed(html)
    return [line.strip() for line in "".join(reader.said).split("\n") if line.strip()]


def stands_in(lines: list[str]) -> bool:
    """Whether the text stands in these lines, each item with one bullet, each line for itself."""
    wanted = [f"• {line}" if line in ITEMS else line for line in LINES]
    return any(
        lines[place + 1 : place + len(wanted)] == wanted[1:] and lines[place].endswith(wanted[0])
        for place in range(len(lines))
    )


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory()


@pytest.fixture
def quarter(plan):
    return QuarterFactory(plan=plan)


@pytest.fixture
def team(plan):
    return board_team(plan.board)


@pytest.fixture
def action(plan):
    return ActionFactory(plan=plan, label="1.1", when_text="July 2018")


def test_every_kind_of_character_goes_in_once_and_comes_out_right(
    client, plan, quarter, team, action, django_capture_on_commit_callbacks
):
    # In: by the form of an update, and by that of the action.
    client.force_login(team)
    body = BodyFactory(board=plan.board)
    ActionOwner.objects.create(action=action, body=body)
    sent = client.post(
        reverse("plans:action-update", args=[plan.slug, action.pk]), {"rating": "G", "progress": PASTED}
    )
    assert sent.status_code == 302
    update = ProgressUpdate.objects.get()
    assert lines_of(update.progress) == LINES
    address = reverse("plans:action-change", args=[plan.slug, action.pk])
    form = client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"text": PASTED}
    assert client.post(address, data | {"moves": "correction"}).status_code == 302
    action.refresh_from_db()
    assert action.text == update.progress

    # Page.
    page = client.get(action.get_absolute_url()).content.decode()
    assert stands_in(lines_in(page.partition("What happened")[0]))
    assert lines_in(page).count(f"• {ITEMS[0]}") > 1  # also in its story
    below = page.partition("</h1>")[2]  # a title has no markup, and a heading is one line
    assert (
        below.count('<bdi dir="rtl">محمد علي 12</bdi>') == below.count("محمد علي 12") > 2
    )  # also what changed
    assert "\v" not in page and "\u202e" not in page

    # PDF.
    content = gather(quarter)
    assert stands_in(lines_in(to_html("print/report.html", page_context(content))))
    paper = render_pdf(content)
    said = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(paper))
    plain = [line for line in LINES if re.fullmatch("[ -~’“”é]+", line)]
    assert all(line.replace(" ", "") in "".join(said.split()) for line in plain) and "••" not in said
    assert set("🙂👍✅中文简繁體ŁșΕЇїК") - {"Ї", "ї"} <= set(said) | {"ї"}
    with pikepdf.open(io.BytesIO(paper)) as document:
        fonts = {
            str(item["/FontName"])
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and "/FontName" in item
        }
    wanted = (
        "Arabic Hebrew Devanagari Bengali Gurmukhi Gujarati Tamil Telugu Malayalam Sinhala Thai Ethiopic SC"
    )
    for name in (*(f"Noto-Sans-{script}" for script in wanted.split()), "Noto-Emoji"):
        assert any(name in font for font in fonts), name
    assert not any("DejaVu" in font for font in fonts)

    # Word: the same lines, and what is read from the right says so.
    document = Document(io.BytesIO(render_word(content)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any(AS_TEXT.replace("\n\n", "\n") in text for text in cells)
    turned = {
        run.text
        for run in document.element.body.iter(qn("w:r"))
        if run.rPr is not None and run.rPr.find(qn("w:rtl")) is not None
    }
    assert {"محمد علي 12", "שלום"} <= turned

    # CSV.
    rows = client.get(reverse("plans:action-export", args=[plan.slug])).getvalue().decode("utf-8-sig")
    assert rows.count(AS_TEXT.replace("“", "“")) == 2

    # Excel, and a row that was kept before texts were cleaned.
    due = ObligationFactory(planned_report__plan=plan, planned_report__tells=PASTED)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reporting_plannedreport SET activity = %s, what = %s", ["old\vrow", f"Report\v{ITEMS[0]}"]
        )
    meeting = MeetingFactory(body=body, held_on=clock.today())
    due.due_reports.create(meeting=meeting, due_on=meeting.held_on, forum=body)
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("reporting:forward-plan-xlsx", args=[plan.slug])).content)
    )
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert AS_TEXT in cells and f"Report {ITEMS[0]}" in [str(cell).replace("\n", " ") for cell in cells]

    # Calendar.
    chair = chair_of(body)
    client.logout()
    calendar = icalendar.Calendar.from_ical(client.get(address_of(chair, plan.board)).content)
    events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    event = next(event for uid, event in events.items() if uid.startswith("action"))
    assert str(event["DESCRIPTION"]) == AS_TEXT
    assert str(event["SUMMARY"]).startswith("Due: 1.1 We met twice and agreed: train staff visit schools")

    # E-mail.
    with django_capture_on_commit_callbacks(execute=True):
        outbox.post(kind="Reminder", to="a@example.org", subject=f"About {action}", body=action.text)
    letter = email.message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=default)
    assert lines_of(letter.get_content()) == LINES
    assert "We met twice and agreed:" in letter["Subject"]


def test_a_final_kept_before_texts_were_cleaned_is_printed_clean(quarter, action):
    ProgressUpdateFactory(action=action, quarter=quarter)
    kept = to_json(gather(quarter))
    for row in kept["rows"]:
        row["said"] = "one\vtwo\u200e three"
    content = from_json(kept)
    text = " ".join(
        cell.text
        for table in Document(io.BytesIO(render_word(content))).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "one\ntwo three" in text
    assert "one<br/>two three" in to_html("print/report.html", page_context(content))


def test_letters_that_no_font_has_are_named_before_a_report_is_final(client, plan, quarter, team, action):
    client.force_login(team)
    address = reverse("reporting:report-final", args=[plan.slug, quarter.slug])
    assert "empty boxes" not in client.get(address).content.decode()
    assert letters.letters_lacking(cleaned(PASTED)) == ()
    ProgressUpdateFactory(action=action, quarter=quarter, progress="Said in 한국 and 中文")
    page = client.get(address).content.decode()
    assert "“한” (Hangul syllable han), “국” (Hangul syllable gug)" in page.replace(
        "“국” (Hangul syllable gug), “한” (Hangul syllable han)",
        "“한” (Hangul syllable han), “국” (Hangul syllable gug)",
    )


def test_a_paper_in_english_asks_for_no_other_font(quarter, action):
    html = to_html("print/report.html", page_context(gather(quarter)))
    assert "Noto" not in html and letters.faces_for("Łódź – “Київ” ✓ →") == []
    assert [face.family for face in letters.faces_for("محمد 🙂")] == ["Noto Sans Arabic", "Noto Emoji"]


def test_every_font_named_is_there_and_has_what_it_is_asked_for():
    for face in letters.faces():
        held = letters.letters_in(face.file)
        for first, last in face.ranges:
            assert any(first <= letter <= last for letter in held), (face.family, f"{first:X}")


# --- Half past midnight


LATE = datetime(2018, 6, 30, 23, 30, tzinfo=UTC)  # 00:30 on 1 July by the clock in London


def test_half_past_midnight_in_july_is_the_first_of_july_by_every_door(client, plan, team, action, settings):
    quarter = QuarterFactory(
        plan=plan, year="2018/19", number=2, starts_on="2018-07-01", ends_on="2018-09-30"
    )
    with clock.at(LATE):
        client.force_login(team)
        client.post(
            reverse("plans:action-update", args=[plan.slug, action.pk]),
            {"rating": "G", "progress": "At night"},
        )
    assert ProgressUpdate.objects.get().at == LATE
    with clock.at(datetime(2018, 7, 2, 12, tzinfo=UTC)):
        client.force_login(team)
        page = client.get(action.get_absolute_url()).content.decode()
        assert "1 July 2018, 00:30" in page and "30 June 2018" not in page
        rows = client.get(reverse("plans:action-export", args=[plan.slug])).getvalue().decode()
        assert "2018-07-01" in rows and "2018-06-30" not in rows
        trail = client.get(reverse("plans:board-audit-export", args=[plan.board.slug]))
        trail = b"".join(trail.streaming_content).decode() if trail.streaming else trail.content.decode()
        assert "2018-07-01 00:30:00" in trail and "2018-06-30" not in trail
        content = gather(Action.objects.get().plan.quarters.get(pk=quarter.pk))
        said = " ".join(lines_in(to_html("print/report.html", page_context(content))))
        assert "1 July 2018" in said and "30 June 2018" not in said
        assert "30 June 2018" not in str(to_json(content))


def test_names_of_files_and_letters_say_the_day_it_is_here(client, plan, team, action):
    with clock.at(LATE):
        client.force_login(team)
        answer = client.get(reverse("plans:action-export", args=[plan.slug]))
        assert "actions-2018-07-01" in answer["Content-Disposition"]
    from lscb.events.names import shown

    assert shown("2018-06-30T23:30:00Z") == "1 July 2018, 00:30"
    assert shown("2018-06-30") == "2018-06-30"


def test_no_door_takes_the_day_of_a_moment_by_another_clock(settings):
    """The day of a moment is taken of a moment by our clock: `clock.day_of`, or after `localtime`."""
    wrong = re.compile(r"\w_at\.(date\(\)|strftime|isoformat)|\.strftime\(|\bat\.isoformat")
    files = [
        file
        for app in ("lscb", "plans", "reporting", "subgroups")
        for file in (settings.BASE_DIR / app).rglob("*.py")
        if "migrations" not in file.parts
    ]
    found = {
        f"{file.relative_to(settings.BASE_DIR)}: {line.strip()}"
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if wrong.search(line)
    }
    by_our_clock = (
        "reporting/report/",
        "reporting/views/paper.py",
        "subgroups/selectors/one_time.py",
        "subgroups/rules/meeting_dates.py",
    )
    assert {each for each in found if not each.startswith(by_our_clock)} == set()
