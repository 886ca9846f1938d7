"""Paper that is kept: set once for what it says, and shown to be on its way meanwhile."""

import errno
import json
import os
import threading
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from lscb import clock
from plans import operations as plan_events
from reporting import operations
from reporting.models import MonitoringReport
from reporting.printing.pdf import cache, printer
from reporting.printing.pdf.files import write_whole
from tests.factories import ActionFactory, PlanFactory, QuarterFactory, board_team

pytestmark = pytest.mark.django_db

PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
HTMX = {"HX-Request": "true"}


def still_waiting(client, again) -> bool:
    """What a page that waits is told when there is no news."""
    return client.get(f"{again}&shown=going-0-None", headers=HTMX).status_code == 204


@pytest.fixture
def quarter():
    quarter = QuarterFactory()
    ActionFactory(plan=quarter.plan, when_text="March 2018", who_text="LSCB Team")
    return quarter


@pytest.fixture
def team(quarter):
    return board_team(quarter.plan.board)


@pytest.fixture
def address(quarter, client, team):
    client.force_login(team)
    return reverse("reporting:report-live-pdf", args=[quarter.plan.slug, quarter.slug])


@pytest.fixture
def slow_paper(monkeypatch, settings):
    """Paper that is ready when the test says so."""
    asked, ready = [], threading.Event()

    def print_when_told(html):
        asked.append(html)
        assert ready.wait(20)
        return b"%PDF- slow"

    monkeypatch.setattr(printer, "print_html", print_when_told)
    settings.PDF_WAIT = 0.05
    yield asked, ready
    ready.set()
    for thread in list(cache._being_made.values()):
        thread.join(20)


def test_an_unchanged_draft_is_set_once(client, address, quick_paper):
    first, second = client.get(address), client.get(address, headers=PAGE)
    assert first.content == second.content == b"%PDF- not set"
    assert len(quick_paper) == 1
    assert first["Content-Type"] == "application/pdf" and first["Content-Length"] == "13"
    assert first["ETag"] == second["ETag"]
    unchanged = client.get(address, headers={"if-none-match": first["ETag"]})
    assert unchanged.status_code == 304 and not unchanged.content


def test_another_time_of_day_is_the_same_sheet_another_day_is_not(client, address, quick_paper):
    morning = clock.now().replace(hour=9, minute=5)
    for moment in (morning, morning + timedelta(hours=3), morning + timedelta(days=1)):
        with clock.at(moment):
            client.get(address)
    assert ["9 April 2018, 09:05" in html for html in quick_paper] == [True, False]
    assert "10 April 2018, 09:05" in quick_paper[1]


def test_a_changed_word_is_another_sheet(client, address, quick_paper, quarter, team):
    first = client.get(address)["ETag"]
    plan_events.record_update(
        action=quarter.plan.actions.get(),
        quarter=quarter,
        rating="N",
        progress="Two of three done.",
        reason="Nearly",
        by=team,
    )
    assert client.get(address)["ETag"] != first
    assert len(quick_paper) == 2 and "Two of three done." in quick_paper[1]


def test_other_styles_are_another_sheet(client, address, quick_paper, monkeypatch):
    first = client.get(address)["ETag"]
    monkeypatch.setattr("reporting.printing.pdf.cache._look", lambda: b"another look")
    assert client.get(address)["ETag"] != first


def test_a_browser_sees_that_it_is_being_made_and_then_the_paper(client, address, slow_paper):
    asked, ready = slow_paper
    page = client.get(address, headers=PAGE)
    assert page.status_code == 202 and b"Preparing the PDF" in page.content
    again = page.context["progress"].address
    assert (
        f'<noscript><meta http-equiv="refresh" content="2; url={again}&amp;unattended"></noscript>'
        in page.content.decode()
    )
    assert client.get(again, headers=PAGE).status_code == 202
    assert still_waiting(client, again)
    ready.set()
    while cache._being_made:
        time.sleep(0.01)
    news = client.get(again, headers=HTMX)
    assert news["HX-Trigger"] == json.dumps({"open-instead": again})
    assert client.get(again, headers=PAGE).content == b"%PDF- slow"
    assert client.get(address, headers=PAGE).content == b"%PDF- slow"
    assert len(asked) == 1


def test_a_waiting_page_reads_nothing_of_the_plan_again(
    client, address, slow_paper, django_assert_max_num_queries
):
    again = client.get(address, headers=PAGE).context["progress"].address
    with django_assert_max_num_queries(6):
        assert still_waiting(client, again)


def test_who_wants_no_page_waits_for_the_paper(client, address, slow_paper):
    _, ready = slow_paper
    threading.Timer(0.2, ready.set).start()
    assert client.get(address, headers={"accept": "*/*"}).content == b"%PDF- slow"


def test_two_who_ask_at_once_have_it_set_once(slow_paper):
    asked, ready = slow_paper
    found = []
    people = [threading.Thread(target=lambda: found.append(cache.make("1-a", "<p>"))) for _ in range(3)]
    for person in people:
        person.start()
    cache.start("1-a", "<p>")
    time.sleep(0.1)
    assert cache.is_being_made("1-a")
    ready.set()
    for person in people:
        person.join(10)
    assert len(asked) == 1 and len(set(found)) == 1 and found[0].read_bytes() == b"%PDF- slow"


def test_another_process_at_it_is_seen(settings):
    with cache._alone("1-a"):
        assert cache.is_being_made("1-a")
    assert not cache.is_being_made("1-a") and not cache.is_being_made("1-b")


def test_a_sheet_of_another_plan_is_not_found(client, address, quick_paper, team):
    client.get(address)
    digest = next(cache._folder().glob("*.pdf")).stem.partition("-")[2]
    assert client.get(f"{address}?paper={digest}").content == b"%PDF- not set"
    other = QuarterFactory(plan=PlanFactory(board=team.board_roles.get().board))
    elsewhere = reverse("reporting:report-live-pdf", args=[other.plan.slug, other.slug])
    answer = client.get(f"{elsewhere}?paper={digest}")
    assert answer.status_code == 302 and answer.url == elsewhere
    assert (
        client.get(f"{elsewhere}?paper=../../{digest}").status_code == 200
    )  # no key: asked for the first time


def test_why_it_did_not_come_is_shown_and_asking_again_tries_again(client, address, monkeypatch, settings):
    def refuse(html):
        raise printer.NotPrinted("It was too much.")

    monkeypatch.setattr(printer, "print_html", refuse)
    settings.PDF_WAIT = 5
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == 503 and b"It was too much." in answer.content
    digest = next(cache._folder().glob("*.refused")).stem.partition("-")[2]
    assert b"It was too much." in client.get(f"{address}?paper={digest}", headers=PAGE).content
    monkeypatch.setattr(printer, "print_html", lambda html: b"%PDF- now")
    assert client.get(address, headers=PAGE).content == b"%PDF- now"


def test_what_is_kept_is_bounded(settings, monkeypatch):
    settings.PAPER_KEPT = 1
    monkeypatch.setattr(printer, "print_html", lambda html: b"x" * 400_000)
    for n in range(5):
        cache.make(f"1-{n}", "<p>")
        time.sleep(0.01)
    assert sorted(file.name for file in cache._folder().glob("*.pdf")) == ["1-3.pdf", "1-4.pdf"]
    monkeypatch.setattr(cache, "KEPT", 0)
    cache.make("1-9", "<p>")
    assert not list(cache._folder().glob("*.pdf"))


def test_what_a_killed_process_left_is_deleted_by_the_timer(settings, quick_paper, tmp_path):
    settings.FONTS_DIR = tmp_path
    kept = cache.make("1-a", "<p>")
    left = [cache._folder() / ".part-killed", tmp_path / ".part-killed"]
    being_written = cache._folder() / ".part-now"
    for part in (*left, being_written):
        part.write_bytes(b"%PDF- ha")
    hours_ago = time.time() - 2 * 60 * 60
    for part in (*left, kept):
        os.utime(part, (hours_ago, hours_ago))
    call_command("housekeeping", verbosity=0)
    assert not any(part.exists() for part in left)
    assert being_written.exists() and kept.exists()


def test_a_full_disk_leaves_no_part_of_a_file(tmp_path, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "sheet.pdf", b"%PDF-")
    assert not list(tmp_path.iterdir())


def test_nobody_else_on_the_machine_reads_what_is_kept(quick_paper):
    file = cache.make("1-a", "<p>")
    assert file.parent.stat().st_mode & 0o077 == 0 and file.stat().st_mode & 0o077 == 0


def test_the_key_leaves_out_only_the_time_of_its_own_position():
    at = "2018-04-09T16:30:00+01:00"
    html = "Position at 9 April 2018, 16:30; seen on 9 April 2018, 16:45"
    later = "Position at 9 April 2018, 16:31; seen on 9 April 2018, 16:45"
    other = "Position at 9 April 2018, 16:30; seen on 9 April 2018, 16:46"
    key = cache.key_of(html, at, "9 April 2018, 16:30")
    assert key == cache.key_of(later, "2018-04-09T16:31:00+01:00", "9 April 2018, 16:31")
    assert key != cache.key_of(other, at, "9 April 2018, 16:30")


def test_a_final_is_handed_out_once_to_each_browser(
    client, quarter, team, quick_paper, django_assert_max_num_queries
):
    report = operations.finalise_report(report=operations.start_draft(quarter=quarter, by=team), by=team)
    client.force_login(team)
    address = reverse("reporting:report-pdf", args=[quarter.plan.slug, report.pk])
    answer = client.get(address)
    assert answer.content == b"%PDF- not set" and answer["Content-Length"] == "13"
    assert answer["Cache-Control"] == "private, no-cache"
    MonitoringReport._base_manager.filter(pk=report.pk).update(pdf=b"changed")
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304  # bytes unread
    assert client.get(address).status_code == 500


def test_first_pages_and_group_sheets_are_kept_too(client, quarter, team, quick_paper):
    client.force_login(team)
    body_pk = quarter.plan.board.bodies.first()
    addresses = [reverse("reporting:report-live-front", args=[quarter.plan.slug, quarter.slug])]
    if body_pk:
        addresses.append(reverse("reporting:group-sheet", args=[quarter.plan.slug, body_pk.pk]))
    for address in addresses:
        client.get(address)
        client.get(address)
    assert len(quick_paper) == len(addresses)
