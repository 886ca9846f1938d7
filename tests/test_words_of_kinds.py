"""A board of one kind reads no word of another: every page, paper and file by the matrix, and every text there is."""

import ast
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from lxml import html

from subgroups.models import Board
from subgroups.rules.presets import KINDS
from tests.access.admin import TEAM
from tests.access.admin import address as admin_address
from tests.access.matrix import MAY, ROUTES, Audience
from tests.access.routes import address
from tests.access.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OF_CHILDREN = (
    r"child|children|childhood|young (?:person|people)|pupils?|schools?|famil(?:y|ies)|neglect|(?-i:LSCBs?|LSCPs?|"
    r"CDOP|LADO|LCSPR|CSE|SCRs?)|serious case reviews?|section 11|S\.?11|voice of the child"
)
OF_ADULTS = r"adults?|care act|(?-i:SARs?|SABs?|MSP)|making safeguarding personal|voice of the person|carers?"
OF_ONE_BOARD = r"Cumbria|Lancashire|Sutton|PMQAG?|Safer Cumbria"
NOT_ON = {
    "adults-board": re.compile(rf"\b({OF_CHILDREN}|{OF_ONE_BOARD}|people a board works for)\b", re.I),
    "children-partnership": re.compile(
        rf"\b({OF_ADULTS}|{OF_ONE_BOARD}|LSCBs?|people a board works for)\b", re.I
    ),
    "children-board": re.compile(
        rf"\b({OF_ADULTS}|{OF_ONE_BOARD}|LSCPs?|DSPs?|people a board works for)\b", re.I
    ),
}
# What all boards are offered to choose from: the kinds by their names.
KINDS_NAMED = re.compile("|".join(map(re.escape, Board.Kind.labels)), re.I)
NOBODY_HERE = (
    Audience.WHILE_EMPTY,
    Audience.ADMINISTRATOR,
)  # who set the service up sees boards of every kind
# Attributes that a person reads or hears.
_READ = ("title", "alt", "placeholder", "aria-label", "content", "data-label")


def words_in(answer) -> str:
    """All that somebody reads in an answer, whatever it is."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            parts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
        return re.sub(r"<[^>]*>", " ", " ".join(parts))
    text = body.decode("utf-8", "replace")
    if "html" not in answer.get("Content-Type", "") or not text.strip():
        return text
    page = html.fromstring(text)
    for script in page.xpath("//script | //style"):
        script.drop_tree()
    read = [page.text_content(), *(each for name in _READ for each in page.xpath(f"//@{name}"))]
    read += page.xpath("//input[@type='text' or @type='submit' or not(@type)]/@value")
    return " ".join(map(str, read))


def strange(text: str, kind: str) -> set[str]:
    return {found[0].lower() for found in NOT_ON[kind].finditer(KINDS_NAMED.sub("", " ".join(text.split())))}


@pytest.fixture
def papers(quick_paper, monkeypatch):
    monkeypatch.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")
    return quick_paper


def reader_of(verb) -> str:
    return next(
        reader for reader in ("team", "chair", "approver", "scrutineer", "superuser") if reader in MAY[verb]
    )


def pages_of_the_admin() -> Iterator[str]:
    """The lists and empty forms that the board team gets, with all that models say of their fields."""
    yield reverse("admin:index")
    for label, kinds in TEAM.items():
        for kind in ("changelist", "add"):
            if kind in kinds:
                yield admin_address(label, kind, 0)


# The same words stand on the pages of both, so with `make test` of one kind every twelfth and of the other every
# twenty-fourth page is read, and with `make soak` all of both. No default word stands on any page:
# tests/plans/test_words.py.
@pytest.mark.parametrize(
    ("kind", "every"),
    [
        pytest.param("adults-board", 12, id="adults, every twelfth"),
        pytest.param("adults-board", 1, id="adults", marks=pytest.mark.soak),
        pytest.param("children-board", 24, id="children, every twenty-fourth"),
        pytest.param("children-board", 1, id="children", marks=pytest.mark.soak),
    ],
)
def test_nothing_that_a_board_reads_has_a_word_of_another_kind(kind, every, papers):
    """Every page, paper, file and calendar by the matrix, what answers each form sent empty, and the admin."""
    usual = KINDS[kind]
    plan, people, things = make_world(kind=kind, **usual.words, **usual.signatures)
    browsers = {reader: Client() for reader in ("team", "chair", "scrutineer", "superuser")}
    for reader, browser in browsers.items():
        browser.force_login(people[reader])
    found: dict[str, set[str]] = {}

    def look(name: str, answer) -> None:
        assert answer.status_code < 500, name
        found.setdefault(name, set()).update(strange(words_in(answer), kind))

    for name, row in islice(ROUTES.items(), 0, None, every):
        if row.reads in NOBODY_HERE:
            continue
        url = address(name, plan, things) + row.query_of(things)
        look(name, browsers[reader_of(row.reads)].get(url))
        if row.writes:
            with transaction.atomic():
                look(name, browsers[reader_of(row.writes)].post(url, {"sent": "empty"}))
                transaction.set_rollback(True)
    for url in islice(pages_of_the_admin(), 0, None, every):
        look(url, browsers["team"].get(url))
    for number, sheet in enumerate(papers):
        found[f"sheet {number}"] = strange(html.fromstring(sheet).text_content(), kind)
    assert len(papers) > 4 or every > 1
    assert {name: words for name, words in found.items() if words} == {}


ALLOWED = {
    # As it stood in every report that was made final before boards had words for it.
    "reporting/report/facts.py": {"Voice of the child"},
    # Ours, for which a board's own words stand wherever it is shown.
    "reporting/models/highlights.py": {"voice of the person"},
    "reporting/models/group_updates.py": {"voice of the person"},
    # Of fonts and names, of groups that report to a group, of elements of a page.
    "templates/components/position_bar.html": {"family"},
    "reporting/printing/letters.py": {"family"},
    "reporting/rules/drawings.py": {"family"},
    "subgroups/rules/importing.py": {"family"},
    "templates/plans/group_detail.html": {"child"},
    "subgroups/models/body.py": {"children"},
    "plans/views/groups.py": {"children"},
    "static/js/owners.js": {"children"},
    "reporting/publishing/checks.py": {
        "child"
    },  # what any board types is looked through for one person's age
}
# What speaks of kinds of board, or reads what any board writes; and examples, which are each one board's.
SPEAKS_OF_KINDS = re.compile(
    r"subgroups/(rules/presets|rules/who/|models/board|rules/pasted_people)|plans/(rules/timescales/|selectors/guides)|"
    r"reporting/(examples/|management/|rules/yearly_headings|yearly/voice)|/migrations/"
)
FIXED = re.compile(rf"\b({OF_CHILDREN}|{OF_ADULTS}|{OF_ONE_BOARD})\b", re.I)


def texts_of(path: Path) -> Iterator[str]:
    """What a file may say to somebody: a template whole, of code each text that is no docstring."""
    words = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield re.sub(
            r"{%.*?%}|{#.*?#}", " ", re.sub(r"{% comment %}.*?{% endcomment %}", " ", words, flags=re.S)
        )
        return
    docs = set()
    for node in ast.walk(ast.parse(words)):  # a docstring comes after the expression that it is
        if isinstance(node, ast.Expr):
            docs.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_no_letter_message_or_template_has_a_fixed_word_of_one_kind():
    """Whatever is said at all stands in a template or in code: also what no page of the test above happens to show."""
    said = {}
    roots = [*settings.BASE_DIR.glob("templates/**/*"), *settings.BASE_DIR.glob("static/js/*.js")]
    for app in ("lscb", "subgroups", "plans", "reporting"):
        roots += settings.BASE_DIR.glob(f"{app}/**/*.py")
    for path in roots:
        name = str(path.relative_to(settings.BASE_DIR))
        if not path.is_file() or SPEAKS_OF_KINDS.search(name):
            continue
        found = {match[0] for text in texts_of(path) for match in FIXED.finditer(text)}
        if found := found - ALLOWED.get(name, set()):
            said[name] = found
    assert said == {}, "\n".join(f"{name}: {sorted(words)}" for name, words in said.items())
