"""Each form of each page sent twice, as by a double press: what it makes is there once, and nobody sees an error.

The forms are found in the pages themselves, those of the admin too, so a new one is tried by itself. At the same
moment and by two processes: tests/processes/double_submits.py.
"""

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from lxml import html

from lscb import clock
from plans.models import Plan, Quarter
from reporting.models import Publication, YearlySection
from subgroups.models import Body, Function, Person
from tests.access.admin import TEAM, models
from tests.access.admin import address as admin_address
from tests.access.browser import forms_of
from tests.access.conftest import browsers, opened, pages, rows, signed_in, unprinted, world
from tests.access.matrix import MAY, ROUTES, first_who_may
from tests.access.routes import address
from tests.access.test_access_matrix import HANDS_OUT, done, rows_of_everything, what_is_sent
from tests.factories import ActionFactory, PlanFactory
from tests.processes.database import outcome_of
from tests.soak.sampling import SOAK_ON_SQLITE, every_ninth, sampled

__all__ = ["browsers", "opened", "pages", "rows", "signed_in", "unprinted", "world"]

pytestmark = pytest.mark.django_db


def send_twice(browser, url, data) -> tuple:
    """Both answers, whether the first made any rows, and whether the second did; nothing stays."""
    with transaction.atomic():
        before = rows_of_everything()
        first = browser.post(url, data)
        after = rows_of_everything()
        second = browser.post(url, data)
        again = rows_of_everything()
        transaction.set_rollback(True)
    return first, second, after != before, again != after


# The world has quarters, nothing sealed to be compared, and nobody who is to be reminded: see
# `test_two_at_the_same_moment_are_one`. A workbook is filled in by nobody here: see tests/plans/test_update_sheet.py.
# The time of its board is not over: see tests/lscb/test_archive.py.
NOTHING_TO_MAKE = {
    "plans:board-audit",
    "plans:quarter-first",
    "plans:reminders",
    "plans:update-sheet",
    "subgroups:board-remove",
}
# Where a page is saved as it stands nothing happens.
CHANGED = {
    "plans:import-look": {"keep": ""},
    "subgroups:import-look": {"keep": ""},
    "plans:words": {"section_label": "Theme"},
    "plans:chapter-change": {"title": "Otherwise"},
    "plans:review-kind": {"name": "Otherwise"},
    "reporting:yearly-recipients": {"recipients": "Healthwatch"},
}


def nothing_published(plan, things) -> dict:
    """The world's final is public and prepared again; a final is prepared once it is neither."""
    of_final = Publication.objects.filter(report=things["report"])
    of_final.drafts().delete()
    of_final.update(withdrawn_at=clock.now(), withdrawn_by=F("published_by"))
    return {}


def drafted_otherwise(plan, things) -> dict:
    YearlySection.objects.filter(report=things["yearly"]).update(
        drafted="Of before", text="Of before", looked_at=None
    )
    return {}


# What is to be chosen there is made first.
MADE_FIRST = {
    "reporting:publication-prepare": nothing_published,
    "reporting:yearly-detail": drafted_otherwise,
    "plans:action-plan": lambda plan, things: {
        "to": [str(PlanFactory(board=plan.board, kind="review", business_plan=plan).pk)]
    },
    "plans:group-functions": lambda plan, things: {
        f"action-{ActionFactory(plan=plan).owners.create(body_id=things['group'], position=1).action_id}": [
            str(Function.objects.create(body_id=things["group"], number="99", text="Train", position=99).pk)
        ]
    },
}


# What makes the second of two do nothing is one rule of every form that has a key, and each has one
# (`test_who_may_write_where`): with `make test` every third is sent twice, with `make soak` all.
WRITING = [name for name, row in ROUTES.items() if row.writes and MAY[row.writes]]


@pytest.mark.parametrize("name", sampled(WRITING, WRITING[::6], WRITING[::24]))
def test_a_form_of_a_page_is_saved_once(browsers, pages, world, name):
    plan, _, things = world
    row = ROUTES[name]
    reader = first_who_may(row.writes)
    url = address(name, plan, things) + row.query_of(things)
    chosen = MADE_FIRST[name](plan, things) if name in MADE_FIRST else {}
    made = 0
    for data in [data for data in what_is_sent(pages(reader, url), row, url) if data]:
        data |= {field: [value] for field, value in CHANGED.get(name, {}).items()} | chosen
        first, second, wrote, wrote_again = send_twice(browsers[reader], url, data)
        assert not wrote_again, data
        if wrote:
            made += 1
            assert first.status_code in (302, done(name))
            assert second.status_code == (200 if name in HANDS_OUT else 302)
            if first.status_code == 302:
                assert second.url == first.url
    assert made or name in NOTHING_TO_MAKE, "None of its forms made anything, so nothing was tried."


# What somebody types who adds one of these in the admin, where `forms_of` would be refused; a model is the row of it.
TYPED: dict[str, dict] = {
    "subgroups.boardrole": {"person": Person},
    "subgroups.function": {
        "body": Body,
        "number": "7",
        **{f"items-{place}-label": "a" for place in range(3)},
    },
    "subgroups.membership": {"person": Person, "body": Body, "role": "member", "ends_on": ""},
    "subgroups.meeting": {"body": Body},
    "subgroups.person": {"email": "new@example.org", "board_role": "", "board": ""},
    "plans.quarter": {
        "plan": Plan,
        "name": "Another",
        "starts_on": "1 April 2019",
        "ends_on": "30 June 2019",
        "papers_due_on": "",
    },
    "plans.plan": {"slug": "another", "starts_on": "2020-04-01", "ends_on": "2023-03-31", "archived_on": ""},
    "reporting.duereport": {"forum": Body, "received_on": ""},
    "reporting.highlight": {
        "body": lambda: str(Body.objects.get(name="Ours other subgroup").pk),
        "quarter": Quarter,
    },
}


@pytest.mark.parametrize(
    "label", every_ninth([label for label, kinds in TEAM.items() if "add" in kinds], {"plans.measure"})
)
def test_a_page_of_the_admin_adds_once(browsers, rows, label):
    url = admin_address(label, "add", rows[models()[label]])
    (form,) = [
        form for form in forms_of(browsers["team"].get(url).text, url) if "_save" in dict(form.buttons)
    ] or [None]
    data = form.sent(**typed_in_the_admin(label, rows)) | {"_save": ["Save"]}
    first, second, wrote, wrote_again = send_twice(browsers["team"], url, data)
    assert wrote, refused_in(first)
    assert not wrote_again
    assert (second.status_code, second.url) == (302, first.url)


def typed_in_the_admin(label, rows) -> dict[str, str]:
    """What somebody types who adds one of these, by the names of the boxes."""
    return {field: _value(said, rows) for field, said in TYPED.get(label, {}).items()}


def _value(said, rows) -> str:
    if said in rows:
        return str(rows[said])
    return said() if callable(said) else said


def refused_in(answer) -> list[str]:
    """What a page of the admin says against what was typed, each after the name of its field."""
    if not answer.text:
        return []
    lists = html.fromstring(answer.text).xpath("//ul[contains(@class, 'errorlist')]")
    return [f"{each.get('id') or each.getparent().get('class')}: {each.text_content()}" for each in lists]


def actions_of_the_admin() -> list[tuple[str, str]]:
    """Each action on ticked rows, by its model."""
    return [
        (label, name)
        for label, kinds in TEAM.items()
        if kinds
        for name in admin.site.get_model_admin(models()[label]).actions or ()
    ]


@pytest.mark.parametrize("label, action", actions_of_the_admin())
def test_an_action_of_the_admin_is_done_once(browsers, rows, label, action):
    model = models()[label]
    app, name = label.split(".")
    url = reverse(f"admin:{app}_{name}_changelist")
    browser = browsers["team"]
    (listed,) = [form for form in forms_of(browser.get(url).text, url) if "action" in form.boxes]
    data = listed.sent(action=action) | {ACTION_CHECKBOX_NAME: [str(rows[model])]}
    answer = browser.post(url, data)
    if answer.status_code == 200:
        (asked,) = [form for form in forms_of(answer.text, url) if "asked" in form.boxes]
        data = asked.sent()
    first, second, _, wrote_again = send_twice(browser, url, data)
    assert (first.status_code, second.status_code) == (302, 302), first.text
    assert not wrote_again


@pytest.fixture(scope="module", params=[2, pytest.param(10, marks=pytest.mark.soak)])
def outcome(request, tmp_path_factory):
    return outcome_of("double_submits", tmp_path_factory.mktemp("double"), str(request.param))


@pytest.mark.database
@SOAK_ON_SQLITE
@pytest.mark.parametrize("form", ["action-add", "action-update", "risk-add", "admin", "reminders"])
def test_two_at_the_same_moment_are_one(outcome, form):
    assert outcome[form]
    for answers, made in outcome[form]:
        assert made == 1, answers
        (one, led_one), (other, led_other) = answers
        assert (one, other) == (302, 302)
        assert led_one == led_other
