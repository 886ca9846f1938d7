"""A session that nobody uses ends. What was typed in it is in test_kept.py."""

import time
from unittest import mock

import pytest
from allauth.core import context
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from lscb.models import Job
from subgroups.operations import send_password_link
from subgroups.signing_in.idle import tidy
from subgroups.templatetags.sessions import device
from tests.factories import BoardFactory, PersonFactory, PlanFactory, board_team

pytestmark = pytest.mark.django_db

PASSPHRASE = "three random words"
SIGN_IN = "/account/login/"


@pytest.fixture
def plan():
    return PlanFactory(board=BoardFactory())


@pytest.fixture
def person(plan):
    return board_team(plan.board, email="ada@example.org", password=PASSPHRASE)


def sign_in(client, email="ada@example.org"):
    return client.post(SIGN_IN, {"login": email, "password": PASSPHRASE})


def minutes_later(minutes):
    """From here on it is so many minutes later."""
    return mock.patch("time.time", return_value=time.time() + minutes * 60)


def test_a_session_in_use_goes_on_and_one_that_is_not_ends(client, person):
    sign_in(client)
    for minutes in (25, 50, 75):
        with minutes_later(minutes):
            assert client.get("/").status_code == 200
    with minutes_later(106):
        ended = client.get("/calendar/?x=1")
        assert ended.url == f"{SIGN_IN}?next=/calendar/%3Fx%3D1"
        assert "nobody used this page for 30 minutes" in client.get(ended.url).content.decode()
    assert client.get("/").status_code == 302


def test_without_the_cookie_signing_in_is_what_counts(client, person):
    sign_in(client)
    with minutes_later(20):
        client.get("/")
    del client.cookies["last-used"]
    with minutes_later(31):
        assert client.get("/").status_code == 302


def test_the_cookie_of_another_session_keeps_none_alive(client, person):
    sign_in(client)
    other = Client()
    with minutes_later(31):
        sign_in(other)
        other.get("/")
        client.cookies["last-used"] = other.cookies["last-used"].value
        assert client.get("/").status_code == 302


def test_what_a_page_asks_by_itself_is_no_use_and_typing_is(client, person):
    sign_in(client)
    with minutes_later(20):
        client.get("/calendar/", headers={"X-Unattended": "1"})
        client.get("/calendar/?unattended")
    with minutes_later(31):
        assert client.get("/").status_code == 302
        sign_in(client)
    with minutes_later(55):
        assert client.get("/still-here/").status_code == 204
    with minutes_later(80):
        assert client.get("/").status_code == 200


def test_a_page_that_waits_says_that_it_asks_by_itself(client, person):
    sign_in(client)
    job = Job.objects.create(title="Sending reminders", by=person, opens="/")
    page = client.get(job.get_absolute_url()).content.decode()
    assert 'hx-headers=\'{"X-Unattended": "1"}\'' in page
    assert f"url={job.get_absolute_url()}?unattended" in page


def test_it_can_be_switched_off(client, person, settings):
    settings.IDLE_MINUTES = 0
    sign_in(client)
    with minutes_later(500):
        assert client.get("/").status_code == 200


def test_reading_writes_nothing_but_when_the_session_was_used_every_few_minutes(
    client, person, django_assert_num_queries
):
    sign_in(client)
    before = UserSession.objects.get().last_seen_at
    with minutes_later(2):
        client.get("/still-here/")
    assert UserSession.objects.get().last_seen_at == before
    with minutes_later(8):
        client.get("/still-here/")
    assert UserSession.objects.get().last_seen_at > before
    with django_assert_num_queries(4):  # the session, its person, their roles and their places
        client.get("/still-here/")


def test_people_see_where_they_are_signed_in_and_sign_out_elsewhere(client, person):
    firefox = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:139.0) Gecko/20100101 Firefox/139.0"}
    other = Client(headers=firefox)
    sign_in(other)
    sign_in(client)
    page = client.get("/account/sessions/").content.decode()
    assert "Firefox on Windows" in page
    assert "(this one)" in page
    client.post("/account/sessions/", {})
    assert other.get("/").status_code == 302
    assert client.get("/").status_code == 200


def test_a_new_password_ends_the_others(client, person):
    other = Client()
    sign_in(other)
    sign_in(client)
    new = "a wholly new passphrase"
    client.post("/account/password/change/", {"oldpassword": PASSPHRASE, "password1": new, "password2": new})
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302


def test_a_link_from_the_team_ends_them_all(client, person, rf):
    sign_in(client)
    request = rf.get("/")
    with context.request_context(request):
        send_password_link(person=person, request=request, by=PersonFactory(is_superuser=True))
    assert client.get("/").status_code == 302


def test_sessions_that_ended_are_forgotten(client, person):
    sign_in(Client())
    sign_in(client)
    Session.objects.exclude(session_key=client.session.session_key).update(expire_date=timezone.now())
    assert tidy() == "sessions forgotten: 1"
    assert [each.session_key for each in UserSession.objects.all()] == [client.session.session_key]


@pytest.mark.parametrize(
    ("line", "called"),
    [
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/18 Safari/605",
            "Safari on Mac",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/137 Safari/537 Edg/137.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/137 Mobile Safari/537", "Chrome on Android"),
        ("curl/8.5", "Another program"),
    ],
)
def test_browsers_are_called_by_their_names(line, called):
    assert device(line) == called
