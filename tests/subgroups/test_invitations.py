"""Invitations: a letter asks somebody to a board, and they come in by it themselves."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from lscb import clock
from lscb.errors import Refused
from lscb.models import Letter
from subgroups import operations as events
from subgroups.models import Invitation
from tests.factories import BoardFactory, PersonFactory, board_team

pytestmark = pytest.mark.django_db

PASSPHRASE = "three random words"
CHOSEN = {"password": PASSPHRASE, "again": PASSPHRASE}


@pytest.fixture
def board(settings):
    settings.BASE_URL = "https://plan.example.org"
    return BoardFactory(name="Westshire Safeguarding Board", short_name="Westshire")


@pytest.fixture
def team(board):
    return board_team(board, name="Tess Typist")


@pytest.fixture
def grace():
    """Somebody who has never signed in."""
    person = PersonFactory(name="Grace Chair", email="grace@example.org")
    person.set_unusable_password()
    person.save()
    return person


@pytest.fixture
def invited(board, team, grace, django_capture_on_commit_callbacks):
    """The invitation and the address in its letter, as a path."""
    with django_capture_on_commit_callbacks(execute=True):
        invitation = events.invite(person=grace, board=board, by=team, what_for="Chair of Health Subgroup")
    return invitation, path_in(mail.outbox[-1])


def path_in(letter) -> str:
    return re.search(r"https://plan\.example\.org(/invitation/\S+)", letter.body)[1]


def test_the_letter_says_who_asks_to_what_until_when_and_how_to_know_it_is_real(invited):
    letter = mail.outbox[-1]
    assert letter.to == ["grace@example.org"]
    for said in (
        "Hello Grace Chair",
        "Tess Typist invites you to the business plan of Westshire Safeguarding Board",
        "Chair of Health Subgroup",
        "23 April 2018",
        "begins with https://plan.example.org/",
        "never ask for a password by e-mail",
    ):
        assert said in letter.body
    assert Letter.objects.get().body == ""  # what opens something is forgotten once it is sent


def test_the_token_is_kept_nowhere(invited):
    _, path = invited
    token = path.split("/")[2]
    kept = [
        *Invitation.objects.values_list(),
        *Invitation.history.values_list(),
        *Letter.objects.values_list(),
    ]
    assert token not in str(kept)


def test_a_first_password_signs_in_and_the_letter_is_used_up(client, invited, grace):
    invitation, path = invited
    opened = client.get(path)
    assert opened.status_code == 200
    assert "Westshire Safeguarding Board" in opened.text
    answer = client.post(path, CHOSEN)
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(grace.pk)
    grace.refresh_from_db()
    invitation.refresh_from_db()
    assert grace.check_password(PASSPHRASE)
    assert invitation.accepted_at
    assert "You accepted the invitation" in mail.outbox[-1].body  # its owner hears if it was somebody else
    assert client.get(path).url == "/"  # they open the letter again
    again = Client().post(path, {"password": "another three words", "again": "another three words"})
    assert again.status_code == 410
    grace.refresh_from_db()
    assert grace.check_password(PASSPHRASE)


def test_to_open_the_page_changes_nothing(client, invited):
    invitation, path = invited
    for _ in range(2):
        answer = client.get(path)
        assert (answer.status_code, answer["Referrer-Policy"]) == (200, "strict-origin")
        assert "no-store" in answer["Cache-Control"]
    client.head(path)
    invitation.refresh_from_db()
    assert invitation.is_open


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "grace@example.org", "again": "grace@example.org"}, "too similar"),
        ({"password": PASSPHRASE, "again": "three other words"}, "differ"),
        ({}, "Choose a password"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_advice(client, invited, grace, typed, advice):
    answer = client.post(invited[1], typed)
    assert answer.status_code == 422
    assert advice in answer.text
    grace.refresh_from_db()
    assert not grace.has_usable_password()


def test_what_opens_nothing_says_whom_to_ask_and_nothing_of_the_board(client, invited, team, grace, settings):
    invitation, path = invited
    unknown = client.get("/invitation/guessed/")
    settings.TODAY = clock.today() + timedelta(days=15)
    ended = client.post(path, CHOSEN)
    settings.TODAY = clock.today() - timedelta(days=15)
    grace.is_active = False
    grace.save()
    left = client.post(path, CHOSEN)
    grace.is_active = True
    grace.save()
    events.withdraw_invitation(invitation=invitation, by=team)
    withdrawn = client.post(path, CHOSEN)
    answers = [unknown, ended, left, withdrawn]
    assert [answer.status_code for answer in answers] == [404, 410, 410, 410]
    for answer in answers:
        assert "ask whoever invited you" in answer.text
        assert not re.search("Westshire|Tess|Grace", answer.text)
    grace.refresh_from_db()
    assert not grace.has_usable_password()


def test_the_letter_sent_again_has_another_address_and_another_end(
    client, invited, team, settings, django_capture_on_commit_callbacks
):
    invitation, path = invited
    settings.TODAY = clock.today() + timedelta(days=20)
    assert invitation.state == "ended"
    with django_capture_on_commit_callbacks(execute=True):
        events.resend_invitation(invitation=invitation, by=team)
    assert invitation.state == "open"
    assert client.get(path).status_code == 404
    assert client.get(path_in(mail.outbox[-1])).status_code == 200


def test_somebody_is_invited_to_a_board_once_at_a_time(board, team, grace, invited, settings):
    with pytest.raises(Refused, match="invited already"):
        events.invite(person=grace, board=board, by=team)
    settings.TODAY = clock.today() + timedelta(days=20)
    anew = events.invite(person=grace, board=board, by=team)
    assert list(Invitation.objects.open()) == [anew]


def test_whoever_signs_in_accepts_signed_in_and_keeps_their_password(client, board, team):
    ada = PersonFactory(email="ada@example.org", password=PASSPHRASE)
    invitation = events.invite(person=ada, board=board, by=team)
    with pytest.raises(Refused, match="sign in as you do"):
        events.accept_invitation(invitation=invitation, password="another three words")
    path = _path_of(invitation)
    asked = client.get(path)
    assert "need no new password" in asked.text
    assert 'name="password"' not in asked.text
    sent = client.post(path, {"password": "another three words", "again": "another three words"})
    assert sent.url.startswith("/account/login/?next=%2Finvitation%2F")
    client.post(sent.url, {"login": "ada@example.org", "password": PASSPHRASE})
    accepted = client.post(path)
    assert (accepted.status_code, accepted.url) == (302, "/")
    invitation.refresh_from_db()
    assert invitation.accepted_at


def _path_of(invitation) -> str:
    """The address in its letter, which waits for the commit."""
    body = Letter.objects.latest("pk").body
    assert invitation.person.name in body
    return re.search(r"https://plan\.example\.org(/invitation/\S+)", body)[1]


def test_nobody_accepts_for_somebody_else(client, invited, team):
    client.force_login(team)
    assert "signed in as somebody else" in client.get(invited[1]).text
    assert client.post(invited[1], CHOSEN).status_code == 403
    invited[0].refresh_from_db()
    assert invited[0].is_open


def test_a_letter_to_the_address_before_opens_nothing(client, invited, team, grace):
    grace.email = "elsewhere@example.org"
    events.keep_person(person=grace, by=team, fields=["email"])
    assert client.post(invited[1], CHOSEN).status_code == 410


def test_nobody_is_invited_who_cannot_be_written_to(board, team, settings):
    for person in (PersonFactory(email=None), PersonFactory(is_active=False)):
        with pytest.raises(Refused, match="nobody to write to"):
            events.invite(person=person, board=board, by=team)
    settings.BASE_URL = ""
    with pytest.raises(Refused, match="LSCB_BASE_URL"):
        events.invite(person=PersonFactory(), board=board, by=team)


def test_too_much_is_not_taken_from_one_network_address(client, invited):
    answers = [client.post("/invitation/guessed/") for _ in range(22)]
    assert {answer.status_code for answer in answers} == {404, 429}
    assert "Wait a minute" in answers[-1].text
