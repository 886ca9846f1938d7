"""A real server on the demonstration's data, and the system's Chromium to use it with.

The server is started once: each test works on actions of its own.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "demonstration-only"


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of the product, served as `make run` serves it, on the demonstration's data."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    var = tmp_path_factory.mktemp("var")
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "LSCB_DEMONSTRATION": "1",
        "LSCB_TODAY": "2018-04-09",
        "LSCB_VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "lscb.settings",
        "EMAIL_URL": f"filemail://{var}/mail",
    }
    for command in ("migrate -v0", "createcachetable", "collectstatic --noinput -v0", "load_examples"):
        subprocess.run(
            [sys.executable, "manage.py", *command.split()], cwd=ROOT, env=environment, check=True
        )
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "lscb.wsgi", "-b", f"127.0.0.1:{port}", "--threads", "4"],
        cwd=ROOT,
        env=environment,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urlopen(f"{address}/account/login/")  # noqa: S310  (our own server)
                break
            except OSError:
                time.sleep(0.2)
        else:
            raise RuntimeError("The server did not start.")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )
    if not found:
        pytest.fail("No Chromium on this machine: `make setup-test` installs it or says how.")
    return {
        "executable_path": found,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    }


@pytest.fixture
def browser_context_args(server):
    return {"base_url": server, "locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def sign_in():
    """`sign_in(page, "board.team")`: as that reader of the demonstration, landing on home."""

    def as_reader(page, name, password=PASSWORD):
        page.goto("/account/login/")
        page.get_by_label("E-mail").fill(f"{name}@example.org")
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").click()

    return as_reader


@pytest.fixture
def accessible():
    """`accessible(page)`: axe finds nothing serious, there is one h1, and nothing scrolls sideways."""

    def check(page):
        results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        serious = [
            f"{violation['id']}: {violation['help']} - {violation['nodes'][0]['html'][:200]}"
            for violation in results.response["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
        assert not serious, f"{page.url}\n" + "\n".join(serious)
        assert page.locator("h1").count() == 1, page.url

    return check


def pytest_collection_modifyitems(items):
    """Browser tests share one server, so they run on one worker."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
