"""What is recorded though nothing was changed: sign-ins, readings of finals, what is taken away as a file."""

import logging
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lscb import clock
from lscb.models import AuditEntry
from lscb.web.noted import note, noted_afterwards
from plans import operations as plan_events
from reporting import operations
from tests.factories import ActionFactory, BoardFactory, PlanFactory, QuarterFactory, board_team, someone_with

pytestmark = pytest.mark.django_db

PASSPHRASE = "three random words"


@pytest.fixture
def board():
    return BoardFactory()


@pytest.fixture
def person(board):
    return board_team(board, name="Ada Reed", email="ada@example.org", password=PASSPHRASE)


def sign_in(client, email="ada@example.org", password=PASSPHRASE):
    return client.post("/account/login/", {"login": email, "password": password})


def lines() -> list[tuple]:
    """What was recorded, oldest first: the code, of whom or what, by whom, on which board."""
    entries = AuditEntry.objects.order_by("pk").select_related("board")
    return [(entry.operation, entry.thing_name, entry.by_name, entry.board) for entry in entries]


# --- Signing in -----------------------------------------------------------------------------------------


def test_signing_in_and_out_stand_in_the_trail_of_each_board_of_the_person(client, person, board):
    other = BoardFactory()
    someone_with(other, "auditor")
    person.board_roles.create(board=other, role="auditor")
    sign_in(client)
    client.post("/account/logout/")
    assert lines() == [
        (code, "Ada Reed", "Ada Reed", each)
        for code in ("signed-in", "signed-out")
        for each in sorted((board, other), key=lambda each: each.pk)
    ]


def test_a_wrong_password_is_recorded_with_the_account_and_nobody_as_its_doer(client, person, board):
    sign_in(client, password="wrong")
    sign_in(client, email="ADA@example.org", password="wrong again")
    assert lines() == [("sign-in-refused", "Ada Reed", "The system", board)] * 2


def test_of_an_account_that_is_not_here_only_that_somebody_tried_once_an_hour(client, person):
    with clock.at(date(2018, 4, 9)):
        for _ in range(3):
            sign_in(client, email="somebody.else@example.org")
    with clock.at(clock.now() + timedelta(hours=13)):
        sign_in(client, email="somebody.else@example.org")
    assert lines() == [("sign-in-refused", "An account that is not here", "The system", None)] * 2
    assert not AuditEntry.objects.exclude(changes={}).exists()


def test_whoever_is_on_no_board_is_recorded_without_one(client, django_user_model):
    django_user_model.objects.create_superuser("root@example.org", PASSPHRASE, name="Root")
    sign_in(client, email="root@example.org")
    assert lines() == [("signed-in", "Root", "Root", None)]


@pytest.mark.database
def test_what_is_no_boards_is_read_by_whoever_looks_after_the_service_and_by_nobody_else(
    client, person, board, django_user_model
):
    keeper = django_user_model.objects.create_superuser("root@example.org", PASSPHRASE, name="Root")
    sign_in(client, email="somebody.else@example.org")
    sign_in(client, password="wrong")
    of_nobody, of_board = AuditEntry.objects.order_by("pk")
    lists = "/admin/lscb/auditentry/"

    def seen_by(reader):
        client.force_login(reader)
        statuses = [client.get(f"{lists}{entry.pk}/change/").status_code for entry in (of_nobody, of_board)]
        return set(client.get(lists).context["cl"].result_list), [status == 200 for status in statuses]

    assert seen_by(keeper) == ({of_nobody}, [True, False])
    assert seen_by(person) == ({of_board}, [False, True])


@pytest.mark.database
def test_a_second_step_set_up_refused_and_removed_and_a_password_changed(client, person, board):
    sign_in(client)
    client.post("/account/reauthenticate/", {"password": PASSPHRASE})
    secret = client.get("/account/2fa/totp/activate/").context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    codes = Authenticator.objects.filter(user=person, type="recovery_codes")
    assert codes.exists()
    fresh = Client()
    sign_in(fresh)
    fresh.post("/account/2fa/authenticate/", {"code": "000000"})
    client.post("/account/2fa/recovery-codes/generate/")
    client.post("/account/2fa/totp/deactivate/")
    client.post(
        "/account/password/change/",
        {
            "oldpassword": PASSPHRASE,
            "password1": "four random words here",
            "password2": "four random words here",
        },
    )
    codes = [code for code, *_ in lines()]
    assert codes[0] == "signed-in"
    assert codes.count("second-factor-set") == 2  # the application and its recovery codes
    assert codes.count("sign-in-refused") == 1
    assert codes.count("second-factor-removed") == 2
    assert "recovery-codes-renewed" in codes
    assert codes[-1] == "password-changed"


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_a_password_chosen_by_a_link_is_recorded(client, person, board):
    client.post("/account/password/reset/", {"email": "ada@example.org"})
    address = next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)
    page = client.get(address, follow=True)
    client.post(
        page.request["PATH_INFO"],
        {"password1": "four random words here", "password2": "four random words here"},
    )
    assert ("password-chosen", "Ada Reed", "Ada Reed", board) in lines()


# --- Reading and taking away ----------------------------------------------------------------------------


@pytest.fixture
def final(quick_paper):
    plan = PlanFactory()
    ActionFactory(plan=plan)
    draft = operations.start_draft(quarter=QuarterFactory(plan=plan), by=board_team(plan.board))
    return operations.finalise_report(report=draft, by=board_team(plan.board))


def recorded_since(pk):
    return [entry.operation for entry in AuditEntry.objects.order_by("pk").filter(pk__gt=pk)]


def test_a_final_is_noted_once_a_day_for_each_reader_and_way_of_reading(client, final):
    before = AuditEntry.objects.first().pk
    args = [final.plan.slug, final.pk]
    client.force_login(someone_with(final.plan.board, "auditor", name="Ada Reed"))
    for _ in range(2):
        for name in ("report-detail", "report-pdf", "report-word"):
            assert client.get(reverse(f"reporting:{name}", args=args)).status_code == 200
    assert recorded_since(before) == [
        "final-read",
        "final-opened-as-pdf",
        "final-saved-as-word",
        "final-saved-as-word",
    ]
    line = AuditEntry.objects.get(operation="final-read")
    assert (line.by_name, line.thing, line.board) == ("Ada Reed", final, final.plan.board)
    other = Client()
    other.force_login(someone_with(final.plan.board, "scrutineer"))
    other.get(reverse("reporting:report-detail", args=args))
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        client.get(reverse("reporting:report-detail", args=args))
    assert recorded_since(before).count("final-read") == 3


def test_what_was_refused_was_not_read(client, final):
    before = AuditEntry.objects.first().pk
    client.force_login(board_team(BoardFactory()))
    assert client.get(reverse("reporting:report-detail", args=[final.plan.slug, final.pk])).status_code == 404
    assert recorded_since(before) == []


@pytest.mark.database
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("plans:action-export", "actions-exported"),
        ("plans:history-export", "trail-exported"),
        ("reporting:forward-plan-xlsx", "forward-plan-exported"),
    ],
)
def test_each_file_taken_away_is_a_line_of_an_archived_plan_too(client, name, code):
    plan = PlanFactory()
    team = board_team(plan.board)
    plan_events.archive_plan(plan=plan, keep_until=date(2030, 1, 1), by=team)
    before = AuditEntry.objects.first().pk
    client.force_login(team)
    for _ in range(2):
        answer = client.get(reverse(name, args=[plan.slug]))
        assert answer.status_code == 200
        if answer.streaming:
            b"".join(answer.streaming_content)
    assert recorded_since(before) == [code, code]


@pytest.mark.database
def test_rows_saved_from_the_admin_are_a_line(client, person, board):
    before = AuditEntry.objects.count()
    client.force_login(person)
    form = client.get("/admin/subgroups/agency/export/").context["form"]
    chosen = {name: "on" for name in form.fields if name.startswith("agencyresource_")}
    chosen |= {name: "on" for name in form.fields if "-" in name or name.startswith("AgencySheet")}
    answer = client.post("/admin/subgroups/agency/export/", {"format": "1", "resource": "0", **chosen})
    assert "attachment" in answer["Content-Disposition"]
    assert AuditEntry.objects.count() == before + 1
    line = AuditEntry.objects.first()
    assert (line.operation, line.board, line.by) == ("rows-exported", board, person)
    assert line.changes == {"rows of": ["", "agencies"]}


def test_nothing_is_written_before_the_answer_has_left(rf, person, board, monkeypatch):
    monkeypatch.setattr(
        HttpResponse, "close", lambda answer: None
    )  # which gives back the test's own connection

    def page(request):
        note(request, "signed-in", person, by=person, board=board)
        return HttpResponse("Read")

    answer = noted_afterwards(page)(rf.get("/"))
    assert lines() == []
    answer.close()
    answer.close()
    assert lines() == [("signed-in", "Ada Reed", "Ada Reed", board)]


def test_what_cannot_be_written_is_logged_and_spoils_no_page(client, final, monkeypatch, caplog):
    def fails(*args, **kwargs):
        raise DatabaseError("no space left")

    monkeypatch.setattr("lscb.web.noted.audit.record", fails)
    client.force_login(someone_with(final.plan.board, "auditor"))
    with caplog.at_level(logging.ERROR):
        answer = client.get(reverse("reporting:report-detail", args=[final.plan.slug, final.pk]))
    assert answer.status_code == 200
    assert "could not be written to the audit trail" in caplog.text
