"""Links and files that show what updates say: added, opened by whoever may, withdrawn, named in the report."""

import hashlib
from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from lscb import clock, handed_in
from lscb.apart.file_kind import kind_of
from lscb.errors import Refused
from lscb.handed_in import HandedIn
from lscb.models import AuditEntry
from plans import operations
from plans.models import Evidence, PlanEvent
from plans.operations.evidence import delete_left_files
from reporting import operations as report_events
from reporting.report.content import from_json
from reporting.report.reading import gather
from tests.factories import (
    ActionFactory,
    BodyFactory,
    EvidenceFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 an audit of 20 records"
LINK = "https://example.org/audit"


@pytest.fixture(autouse=True)
def looked_at_here(monkeypatch):
    monkeypatch.setattr(handed_in, "_asked", kind_of)


class World:
    def __init__(self):
        self.plan = PlanFactory()
        self.body = BodyFactory(board=self.plan.board, name="Health Subgroup")
        self.team, self.chair = board_team(self.plan.board), chair_of(self.body)
        self.quarter = QuarterFactory(plan=self.plan)
        self.action = ActionFactory(plan=self.plan, label="1.1", who_text="Health Subgroup")
        self.adds = reverse("plans:evidence-add", args=[self.plan.slug, self.action.pk])


@pytest.fixture(scope="module")
def once(kept_for_the_module):
    return kept_for_the_module(World)


@pytest.fixture
def world(db, once):
    return deepcopy(once)


def pdf(name="audit.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="text/html")  # which is not believed


def add(client, world, **typed):
    return client.post(world.adds, {"title": "Audit of 20 records", "link": "", **typed})


def test_an_owner_adds_a_file_and_everybody_who_sees_the_action_opens_it(client, world):
    client.force_login(world.chair)
    answer = add(client, world, file=pdf())
    assert answer.status_code == 302
    evidence = Evidence.objects.get()
    assert (evidence.kind, evidence.size, evidence.by) == ("pdf", len(PDF), world.chair)
    assert evidence.sha256 == hashlib.sha256(PDF).hexdigest()
    assert evidence.file.name.startswith(f"evidence/{world.plan.pk}/")
    assert "audit" not in evidence.file.name  # nobody chose its place
    page = client.get(world.action.get_absolute_url()).content.decode()
    assert f'href="{evidence.get_absolute_url()}"' in page
    assert "(PDF, 1 KB)" in page
    taken = client.get(evidence.get_absolute_url())
    assert taken.content == PDF
    assert taken["Content-Disposition"] == 'attachment; filename="audit.pdf"'
    assert taken["Content-Type"] == "application/pdf"
    assert taken["X-Content-Type-Options"] == "nosniff"
    noted = AuditEntry.objects.get(operation=PlanEvent.EVIDENCE_TAKEN)
    assert (noted.by, noted.changes) == (world.chair, {"file": ["", "audit.pdf"]})


def test_a_link_shows_its_host_and_hands_nothing_on(client, world):
    client.force_login(world.chair)
    assert add(client, world, link="example.org/audit").status_code == 302  # https is meant
    evidence = Evidence.objects.get()
    assert evidence.link == LINK
    page = client.get(world.action.get_absolute_url()).content.decode()
    assert f'<a href="{LINK}" rel="noopener noreferrer external">Audit of 20 records</a>' in page
    assert "(link to example.org)" in page


def test_a_host_of_look_alike_letters_is_shown_as_the_network_has_it(world):
    evidence = EvidenceFactory.build(action=world.action, link="https://ехample.org/", sha256="")
    assert evidence.host.startswith("xn--")


@pytest.mark.parametrize(
    "typed, said",
    [
        ({}, "Give a link or choose a file: one of the two."),
        ({"link": LINK, "file": pdf()}, "Give a link or choose a file: one of the two."),
        ({"link": "javascript:alert(1)"}, "Write the whole address of a page"),
        ({"link": "ftp://example.org/audit"}, "Write the whole address of a page"),
        ({"link": "https://name:word@example.org/"}, "Write the whole address of a page"),
        ({"file": pdf("audit.docx")}, "what is in it is PDF"),
        ({"file": pdf("audit.pdf", b"MZ")}, "A file of this kind is not taken."),
        ({"title": "", "file": pdf()}, "Choose the file again"),
        ({"file": pdf("audit.pdf", b"")}, "This file is empty. Choose another."),
    ],
)
def test_what_is_refused_keeps_what_was_typed(client, world, typed, said):
    client.force_login(world.chair)
    for file in [each for each in typed.values() if hasattr(each, "seek")]:
        file.seek(0)
    answer = add(client, world, **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{typed.get("title", "Audit of 20 records")}"' in page or not typed.get("title", "x")
    assert not Evidence.objects.exists()


def test_a_file_that_is_too_large_is_said_to_be_and_the_title_stays(client, world, settings):
    settings.UPLOAD_AT_MOST = 1
    client.force_login(world.chair)
    page = add(client, world, file=pdf(content=PDF + b"x" * 2**20)).content.decode()
    assert "This file is larger than the 1 MB a file may have." in page
    assert 'value="Audit of 20 records"' in page


def test_the_same_is_not_added_twice(world):
    file = HandedIn("audit.pdf", "pdf", PDF)
    operations.add_evidence(action=world.action, title="Audit", file=file, by=world.team)
    with pytest.raises(Refused, match="there already, as “Audit”"):
        operations.add_evidence(action=world.action, title="Again", file=file, by=world.team)


def test_nothing_is_added_to_what_no_longer_counts(world):
    operations.withdraw_action(action=world.action, reason="Done elsewhere", by=world.team)
    with pytest.raises(Refused, match="is withdrawn"):
        operations.add_evidence(action=world.action, title="Audit", link=LINK, by=world.team)


def test_withdrawn_its_line_stays_and_its_file_is_deleted(client, world):
    evidence = EvidenceFactory(action=world.action)
    place = evidence.file.name
    client.force_login(world.chair)
    page = client.post(
        reverse("plans:evidence-withdraw", args=[world.plan.slug, evidence.pk]),
        {"reason": "It names somebody."},
        follow=True,
    ).content.decode()
    assert "<s>Audit of 20 records</s>" in page
    assert "It names somebody." in page
    assert client.get(reverse("plans:evidence-file", args=[world.plan.slug, evidence.pk])).status_code == 404
    assert not default_storage.exists(place)
    evidence.refresh_from_db()
    assert (evidence.withdrawn_by, evidence.file.name) == (world.chair, "")
    assert evidence.sha256  # by which a copy elsewhere is known again
    again = client.get(reverse("plans:evidence-withdraw", args=[world.plan.slug, evidence.pk]))
    assert again.status_code == 404


def test_a_file_that_is_not_what_was_handed_in_is_not_handed_out(client, world):
    evidence = EvidenceFactory(action=world.action)
    with default_storage.open(evidence.file.name, "wb") as file:
        file.write(b"something else")
    client.force_login(world.chair)
    answer = client.get(evidence.get_absolute_url())
    assert answer.status_code == 500
    assert "restored from a backup" in answer.content.decode()
    assert not AuditEntry.objects.filter(operation=PlanEvent.EVIDENCE_TAKEN).exists()


def test_the_timer_deletes_what_nothing_leads_to(world, monkeypatch):
    kept = EvidenceFactory(action=world.action)
    with pytest.raises(RuntimeError), transaction.atomic():
        left = EvidenceFactory(action=world.action, content=b"left")
        raise RuntimeError
    assert delete_left_files().startswith("0 files")  # it may be about to be saved
    monkeypatch.setattr("plans.operations.evidence.LEFT_FOR", -timedelta(hours=1))
    delete_left_files()
    assert default_storage.exists(kept.file.name)
    assert not default_storage.exists(left.file.name)


def test_evidence_ends_nobodys_time_to_undo(client, world):
    operations.record_update(
        action=world.action, quarter=world.quarter, rating="G", progress="x", by=world.team
    )
    operations.add_evidence(action=world.action, title="Audit", link=LINK, by=world.chair)
    client.force_login(world.team)
    assert "Undo:" in client.get(world.action.get_absolute_url()).content.decode()


def test_the_report_names_what_is_new_and_a_final_keeps_its_checksum(world, on, quick_paper):
    before = clock.now() - timedelta(hours=1)
    evidence = EvidenceFactory(action=world.action, at=before)
    EvidenceFactory(action=world.action, withdrawn_at=clock.now(), withdrawn_by=world.team, why_withdrawn="x")
    EvidenceFactory(action=world.action, title="Survey", link_only=True, at=before)
    report = report_events.start_draft(quarter=world.quarter, by=world.team)
    report_events.finalise_report(report=report, by=world.team)
    report.refresh_from_db()
    [row] = from_json(report.content, schema_version=report.schema_version).rows
    assert [(each.words, each.sha256, each.link) for each in row.evidence] == [
        ("Audit of 20 records", evidence.sha256, ""),
        ("Survey", "", LINK),
    ]
    assert row.evidence[0].about.startswith("PDF, 1 KB, ")
    assert "Audit of 20 records" in quick_paper[0]
    # In the next report it is new no more; of what is complete all is named.
    on("2018-07-09")
    following = QuarterFactory(
        plan=world.plan,
        year="2018/19",
        number=1,
        starts_on=date(2018, 4, 1),
        ends_on=date(2018, 6, 30),
    )
    assert gather(following).rows[0].evidence == ()
    world.action.updates.create(quarter=following, rating="B", by=world.team)
    assert len(gather(following).rows[0].evidence) == 2
