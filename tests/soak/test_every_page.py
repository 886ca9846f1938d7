"""Every page that a reader of a published example is led to, from the first one on: none fails, none leads nowhere."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.test import Client

from subgroups.models import Person
from tests.access.routes import match_of
from tests.examples import loader_of

pytestmark = pytest.mark.django_db

EXAMPLES = sorted(
    path.stem.removesuffix("-demonstration") for path in settings.FIXTURES_DIR.glob("*-demonstration.toml")
)
MOST = 5_000  # pages a reader
SAMPLE = 15  # of each kind of readers all but the first
ALIKE = 8  # pages of one route: those of every row, filter and page of a list are never at an end
# The admin's lists lead on by every column and filter; tests/security opens those.
LEFT_OUT = re.compile(r"^/(static|account|admin)/|[?&](o|e|all|_popup|next)=")


def pages_from(client, first: str, most: int):
    """Pages in the order in which they are found, each once, and no more than ALIKE of one route."""
    found, at = [first], 0
    alike = Counter[str]()
    while at < len(found) and at < most:
        address = found[at]
        at += 1
        answer = client.get(address)
        yield address, answer
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        for link in re.findall(r'<a [^>]*href="([^"#]+)', answer.text):
            there = urljoin(address, unescape(link))
            if not there.startswith("/") or LEFT_OUT.search(there) or there in found:
                continue
            match = match_of(there)
            route = match.view_name if match else there  # where nothing answers, that is found by opening it
            if alike[route] < ALIKE:
                alike[route] += 1
                found.append(there)


def kind_of(person) -> tuple:
    """Whoever has the same roles and memberships is led to the same kinds of pages."""
    held = person.authority
    return (
        frozenset(held.roles.values()),
        frozenset(held.signs.values()),
        *map(bool, (held.member_of, held.speaks_for, held.withheld, person.is_superuser)),
    )


@pytest.mark.soak  # what the pages of each reader lead to: tests/access/test_access_matrix.py
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("example", EXAMPLES)
def test_no_link_leads_into_nothing(example, quick_paper, monkeypatch, made_once):
    monkeypatch.setattr("reporting.views.report_papers.render_word", lambda *content: b"PK")
    made_once(loader_of(example))
    people = Person.objects.filter(demonstration=True).order_by("pk")
    opened, walked = 0, set()
    for person in people:
        kind = kind_of(person)
        client = Client()
        client.force_login(person)
        for address, answer in pages_from(client, "/", SAMPLE if kind in walked else MOST):
            opened += 1
            assert answer.status_code in (200, 302), (person, address, answer.status_code)
        walked.add(kind)
    assert opened >= SAMPLE
