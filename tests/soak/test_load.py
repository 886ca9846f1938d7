"""The demonstration under load: people who read every page they find, and write, for a minute, through gunicorn.

Every page of every example's board is walked by its links; what is slow is printed, and nothing may fail.
"""

import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from html import unescape
from http.client import HTTPException
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPErrorProcessor, build_opener

import pytest

from reporting.examples.demonstration import PASSWORD
from tests.access.browser import forms_of
from tests.processes.database import ROOT

pytestmark = pytest.mark.soak

READERS = 8
SECONDS = 60
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


@pytest.fixture
def served(tmp_path):
    """The address of the demonstration, served as `make run` serves it, with a database of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "LSCB_DEMONSTRATION": "1",
        "LSCB_VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'load.sqlite3'}",
        "EMAIL_URL": f"filemail:///{tmp_path / 'mail'}",
        "LSCB_ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "lscb.settings",
    }
    for command in ("migrate", "createcachetable", "collectstatic --noinput", "load_examples"):
        words = [sys.executable, "manage.py", *command.split()]
        subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True)
    said = (tmp_path / "gunicorn.log").open("w")
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "lscb.wsgi"],
        cwd=ROOT,
        env=environment | {"LSCB_BIND": f"127.0.0.1:{port}", "LSCB_WORKERS": "2"},
        stdout=said,
        stderr=said,
    )
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)
        said.close()


def test_a_minute_of_reading_and_writing_fails_nobody(served, tmp_path, capsys):
    readers = [Reader(served, seed) for seed in range(READERS)]
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
    assert not failed, [*failed[:10], (tmp_path / "gunicorn.log").read_text()[-3000:]]
    assert len({what for _, what in times}) > 100
    assert sum(reader.written for reader in readers) > 20
