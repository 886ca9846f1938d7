"""A second step of signing in: who needs one, from which day, and no way round it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.urls import reverse

from subgroups.models import Board, BoardRole, Person
from subgroups.operations import take_off_codes
from subgroups.signing_in.second_factor import OPEN
from tests.factories import (
    BoardFactory,
    BodyFactory,
    MembershipFactory,
    PersonFactory,
    PlanFactory,
    board_team,
)
from tests.totp import code_now

pytestmark = pytest.mark.django_db

PASSPHRASE = "three random words"
SET_UP = "/account/2fa/"


@pytest.fixture
def board(on):
    on("2018-04-09")
    return BoardFactory(second_factor="required", second_factor_from="2018-05-01")


@pytest.fixture
def person(board):
    return board_team(board, email="ada@example.org", password=PASSPHRASE)


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


def has_app(person):
    return Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})


def asked(person):
    return Person.objects.get(pk=person.pk).authority.second_factor_from


def test_until_the_day_each_page_says_by_when(signed_in):
    assert "From 1 May 2018 signing in needs a second step" in signed_in.get("/").content.decode()
    assert "From 1 May 2018 you go on only" in signed_in.get(SET_UP).content.decode()


def test_from_the_day_every_page_leads_to_setting_it_up(signed_in, board, on):
    plan = PlanFactory(board=board)
    on("2018-05-01")
    for address in (
        "/",
        plan.get_absolute_url(),
        "/admin/",
        "/account/password/change/",
        "/account/sessions/",
    ):
        assert (signed_in.get(address).status_code, signed_in.get(address).get("Location")) == (302, SET_UP)
        assert signed_in.post(address).get("Location") == SET_UP
    in_place = signed_in.get(plan.get_absolute_url(), headers={"HX-Request": "true"})
    assert in_place["HX-Redirect"] == SET_UP
    assert not in_place.content


def test_setting_it_up_signing_out_and_help_stay_open(signed_in, on):
    on("2018-05-01")
    for name in OPEN - {"account_logout"}:
        assert signed_in.get(reverse(name)).get("Location") != SET_UP, name
    page = signed_in.get(SET_UP)
    assert "You go on once a second step is set up" in page.content.decode()
    assert signed_in.post("/account/logout/").url == "/account/login/"


def test_whoever_has_one_goes_on_and_recovery_codes_alone_are_none(signed_in, person, on):
    on("2018-05-01")
    codes = Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert signed_in.get("/").status_code == 302
    has_app(person)
    assert signed_in.get("/").status_code == 200
    assert "second step" not in signed_in.get("/").content.decode()
    codes.delete()
    Authenticator.objects.all().delete()
    assert signed_in.get("/").status_code == 302


def test_setting_up_an_app_opens_the_pages_and_signing_in_then_asks_for_a_code(client, person, on):
    on("2018-05-01")
    client.post("/account/login/", {"login": "ada@example.org", "password": PASSPHRASE})
    assert client.get("/").url == SET_UP
    page = client.get("/account/2fa/totp/activate/", follow=True).content.decode()
    if "Give your password again" in page:
        client.post("/account/reauthenticate/", {"password": PASSPHRASE})
        page = client.get("/account/2fa/totp/activate/").content.decode()
    key = re.search(r'class="setup-key">(\w+)<', page).group(1)
    client.post("/account/2fa/totp/activate/", {"code": code_now(key)})
    assert client.get("/").status_code == 200
    client.post("/account/logout/")
    answer = client.post("/account/login/", {"login": "ada@example.org", "password": PASSPHRASE})
    assert answer.url == "/account/2fa/authenticate/"
    assert client.get("/").status_code == 302


def test_a_board_asks_only_its_own_people(board):
    member = MembershipFactory(body=BodyFactory(board=board)).person
    former = MembershipFactory(body=BodyFactory(board=board), ends_on="2018-03-31").person
    elsewhere = board_team(BoardFactory())
    waiting = PersonFactory()
    BoardRole.objects.create(person=waiting, board=board, role="independent-chair")
    assert [str(asked(each)) for each in (member, former, elsewhere, waiting)] == [
        "2018-05-01",
        "None",
        "None",
        "None",
    ]


def test_whoever_keeps_the_installation_needs_one_as_soon_as_any_board_does(board):
    assert str(asked(PersonFactory(is_superuser=True))) == "2018-05-01"


def test_of_two_boards_the_earlier_day_counts(board, person):
    MembershipFactory(
        person=person, body__board=BoardFactory(second_factor="required", second_factor_from="2018-04-20")
    )
    assert str(asked(person)) == "2018-04-20"


def test_the_installation_gives_each_person_days_from_when_it_first_asked(client, settings, on):
    settings.SECOND_FACTOR, settings.SECOND_FACTOR_GRACE_DAYS = "required", 14
    on("2018-04-09")
    person = board_team(BoardFactory(), email="bea@example.org", password=PASSPHRASE)
    typed = {"login": "bea@example.org", "password": PASSPHRASE}
    client.post("/account/login/", typed)
    assert "From 23 April 2018" in client.get("/").content.decode()
    on("2018-04-20")
    client.post("/account/logout/")
    client.post("/account/login/", typed)
    person.refresh_from_db()
    assert str(person.second_factor_asked_on) == "2018-04-09"  # signing in again gives no more
    on("2018-04-23")
    assert client.get("/").url == SET_UP


def test_when_the_team_takes_codes_off_sessions_end_and_a_new_step_is_set_up(client, person, board, on):
    on("2018-05-01")
    has_app(person)
    client.force_login(person)
    UserSession.objects.create(user=person, session_key=client.session.session_key, ip="192.0.2.1")
    assert client.get("/").status_code == 200
    take_off_codes(person=person, by=PersonFactory(is_superuser=True), board=board)
    assert client.get("/").url.startswith("/account/login/")
    client.post("/account/login/", {"login": "ada@example.org", "password": PASSPHRASE})
    assert client.get("/").url == SET_UP


def test_a_board_that_requires_one_says_from_which_day():
    with pytest.raises(ValidationError, match="Give the day"):
        Board(name="A", short_name="A", slug="a", second_factor="required").clean()
