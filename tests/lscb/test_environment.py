"""A setting that cannot be is refused at the start, by its name and in a sentence."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from lscb.environment import Environment

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def env():
    return Environment()


def refused(read, *args, **kwargs):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read("SET", *args, **kwargs)
    return str(refusal.value)


@pytest.mark.parametrize("words", ["", "six", "-1", "1.5", "1" * 5000])
def test_a_number_that_is_none_or_below_its_least_is_refused(env, monkeypatch, words):
    monkeypatch.setenv("SET", words)
    assert refused(env.days, 14) == f"SET is a whole number from 0 to 36500, not “{words}”."
    assert refused(env.number, 14, most=9).startswith("SET is a whole number from 0 to 9")


def test_a_number_is_read_or_the_one_that_stands_without_it(env, monkeypatch):
    assert env.number("SET", 14) == 14
    monkeypatch.setenv("SET", "0")
    assert env.number("SET", 14) == 0
    assert refused(env.number, 14, least=1) == "SET is a whole number of 1 or more, not “0”."


@pytest.mark.parametrize(
    ("words", "is_on"),
    [("True", True), (" on ", True), ("1", True), ("False", False), ("Off", False), ("", False)],
)
def test_a_switch_is_on_or_off(env, monkeypatch, words, is_on):
    assert env.switch("SET", True) is True
    monkeypatch.setenv("SET", words)
    assert env.switch("SET", not is_on) is is_on


@pytest.mark.parametrize("words", ["enabled", "ture", "2", "True # for https"])
def test_a_switch_that_is_neither_is_refused_and_not_off(env, monkeypatch, words):
    monkeypatch.setenv("SET", words)
    assert refused(env.switch, True) == f"SET is True or False, not “{words}”."


def test_a_day_and_a_level_of_the_log_are_refused_too(env, monkeypatch):
    assert env.day("SET", "2018-04-09") == date(2018, 4, 9)
    assert env.day("SET", "") is None
    monkeypatch.setenv("SET", "2023-02-29")
    assert refused(env.day, "") == "SET is a date as 2018-04-09, not “2023-02-29”."
    assert refused(env.level, "INFO") == "SET is DEBUG, INFO, WARNING or ERROR, not “2023-02-29”."


def test_names_and_addresses_may_have_a_space_behind_their_commas(env, monkeypatch):
    monkeypatch.setenv("SET", "plan.example.org, 10.0.0.1 , [::1],.example.org,*,")
    assert env.hosts("SET", []) == ["plan.example.org", "10.0.0.1", "[::1]", ".example.org", "*"]
    monkeypatch.setenv("SET", "https://plan.example.org/, http://localhost:8000")
    assert env.origins("SET", []) == ["https://plan.example.org", "http://localhost:8000"]


@pytest.mark.parametrize("words", ["https://plan.example.org", "plan.example.org:443", "plan.example.org b"])
def test_a_host_that_no_request_is_for_is_refused(env, monkeypatch, words):
    monkeypatch.setenv("SET", f"10.0.0.1,{words}")
    assert refused(env.hosts, []) == f"SET has names as plan.example.org, not “{words}”."


@pytest.mark.parametrize("words", ["plan.example.org", "https://plan.example.org/sign-in", "https://"])
def test_an_origin_that_no_browser_sends_is_refused(env, monkeypatch, words):
    monkeypatch.setenv("SET", words)
    assert refused(env.origins, []).startswith("SET has addresses as https://plan.example.org, not “")


@pytest.mark.parametrize("words", ["plan.example.org", "https://", "https:///a", "javascript:alert(1)"])
def test_an_address_that_nobody_can_open_is_refused(env, monkeypatch, words):
    assert env.address("SET", "") == ""
    monkeypatch.setenv("SET", words)
    assert refused(env.address, "") == f"SET is an address that begins with https://, not “{words}”."


@pytest.mark.parametrize("words", ["", "the board", "Plan <plan", "Board, team <plan@example.org>", "a@b@c"])
def test_a_sender_of_no_address_is_refused(env, monkeypatch, words):
    assert env.sender("SET", "plan@localhost") == "plan@localhost"
    monkeypatch.setenv("SET", "Westshire SCP <plan@example.org>")
    assert env.sender("SET", "") == "Westshire SCP <plan@example.org>"
    monkeypatch.setenv("SET", words)
    assert refused(env.sender, "") == f"SET is an e-mail address, as plan@example.org, not “{words}”."


@pytest.mark.parametrize(
    "words", ["", "nonsense", "postgres://plan:s/e#cret@127.0.0.1/plan", "mysql://plan:secret@127.0.0.1/plan"]
)
def test_an_address_of_no_database_is_refused_and_no_password_repeated(env, monkeypatch, words):
    monkeypatch.setenv("SET", words)
    said = refused(env.database)
    assert said.startswith("SET is no address of a database")
    assert "cret" not in said


@pytest.mark.parametrize("words", ["smtp", "nonsense://x", "smtp+tls://plan:se#cret@mail.example.org:587"])
def test_an_address_of_no_mail_server_is_refused_and_no_password_repeated(env, monkeypatch, words):
    monkeypatch.setenv("SET", words)
    said = refused(env.mail, "consolemail://")
    assert said.startswith("SET is no address of a mail server")
    assert "cret" not in said


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("LSCB_AUDIT_KEPT", "-1"),  # would let all of the trail go
        ("LSCB_BACKUPS_KEPT", "-1"),  # would delete the backup just taken
        ("LSCB_LEAVERS_KEPT", "99999999"),  # no day is so long ago
        ("LSCB_LOCAL_PASSWORDS", "enabled"),
        ("LSCB_VAR_DIR", os.devnull),
        ("LSCB_ALLOWED_HOSTS", "https://plan.example.org"),
        ("LSCB_CSRF_TRUSTED_ORIGINS", "plan.example.org"),
        ("LSCB_FROM_EMAIL", "Plan <plan"),
        ("LSCB_BASE_URL", "plan.example.org"),
        ("LSCB_OIDC_ISSUER", "login.example.org"),
    ],
)
def test_nothing_starts_with_a_setting_that_cannot_be(name, words):
    asked = subprocess.run(
        [sys.executable, "-c", "import lscb.settings"],
        cwd=ROOT,
        env=os.environ | {"LSCB_SECRET_KEY": "x", name: words},
        capture_output=True,
        text=True,
    )
    assert asked.returncode == 1
    assert asked.stderr.splitlines()[-1].startswith(f"django.core.exceptions.ImproperlyConfigured: {name}")
