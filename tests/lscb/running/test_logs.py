"""The log: an id for each request, and nothing that a person typed or that opens something."""

import io
import json
import logging
import sys

import pytest
from django.db import IntegrityError
from django.test import RequestFactory
from django.urls import resolve

from lscb.running.logs import OfItsRequest, WithoutTyped

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """`heard(logger name)`: the entries that it wrote as a board's log has them."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(OfItsRequest())
    handler.setFormatter(WithoutTyped("%(levelname)s %(name)s %(message)s %(request_id)s"))
    listening = []

    def listen(name):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        listening.append((logger, logger.level))
        logger.setLevel("INFO")
        return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]

    yield listen
    for logger, level in listening:
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_a_request_is_one_line_without_its_address(client, heard):
    entries = heard("lscb.request")
    answer = client.get("/account/login/?next=/plans/typed-words/")
    (entry,) = entries()
    assert entry["message"] == "GET account_login 200"
    assert entry["request_id"] == answer["X-Request-ID"] != ""
    assert entry["milliseconds"] >= 0
    assert "typed-words" not in json.dumps(entry)


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [
        (1, "from-the-proxy-1", True),
        (0, "from-a-stranger-1", False),
        (1, "two\nlines-of-it", False),
        (1, "short", False),
    ],
)
def test_an_id_is_taken_from_a_server_in_front_alone(client, settings, proxies, given, is_taken):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert (answer["X-Request-ID"] == given) is is_taken
    assert answer["X-Request-ID"].isalnum() or is_taken


def test_what_django_says_of_an_answer_names_the_route(client, heard):
    """The address of an invitation is its key."""
    entries = heard("django.request")
    client.get("/subgroups/no-such-page-but-a-secret/?q=typed")
    request = RequestFactory().get("/account/login/?q=typed")
    request.id, request.resolver_match = "abcdefgh", resolve("/account/login/")
    logging.getLogger("django.request").error(
        "Internal Server Error: %s", request.path, extra={"request": request}
    )
    not_found, failed = entries()
    assert not_found["message"] == "Not Found: none"
    assert (failed["message"], failed["request_id"]) == ("Internal Server Error: account_login", "abcdefgh")
    assert "typed" not in json.dumps([not_found, failed]) and "secret" not in json.dumps([not_found, failed])


def test_an_error_of_the_database_does_not_quote_the_row():
    typed = "ada@example.org"

    def fails():
        raise IntegrityError(f"DETAIL: Key (email)=({typed}) already exists.")

    def fails_for_it():
        try:
            fails()
        except IntegrityError as error:
            raise RuntimeError(f"Not saved: {error}") from error

    for way in (fails, fails_for_it):
        try:
            way()
        except Exception:
            record = logging.LogRecord("x", logging.ERROR, "", 0, "It failed.", (), sys.exc_info())
        said = json.loads(WithoutTyped("%(message)s").format(record))["exc_info"]
        assert typed not in said
        assert f"in {way.__name__}" in said and ("IntegrityError" in said or "RuntimeError" in said)


def test_another_error_is_said_in_full():
    try:
        raise KeyError("priority")
    except KeyError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "It failed.", (), sys.exc_info())
    assert "KeyError: 'priority'" in json.loads(WithoutTyped("%(message)s").format(record))["exc_info"]
