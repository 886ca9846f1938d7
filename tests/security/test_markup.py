"""Nothing typed is ever markup: every word of every table is, and no page has any of it as such.

htmx acts on attributes wherever they stand in a page, so a word printed raw would click as whoever looks.
"""

import re

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from reporting import operations as report_events
from tests import factories
from tests.access import admin
from tests.access.browser import forms_of
from tests.access.matrix import ROUTES
from tests.access.routes import address
from tests.access.world import make_world
from tests.soak.sampling import EVERY, by_turns, one_of

pytestmark = pytest.mark.django_db

TYPED = "{}<b hx-get=/x onmouseover=x()>"
APPS = {"subgroups", "plans", "reporting", "lscb"}
# What is checked where it enters, and means something to the product: keys, addresses, readings.
NOT_WORDS = {
    "password",
    "slug",
    "email",
    "to",
    "key_hash",
    "token_hash",
    "rule",
    "pdf_sha256",
    "link",
    "operation",
    "year",
}


def words_of(model) -> list[models.Field]:
    """Its fields that hold what somebody types."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in NOT_WORDS
        and (field.max_length or 99) >= 9
    ]


def type_markup_everywhere() -> int:
    """Set every word there is to markup; gives how many fields."""
    typed = 0
    for model in apps.get_models():
        if model._meta.app_label not in APPS or model.__name__.startswith("Historical"):
            continue
        for field in words_of(model):
            for row in model._base_manager.exclude(**{field.name: ""}):
                words = TYPED.format(row.pk)[: field.max_length or None]
                model._base_manager.filter(pk=row.pk).update(**{field.name: words})
            typed += 1
    return typed


def raw(page: str) -> list[str]:
    """Where a typed word stands as markup, with what is around it."""
    return [page[max(0, m.start() - 80) : m.end() + 40] for m in re.finditer(r"<b hx|<b [^>]*onmouse", page)]


@pytest.fixture(scope="module")
def marked(kept_for_the_module):
    def make():
        plan, people, things = make_world()
        assert type_markup_everywhere() > 60
        plan.refresh_from_db()
        plan.board.refresh_from_db()
        after = factories.QuarterFactory(
            plan=plan, number=2, starts_on="2017-07-01", ends_on="2017-09-30", state="reported"
        )
        with pytest.MonkeyPatch.context() as unprinted:
            unprinted.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")
            draft = report_events.start_draft(quarter=after, by=people["team"])
            things["report"] = report_events.finalise_report(report=draft, by=people["team"]).pk
        return plan, people, things

    return kept_for_the_module(make)


def pages_of(client, url, buttons=None):
    """A page, and the same refused, as whoever sends its forms empty by each of their `buttons` sees it."""
    answer = client.get(url)
    if "html" not in answer.get("Content-Type", ""):
        return
    yield answer
    for form in forms_of(answer.text, url) if answer.status_code == 200 else ():
        if form.method == "post" and form.address.partition("?")[0] == url.partition("?")[0]:
            for name, value in form.buttons[:buttons]:
                empty = {box: "" for box in form.boxes if not box.startswith(("csrf", "step", "initial-"))}
                steps = {box: form.data[box] for box in form.boxes if box.startswith(("step", "initial-"))}
                answer = client.post(url, empty | steps | ({name: value} if name else {}), follow=True)
                if "html" in answer.get("Content-Type", ""):  # and not a file that is handed out
                    yield answer


# What the chair reads stands in the same templates: with `make test` every third page of the team's and every twentieth
# of the chair's. What a form says that is refused is one thing whichever of its buttons was pressed: on every third of
# these pages the first.
@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize(("reader", "of"), [("team", 3), ("chair", 20)])
def test_no_page_holds_typed_words_as_markup(client, marked, quick_paper, reader, of, every):
    plan, people, things = marked
    client.force_login(people[reader])
    seen, found = 0, {}
    for place, name in enumerate(one_of(of, list(ROUTES), every)):
        row = ROUTES[name]
        buttons = None if every else 1 if place % 3 == 0 else 0
        if name.endswith(("-pdf", "-word", "-front", "-sheet", "-export")):
            continue
        for query in (
            {"", row.query_of(things), "?of=unplaced-owner", "?of=no-priority"}
            if name == "plans:quality"
            else {row.query_of(things)}
        ):
            for answer in pages_of(client, address(name, plan, things) + query, buttons):
                seen += answer.status_code in (200, 422) and "&lt;b hx" in answer.text
                if said := raw(answer.text):
                    found[name] = said[:3]
    assert not found
    assert seen > 30 / (1 if every else of)


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("label", admin.in_turn(admin.TEAM, "markup"))
def test_no_page_of_the_admin_does(client, marked, label, every):
    """Two of its kinds of page by turns, and all of them where every one is asked for."""
    _, people, things = marked
    client.force_login(people["team"])
    model = admin.models()[label]
    for kind in by_turns(("changelist", "change", "add", "history"), 2, turn=label, every=every):
        for answer in pages_of(client, admin.address(label, kind, things["rows"][model]), buttons=1):
            assert not raw(answer.text), (kind, raw(answer.text)[:3])


def test_nor_what_is_said_of_a_sign_in(client, marked):
    _, people, _ = marked
    person = people["team"]
    person.set_password("three or four words")
    person.save()
    answer = client.post(
        reverse("account_login"), {"login": person.email, "password": "three or four words"}, follow=True
    )
    assert "&lt;b hx" in answer.text
    assert not raw(answer.text)


def test_htmx_is_told_to_run_nothing_and_to_ask_nobody_else(client):
    page = client.get(reverse("accessibility")).text
    for setting in ('"selfRequestsOnly": true', '"allowEval": false', '"allowScriptTags": false'):
        assert setting in page
