"""A real server on the demonstration's data, and the system's Chromium to use it with.

The server is started once: each test works on actions of its own.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "demonstration-only"
# The examples that the tests use: the server they share is started with these alone. The first is by far the longest.
PUBLISHED = "cumbria-2017-20 lancashire-2015-16 plan-on-a-page sutton-2015-18"
INSTALL = """
from django.core.management import call_command
from tests.processes.database import with_tables

with_tables()
call_command("createcachetable")
call_command("collectstatic", interactive=False, verbosity=0)
"""
# As the command does it, but their finals are kept without being printed, which takes most of the time.
LOAD = f"""
from pathlib import Path
from tests.examples import loader_of
from tests.made_once import make_once

for name in "{PUBLISHED}".split():
    make_once(loader_of(name), Path("%s"))
"""
# The same engine without a window comes first: the tests take a sixth less time with it.
CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)

# In milliseconds; generous, because a build machine may be busy.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Where the server that the tests share keeps what it keeps, its letters among it."""
    return ROOT / "var" if "BROWSER_TEST_SERVER" in os.environ else tmp_path_factory.mktemp("examples")


def letters_in(folder: Path) -> Iterator[str]:
    """The letters that were sent, the newest first; several sent in one go stand in one file."""
    paths = sorted((folder / "mail").glob("*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in paths:
        yield from reversed(path.read_text().split("-" * 79))


@pytest.fixture
def last_letter(folder):
    """`last_letter("ines@example.org")`: the text of the newest letter to them, which may be on its way still."""

    def read(to):
        for _ in range(50):
            if found := next((letter for letter in letters_in(folder) if f"To: {to}\n" in letter), ""):
                return found
            time.sleep(0.2)
        raise AssertionError(f"No letter to {to}.")

    return read


@pytest.fixture(scope="session")
def server(request, folder):
    """The address of the product, served as `make run` serves it, on the demonstration's data.

    BROWSER_TEST_SERVER names one that runs already, to try tests quickly while writing them.
    """
    if running := os.environ.get("BROWSER_TEST_SERVER"):
        yield running
        return
    with served(copy_of(request.getfixturevalue("loaded"), folder)) as address:
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
    manage(environment_in(var), "shell --no-imports --command", INSTALL)
    return var


@pytest.fixture(scope="session")
def loaded(installed, tmp_path_factory, rows_kept):
    """The folder of an installation with the examples, which nobody has touched, to be copied."""
    var = tmp_path_factory.mktemp("loaded")
    manage(copy_of(installed, var), "shell --no-imports --command", LOAD % rows_kept)
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
        arguments, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True, timeout=300
    ).stdout


@contextmanager
def served(environment: dict[str, str]):
    """The product running on a free port, while the block runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "lscb.wsgi"],
        cwd=ROOT,
        env=environment | {"LSCB_BIND": f"127.0.0.1:{port}", "LSCB_WORKERS": "1", "LSCB_STOPS_WITHIN": "1"},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(450):  # on a busy machine it takes its time
            try:
                urlopen(f"{address}/healthz", timeout=10).close()  # noqa: S310  (our own server)
                break
            except OSError:
                time.sleep(0.2)
        else:
            raise RuntimeError("The server did not start.")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


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


@pytest.fixture(scope="session")
def signed_in():
    """The cookies of whoever has signed in before, by name."""
    return {}


@pytest.fixture
def sign_in(signed_in):
    """`sign_in(page, "board.team")`: as that reader of the demonstration, landing on home.

    They type their password once, and come back to their session until it has ended.
    """

    def as_reader(page, name, password=PASSWORD):
        page.set_default_timeout(20_000)
        if password == PASSWORD and name in signed_in and not page.context.cookies():
            page.context.add_cookies(signed_in[name])
            page.goto("/")
            if "/account/login/" not in page.url:
                return
        page.goto("/account/login/")
        page.get_by_label("E-mail").fill(f"{name}@example.org")
        page.get_by_label("Password").first.fill(password)
        page.get_by_role("button", name="Sign in").click()
        if password == PASSWORD:  # the next key is pressed on the page that follows
            page.wait_for_url(lambda address: "/account/login/" not in address)
            signed_in[name] = page.context.cookies()

    return as_reader


# Contrast takes most of the time of axe, and depends on few things: of the texts alike in all of them three are
# marked, so that a table is not measured row by row. What axe finds is told by what is serious alone: the rest is long.
LOOK_WITH_AXE = """everyText => {
  if (!everyText) {
    const seen = new Map(), walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      if (!walk.currentNode.data.trim()) continue;
      const element = walk.currentNode.parentElement, own = getComputedStyle(element);
      const like = [own.color, own.fontSize, own.fontWeight, own.textShadow];
      for (let at = element; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        like.push(style.opacity, style.filter, style.backgroundImage, style.position);
        if (!/, 0\\)$|^transparent$/.test(style.backgroundColor)) like.push(style.backgroundColor);
      }
      const key = like.join("|"), count = seen.get(key) || 0;
      seen.set(key, count + 1);
      if (count < 3) element.setAttribute("data-text", "");
    }
    axe.configure({rules: [{id: "color-contrast", selector: "[data-text]"}]});
  }
  return axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"],
  }).then(found => found.violations
    .filter(each => ["serious", "critical"].includes(each.impact))
    .map(each => `${each.id}: ${each.help} - ${each.nodes[0].html.slice(0, 200)}`));
}"""


@pytest.fixture
def accessible():
    """`accessible(page)`: axe finds nothing serious, and there is one h1.

    Contrast is measured on three texts of each kind, and with `every_text=True` on all of them.
    """

    def check(page, *, every_text=False):
        page.wait_for_load_state("domcontentloaded")  # a page that is led on has no body for a moment
        page.evaluate(AXE_SCRIPT)
        serious = page.evaluate(LOOK_WITH_AXE, every_text)
        assert not serious, f"{page.url}\n" + "\n".join(serious)
        assert page.locator("h1").count() == 1, page.url

    return check


@pytest.fixture
def too_wide():
    """`too_wide(page, everywhere=True)`: each width at which the page scrolls sideways, in words; then the window is as
    it was. Not everywhere: as narrow as it gets, and where tables begin.

    320 is a window of 1280 at 400%, 640 at 200%. Text twice as large is asked for as a person's browser would.
    """

    def look(page, *, everywhere):
        before, found = page.viewport_size, []
        for width in (320, 640, 768, 820, 1024, 1280) if everywhere else (320, 768):
            page.set_viewport_size({"width": width, "height": 225 if width == 320 else 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"at {width}")
        if everywhere:
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"at {width} with text at 200%")
            page.evaluate("document.documentElement.style.fontSize = ''")
        page.set_viewport_size(before)
        return found

    return look


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
