"""The demonstration under load, through gunicorn, on SQLite and on PostgreSQL.

First people read every page they find, and write: every page of every example's board is walked by its links; what is
slow is printed, and nothing may fail. Then colleagues of one board do what is done at the end of a quarter: no update
is lost or saved twice, and the processes do not grow. `LSCB_SOAK_SECONDS` is how long each takes; ten minutes (600)
before a release.
"""

import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from html import unescape
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPErrorProcessor, build_opener

import pytest
import requests

from reporting.examples.demonstration import PASSWORD
from tests.access.browser import forms_of
from tests.processes.database import ROOT, database_url
from tests.soak.end_of_quarter import Colleague

READERS = 8
SECONDS = int(os.environ.get("LSCB_SOAK_SECONDS", "60"))
TEAM = ("board.team", "senior.manager", "business.support")
pytestmark = [pytest.mark.soak, pytest.mark.database, pytest.mark.timeout(2 * SECONDS + 1800)]

GROWS_TO = 1.15  # times what is held once everybody has worked for a third of the time
# Paper is set one at a time on purpose, and what ends a session ends the reader.
LEFT_OUT = re.compile(r"\.(pdf|docx|xlsx|ics)|/account/|/static/|/final/|mailto:|/admin/jsi18n|logout")


class _AsAnswered(HTTPErrorProcessor):
    """Leaves refusals to whoever asked."""

    def http_response(self, request, response):
        return response if response.status >= 400 else super().http_response(request, response)

    https_response = http_response


class Reader:
    def __init__(self, base: str, seed: int):
        self.base, self.chance = base, random.Random(seed)
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), _AsAnswered())
        self.times: list[tuple[float, str]] = []
        self.failed: list[str] = []
        self.written = 0

    def ask(self, address: str, sent: dict | None = None) -> str:
        began = time.monotonic()
        data = urlencode(sent, doseq=True).encode() if sent is not None else None
        try:
            with self.opener.open(urljoin(self.base, address), data, timeout=60) as answer:
                status, page = answer.status, answer.read().decode("utf-8", "replace")
                self.here = urlsplit(answer.url)
        except (HTTPError, URLError, HTTPException, OSError) as error:
            self.failed.append(f"{address}: {error!r}")
            return ""
        self.times.append((time.monotonic() - began, f"{'POST' if data else 'GET'} {address}"))
        if status >= 500:
            self.failed.append(f"{address}: {status}")
        return page

    def sign_in(self, email: str) -> None:
        page = self.ask("/account/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        page = self.ask(
            "/account/login/", {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token}
        )
        assert "Sign out" in page

    def walk(self, until: float) -> None:
        """Open one link after the other, and send every third form."""
        page = self.ask("/")
        while time.monotonic() < until:
            links = {unescape(link) for link in re.findall(r'<a [^>]*href="(/[^"#]*|\?[^"#]*)"', page)}
            links = sorted(link for link in links if not LEFT_OUT.search(link))
            where = self.here.path
            if page and self.chance.random() < 0.3:
                forms = [form for form in forms_of(page, where) if form.method == "post"]
                forms = [
                    form
                    for form in forms
                    if not LEFT_OUT.search(form.address) and "csrfmiddlewaretoken" in form.data
                ]
                if forms:
                    form = self.chance.choice(forms)
                    button = self.chance.choice(form.buttons or [("", "")])
                    self.written += 1
                    page = self.ask(form.address, form.data | ({button[0]: button[1]} if button[0] else {}))
                    continue
            page = self.ask(urljoin(where, self.chance.choice(links)) if links else "/")


@dataclass
class Served:
    """The demonstration as it is served.

    :param environment: in which commands are about the same database.
    """

    base: str
    environment: dict[str, str]
    server: subprocess.Popen
    log: Path

    def manage(self, *words: str) -> None:
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)

    @property
    def held(self) -> int:
        """Bytes that its web processes hold together, what they share counted once."""
        return sum(map(_held, [self.server.pid, *_children(self.server.pid)]))


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _held(pid: int) -> int:
    return (
        int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)[1])
        * 1024
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The demonstration, served as `make run` serves it, with a database of its own."""
    folder = tmp_path_factory.mktemp("served")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with database_url(folder) as url, (folder / "gunicorn.log").open("w") as said:
        environment = os.environ | {
            "LSCB_DEMONSTRATION": "1",
            "LSCB_VAR_DIR": str(folder),
            "DATABASE_URL": url,
            "EMAIL_URL": f"filemail:///{folder / 'mail'}",
            "LSCB_ALLOWED_HOSTS": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "lscb.settings",
        }
        for command in ("migrate", "createcachetable", "collectstatic --noinput", "load_examples"):
            words = [sys.executable, "manage.py", *command.split()]
            subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True)
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "lscb.wsgi"],
            cwd=ROOT,
            env=environment | {"LSCB_BIND": f"127.0.0.1:{port}", "LSCB_WORKERS": "2"},
            stdout=said,
            stderr=said,
        )
        try:
            for _ in range(600):  # it begins to listen once everything is read
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield Served(f"http://127.0.0.1:{port}", environment, server, folder / "gunicorn.log")
        finally:
            server.terminate()
            server.wait(90)


def test_a_minute_of_reading_and_writing_fails_nobody(served, capsys):
    readers = [Reader(served.base, seed) for seed in range(READERS)]
    for reader in readers:
        reader.sign_in("board.team@example.org")
    until = time.monotonic() + SECONDS
    threads = [threading.Thread(target=reader.walk, args=(until,)) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + 120)
    assert not any(thread.is_alive() for thread in threads)
    times = sorted(one for reader in readers for one in reader.times)
    seconds = [taken for taken, _ in times]
    parts = statistics.quantiles(seconds, n=100)
    with capsys.disabled():
        print(
            f"\n{len(times)} requests by {READERS} people in {SECONDS} s, {sum(each.written for each in readers)} of "
            f"them written: half within {parts[49]:.2f} s, 95 % within {parts[94]:.2f} s, 99 % within "
            f"{parts[98]:.2f} s, the longest {times[-1][0]:.2f} s ({times[-1][1]})"
        )
    failed = [one for reader in readers for one in reader.failed]
    assert not failed, [*failed[:10], served.log.read_text()[-3000:]]
    assert len({what for _, what in times}) > 100
    assert sum(reader.written for reader in readers) > 20


def test_the_end_of_a_quarter_loses_no_update_and_holds_no_more(served, capsys):
    failed: list[str] = []
    people = [_colleague(served.base, number, failed) for number in range(READERS)]
    for each in people:
        each.sign_in()
    began = time.monotonic()
    threads = [threading.Thread(target=_work, args=(each, began + SECONDS, failed)) for each in people]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS / 3)
    held = served.held
    for thread in threads:
        thread.join(SECONDS + 300)
    assert not any(thread.is_alive() for thread in threads)
    grown = served.held / held
    saved = {words: int(action) for each in people for words, action in each.saved.items()}
    with capsys.disabled():
        print(
            f"\n{len(saved)} updates by {READERS} people in {time.monotonic() - began:.0f} s; the web processes hold "
            f"{held / 2**20:.0f} MB after a third of it, and {grown:.2f} times that in the end"
        )
    assert not failed, [*failed[:10], served.log.read_text()[-3000:]]
    assert len(saved) > SECONDS / 10
    assert sorted(_said(served)) == sorted(saved.items())
    assert grown < GROWS_TO
    served.manage("housekeeping")
    served.manage("verify_audit")


def _colleague(base: str, number: int, failed: list[str]) -> Colleague:
    session = requests.Session()

    def ask(method, address, data, kind):
        answer = session.request(method, base + address, data=data, allow_redirects=False, timeout=120)
        if answer.status_code >= 400 and answer.status_code != 422:  # somebody else was first
            failed.append(f"{method} {address}: {answer.status_code}")
        return answer

    who = TEAM[number % len(TEAM)]
    return Colleague(ask, f"{who}@example.org", PASSWORD, "cumbria-2017-20", random.Random(number))


def _work(colleague: Colleague, until: float, failed: list[str]) -> None:
    while time.monotonic() < until:
        try:
            colleague.do_something()
        except requests.RequestException as error:
            failed.append(repr(error))


def _said(served: Served) -> list[tuple[str, int]]:
    """What updates say that colleagues saved, each with its action, as the database has them."""
    asks = (
        "from plans.models import ProgressUpdate; import json; "
        "said = ProgressUpdate.objects.filter(progress__startswith='Said ').values_list('progress', 'action'); "
        "print(json.dumps(list(said)))"
    )
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", asks]
    done = subprocess.run(
        command, cwd=ROOT, env=served.environment, check=True, capture_output=True, text=True
    )
    return [(words, action) for words, action in json.loads(done.stdout.splitlines()[-1])]
