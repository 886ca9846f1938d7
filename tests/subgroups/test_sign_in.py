"""Signing in safely: story 12, and the doors that stay closed."""

import re
from datetime import date

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone

from subgroups.signing_in.authentication import Attempts
from tests.factories import BoardFactory, PersonFactory, board_team

pytestmark = pytest.mark.django_db

PASSPHRASE = "three random words"
ADDRESS = "/account/login/"


@pytest.fixture
def person():
    return board_team(BoardFactory(), email="ada@example.org", password=PASSPHRASE)


def sign_in(client, email="ada@example.org", password=PASSPHRASE):
    return client.post(ADDRESS, {"login": email, "password": password})


def test_signing_in_leads_home(client, person):
    answer = sign_in(client)
    assert (answer.status_code, answer.url) == (302, "/")


def test_the_last_sign_in_is_of_the_day_that_it_is_here(client, person, on):
    """A demonstration stands still on a day of its plans."""
    on("2018-04-11")
    sign_in(client)
    person.refresh_from_db()
    assert timezone.localtime(person.last_login).date() == date(2018, 4, 11)


def test_where_one_is_signed_in_is_of_that_day_too(client, person, on):
    on("2018-04-11")
    sign_in(client)
    page = client.get("/account/sessions/").text
    assert "11 April 2018" in page
    assert not re.search(r"\b20(?!18)\d\d, \d\d:", page)


@pytest.mark.parametrize("address", [ADDRESS, "/account/password/reset/"])
def test_an_e_mail_is_called_that_and_asked_for_in_our_words(client, address):
    name = "login" if address == ADDRESS else "email"
    pages = [
        client.get(address).text,
        client.post(address, {name: "ada", "password": "x"}).text,
        client.post(address, {}).text,
    ]
    for page in pages:
        said = re.sub(r"<[^>]*>", " ", page.partition("<main")[2])
        assert "E-mail" in said
        assert not re.search(r"\bemail", said, re.I)
        assert 'placeholder="Email' not in page
    assert "Write the e-mail as name@example.org." in pages[1]
    assert "Type your e-mail." in pages[2]


def test_thirty_colleagues_sign_in_at_nine_behind_one_address(person):
    """A council's people come from one network address; every third mistypes first."""
    board = person.board_roles.get().board
    colleagues = [
        board_team(board, email=f"colleague.{number}@example.org", password=PASSPHRASE)
        for number in range(30)
    ]
    for number, colleague in enumerate(colleagues):
        browser = Client(REMOTE_ADDR="192.0.2.1")
        if number % 3 == 0:
            assert sign_in(browser, email=colleague.email, password="mistyped").status_code == 200
        assert sign_in(browser, email=colleague.email).status_code == 302


def test_whoever_tries_many_accounts_from_one_address_is_slowed_down(person):
    answers = [
        sign_in(Client(REMOTE_ADDR="192.0.2.1"), email=f"guessed.{number}@example.org", password="guessed")
        for number in range(45)
    ]
    said = [answer.status_code == 200 and "do not go together" in answer.text for answer in answers]
    assert said.index(False) == 40 and not any(said[40:])


def test_the_case_of_the_address_does_not_matter(client, person):
    assert sign_in(client, email="Ada@Example.ORG").status_code == 302


def test_a_wrong_password_is_said_without_saying_which_half_is_wrong(client, person):
    wrong = sign_in(client, password="wrong").content.decode()
    nobody = sign_in(client, email="nobody@example.org").content.decode()
    advice = "That e-mail and password do not go together"
    assert advice in wrong
    assert advice in nobody


def test_ten_wrong_passwords_slow_the_account_down(client, person):
    for _ in range(10):
        sign_in(client, password="wrong")
    answer = sign_in(client)
    assert answer.status_code != 302
    assert "Too many wrong passwords" in answer.content.decode()


def test_a_stranger_cannot_lock_somebody_out(person):
    theirs, stranger, elsewhere = Client(), Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="192.0.2.8")
    sign_in(theirs)
    theirs.post("/account/logout/")
    for _ in range(11):
        refused = sign_in(stranger, password="wrong")
    assert "Too many wrong passwords" in refused.content.decode()
    assert sign_in(theirs).status_code == 302  # from a browser where they signed in before
    assert sign_in(elsewhere).status_code == 302  # from another place, for the first time


def test_guessing_from_many_places_is_slowed_down_but_not_for_a_known_device(person):
    theirs = Client()
    sign_in(theirs)
    theirs.post("/account/logout/")
    for number in range(99):  # each as the page counts it, and the last at the page itself
        request = RequestFactory(REMOTE_ADDR=f"192.0.2.{number}").post("/account/login/")
        Attempts(request, person.email, request.META["REMOTE_ADDR"]).count()
    assert sign_in(Client(REMOTE_ADDR="192.0.2.99"), password="wrong").status_code == 200
    refused = sign_in(Client(REMOTE_ADDR="198.51.100.1"))
    assert "Too many wrong passwords" in refused.content.decode()
    assert sign_in(theirs).status_code == 302


def test_a_known_device_is_slowed_down_on_its_own_and_a_forged_one_is_not_known(person):
    theirs = Client()
    sign_in(theirs)
    theirs.post("/account/logout/")
    for _ in range(10):
        sign_in(theirs, password="wrong")
    assert "Too many wrong passwords" in sign_in(theirs).content.decode()
    forged = Client(REMOTE_ADDR="192.0.2.9")
    forged.cookies["known-device"] = theirs.cookies["known-device"].value + "x"
    for _ in range(11):
        refused = sign_in(forged, password="wrong")
    assert "Too many wrong passwords" in refused.content.decode()


def test_a_leaver_cannot_sign_in(client, person):
    person.is_active = False
    person.save()
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_demonstration_people_sign_in_only_in_a_demonstration(client, person, settings):
    person.demonstration = True
    person.save()
    assert sign_in(client).status_code == 302
    settings.DEMONSTRATION = False
    assert client.get("/").status_code == 302  # the session has ended as well
    fresh = Client()
    sign_in(fresh)
    assert "_auth_user_id" not in fresh.session


def test_signing_out_ends_the_session_and_pages_are_not_kept_by_the_browser(client, person):
    sign_in(client)
    assert "no-store" in client.get("/account/password/change/")["Cache-Control"]
    client.post("/account/logout/")
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.url.startswith(ADDRESS)


def test_nobody_makes_an_account_or_changes_an_address_alone(client, person):
    page = client.get("/account/signup/")
    assert "password1" not in page.content.decode()
    before = type(person).objects.count()
    client.post(
        "/account/signup/", {"email": "x@example.org", "password1": PASSPHRASE, "password2": PASSPHRASE}
    )
    assert type(person).objects.count() == before
    sign_in(client)
    answer = client.get("/account/email/")
    assert answer.status_code == 404 and "There is no such page" in answer.content.decode()


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("correct horse battery staple", True),
        ("aaaaaaaaaaaaaaaaaaaabcdef", True),
        ("password123", False),
        ("short one", False),
        ("ada@example.org", False),
    ],
)
def test_a_new_password_is_long_and_uncommon_and_nothing_else(client, person, password, good):
    sign_in(client)
    client.post(
        "/account/password/change/",
        {"oldpassword": PASSPHRASE, "password1": password, "password2": password},
    )
    person.refresh_from_db()
    assert person.check_password(password) is good


def test_a_forgotten_password_is_replaced_by_a_link_in_a_letter(client, person):
    client.post("/account/password/reset/", {"email": "ada@example.org"})
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    path = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", letter.body).group(1)
    page = client.get(path, follow=True)
    new = "a wholly new passphrase"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new)


def test_asking_for_a_link_does_not_tell_who_has_an_account(client, person):
    known = client.post("/account/password/reset/", {"email": "ada@example.org"})
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]  # strangers are not written to


def test_whoever_changes_a_password_hears_of_it(client, person):
    sign_in(client)
    new = "a wholly new passphrase"
    client.post("/account/password/change/", {"oldpassword": PASSPHRASE, "password1": new, "password2": new})
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert "If this was not you" in letter.body


def test_a_second_factor_can_be_set_up(client, person):
    sign_in(client)
    client.post("/account/reauthenticate/", {"password": PASSPHRASE})
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200
    assert "code" in page.content.decode()


def test_an_address_is_one_persons_whatever_its_case(person):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        PersonFactory(email="ADA@example.org")


def test_pages_carry_a_strict_content_policy(client, person):
    policy = client.get(ADDRESS)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
