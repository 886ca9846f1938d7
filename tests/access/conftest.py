"""The world of a module, and paper that is not set: who may have it is asked here, not how it looks."""

from dataclasses import dataclass

import pytest

from lscb.archive.writing import Written
from tests.access.matrix import READERS
from tests.access.world import make_world
from tests.conftest import TidyClient


@pytest.fixture(autouse=True)
def unwritten(no_paper_kept, monkeypatch, settings):
    """Archives of boards with nothing in them: what stands in one is asked in tests/lscb."""

    def write_at_once(board, to, at=None):
        to.write_bytes(b"PK")
        return Written({"counts": {}, "missing": []})

    monkeypatch.setattr("subgroups.operations.archives.write_archive", write_at_once)
    settings.ARCHIVES_DIR.mkdir()
    (settings.ARCHIVES_DIR / "ours.zip").write_bytes(b"PK")


@pytest.fixture(autouse=True)
def unprinted(quick_paper, monkeypatch):
    monkeypatch.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")
    monkeypatch.setattr("reporting.operations.editions.render_edition", lambda content: b"%PDF-")
    monkeypatch.setattr("reporting.views.report_papers.render_word", lambda *args: b"PK")


@pytest.fixture(scope="module")
def world(kept_for_the_module):
    return kept_for_the_module(make_world)


@pytest.fixture(scope="module")
def signed_in(kept_for_the_module, world):
    """A browser of each kind of reader, signed in once: to sign in is to write."""
    _, people, _ = world

    def sign_in():
        browsers = {reader: TidyClient() for reader in READERS}
        for reader, person in people.items():
            browsers[reader].force_login(person)
        return browsers

    return kept_for_the_module(sign_in)


@pytest.fixture
def browsers(db, signed_in):
    yield signed_in
    for browser in signed_in.values():
        browser.close()


@dataclass(frozen=True)
class Page:
    """What an address answered: its HTML, empty where it is a file, and where it leads on to."""

    status: int
    html: str
    leads_to: str


@pytest.fixture(scope="module")
def opened():
    """The pages that were opened, by reader and address."""
    return {}


@pytest.fixture
def pages(browsers, opened):
    """`pages(reader, url)`: the page as it is while nobody wrote, opened once for a module."""

    def page_of(reader, url):
        if (reader, url) not in opened:
            answer = browsers[reader].get(url)
            html = answer.text if "html" in answer.get("Content-Type", "") else ""
            opened[reader, url] = Page(answer.status_code, html, answer.get("Location", ""))
            browsers[reader].close()  # a file that is handed out in pieces
        return opened[reader, url]

    return page_of


@pytest.fixture
def rows(world):
    """The key of a row of each model, of our board."""
    return world[2]["rows"]
