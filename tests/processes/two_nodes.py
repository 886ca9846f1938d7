"""Two web nodes and two workers on one PostgreSQL, each with a folder of its own but for files: they are one service.

Prints what people and letters saw of it, for tests/soak/test_nodes.py.
"""

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import requests
from django.urls import reverse

from tests.access.browser import forms_of
from tests.processes.database import ROOT, with_tables

PASSPHRASE = "three random words"
SIGN_IN = "/account/login/"
LETTERS = 40
PDF = b"%PDF-1.7 an audit of 20 records"


def main() -> None:
    with_tables()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import override_settings

    call_command("createcachetable", "lscb_cache", verbosity=0)
    # So that who read it before reads it anew.
    override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}).enable()
    migrations_had(settings)
    plan, ada = rows()
    folder = settings.VAR_DIR.parent
    shared = folder / "files"
    shared.mkdir()
    with ExitStack() as stack:
        nodes = [stack.enter_context(node(folder, shared, number)) for number in range(2)]
        said = {
            "session": session(nodes, plan),
            "kept": kept(nodes, plan),
            "file": file(nodes, plan),
            "limit": limit(nodes),
            "restarted": while_the_database_restarts(nodes, plan),
        }
        workers = [stack.enter_context(worker(folder, number)) for number in range(2)]
        said["letters"] = letters(folder)
        said["killed"] = killed(folder, ada, workers)
    json.dump(said, sys.stdout)


def migrations_had(settings) -> None:
    """The tables were made of the models, as the migrations make them: they count as done, or no node would start."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    settings.MIGRATION_MODULES = {}
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations:
        recorder.record_applied(app, name)


def rows():
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    from subgroups.models import Person
    from tests.factories import ActionFactory, BoardFactory, PlanFactory, board_team

    plan = PlanFactory(board=BoardFactory())
    ada = board_team(plan.board, name="Ada Thwaite", email="ada@example.org")
    bea = board_team(plan.board, name="Bea Fell", email="bea@example.org")
    hashed = PBKDF2PasswordHasher().encode(PASSPHRASE, "salt", iterations=1000)
    Person.objects.filter(pk__in=[ada.pk, bea.pk]).update(password=hashed)
    ActionFactory(plan=plan)
    return plan, ada


# --- What is started --------------------------------------------------------------------------------------------


def environment(folder: Path, own: Path) -> dict[str, str]:
    own.mkdir()
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.processes.served",
        "LSCB_DEMONSTRATION": "1",
        "LSCB_VAR_DIR": str(own),
        "LSCB_BACKGROUND": "database",
        "LSCB_ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
    }


@contextmanager
def started(words: list[str], said_in: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen]:
    with said_in.open("w") as said:
        process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=said, stderr=said)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            process.wait(60)


@contextmanager
def node(folder: Path, shared: Path, number: int) -> Iterator[str]:
    """One machine: its address."""
    own = folder / f"node-{number}"
    env = environment(folder, own)
    (own / "files").symlink_to(shared)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env |= {"LSCB_BIND": f"127.0.0.1:{port}", "LSCB_WORKERS": "1"}
    with started([sys.executable, "-m", "gunicorn", "lscb.wsgi"], own / "log", env):
        base = f"http://127.0.0.1:{port}"
        until(lambda: answers(base), (own / "log").read_text)
        yield base


@contextmanager
def worker(folder: Path, number: int) -> Iterator[subprocess.Popen]:
    own = folder / f"worker-{number}"
    words = [sys.executable, "manage.py", "db_worker", "--interval", "0.1", "--no-reload"]
    with started(
        [*words, "--worker-id", f"worker-{number}"], own.with_suffix(".log"), environment(folder, own)
    ) as it:
        yield it


def answers(base: str) -> bool:
    try:
        return requests.get(f"{base}/readyz", timeout=30).status_code == 200
    except requests.ConnectionError:
        return False


def until(is_so: Callable[[], object], tell: Callable[[], str] = str, seconds: float = 90) -> None:
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, f"{is_so} after {seconds} s: {tell()[-3000:]}"
        time.sleep(0.05)


# --- What is tried ----------------------------------------------------------------------------------------------


def form_at(browser: requests.Session, base: str, address: str, has: str):
    """The form of a page that has a field of that name, and what it would send."""
    page = browser.get(base + address).text
    form = next(each for each in forms_of(page, address) if has in each.boxes)
    return form, form.data | {"form_of": [form.of]}


def signed_in(
    base: str, browser: requests.Session, email: str = "ada@example.org", password: str = PASSPHRASE
):
    _, data = form_at(browser, base, SIGN_IN, "password")
    return browser.post(base + SIGN_IN, data | {"login": email, "password": password})


def session(nodes: list[str], plan) -> list[int]:
    """Signed in on one node, a page of the other; signed out on the other, a page of the first."""
    first, second = nodes
    browser = requests.Session()
    signed_in(first, browser)
    page = reverse("plans:action-list", args=[plan.slug])
    seen = [browser.get(second + page, allow_redirects=False).status_code]
    out = next(each for each in forms_of(browser.get(second).text, "/") if each.address == "/account/logout/")
    browser.post(second + out.address, out.data)
    return [*seen, browser.get(first + page, allow_redirects=False).status_code]


def kept(nodes: list[str], plan) -> dict:
    """Typed on one node, sent to the other when the session had ended, and filled in again on the first."""
    from django.contrib.sessions.models import Session

    from plans.models import Risk

    first, second = nodes
    browser = requests.Session()
    signed_in(first, browser)
    address = reverse("plans:risk-add", args=[plan.slug])
    _, data = form_at(browser, first, address, "words")
    Session.objects.all().delete()
    browser.post(second + address, data | {"words": "Staff leave soon"})
    again = signed_in(first, browser)
    return {
        "filled in again": "Staff leave soon" in again.text and "Nothing of this is saved yet." in again.text,
        "saved": Risk.objects.count(),
    }


def file(nodes: list[str], plan) -> bool:
    """Added on one node, taken from the other."""
    from plans.models import Evidence

    first, second = nodes
    browser = requests.Session()
    signed_in(first, browser)
    address = reverse("plans:evidence-add", args=[plan.slug, plan.actions.get().pk])
    _, data = form_at(browser, first, address, "title")
    typed = data | {"title": "Minutes", "link": ""}
    browser.post(first + address, typed, files={"file": ("minutes.pdf", PDF, "application/pdf")})
    evidence = Evidence.objects.get()
    return browser.get(second + reverse("plans:evidence-file", args=[plan.slug, evidence.pk])).content == PDF


def limit(nodes: list[str]) -> list[bool]:
    """Whether the right password lets in, on each node, after five wrong ones for the account on each."""
    for turn in range(10):
        signed_in(nodes[turn % 2], requests.Session(), "bea@example.org", "wrong")
    let_in = []
    for node in nodes:
        browser = requests.Session()
        signed_in(node, browser, "bea@example.org")
        let_in.append("sessionid" in browser.cookies)
    return let_in


def while_the_database_restarts(nodes: list[str], plan) -> dict:
    """Four people save all the time, and for two seconds every connection is cut and none is let in."""
    from plans.models import Risk

    address = reverse("plans:risk-add", args=[plan.slug])
    saved: list[str] = []
    failed: list[int] = []
    stop = threading.Event()

    def saves(base: str, who: int) -> None:
        browser = requests.Session()
        signed_in(base, browser)
        _, data = form_at(browser, base, address, "words")
        for number in itertools.count():
            if stop.is_set():
                return
            words = f"Said by {who}, number {number}"
            sent = data | {"words": words, "form_key": str(uuid4())}
            status = browser.post(base + address, sent, allow_redirects=False, timeout=60).status_code
            (saved.append(words) if status == 302 else failed.append(status))
            time.sleep(0.05)

    def tell() -> str:
        return f"{len(saved)} saved, then {failed[-9:]}"

    people = [threading.Thread(target=saves, args=(nodes[who % 2], who)) for who in range(4)]
    for each in people:
        each.start()
    try:
        until(lambda: len(saved) > 20, tell)
        down = out_of_reach(nodes[0])
        before = len(saved)
        until(lambda: len(saved) > before + 20, tell)
    finally:
        stop.set()
        for each in people:
            each.join(90)
    there = list(Risk.objects.filter(words__startswith="Said by").values_list("words", flat=True))
    return {
        "answers that failed": sorted(set(failed)),
        "ready": [down, requests.get(f"{nodes[0]}/readyz", timeout=30).status_code],
        "lost": len(set(saved) - set(there)),
        "twice": len(there) - len(set(there)),
        "saved without an answer": len(set(there) - set(saved)) <= len(failed),
    }


def out_of_reach(node: str) -> int:
    """For two seconds; what `/readyz` answers meanwhile."""
    import psycopg2
    from django.db import connection, connections

    name = connection.settings_dict["NAME"]
    connections.close_all()
    server = psycopg2.connect(os.environ["DATABASE_URL"].replace(f"/{name}", "/template1"))
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        time.sleep(2)
        down = requests.get(f"{node}/readyz", timeout=30).status_code
        cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    server.close()
    return down


def letters(folder: Path) -> dict:
    """Many letters, each taken by one of two workers; more of them where one was done before the other looked."""
    from django_tasks_db.models import DBTaskResult

    from lscb.models import Letter
    from lscb.work import outbox

    tasks = DBTaskResult.objects.filter(task_path="lscb.work.outbox.deliver")
    taken_by: set[str] = set()
    posted = 0
    while len(taken_by) < 2 and posted < 5 * LETTERS:
        for number in range(posted, posted + LETTERS):
            outbox.post(kind="Test", to=f"{number}@example.org", subject="s", body="b")
        posted += LETTERS
        until(lambda: not Letter.objects.filter(state__in=("waiting", "sending")).exists())
        taken_by = {worker for task in tasks.all() for worker in task.worker_ids}
    written = "".join(path.read_text() for path in (folder / "mail").iterdir())
    return {
        "times sent": sorted({written.count(f"To: {number}@example.org\n") for number in range(posted)}),
        "settled": not Letter.objects.exclude(state="sent").exists(),
        "taken by": sorted(taken_by),
        "taken so often": sorted({len(task.worker_ids) for task in tasks}),
    }


def killed(folder: Path, ada, workers: list[subprocess.Popen]) -> dict:
    """A worker is killed in the midst of a job: it is seen, started again, and done by the other."""
    from django.utils import timezone

    from lscb.models import Job
    from lscb.work import background
    from tests.processes.waiting_tasks import waits

    began = folder / "begun"
    job = background.start(waits, title="Waiting", by=ada, opens="/", folder=str(folder))
    until(began.exists)
    pid = int(began.read_text())
    os.kill(pid, signal.SIGKILL)
    next(each for each in workers if each.pid == pid).wait(30)
    state = Job.objects.get(pk=job.pk).state
    Job.objects.update(heard_at=timezone.now() - timedelta(hours=1))
    background.tidy()
    job.refresh_from_db()
    given_up = [job.state, job.said == Job.LOST]
    background.start_again(job=job, by=ada)
    until(lambda: len(began.read_text().split()) == 2)
    (folder / "go").touch()
    until(lambda: Job.objects.get(pk=job.pk).has_ended)
    job.refresh_from_db()
    return {
        "after the kill": state,
        "given up": given_up,
        "in the end": [job.state, job.said, job.attempt],
        "by another": len(set(began.read_text().split())),
    }


if __name__ == "__main__":
    main()
