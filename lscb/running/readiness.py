"""What the service needs before it can serve anybody, each asked once and said in one sentence.

The same list lets gunicorn start or refuse (`gunicorn.conf.py`), answers `/readyz` and is printed by
`manage.py readiness`.
"""

import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

# Seconds for which it is believed what a mail server last said.
MAIL_ASKED_EVERY = 60
# Seconds that a mail server is given to say anything.
MAIL_ANSWERS_WITHIN = 3


@dataclass(frozen=True)
class Need:
    """One thing that must be there.

    :param name: in the answer of `/readyz`.
    :param missing: says in one sentence what is missing and what mends it; empty where nothing is.
    :param holds_up: whether nobody can be served without it. Letters can wait for a mail server, people need not.
    :param changes: whether it can go missing while the service runs, so that `/readyz` asks for it.
    """

    name: str
    missing: Callable[[], str]
    holds_up: bool = True
    changes: bool = True


def _database() -> str:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "The database does not answer: check DATABASE_URL and that it runs."
    return ""


def pending_migrations() -> list[str]:
    """Names of migrations that the database has not had, as "plans.0050_attendance".

    :raises django.db.Error: where the database does not answer.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


_once_there: set[str] = set()


def _migrations() -> str:
    """What a database has had it keeps, and to read all migrations takes a third of a second: asked until it is so."""
    if "migrations" in _once_there:
        return ""
    try:
        pending = len(pending_migrations())
    except Error:
        return "Whether its tables are up to date cannot be read from the database."
    if not pending:
        _once_there.add("migrations")
        return ""
    return f"The database lacks {pending} migration{'s' * (pending != 1)}: run manage.py migrate."


def database_missing() -> str:
    """Why a command that asked the database was not answered; empty where it is there with all its tables."""
    return _database() or _migrations()


def _cache_table() -> str:
    cache = caches["default"]
    if not isinstance(cache, DatabaseCache):
        return ""
    try:
        cache.get("readiness")
    except Error:
        return "The cache has no table: run manage.py createcachetable."
    return ""


def _static_files() -> str:
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        return ""
    if Path(settings.STATIC_ROOT, staticfiles_storage.manifest_name).exists():
        return ""
    return "The static files are not collected: run manage.py collectstatic --noinput."


def _base_url() -> str:
    if settings.BASE_URL.startswith(("https://", "http://")):
        return ""
    return "LSCB_BASE_URL is not set: the links in letters begin with it, as https://plan.example.org."


def _hosts() -> str:
    return "" if settings.ALLOWED_HOSTS else "LSCB_ALLOWED_HOSTS is not set: name what people reach it by."


def _letters() -> str:
    if settings.DEMONSTRATION or settings.EMAIL_IS_SET:
        return ""
    return "EMAIL_URL is not set: no letter would leave. EMAIL_URL=consolemail:// writes them to the log on purpose."


def _sender() -> str:
    if settings.DEMONSTRATION or not settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        return ""
    return "LSCB_FROM_EMAIL is not set: letters need an address to come from."


_last_asked = {"at": float("-inf"), "said": ""}


def _mail_server() -> str:
    if not issubclass(_mail_backend(), EmailBackend):
        return ""
    now = time.monotonic()
    if now - _last_asked["at"] > MAIL_ASKED_EVERY:
        _last_asked.update(at=now, said=_ask_mail_server())
    return str(_last_asked["said"])


def _mail_backend() -> type:
    return type(get_connection(fail_silently=False))


def _ask_mail_server() -> str:
    backend = get_connection(fail_silently=False, timeout=MAIL_ANSWERS_WITHIN)
    try:
        backend.open()
        backend.close()
    except (OSError, smtplib.SMTPException):
        return "The mail server does not answer: check EMAIL_URL; letters wait until it does."
    return ""


NEEDS = (
    Need("database", _database),
    Need("migrations", _migrations),
    Need("cache table", _cache_table),
    Need("static files", _static_files),
    Need("host names", _hosts, changes=False),
    Need("base URL", _base_url, changes=False),
    Need("mail", _letters, changes=False),
    Need("sender address", _sender, changes=False),
    Need("mail server", _mail_server, holds_up=False),
)


def whatever_is_missing(*, while_running: bool = False) -> dict[Need, str]:
    """Each need with what is missing of it, empty where nothing is. Without the database nothing that stands in it is
    asked for.

    :param while_running: leave out what cannot change once the service runs.
    """
    said: dict[Need, str] = {}
    for need in NEEDS:
        if while_running and not need.changes:
            continue
        if need.missing in (_migrations, _cache_table) and any(said.get(each) for each in NEEDS[:1]):
            continue
        said[need] = need.missing()
    return said


def refusals() -> list[str]:
    """Why the service must not start, a sentence each."""
    return [words for need, words in whatever_is_missing().items() if words and need.holds_up]
