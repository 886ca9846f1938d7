"""Every address, read and written at by every kind of reader. A new route fails here until the matrix has it."""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse
from lxml import html

from lscb.events.audit_codes import Kind
from lscb.models import AuditEntry
from lscb.permissions import Verb, allows
from plans.models import Action
from reporting.selectors.navigation import place_of
from subgroups.models import Body
from tests.access.browser import forms_of
from tests.access.matrix import ELSEWHERE, MAY, NO_ACCOUNT, OUT_OF_SIGHT, READERS, ROUTES, Audience
from tests.access.print import lines
from tests.access.routes import address, match_of, routes
from tests.access.test_navigation import NOWHERE
from tests.soak.sampling import EVERY, by_turns, every_ninth, few_in_each

pytestmark = pytest.mark.django_db

# A file is the answer, and again the answer to the same form.
HANDS_OUT = {"subgroups:record", "subgroups:own-record"}

# What nobody of the board writes: sessions and what Django keeps of them. Of the trail, changes are counted.
UNCOUNTED = {"django_session", AuditEntry._meta.db_table}

TAG_AS_TEXT = re.compile(r"&lt;/?(?:a|br|div|dd|input|label|li|option|p|select|span|strong|td|ul)\b")


@cache
def _counting() -> str:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - UNCOUNTED
    tables = sorted(tables & set(connection.introspection.table_names()))
    name = connection.ops.quote_name
    return " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {name(table)}" for table in tables)  # noqa: S608


def rows_of_everything() -> dict[str, int]:
    """How many rows each table has: no door but its own writes a row, or a line that says of a change."""
    with connection.cursor() as cursor:
        cursor.execute(_counting())
        return {**dict(cursor.fetchall()), "changes": AuditEntry.objects.of_kind(Kind.CHANGE).count()}


def test_no_route_escapes_the_matrix():
    ours = {name for name in routes() if not name.startswith((*ELSEWHERE, "admin:"))}
    assert ours - {"None"} == set(ROUTES)


def test_what_each_verb_lets_whom_do_is_what_the_permissions_say(world):
    plan, people, things = world
    action, body = Action.objects.get(pk=things["action"]), Body.objects.get(pk=things["group"])
    for verb in Verb:
        own = {Verb.UPDATE_ACTION: action}
        own |= dict.fromkeys(
            (Verb.WRITE_HIGHLIGHT, Verb.KEEP_REMIT, Verb.SHOW_EVIDENCE, Verb.WRITE_RETURN), body
        )
        thing = own.get(verb, plan)
        may = {reader for reader, person in people.items() if allows(person, verb, thing)}
        assert may == MAY[verb], verb


def test_the_page_of_the_matrix_is_current():
    said = (settings.BASE_DIR / "docs" / "access.md").read_text(encoding="utf-8")
    assert said == "\n".join(lines()) + "\n", "Print it again: make access"


# Readers who may the same of everything: nobody and a leaver, two who are nothing to this board, those who only look.
ALIKE: dict[frozenset, list[str]] = {}
for _reader in sorted(READERS):
    ALIKE.setdefault(frozenset(verb for verb, may in MAY.items() if _reader in may), []).append(_reader)


def tried(name: str, verb: Verb | Audience, every: bool) -> tuple[list[str], list[str]]:
    """Those who may not, as few as tell the verb from each other one, and two of those who may; all where every one is
    asked for.

    Among those who may not is one without an account, one out of sight, and where a group's own chair may, the chair of
    another group. Of readers who are alike it is one by turns.
    """
    may = MAY[verb]
    if every:
        return sorted(set(READERS) - may), sorted(may)
    others = [set(READERS), *(MAY[each] for each in (*Verb, Audience.SIGNED_IN))]
    refused = few_in_each([NO_ACCOUNT - may, OUT_OF_SIGHT - may, *(other - may for other in others)])
    let = few_in_each([may, *(may - other for other in MAY.values())])
    another = ["other_chair"] if "owner" in may and "other_chair" not in may else []
    let = [*let[:1], *by_turns(let[1:], 1, turn=name, every=False)]
    return one_of_those_alike(name, refused) + another, one_of_those_alike(name, let)


def one_of_those_alike(name: str, readers: list[str]) -> list[str]:
    """For each reader one by turns of those who may the same of everything."""
    of = {reader: alike for alike in ALIKE.values() for reader in alike}
    return [by_turns(of[reader], 1, turn=name, every=False)[0] for reader in readers]


def beyond(reader: str, page: str, here: str, plan) -> Iterator[str]:
    """Where a page leads on this board and its verb lets the reader not go; of a group of their own it may all the
    same."""
    for address_ in {*html.fromstring(page).xpath("//main//a/@href")}:
        there = urlsplit(urljoin(here, address_)).path
        match = match_of(there)
        if not match:
            continue
        ours = match.kwargs.get("plan_slug") == plan.slug or match.kwargs.get("board_slug") == plan.board.slug
        if ours and match.view_name in ROUTES and reader not in MAY[ROUTES[match.view_name].reads]:
            yield there


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("name", ROUTES)
def test_who_may_open_what(pages, world, name, every):
    plan, _, things = world
    row, url = ROUTES[name], address(name, plan, things)
    found, led_astray = {}, set()
    before = rows_of_everything()
    refused, let = tried(name, row.reads, every)
    for reader in (*refused, *let):
        page = pages(reader, url)
        if reader in NO_ACCOUNT and page.status == 302:
            assert page.leads_to.startswith("/account/login/")
        found[reader] = page.status
        assert not TAG_AS_TEXT.search(page.html), url
        if page.html and page.status == 200:
            assert name in NOWHERE or any(place_of(name)), "A page stands in one place of the navigation."
            led_astray |= {
                (reader, there)
                for there in beyond(reader, page.html, url, plan)
                if pages(reader, there).status not in (200, 302)
            }
    assert found == {reader: row.expected(reader, row.reads, row.opens) for reader in found}
    assert not led_astray, "A page leads to what its reader may not open."
    assert rows_of_everything() == before  # to read is not to write


def what_is_sent(page, row, url) -> list[dict]:
    """What a person sends from the page of an address: each form of it by each of its buttons."""
    sent = []
    for form in forms_of(page.html, url) if page.html and page.status == 200 else ():
        if form.method == "post" and form.address.partition("?")[0] == url.partition("?")[0]:
            data = form.sent(**dict(row.typed))
            sent += [data | {name: [value]} if name else data for name, value in form.buttons]
    return sent or [{}]


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize(
    "name", every_ninth([name for name, row in ROUTES.items() if row.writes is None], ())
)
def test_where_nothing_is_written_nothing_sent_is_kept(browsers, world, name, every):
    """Sent by the board team, who may most, and where every one is asked for by others who may less."""
    plan, _, things = world
    row, url = ROUTES[name], address(name, plan, things)
    before = rows_of_everything()
    for reader in ("team", "nobody", "stranger", "member") if every else ("team",):
        answer = browsers[reader].post(url, {"name": "x", "text": "x", "words": "x"})
        assert answer.status_code in (row.expected(reader, row.reads, row.opens), 405), reader
        browsers[reader].close()
    assert rows_of_everything() == before


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("name", [name for name, row in ROUTES.items() if row.writes])
def test_who_may_write_where(browsers, pages, world, name, every):
    """Whoever may not, sends what somebody who may would send, is told so, and changes nothing.

    One of those who may sends each form of a page by each of its buttons. One other of them sends one, and so does each
    of those who may not, the next reader the next; everybody all of them where every one is asked for.
    """
    plan, _, things = world
    row = ROUTES[name]
    url = address(name, plan, things) + row.query_of(things)
    sent = [{}]
    refused, let = tried(name, row.writes, every)
    for place, reader in enumerate(let):
        sent = what_is_sent(pages(reader, url), row, url)
        assert sent == [{}] or all("form_key" in data for data in sent)  # by which the second of two is known
        answers, all_of_them = [], every or place == 0
        for data in sent if all_of_them else [sent[place % len(sent)]]:
            with transaction.atomic():
                answers.append((browsers[reader].post(url, data).status_code, data))
                transaction.set_rollback(True)
        assert {status for status, _ in answers} <= {200, 302, 422}, answers
        if all_of_them:
            assert any(status == done(name) for status, _ in answers), answers
    before = rows_of_everything()
    for place, reader in enumerate(refused):
        for data in sent if every else [sent[place % len(sent)]]:
            status = browsers[reader].post(url, data).status_code
            assert status == row.expected(reader, row.writes, 302), (reader, data)
    assert rows_of_everything() == before


def done(name: str) -> int:
    """What answers whoever wrote: the way on; a new address of a calendar is shown, a record handed out, at once; a
    workbook that no page has to fill in is asked for, and a board that is kept stays."""
    if name in ("plans:update-sheet", "subgroups:board-remove"):
        return 422
    return 200 if name in ("reporting:calendar", "reporting:data-keys", *HANDS_OUT) else 302


# --- Whoever did not sign in ------------------------------------------------------------------------------------

# What is published, and what every service says of itself or needs for signing in. Whatever is added here is seen by
# everybody.
PUBLISHED = {
    "reporting:public-board",
    "reporting:public-boards",
    "reporting:public-data",
    "reporting:public-feed",
    "reporting:public-page",
    "reporting:public-pdf",
    "reporting:public-schema",
    "reporting:public-schema-edition",
    "reporting:public-schema-year",
}
ABOUT_THE_SERVICE = {"accessibility", "cookies", "privacy", "robots", "reporting:data-openapi"}
# Each opens with a secret of its own in the address, which a letter or a calendar was given.
BY_A_SECRET = {"subgroups:invitation", "subgroups:sign-in-link", "reporting:calendar-feed"}


def _address_of(name, plan, things) -> str:
    """Of a route, with a world's own things; of the admin's with the key of a row. Empty for one that wants more."""
    try:
        return address(name, plan, things)
    except AssertionError:
        pass
    try:
        return reverse(name, args=[1])
    except NoReverseMatch:
        return ""


def test_whoever_did_not_sign_in_sees_what_is_listed_and_nothing_else(browsers, world):
    plan, _, things = world
    nobody, seen = browsers["nobody"], {}
    for name in set(routes()):
        url = _address_of(name, plan, things)
        answer = nobody.get(url) if url else None
        if answer is not None and answer.status_code == 200:
            seen[name] = answer.content.decode()
    ours = {name for name in seen if not name.startswith(ELSEWHERE)} - BY_A_SECRET
    assert ours - {"subgroups:still-here"} == PUBLISHED | ABOUT_THE_SERVICE
    # What is not published says nothing of any board: every name and text of the world's begins with its mark.
    told = [name for name in seen if name not in PUBLISHED | BY_A_SECRET and "Ours" in seen[name]]
    assert told == []


def test_what_is_published_holds_no_word_from_inside_the_world(browsers, world):
    """Every name and text of the world begins with the board's mark; all that may come out are those of the plan."""
    plan, people, things = world
    nobody = browsers["nobody"]
    inside = [person.name for person in people.values()] + [person.email for person in people.values()]
    inside += [
        f"Ours {what}"
        for what in (
            "challenge",
            "risk",
            "decision",
            "message",
            "reason",
            "done",
            "evidence",
            "matter",
            "review",
        )
    ]
    for name in PUBLISHED:
        text = nobody.get(address(name, plan, things)).content.decode()
        assert [words for words in filter(None, inside) if words in text] == [], name
