"""PostgreSQL is restarted, twice, while people save and letters leave; then a worker is killed, three times, while it
sets the paper of a final. The worker is started again as deploy/systemd/lscb-worker.service says.

Prints what people, letters and finals saw of it, for tests/soak/test_restarted.py.
"""

import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import requests
from django.urls import reverse

from tests.postgres import DURABLE, Server, server
from tests.processes.database import ROOT, with_tables
from tests.processes.two_nodes import environment, form_at, migrations_had, node, rows, signed_in, until

TOLD = "The database of this service does not answer"
WRITERS, READERS = 4, 2
DELAYS = (0.0, 0.4, 1.2)  # seconds after which a paper that was begun loses its worker


def main() -> None:
    with tempfile.TemporaryDirectory() as name, server(DURABLE) as database:
        os.environ |= {"DATABASE_URL": database.url, "LSCB_VAR_DIR": str(Path(name, "own"))}
        with_tables()
        from django.conf import settings
        from django.core.management import call_command
        from django.test import override_settings

        call_command("createcachetable", "lscb_cache", verbosity=0)
        # So that who read it before reads it anew.
        override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}).enable()
        migrations_had(settings)
        plan, ada = rows()
        folder = Path(name)
        shared = folder / "files"
        shared.mkdir()
        with node(folder, shared, 0) as base, Worker(folder).kept_running() as worker:
            said = {
                mode: while_it_restarts(database, base, plan, worker, mode) for mode in ("fast", "immediate")
            }
            said["worker started"] = worker.started
            said["letters"] = letters(folder)
            log = (folder / "node-0" / "log").read_text().splitlines()
            print(*Counter(line for line in log if "Error" in line).items(), sep="\n", file=sys.stderr)
            said["paper"] = killed_at_paper(plan, ada, worker)
    json.dump(said, sys.stdout)


class Worker:
    """`db_worker`, and systemd over it."""

    def __init__(self, folder: Path):
        unit = (ROOT / "deploy/systemd/lscb-worker.service").read_text()
        said = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line)
        assert said["Restart"] == "always"
        self._waits = float(said["RestartSec"])
        self._environment = environment(folder, folder / "worker")
        self._log = folder / "worker.log"
        self._stopping = threading.Event()
        self.process: subprocess.Popen | None = None
        self.started = 0

    @contextmanager
    def kept_running(self) -> Iterator["Worker"]:
        keeper = threading.Thread(target=self._keep)
        keeper.start()
        try:
            yield self
        finally:
            self._stopping.set()
            if self.process:
                self.process.terminate()
            keeper.join(60)

    def running(self) -> subprocess.Popen:
        until(lambda: self.process and self.process.poll() is None)
        assert self.process
        return self.process

    def _keep(self) -> None:
        words = [sys.executable, "manage.py", "db_worker", "--interval", "0.1", "--no-reload"]
        while not self._stopping.is_set():
            with self._log.open("a") as said:
                self.process = subprocess.Popen(
                    words, cwd=ROOT, env=self._environment, stdout=said, stderr=said
                )
                self.started += 1
                self.process.wait()
            self._stopping.wait(self._waits)


# --- The database is restarted ----------------------------------------------------------------------------------


def while_it_restarts(database: Server, base: str, plan, worker: "Worker", mode: str) -> dict:
    """Four people save and two read all the time, and letters are written; what each was told, and what is there."""
    from django.db import connections

    from plans.models import Risk

    address = reverse("plans:risk-add", args=[plan.slug])
    saved: list[str] = []
    failed: list[tuple[int, bool]] = []
    unanswered: list[bool] = []
    is_down = threading.Event()
    read: Counter = Counter()
    stop = threading.Event()

    def answered(ask: Callable, *args, **more) -> bool:
        try:
            response = ask(*args, **more, allow_redirects=False, timeout=60)
        except requests.ConnectionError:  # as a browser that is told so by its machine
            unanswered.append(is_down.is_set())
            return False
        if response.status_code < 400:
            return True
        failed.append((response.status_code, TOLD in response.text))
        return False

    first = requests.Session()
    signed_in(base, first)

    def saves(who: int) -> None:
        browser = requests.Session()
        browser.cookies.update(first.cookies)
        _, data = form_at(browser, base, address, "words")
        for number in itertools.count():
            if stop.is_set():
                return
            words = f"{mode}: said by {who}, number {number}"
            sent = data | {"words": words, "form_key": str(uuid4())}
            # As the page says: who is told that it is out of reach sends the same form again.
            while not answered(browser.post, base + address, sent):
                time.sleep(0.2)
            saved.append(words)
            time.sleep(0.02)

    def reads() -> None:
        browser = requests.Session()
        browser.cookies.update(first.cookies)
        while not stop.is_set():
            read[answered(browser.get, f"{base}/")] += 1

    def tell() -> str:
        return f"{len(saved)} saved, then {failed[-9:]}"

    at_work = [threading.Thread(target=saves, args=(who,)) for who in range(WRITERS)]
    at_work += [threading.Thread(target=reads) for _ in range(READERS)]
    at_work.append(threading.Thread(target=writes_letters, args=(stop, mode)))
    for each in at_work:
        each.start()
    try:
        until(lambda: len(saved) > 20, tell)
        connections.close_all()
        process = worker.running()
        is_down.set()
        database.stop(mode)
        until(lambda: len(failed) >= WRITERS, tell)
        down = requests.get(f"{base}/readyz", timeout=30).status_code
        process.wait(180)  # the worker, which asks for work ten times a second
        database.start()
        before, read_before = len(saved), read[True]
        until(lambda: len(saved) > before + 20 and read[True] > read_before + 5, tell)
    finally:
        stop.set()
        for each in at_work:
            each.join(90)
    there = list(Risk.objects.filter(words__startswith=f"{mode}:").values_list("words", flat=True))
    return {
        "answers that failed": sorted({status for status, _ in failed}),
        "all said why": all(told for _, told in failed),
        "some failed": bool(failed),
        "unanswered": unanswered,
        "lost": len(set(saved) - set(there)),
        "twice": len(there) - len(set(there)),
        "ready": [down, requests.get(f"{base}/readyz", timeout=30).status_code],
        "still at work": sum(each.is_alive() for each in at_work),
    }


POSTED: list[str] = []


def writes_letters(stop: threading.Event, mode: str) -> None:
    """One after another; POSTED has those of which the event was told that they are written."""
    from django.db import Error, connection

    from lscb.work import outbox

    for number in itertools.count():
        if stop.is_set():
            break
        to = f"{mode}-{number}@example.org"
        try:
            outbox.post(kind="Test", to=to, subject="s", body="b")
            POSTED.append(to)
        except Error:
            connection.close()
        time.sleep(0.1)
    connection.close()


def letters(folder: Path) -> dict:
    """What became of every letter that was written, once the timer looked after it."""
    from django.core.management import call_command
    from django.utils import timezone

    from lscb.models import Letter

    # The worker does what waits in the queue; then the timer, as if an hour had passed.
    queue_is_done()
    Letter.objects.filter(state="waiting").update(written_at=timezone.now() - timedelta(hours=1))
    Letter.objects.filter(state="sending").update(claimed_at=timezone.now() - timedelta(hours=1))
    call_command("housekeeping", verbosity=0, stdout=sys.stderr)
    queue_is_done()
    # What the worker took last is taken and not yet sent: what is sent is in a file before it says so.
    until(lambda: not Letter.objects.filter(to__in=POSTED, state__in=["waiting", "sending"]).exists())
    written = "".join(path.read_text() for path in (folder / "mail").iterdir())
    sent = {to: written.count(f"To: {to}\n") for to in POSTED}
    state = dict(Letter.objects.filter(to__in=POSTED).values_list("to", "state"))
    return {
        "states": sorted(set(state.values()) - {"uncertain"}),
        "not there": len(set(POSTED) - state.keys()),
        "sent once": all(sent[to] == 1 for to in POSTED if state.get(to) == "sent"),
        "at most once": all(times <= 1 for times in sent.values()),
        "in doubt at most": sum(each == "uncertain" for each in state.values()) <= 2,
        "some": len(POSTED) > 20,
    }


def queue_is_done() -> None:
    from django_tasks_db.models import DBTaskResult

    until(lambda: not DBTaskResult.objects.ready().exists())


# --- A worker is killed -----------------------------------------------------------------------------------------


def killed_at_paper(plan, ada, worker: Worker) -> list[dict]:
    """A report is made final in the background; its worker dies, its page says so, and an administrator starts it
    again on the page of operations. Then the same with the next version."""
    from django.test import Client
    from django.utils import timezone

    from lscb.models import AuditEntry, Job
    from lscb.work import background
    from reporting import operations, tasks
    from reporting.models import MonitoringReport
    from subgroups.models import Person
    from tests.factories import QuarterFactory

    browser, keeper = Client(), Client()
    ada.refresh_from_db()  # whose password was set
    browser.force_login(ada)
    keeper.force_login(Person.objects.create_superuser("keeper@example.org", name="Keeper"))
    report = operations.start_draft(quarter=QuarterFactory(plan=plan), by=ada)
    seen = []
    for delay in DELAYS:
        process = worker.running()
        job = background.start(
            tasks.finalise_report, title="Making it final", by=ada, opens="/", report_id=report.pk
        )
        until(lambda job=job: Job.objects.get(pk=job.pk).said)  # it is being copied and printed
        time.sleep(delay)
        helpers = children(process.pid)
        process.kill()
        process.wait(30)
        report.refresh_from_db()
        number = report.number
        going = browser.get(job.get_absolute_url())
        Job.objects.filter(pk=job.pk).exclude(state="done").update(
            heard_at=timezone.now() - timedelta(hours=1)
        )
        background.tidy()
        stopped = browser.get(job.get_absolute_url())
        again = keeper.post(reverse("operations"), {"again": job.key})
        until(lambda job=job: Job.objects.get(pk=job.pk).has_ended, seconds=300)
        until(lambda helpers=helpers: not any(Path(f"/proc/{each}").exists() for each in helpers))
        report.refresh_from_db()
        job.refresh_from_db()
        seen.append(
            {
                "final when it was killed": number is not None,
                "page": ["it goes on without you" in going.text, Job.LOST in stopped.text],
                "asked again": again.status_code,
                "job": [job.state, job.attempt],
                "final": [report.state, report.number == report.version, report.pdf_is_intact],
                "said so often": AuditEntry.objects.about(report)
                .filter(operation="report-finalised")
                .count(),
            }
        )
        report = operations.correct_report(report=report, reason="A slip", by=ada)
    assert MonitoringReport.objects.frozen().count() == len(DELAYS)
    return seen


def children(pid: int) -> list[int]:
    """The processes that a process began, as Linux has them."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


if __name__ == "__main__":
    main()
