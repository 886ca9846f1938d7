"""What every test shares: a day that stands still, and Cumbria's plan where it is asked for."""

import fcntl
import gc
import os
import pickle
import re
from datetime import date
from uuid import uuid4

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client, TestCase
from hypothesis import settings as property_tests

# Playwright's synchronous interface runs an event loop in the thread that also uses the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# How long one example takes says how busy the machine is, and nothing of what is tried.
property_tests.register_profile("on a busy machine", deadline=None)
property_tests.load_profile("on a busy machine")


def pytest_collection_finish():
    """Thousands of tests and what they import are needed throughout: reference cycles are looked for elsewhere."""
    gc.collect()
    gc.freeze()


def pytest_ignore_collect(collection_path, config):
    """Where the tests for PostgreSQL are asked for, a module that marks none is not read: most of them."""
    only_database = re.search(r"(?<!not )\bdatabase\b", config.getoption("markexpr"))
    if not (only_database and re.fullmatch(r"test_\w+\.py", collection_path.name)):
        return None
    marks = re.search(
        r"mark\.database|on_postgresql|every_third|in_turn", collection_path.read_text(encoding="utf-8")
    )
    return None if marks else True


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """What is loaded once for a module is loaded on one worker; so is the server of the browser's tests.

    Modules that take long begin first, so that no worker is left alone with one of them at the end.
    """
    long = set()
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group_of(item)))  # before pytest-xdist reads the groups
        if "browser" in item.path.parts or item.get_closest_marker("slow"):
            long.add(_group_of(item))
    yield
    items.sort(key=lambda item: _group_of(item) not in long)  # after pytest-django has sorted


def pytest_make_parametrize_id(val, argname):
    """A file made for a test may hold the second in which it was made: every worker must call the test alike."""
    return argname if isinstance(val, bytes) and len(val) > 40 else None


def _group_of(item) -> str:
    return "browser" if "browser" in item.path.parts else item.module.__name__


class TidyClient(Client):
    """A file that is handed out and that the test does not read is closed before the next request, or by `close`."""

    handed_out = None

    def request(self, **request):
        self.close()
        answer = super().request(**request)
        self.handed_out = answer if answer.streaming else None
        return answer

    def close(self):
        if self.handed_out is not None:
            request_finished.disconnect(close_old_connections)  # which the transaction of the test is in
            self.handed_out.close()
            request_finished.connect(close_old_connections)
            self.handed_out = None


class CommittingClient(TidyClient):
    """After each request what waits for the commit is done, as it is outside of tests."""

    def request(self, **request):
        with TestCase.captureOnCommitCallbacks(execute=True):
            return super().request(**request)


@pytest.fixture
def client():
    browser = CommittingClient()
    yield browser
    browser.close()


@pytest.fixture
def on(settings):
    """Set the day: `on(date(2018, 4, 1))` or `on("2018-04-01")`."""

    def set_today(day):
        settings.TODAY = date.fromisoformat(day) if isinstance(day, str) else day

    return set_today


@pytest.fixture(autouse=True)
def empty_cache():
    """Wrong passwords counted in one test do not slow another down."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def no_paper_kept(settings, tmp_path_factory):
    """What one test printed, or put into an archive, no other finds."""
    settings.PAPER_DIR = tmp_path_factory.getbasetemp() / f"paper-{uuid4().hex[:12]}"
    settings.ARCHIVES_DIR = tmp_path_factory.getbasetemp() / f"archives-{uuid4().hex[:12]}"


@pytest.fixture
def quick_paper(monkeypatch):
    """Paper that is not set: its bytes say so. Returns the HTML of each sheet asked for."""
    asked = []

    def print_at_once(html):
        asked.append(html)
        return b"%PDF- not set"

    monkeypatch.setattr("reporting.printing.pdf.printer.print_html", print_at_once)
    return asked


@pytest.fixture
def short_lists(monkeypatch):
    """Lists of actions with one row a page, where a test asks for how many are found: rows are most of their time."""
    monkeypatch.setattr("plans.views.actions.PAGE", 1)


@pytest.fixture(scope="module")
def kept_for_the_module(django_db_setup, django_db_blocker):
    """`kept_for_the_module(load)`: rows made once for a module, which every test finds as they were made.

    They are made in a transaction that each test's own nests in and that is rolled back after the module.
    """
    from contextlib import ExitStack

    from django.db import transaction

    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        _count_content_types_from_one()

        def keep(load):
            stack.enter_context(transaction.atomic())
            stack.callback(transaction.set_rollback, True)
            return load()

        yield keep


def _count_content_types_from_one() -> None:
    """A test that empties every table makes the content types anew, in the same order under the keys that follow: they
    get back those that they had, by which rows made once name them."""
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType
    from django.db import transaction
    from django.db.models import F, Min

    from lscb.models import AuditEntry

    before = (ContentType.objects.aggregate(first=Min("id"))["first"] or 1) - 1
    if before and not AuditEntry.objects.exists():
        with transaction.atomic():
            Permission.objects.update(content_type=F("content_type") - before)
            ContentType.objects.update(id=F("id") - before)
        ContentType.objects.clear_cache()


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """`made_once(load)`: the rows that `load` makes in an empty database, each later time put back as they were made.

    That takes a twentieth of the time. `load` is a function of a module, by which its rows are known; the worker that
    comes first makes them for all.
    """
    from django.contrib.contenttypes.models import ContentType

    from subgroups.models import Board

    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    rows_of = {}

    def make(load):
        # A test that empties every table makes the content types anew, and rows name them by their keys.
        made = _name_of(load), frozenset(ContentType.objects.values_list("pk", "app_label", "model"))
        if Board.objects.exists():  # the keys that its rows had may be taken
            load()
        elif made in rows_of:
            _put_back(rows_of[made])
        else:
            with open(folder / f"{made[0]}.rows", "a+b") as kept:
                fcntl.flock(kept, fcntl.LOCK_EX)
                kept.seek(0)
                read, rows = pickle.loads(kept.read() or pickle.dumps((None, {})))  # noqa: S301 - our own
                if read == made:
                    _put_back(rows)
                else:
                    rows = _rows_made_by(load)
                    kept.truncate(0)
                    pickle.dump((made, rows), kept)
            rows_of[made] = rows

    return make


def _name_of(load) -> str:
    return "-".join([getattr(load, "func", load).__name__, *getattr(load, "args", ())])


def _rows_made_by(load) -> dict:
    from django.apps import apps

    from lscb.models import SearchEntry

    # Without the entries of the search, which come with the rows.
    models = [each for each in apps.get_models(include_auto_created=True) if each is not SearchEntry]
    came_with_the_tables = {model for model in models if model._base_manager.exists()}
    load()
    made = [model for model in models if model not in came_with_the_tables]
    return {model._meta.label: rows for model in made if (rows := list(model._base_manager.all()))}


def _put_back(rows: dict) -> None:
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    models = [apps.get_model(label) for label in rows]
    for model in models:
        model._base_manager.bulk_create(rows[model._meta.label])
    # Another worker's server has counted none of their keys.
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def load_cumbria():
    from django.conf import settings

    from reporting.examples.document import load_document

    load_document(settings.FIXTURES_DIR / "cumbria-2017-20.toml", demonstration=True)


@pytest.fixture(scope="module")
def cumbria(kept_for_the_module, made_once):
    """Cumbria's plan as published, nothing updated."""
    from plans.models import Plan

    kept_for_the_module(lambda: made_once(load_cumbria))
    return Plan.objects.get(slug="cumbria-2017-20")
