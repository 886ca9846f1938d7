"""What programs that watch the service are told."""

import pytest
from django.db import DatabaseError, connection
from prometheus_client.parser import text_string_to_metric_families

from lscb.running import readiness
from lscb.work import outbox


@pytest.fixture
def needs(monkeypatch):
    """`needs(words, holds_up)`: one need alone, of which `words` are missing."""

    def alone(words, *, holds_up=True):
        monkeypatch.setattr(readiness, "NEEDS", (readiness.Need("it", lambda: words, holds_up=holds_up),))

    return alone


def test_the_process_says_that_it_lives_whatever_else_is_wrong(client, settings, django_assert_num_queries):
    """A probe knows no name of the service and speaks no https."""
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["plan.example.org"], True
    answer = client.get("/healthz", headers={"host": "10.0.0.1"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "Set-Cookie" not in answer and answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "holds_up", "status", "said"),
    [
        ("", True, 200, "there"),
        ("It lacks a name: x@y.", True, 503, "missing"),
        ("Later.", False, 200, "missing"),
    ],
)
def test_ready_is_what_lacks_nothing_that_people_need(client, needs, words, holds_up, status, said):
    needs(words, holds_up=holds_up)
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer.json() == {"ready": status == 200, "needs": {"it": said}}


@pytest.mark.django_db
def test_what_is_counted_is_for_who_has_the_token(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    settings.METRICS_TOKEN = "a-token"
    assert client.get("/metrics", headers={"authorization": "Bearer another"}).status_code == 404
    outbox.post(kind="news", to="ada@example.org", subject="Typed words", body="More of them")
    client.get("/account/login/")
    text = client.get("/metrics", headers={"authorization": "Bearer a-token"}).text
    counted = {
        sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.labels.get("route", "account_login") == "account_login"
    }
    assert counted["lscb_request_seconds_count"] >= 1
    assert counted["lscb_letters"] == 1
    assert "ada" not in text and "Typed" not in text


@pytest.mark.django_db
def test_each_need_says_what_mends_it(settings, tmp_path, monkeypatch):
    settings.DEMONSTRATION, settings.BASE_URL, settings.ALLOWED_HOSTS = False, "", []
    settings.EMAIL_IS_SET, settings.DEFAULT_FROM_EMAIL = False, "tracker@localhost"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "no_such_table"}
    }
    monkeypatch.setattr(readiness, "pending_migrations", lambda: ["plans.0001_initial"])
    monkeypatch.setattr(readiness, "_once_there", set())
    said = " ".join(readiness.refusals())
    for mends in (
        "manage.py migrate",
        "createcachetable",
        "collectstatic",
        "LSCB_BASE_URL",
        "LSCB_ALLOWED_HOSTS",
    ):
        assert mends in said
    assert "lacks 1 migration:" in said and "EMAIL_URL" in said and "LSCB_FROM_EMAIL" in said


@pytest.mark.django_db
def test_without_a_database_nothing_that_stands_in_it_is_asked_for(monkeypatch):
    def gone():
        raise DatabaseError

    monkeypatch.setattr(connection, "ensure_connection", gone)
    said = {need.name: words for need, words in readiness.whatever_is_missing(while_running=True).items()}
    assert "DATABASE_URL" in said["database"]
    assert "migrations" not in said and "cache table" not in said


def test_a_mail_server_that_is_gone_is_said_and_holds_nobody_up(settings, monkeypatch):
    monkeypatch.setattr(readiness, "_last_asked", {"at": float("-inf"), "said": ""})
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1,
    )  # fmt: skip
    need = next(each for each in readiness.NEEDS if each.name == "mail server")
    assert "EMAIL_URL" in need.missing() and not need.holds_up
