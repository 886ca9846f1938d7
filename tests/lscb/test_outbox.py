"""Letters: after the commit, at most once, and none stops another."""

import smtplib
import socketserver
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from lscb.models import Letter
from lscb.work import housekeeping, outbox
from subgroups.models import Person
from tests.factories import BoardFactory, board_team
from tests.processes.database import outcome_of
from tests.soak.sampling import SOAK_ON_SQLITE

pytestmark = pytest.mark.django_db(transaction=True)


def post(to="ines@example.org", **kwargs) -> Letter:
    return outbox.post(kind="Reminder", to=to, subject="Updates", body="Please.", **kwargs)


def state_of(letter: Letter) -> tuple[str, str]:
    letter.refresh_from_db()
    return letter.state, letter.problem


class Talks(EmailBackend):
    """What a mail server may do; the test says at which step."""

    opening: Exception | None = None
    taking: Exception | None = None
    closing: Exception | None = None
    in_transaction: bool | None = None

    def open(self):
        if Talks.opening:
            raise Talks.opening

    def send_messages(self, messages):
        Talks.in_transaction = connection.in_atomic_block
        if Talks.taking and messages[0].to == ["ines@example.org"]:
            raise Talks.taking
        return super().send_messages(messages)

    def close(self):
        if Talks.closing:
            raise Talks.closing


@pytest.fixture
def server(settings, monkeypatch):
    for name in ("opening", "taking", "closing", "in_transaction"):
        monkeypatch.setattr(Talks, name, None)
    settings.EMAIL_BACKEND = f"{__name__}.Talks"
    return Talks


def test_a_letter_leaves_after_the_commit_with_no_transaction_open(server):
    with transaction.atomic():
        letter = post()
        assert mail.outbox == []
    assert state_of(letter) == (Letter.State.SENT, "")
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["ines@example.org"], "Updates", "Please.")
    assert server.in_transaction is False


def test_a_letter_of_an_event_that_was_undone_never_was():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post()
        raise ZeroDivisionError
    assert (mail.outbox, Letter.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("step", "error", "state", "problem"),
    [
        ("opening", ConnectionRefusedError(), Letter.State.FAILED, "could not be reached"),
        ("opening", TimeoutError(), Letter.State.FAILED, "could not be reached"),
        ("opening", smtplib.SMTPAuthenticationError(535, b""), Letter.State.FAILED, "refused this service"),
        ("taking", smtplib.SMTPRecipientsRefused({}), Letter.State.FAILED, "refused the address"),
        ("taking", smtplib.SMTPDataError(554, b"no"), Letter.State.FAILED, "its answer 554"),
        ("taking", ValueError("a header"), Letter.State.FAILED, "cannot be put into an e-mail"),
        ("taking", TimeoutError(), Letter.State.UNCERTAIN, "stopped answering"),
        ("taking", smtplib.SMTPServerDisconnected(), Letter.State.UNCERTAIN, "stopped answering"),
        ("taking", RuntimeError(), Letter.State.UNCERTAIN, "stopped answering"),
        ("closing", smtplib.SMTPServerDisconnected(), Letter.State.SENT, ""),
    ],
)
def test_what_becomes_of_a_letter_is_said_and_stops_no_other(server, step, error, state, problem):
    setattr(server, step, error)
    with transaction.atomic():
        first, second = post(), post(to="zoe@example.org")
    became, why = state_of(first)
    assert became == state and problem in why
    if step == "taking":
        assert state_of(second)[0] == Letter.State.SENT
    setattr(server, step, None)
    before = len(mail.outbox)
    outbox.deliver.call(first.pk)
    Letter.objects.update(written_at=timezone.now() - timedelta(days=1))
    call_command("housekeeping", verbosity=0)
    assert len(mail.outbox) == before  # settled is settled


class DiesAtTheSecond(socketserver.StreamRequestHandler):
    """A mail server that takes one letter, and the second whole without a word; then nobody is there."""

    def handle(self):
        self.say("220 mail.example.org")
        for line in self.rfile:
            verb = line.split()[0].upper()
            if verb == b"DATA":
                self.say("354 go on")
                while self.rfile.readline() != b".\r\n":
                    pass
                self.server.taken.append(1)
                if len(self.server.taken) == 2:
                    self.server.socket.close()
                    return
            self.say("250 ok")

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@pytest.mark.database
def test_a_mail_server_that_is_lost_half_way_has_what_it_took_and_no_letter_leaves_twice(settings):
    with socketserver.TCPServer(("127.0.0.1", 0), DiesAtTheSecond) as mail_server:
        mail_server.taken = []
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = mail_server.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""

        def serves():
            while len(mail_server.taken) < 2:
                mail_server.handle_request()

        serving = threading.Thread(target=serves)
        serving.start()
        with transaction.atomic():
            letters = [post(to=f"{number}@example.org") for number in range(4)]
        serving.join(10)
        assert [state_of(each)[0] for each in letters] == ["sent", "uncertain", "failed", "failed"]
        Letter.objects.update(written_at=timezone.now() - timedelta(days=1))
        call_command("housekeeping", verbosity=0)
        assert [state_of(each)[0] for each in letters] == ["sent", "uncertain", "failed", "failed"]
    assert len(mail_server.taken) == 2


def test_a_letter_is_sent_to_one_who_takes_it(server):
    letter = post()
    outbox.deliver.call(letter.pk)
    Letter.objects.update(state=Letter.State.SENDING)
    outbox.deliver.call(letter.pk)
    assert len(mail.outbox) == 1


def test_a_subject_is_one_line():
    letter = outbox.post(
        kind="Reminder", to="a@example.org", subject="Plan\r\nBcc: b@example.org " * 40, body=""
    )
    assert state_of(letter)[0] == Letter.State.SENT
    assert mail.outbox[0].subject.startswith("Plan Bcc: b@example.org Plan") and len(letter.subject) == 400


def left_waiting(ago=timedelta(minutes=5), **kwargs) -> Letter:
    """A letter whose process was killed right after the commit."""
    now = timezone.now()
    return Letter.objects.create(
        kind="Reminder", to="ines@example.org", body="x", written_at=now - ago, **kwargs
    )


def test_the_timer_sends_what_was_left_and_calls_uncertain_what_was_begun():
    left = left_waiting()
    just_now = left_waiting(timedelta(0))
    begun = left_waiting(state=Letter.State.SENDING, claimed_at=timezone.now() - timedelta(minutes=11))
    beginning = left_waiting(state=Letter.State.SENDING, claimed_at=timezone.now())
    call_command("housekeeping", verbosity=0)
    assert state_of(left)[0] == Letter.State.SENT
    assert state_of(just_now)[0] == Letter.State.WAITING
    became, why = state_of(begun)
    assert became == Letter.State.UNCERTAIN and "ended before it could say" in why
    assert state_of(beginning)[0] == Letter.State.SENDING
    assert len(mail.outbox) == 1


@pytest.mark.database
def test_a_sender_that_was_only_slow_has_the_last_word_on_nothing(server):
    """It is called lost meanwhile; what it says later changes nothing, because a person may have acted on it."""
    letter = post()
    Letter.objects.update(state=Letter.State.UNCERTAIN, problem="Lost")
    mine = Letter.objects.filter(pk=letter.pk, claim=letter.claim, state=Letter.State.SENDING)
    assert outbox._settle(mine, Letter.State.SENT, "") == 0
    assert state_of(letter) == (Letter.State.UNCERTAIN, "Lost")


def test_a_secret_is_forgotten_once_settled_and_never_sent_late(server):
    sent = post(secret=True, good_for=timedelta(days=3))
    assert sent.body == "Please." and "Please." in mail.outbox[0].body
    sent.refresh_from_db()
    assert (sent.state, sent.body) == (Letter.State.SENT, "")
    server.taking = TimeoutError()
    doubtful = post(secret=True)
    assert state_of(doubtful)[0] == Letter.State.UNCERTAIN and doubtful.body == ""
    late = left_waiting(is_secret=True, expires_at=timezone.now() - timedelta(seconds=1))
    outbox.deliver.call(late.pk)
    assert state_of(late)[0] == Letter.State.WAITING
    call_command("housekeeping", verbosity=0)
    became, why = state_of(late)
    assert became == Letter.State.FAILED and "while what it says was true" in why and late.body == ""
    assert len(mail.outbox) == 1


def test_a_link_to_choose_a_password_leaves_by_the_outbox(client):
    board_team(BoardFactory(), email="ada@example.org")
    client.post("/account/password/reset/", {"email": "ada@example.org"})
    assert "/account/password/reset/key/" in mail.outbox[0].body
    letter = Letter.objects.get()
    assert (letter.kind, letter.state, letter.body) == ("Link to choose a password", Letter.State.SENT, "")
    assert letter.expires_at - letter.written_at == timedelta(days=3)


def test_old_letters_are_forgotten(settings):
    old = timezone.now() - timedelta(days=settings.LETTERS_KEPT + 1)
    post(), post()
    Letter.objects.filter(pk=Letter.objects.latest("pk").pk).update(settled_at=old)
    call_command("housekeeping", verbosity=0)
    assert Letter.objects.count() == 1


def test_a_chore_that_fails_stops_no_other(monkeypatch, capsys):
    def breaks():
        raise RuntimeError("No.")

    monkeypatch.setattr(housekeeping, "_chores", [breaks, lambda: "the next was done"])
    said, failed = housekeeping.run()
    assert said == ["the next was done"] and failed == [f"{__name__}.breaks"]


@pytest.mark.database
def test_only_the_system_administrator_reads_the_list_and_no_text(client):
    board = BoardFactory()
    letter = post()
    address = reverse("admin:lscb_letter_changelist")
    one = reverse("admin:lscb_letter_change", args=[letter.pk])
    client.force_login(board_team(board))
    assert client.get(address).status_code == 403
    keeper = Person.objects.create_superuser("keeper@example.org", name="Keeper")
    client.force_login(keeper)
    listed, shown = client.get(address).content.decode(), client.get(one).content.decode()
    assert "ines@example.org" in listed and "ines@example.org" in shown
    assert "Please." not in listed + shown and "Updates" not in listed + shown
    assert client.post(one, {"state": "waiting"}).status_code == 403


@pytest.mark.database
@SOAK_ON_SQLITE
def test_processes_killed_on_the_way_send_nothing_twice(tmp_path):
    outcome = outcome_of("killed_letters", tmp_path)
    assert len(outcome["letters"]) == 40
    for letter in outcome["letters"]:
        assert letter["times_sent"] <= 1, letter
        if letter["state"] == Letter.State.SENT:
            assert letter["times_sent"] == 1, letter
    states = [letter["state"] for letter in outcome["letters"]]
    # Killed before it was taken: sent by the timer. Killed after: in doubt, whether it had left or not.
    assert states.count(Letter.State.SENT) > 5 and states.count(Letter.State.UNCERTAIN) > 5
    assert {letter["times_sent"] for letter in outcome["letters"] if letter["state"] == "uncertain"} == {0, 1}
    assert set(states) == {Letter.State.SENT, Letter.State.UNCERTAIN}
    assert outcome["saved_while_mail_was_slow"] is True
