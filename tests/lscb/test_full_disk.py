"""A disk that is full: what is being saved fails and says so, nothing of it is there, and pages are still read."""

import os
import resource
import signal
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.urls import reverse

from lscb.models import AuditEntry
from plans.models import Evidence, Risk
from plans.operations.evidence import delete_left_files
from reporting import operations
from reporting.models import MonitoringReport
from tests.access.browser import forms_of
from tests.factories import ActionFactory, PlanFactory, QuarterFactory, board_team

pytestmark = pytest.mark.django_db(transaction=True)

AS_MANY_AS_THERE_ARE = 2**31 - 2


def pages_at_most(count):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {count}")
        return cursor.fetchone()[0]


@pytest.fixture
def full_disk():
    """No page can be added to the database."""
    if connection.vendor != "sqlite":
        pytest.skip("a limit that SQLite has")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # so that no page is left over
    pages_at_most(1)  # the least that it takes is what there is
    yield
    pages_at_most(AS_MANY_AS_THERE_ARE)


def test_what_does_not_go_to_the_disk_is_not_half_there(client, request):
    plan = PlanFactory()
    client.force_login(board_team(plan.board))
    client.raise_request_exception = False
    address = reverse("plans:risk-add", args=[plan.slug])
    (form,) = [each for each in forms_of(client.get(address).text, address) if each.address == address]
    typed = form.sent(words="Staff leave. " * 300, response="Pay. " * 790)
    request.getfixturevalue("full_disk")
    refused = client.post(address, typed)
    assert refused.status_code == 500 and "It may not have been saved" in refused.text
    assert not Risk.objects.exists()
    page = client.get(address)
    assert page.status_code == 200
    pages_at_most(AS_MANY_AS_THERE_ARE)
    assert client.post(address, typed).status_code == 302  # the same form again, once there is room
    assert Risk.objects.count() == 1


def test_a_final_that_does_not_go_to_the_disk_is_a_draft_still_and_takes_no_number(request, monkeypatch):
    plan = PlanFactory()
    team = board_team(plan.board)
    draft = operations.start_draft(quarter=QuarterFactory(plan=plan), by=team)
    monkeypatch.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-" + b"x" * 100_000)
    request.getfixturevalue("full_disk")
    with pytest.raises(OperationalError, match="full"):
        operations.finalise_report(report=draft, by=team)
    left = MonitoringReport.objects.get()
    assert (left.state, left.number, left.pdf, left.content) == ("draft", None, None, None)
    assert not AuditEntry.objects.about(left).filter(operation="report-finalised").exists()
    pages_at_most(AS_MANY_AS_THERE_ARE)
    assert operations.finalise_report(report=left, by=team).number == 1


@contextmanager
def files_at_most(size: int):
    """No file can grow beyond so many bytes: it is written up to there, and then the disk refuses."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    told = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, told)


def test_evidence_of_which_half_goes_to_the_disk_is_not_kept_and_is_sent_again(client, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path},
        }
    }  # fmt: skip
    action = ActionFactory(plan=PlanFactory())
    client.force_login(board_team(action.plan.board))
    client.raise_request_exception = False
    address = reverse("plans:evidence-add", args=[action.plan.slug, action.pk])
    form = next(each for each in forms_of(client.get(address).text, address) if "title" in each.boxes)

    def sent():
        minutes = SimpleUploadedFile("minutes.pdf", b"%PDF-1.7 " + b"x" * 200_000, "application/pdf")
        return client.post(address, form.sent(title="Minutes", link="", file=minutes))

    with files_at_most(50_000):
        refused = sent()
    assert refused.status_code == 500 and "It may not have been saved" in refused.text
    assert not Evidence.objects.exists()
    assert client.get(address).status_code == 200
    assert sent().status_code == 302  # the same form again, once there is room
    evidence = Evidence.objects.get()
    assert evidence.file.size == evidence.size > 200_000
    half, whole = sorted((path for path in tmp_path.rglob("*.pdf")), key=lambda path: path.stat().st_size)
    os.utime(half, (0, 0))
    assert "1 file of evidence" in delete_left_files()  # by the timer, a day later
    assert not half.exists() and whole.samefile(evidence.file.path)
