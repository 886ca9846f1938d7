"""A real server on the demonstration's data, and the system's Chromium to use it with.

The server is started once: each test works on actions of its own.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "demonstration-only"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# In milliseconds; generous, because a build machine may be busy.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Where the server that the tests share keeps what it keeps, its letters among it."""
    return ROOT / "var" if "BROWSER_TEST_SERVER" in os.environ else tmp_path_factory.mktemp("examples")


@pytest.fixture
def last_letter(folder):
    """`last_letter("ines@example.org")`: the text of the newest letter to them."""

    def read(to):
        letters = [
            path.read_text()
            for path in sorted((folder / "mail").iterdir(), key=lambda path: path.stat().st_mtime)
        ]
        return next(letter for letter in reversed(letters) if f"To: {to}" in letter)

    return read


@pytest.fixture(scope="session")
def server(request, folder):
    """The address of the product, served as `make run` serves it, on the demonstration's data.

    BROWSER_TEST_SERVER names one that runs already, to try tests quickly while writing them.
    """
    if running := os.environ.get("BROWSER_TEST_SERVER"):
        yield running
        return
    environment = copy_of(request.getfixturevalue("installed"), folder)
    manage(environment, "load_examples")
    with served(environment) as address:
        yield address


@pytest.fixture
def empty_server(installed, tmp_path_factory):
    """The address of an installation that nobody has used, and its set-up code."""
    environment = copy_of(installed, tmp_path_factory.mktemp("empty"))
    code = manage(environment, "set_up_code").split("\n\n")[1].strip()
    with served(environment) as address:
        yield address, code


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """The folder of an installation with an empty database, to be copied."""
    var = tmp_path_factory.mktemp("installed")
    for command in ("migrate -v0", "createcachetable", "collectstatic --noinput -v0"):
        manage(environment_in(var), command)
    return var


def copy_of(installed: Path, var: Path) -> dict[str, str]:
    """The settings of a copy of an installation, in a folder of its own."""
    shutil.copytree(installed, var, dirs_exist_ok=True)
    return environment_in(var)


def environment_in(var: Path) -> dict[str, str]:
    """The settings of an installation of its own in a folder."""
    return {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "LSCB_DEMONSTRATION": "1",
        "LSCB_TODAY": "2018-04-09",
        "LSCB_VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "EMAIL_URL": f"filemail:///{var}/mail",
    }


def manage(environment: dict[str, str], command: str, *words: str) -> str:
    """What a command of manage.py prints; `words` are handed to it as they are."""
    arguments = [sys.executable, "manage.py", *command.split(), *words]
    return subprocess.run(
        arguments, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


@contextmanager
def served(environment: dict[str, str]):
    """The product running on a free port, while the block runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "lscb.wsgi",
            "-b",
            f"127.0.0.1:{port}",
            "--threads",
            "4",
            "--no-control-socket",
        ],
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
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    return {
        **({"executable_path": found} if found else {}),  # else Playwright's own, where it was installed
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    }


@pytest.fixture
def browser_context_args(server):
    return {"base_url": server, "locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def sign_in():
    """`sign_in(page, "board.team")`: as that reader of the demonstration, landing on home."""

    def as_reader(page, name, password=PASSWORD):
        page.set_default_timeout(20_000)
        page.goto("/account/login/")
        page.get_by_label("Email").fill(f"{name}@example.org")
        page.get_by_label("Password").first.fill(password)
        page.get_by_role("button", name="Sign in").click()
        if password == PASSWORD:  # the next key is pressed on the page that follows
            page.wait_for_url(lambda address: "/account/login/" not in address)

    return as_reader


@pytest.fixture
def accessible():
    """`accessible(page)`: axe finds nothing serious, there is one h1, and nothing scrolls sideways."""

    def check(page):
        results = Axe().run(
            page,
            options={
                "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
                "resultTypes": ["violations"],
            },
        )
        serious = [
            f"{violation['id']}: {violation['help']} - {violation['nodes'][0]['html'][:200]}"
            for violation in results.response["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
        assert not serious, f"{page.url}\n" + "\n".join(serious)
        assert page.locator("h1").count() == 1, page.url

    return check


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
