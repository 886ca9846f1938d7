"""What every test shares: a day that stands still, and Cumbria's plan where it is asked for."""

import gc
import os
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
        r"mark\.database|sampled\(|every_ninth|in_turn", collection_path.read_text(encoding="utf-8")
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
def rows_kept(request):
    """The folder of what was made once: pytest's cache, which one run leaves to the next."""
    return request.config.cache.mkdir("rows")


@pytest.fixture(scope="session")
def made_once(rows_kept):
    """`made_once(load)`: what `load` makes in an empty database, made by the first test that asks for it."""
    from tests.made_once import make_once

    return lambda load: make_once(load, rows_kept)


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
