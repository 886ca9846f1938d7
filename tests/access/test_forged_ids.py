"""A key that a form did not offer is never taken: another board's, none, too long, no number at all.

The fields are found in the pages themselves, so a new form is tried by itself.
"""

import re

import pytest
from django.apps import apps
from django.contrib import admin as django_admin
from django.db import transaction
from django.urls import get_resolver, reverse

from tests.access import admin
from tests.access.browser import forms_of
from tests.access.matrix import MAY, ROUTES, first_who_may
from tests.access.routes import address
from tests.access.test_access_matrix import rows_of_everything
from tests.access.world import THEIRS
from tests.factories import ActionFactory, board_team
from tests.soak.sampling import EVERY, by_turns, every_ninth, sampled

pytestmark = pytest.mark.django_db

NO_KEYS = ["", "1" + "0" * 30, "-1", "x", "1.5", "²", "\x00"]
# What a browser hands back so that a form can tell whether something changed meanwhile; a key that is none is refused
# there too, but one that is left out means only that nobody looked.
NOT_A_CHOICE = {"seen", "last_seen"}

# What is theirs is not even offered, but for one person, who is of both boards: where people are named.
NAMES_PEOPLE = re.compile(r"(^|-)(named_person|place-\d+|owner-\d+)$")

# Boxes that only one choice asks for, and that are not looked at with any other.
ASKED_FOR_BY = {"record-promised_by": {"record-kind": "help"}, "record-to": {"record-kind": "challenge"}}


@pytest.mark.django_db
def test_whatever_a_form_may_name_the_other_board_has_under_one_key(world):
    found = {
        model: str(row.board)
        for model in apps.get_models()
        if model._meta.app_label in {"subgroups", "plans", "reporting"} and hasattr(model, "board")
        for row in model._base_manager.filter(pk=THEIRS)
    }
    assert len(found) > 25
    assert {board[:6] for board in found.values()} == {"Theirs"}


def fields_of(page, url):
    """Each field of each form of a page that takes a key, of a table those of one row: the form, and the field."""
    for form in forms_of(page.html, url) if page.html and page.status == 200 else ():
        for box in {re.sub(r"-\d+-", "-0-", name): box for name, box in form.boxes.items()}.values():
            # How many rows a table has is no key.
            if box.takes_a_key and box.name not in NOT_A_CHOICE and not box.name.endswith("_FORMS"):
                yield form, box


WRITING = [name for name, row in ROUTES.items() if row.writes and MAY[row.writes]]


ON_POSTGRESQL = {
    "subgroups.meeting",
    "plans.measure",
}  # what a key is, is one rule for the pages of all models


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("name", sampled(WRITING, WRITING[::2], WRITING[::24]))
def test_a_key_that_was_not_offered_is_refused(browsers, pages, world, name, every):
    plan, _, things = world
    row = ROUTES[name]
    reader = first_who_may(row.writes)
    browser = browsers[reader]
    url = address(name, plan, things) + row.query_of(things)
    then = rows_of_everything()
    for form, box in fields_of(pages(reader, url), url):
        before = sorted(box.offered)[-1].rpartition("-")[0]
        stem = f"{before}-" if before and not before.startswith("2") else ""
        forged = [f"{stem}{THEIRS}", *by_turns(NO_KEYS, 1, turn=f"{name} {box.name}", every=every)]
        assert forged[0] not in box.offered or NAMES_PEOPLE.search(box.name), (form.address, box.name)
        for value in forged:
            if value in box.offered:
                continue
            sent = form.sent(**dict(row.typed) | ASKED_FOR_BY.get(box.name, {})) | {box.name: [value]}
            button = dict(
                sorted(form.buttons)[:1]
            )  # the one that sends nothing of its own, where there is one
            with transaction.atomic():
                post = browser.post if form.method == "post" else browser.get
                answer = post(form.address, sent | {each: [said] for each, said in button.items() if each})
                said = (form.address, box.name, value[:40], answer.status_code)
                assert answer.status_code in (200, 302, 400, 403, 404, 422), said
                if value and answer.status_code == 302 and form.method == "post":
                    # Led on: only where the field was none of this form's business, and then nothing was written.
                    assert rows_of_everything() == then, said
                transaction.set_rollback(True)


# --- The admin ----------------------------------------------------------------------------------------------

FORGED = ["1" + "0" * 30, "x", "\x00", "1" * 4400]


def forged_at(browser, form, sent: dict, every: bool) -> None:
    """Send a form of the admin with its boxes forged, of a table those of one row: it is never an error.

    Each box says what it thinks of its own value, so one of them is forged alone, and then all of them at once.
    """
    boxes = {re.sub(r"-\d+-", "-0-", name): box for name, box in form.boxes.items()}
    keys = {
        box.name
        for box in boxes.values()
        if box.name not in NOT_A_CHOICE and (box.takes_a_key or (box.kind == "select" and not box.offered))
    }
    # How many rows a table has is no key; Django makes room for up to 2,000, which is only slow.
    counts = {name for name in keys if name.endswith("_FORMS")}
    forged = [{name: ["x"]} for name in by_turns(sorted(counts), 1, turn=form.address, every=every)]
    alone = by_turns(sorted(keys - counts), 1, turn=form.address, every=every)
    forged += [{name: [FORGED[0]]} for name in alone]
    if keys - counts:
        values = by_turns(FORGED, 1, turn=form.address, every=every)
        forged += [{key: [value] for key in keys - counts} for value in values]
    for each in forged:
        with transaction.atomic():
            answer = browser.post(form.address, sent | each)
            assert answer.status_code in (200, 302, 400, 403, 404), (form.address, each)
            transaction.set_rollback(True)


ADDED = [label for label, kinds in admin.TEAM.items() if "add" in kinds]


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize(
    "label",
    sampled(ADDED, ADDED[::3], ON_POSTGRESQL),
)
def test_a_key_that_none_can_be_is_refused_by_pages_of_the_admin(browsers, rows, label, every):
    browser = browsers["team"]
    for kind in ("add", "change"):
        url = admin.address(label, kind, rows[admin.models()[label]])
        for form in forms_of(browser.get(url).text, url):
            if "_save" in dict(form.buttons):
                forged_at(browser, form, form.sent(_save="Save"), every)


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize(
    "label",
    admin.in_turn([label for label, kinds in admin.TEAM.items() if kinds], "forged", ON_POSTGRESQL),
)
def test_a_key_that_none_can_be_is_no_row_of_the_admin(browsers, rows, label, every):
    browser, model = browsers["team"], admin.models()[label]
    app, name = label.split(".")
    lists = reverse(f"admin:{app}_{name}_changelist")
    for page in ("change", "history", "delete"):
        no_keys = ("1" + "0" * 30, "9223372036854775808", "x", "-1", "_00", "0")
        for forged in by_turns(no_keys, 1, turn=f"{label} {page}", every=every):
            answer = browser.get(f"{lists}{forged}/{page}/")
            assert answer.status_code in (302, 403, 404), (page, forged)
    for action in django_admin.site.get_model_admin(model).actions or ():
        for forged in by_turns(FORGED, 1, turn=f"{label} {action}", every=every):
            ticked = {"action": action, "_selected_action": [forged], "asked": "yes"}
            with transaction.atomic():
                answer = browser.post(lists, ticked)
                assert answer.status_code in (200, 302, 400, 404), (action, forged[:40])
                transaction.set_rollback(True)
        ticked = {"action": action, "_selected_action": [str(rows[model])]}
        with transaction.atomic():
            answer = browser.post(lists, ticked)
            transaction.set_rollback(True)
        if answer.status_code == 200:
            for form in forms_of(answer.text, lists):
                if "asked" in form.boxes:
                    forged_at(browser, form, form.sent(), every)


# --- Addresses ----------------------------------------------------------------------------------------------

# What is read with a key says so before it looks for anything (tests/reporting/test_data.py).
READ = [name for name, row in ROUTES.items() if MAY[row.reads] and row.opens != 401]


# What a number in an address may be is one rule: of nine addresses one is asked with `make test`.
@pytest.mark.parametrize("name", every_ninth(READ, ()))
def test_an_address_with_a_number_that_no_key_can_be_is_not_found(browsers, world, name):
    plan, _, things = world
    url = address(name, plan, things)
    match = get_resolver().resolve(url)
    numbers = [str(value) for value in match.kwargs.values() if isinstance(value, int)]
    browser = browsers[first_who_may(ROUTES[name].reads)]
    for number in numbers:
        forged = re.sub(rf"/{number}(?=[/.])", f"/1{'0' * 30}", url)
        assert forged != url
        assert browser.get(forged).status_code == 404, forged
        assert browser.post(forged, {}).status_code in (404, 405), forged


# What the pages read behind the question mark, as their sources have it.
ASKED = [
    "page",
    "about",
    "of",
    "section",
    "action",
    "meeting",
    "body",
    "quarter",
    "into",
    "plan",
    "next",
    "ids",
    "key",
]


# With `make test` of nine pages one, what its own forms ask among it; with `make soak` all.
@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("name", every_ninth(READ, ()))
def test_what_stands_behind_the_question_mark_is_no_error(browsers, pages, world, name, every):
    plan, _, things = world
    url = address(name, plan, things)
    reader = first_who_may(ROUTES[name].reads)
    browser, page = browsers[reader], pages(reader, url)
    names = set(ASKED)
    if page.html and page.status == 200:
        names |= {box for form in forms_of(page.html, url) if form.method == "get" for box in form.boxes}
    forged = [("1" + "0" * 30, names), ("\x00", names - {"of", "about", "body"})]
    for value, of in by_turns(forged, 1, turn=name, every=every):
        status = browser.get(url, dict.fromkeys(of, value)).status_code
        assert status in (page.status, 200, 302, 400, 404), (url, value)


# --- What Python reads as no number ---------------------------------------------------------------------


def test_words_kept_under_a_key_of_thousands_of_digits_are_none(client):
    client.force_login(board_team(ActionFactory().plan.board))
    assert client.post(reverse("subgroups:kept-words"), {"discard": "1" * 4400}).status_code == 302


@pytest.mark.parametrize(
    "name, field", [("plans:decisions-waiting", "about"), ("subgroups:kept-words", "form")]
)
def test_nor_behind_a_question_mark(client, name, field):
    action = ActionFactory()
    client.force_login(board_team(action.plan.board))
    page = reverse(name, args=[action.plan.slug] if name.startswith("plans:") else [])
    assert client.get(page, {field: "1" * 4400}).status_code in (302, 404)


def test_a_new_rhythm_takes_no_period_for_shown_under_such_a_key(client):
    plan = ActionFactory().plan
    client.force_login(board_team(plan.board))
    page = reverse("plans:rhythm", args=[plan.slug])
    (asks,) = (form for form in forms_of(client.get(page).text, page) if "rhythm" in form.boxes)
    assert client.post(page, asks.sent(confirm="yes", shown="1" * 4400)).status_code in (302, 422)
