"""Each form of each page where its event is refused although the form was right: something changed since it was opened.

Nobody sees an error of the service, the advice is on the page, and all that was typed stands in its boxes. The forms
are found in the pages themselves, those of the admin too, and each event is refused as it writes its line of the audit
trail: so a new page is tried by itself.
"""

from itertools import count

import pytest
from django.db import transaction
from lxml import html

from lscb.errors import Refused
from lscb.events import audit
from plans import operations as plan_events
from plans.models import Action, Plan, SelfAssessment
from reporting import operations as report_events
from reporting.models import DueReport
from tests.access.admin import TEAM, models
from tests.access.admin import address as admin_address
from tests.access.browser import Box, forms_of
from tests.access.conftest import browsers, opened, pages, rows, signed_in, unprinted, world
from tests.access.matrix import MAY, ROUTES, first_who_may
from tests.access.routes import address
from tests.access.test_access_matrix import what_is_sent
from tests.factories import board_team
from tests.security.test_double_submits import CHANGED, MADE_FIRST, TYPED, refused_in, typed_in_the_admin
from tests.soak.sampling import every_ninth, sampled

__all__ = ["browsers", "opened", "pages", "rows", "signed_in", "unprinted", "world"]

pytestmark = pytest.mark.django_db

ADVICE = "This is closed since noon: ring the board & ask."
# An event names the fields of its thing, of which a form may have no box.
REFUSALS = [ADVICE, {"no_box_of_this_form": ADVICE}]

# What is begun in the background is refused there: tests/reporting/test_refused_in_the_background.py. Of the others no
# form makes anything in the world: see `NOTHING_TO_MAKE` of the double submits.
NOTHING_REFUSED = {
    "plans:board-audit",
    "plans:import-take-in",
    "plans:quarter-first",
    "plans:update-sheet",
    "reporting:board-report-final",
    "reporting:publication-publish",
    "reporting:report-final",
    "reporting:yearly-final",
    "subgroups:archives",
    "subgroups:board-remove",
    "subgroups:import-take-in",
}
# Somebody was quicker, which is all that can have happened: a page of its own says so.
SAYS_OTHERWISE = {"subgroups:invitation"}
# There the page has no box for them any more, or has not asked for words at all: they are shown as text to copy.
SHOWN_AS_TEXT = {
    "plans:action-carry",
    "plans:plan-archive",
    "plans:self-assessment-detail",
    "reporting:calendar",
    "reporting:data-keys",
    "reporting:due-report",
}


@pytest.fixture
def refusing(monkeypatch):
    """`refusing(said)`: from now on every event is refused. Returns the events that were."""

    def refuse(said):
        refused = []

        def record(event, *args, **kwargs):
            refused.append(event)
            raise Refused(said)

        monkeypatch.setattr(audit, "record", record)
        return refused

    return refuse


def send(browser, url, data) -> tuple:
    """The answer, and the page on which the person then is; nothing stays."""
    with transaction.atomic():
        answer = page = browser.post(url, data)
        while page.status_code == 302:
            page = browser.get(page.url)
        transaction.set_rollback(True)
    return answer, page


def standing_in(page: str) -> dict[str, list[str]]:
    """What stands in the boxes of a page as it is sent, by their names; nothing where a box is empty."""
    found: dict[str, list[str]] = {}
    for each in html.fromstring(page).xpath("//form//input | //form//select | //form//textarea"):
        name, kind = each.get("name"), each.get("type", "text")
        if kind == "hidden" and each.tag == "input":
            continue
        if each.tag == "select":
            said = [option.get("value", "") for option in each.xpath(".//option[@selected]")]
        elif kind in ("checkbox", "radio"):
            said = [each.get("value", "on")] if each.get("checked") is not None else []
        else:
            said = [each.text or "" if each.tag == "textarea" else each.get("value", "")]
        found.setdefault(name, []).extend(_without_empty(said))
    return found


def _without_empty(values) -> list[str]:
    return [value.strip() for value in values if value.strip()]


def boxes_of(page: str, url: str) -> dict[str, Box]:
    """The boxes that a person fills in: not what a form only carries, nor the row that another is copied from."""
    return {
        name: box
        for form in forms_of(page, url)
        if form.method == "post"
        for name, box in form.boxes.items()
        if box.kind != "hidden" and "__prefix__" not in name
    }


def typed_anew(data: dict, boxes: dict[str, Box], fixed) -> dict:
    """The same with other words in each box for words, so that what a page shows was typed there and then."""
    number = count(1)
    return {
        name: [f"{values[0]} {next(number)}"]
        if name in boxes
        and name not in fixed
        and boxes[name].kind in ("text", "textarea")
        and values
        and values[0].startswith(("Words of our own", "Ours"))
        else values
        for name, values in data.items()
    }


def lost(sent: dict, boxes: dict[str, Box], page: str, *, as_text: bool) -> dict:
    """What was sent and does not stand in its box; with `as_text` it may also be read on the page."""
    found, read = standing_in(page), html.fromstring(page).text_content()
    gone = {}
    for name in boxes.keys() & sent.keys():
        values = _without_empty(sent[name])
        if found.get(name, []) == values:
            continue
        is_read = boxes[name].kind not in ("text", "textarea") or all(value in read for value in values)
        if not (as_text and is_read):
            gone[name] = (values, found.get(name))
    return gone


WRITING = [
    name
    for name, row in ROUTES.items()
    if row.writes and MAY[row.writes] and name not in NOTHING_REFUSED | SAYS_OTHERWISE
]


@pytest.mark.parametrize("name", sampled(WRITING, WRITING[::6]))
def test_a_form_of_a_page_keeps_what_was_typed(browsers, pages, world, refusing, name):
    plan, _, things = world
    row = ROUTES[name]
    reader = first_who_may(row.writes)
    url = address(name, plan, things) + row.query_of(things)
    chosen = MADE_FIRST[name](plan, things) if name in MADE_FIRST else {}
    page = pages(reader, url)
    boxes = boxes_of(page.html, url)
    fixed = {*dict(row.typed), *CHANGED.get(name, ()), *chosen}
    tried = 0
    for place, data in enumerate(filter(None, what_is_sent(page, row, url))):
        data |= {field: [value] for field, value in CHANGED.get(name, {}).items()} | chosen
        sent = typed_anew(data, boxes, fixed)
        refused = refusing(REFUSALS[place % 2])
        answer, then = send(browsers[reader], url, sent)
        if not refused:
            continue  # it only looks, or has nothing to say here
        tried += 1
        assert ADVICE in " ".join(html.fromstring(then.text).text_content().split()), data
        if answer.status_code == 302:  # a press of a button, for which nothing was typed
            words = [
                field for field in sent.keys() & boxes.keys() if boxes[field].kind in ("text", "textarea")
            ]
            assert not words, data
        else:
            assert answer.status_code == 422
            assert lost(sent, boxes, then.text, as_text=name in SHOWN_AS_TEXT) == {}
    assert tried, "None of its forms made anything happen, so nothing was refused."


# Where none of its boxes holds words of the world's.
CHANGED_IN_THE_ADMIN = {
    "plans.quarter": {"papers_due_on": ["1 May 2018"]},
    "reporting.duereport": {"state": ["not-needed"], "reason": ["Nothing to tell"]},
    "subgroups.membership": {"role": ["vice-chair"]},
}
# What is typed of a role is typed once.
PAGES_OF_THE_ADMIN = [
    f"{label} {kind}"
    for kind in ("add", "change")
    for label, kinds in TEAM.items()
    if "add" in kinds and (label, kind) != ("subgroups.boardrole", "change")
]


@pytest.mark.parametrize("name", every_ninth(PAGES_OF_THE_ADMIN, ()))
def test_a_page_of_the_admin_keeps_what_was_typed(browsers, rows, refusing, name):
    label, kind = name.split()
    url = admin_address(label, kind, rows[models()[label]])
    page = browsers["team"].get(url).text
    (form,) = [each for each in forms_of(page, url) if "_save" in dict(each.buttons)]
    boxes = boxes_of(page, url)
    typed = form.sent(**typed_in_the_admin(label, rows))
    if kind == "change":  # as it stands, but for the words
        standing = standing_in(page)
        typed |= {name: standing.get(name, []) for name in boxes} | CHANGED_IN_THE_ADMIN.get(label, {})
    sent = typed_anew(typed, boxes, TYPED.get(label, ()) if kind == "add" else ()) | {"_save": ["Save"]}
    for said in REFUSALS:
        refused = refusing(said)
        answer, then = send(browsers["team"], url, sent)
        assert refused, refused_in(answer)
        assert answer.status_code == 200  # as Django's own admin answers
        assert ADVICE in html.fromstring(then.text).text_content()
        assert lost(sent, boxes, then.text, as_text=False) == {}


# --- As it happens: somebody else was quicker ---------------------------------------------------------------------


def withdrawn(plan, things, by):
    action = Action.objects.get(pk=things["action"])
    plan_events.withdraw_action(action=action, reason="Agreed", by=by)


def closed(plan, things, by):
    assessment = SelfAssessment.objects.get(pk=things["self"])
    plan_events.close_self_assessment(assessment=assessment, outcome="As others had it", by=by)


def not_needed(plan, things, by):
    due = DueReport.objects.get(pk=things["due"])
    report_events.report_not_needed(due=due, reason="As others had it", by=by)


def archived(plan, things, by):
    plan_events.archive_plan(plan=Plan.objects.get(pk=plan.pk), keep_until=None, by=by)


@pytest.mark.parametrize(
    "name, box, meanwhile, said",
    [
        ("plans:action-carry", "text", withdrawn, "is withdrawn"),
        ("plans:self-assessment-detail", "close-outcome", closed, "This is closed"),
        ("reporting:due-report", "reason", not_needed, "recorded"),
        ("plans:plan-archive", "keep_until", archived, "archived already"),
    ],
)
def test_words_without_a_box_any_more_are_shown(browsers, world, name, box, meanwhile, said):
    plan, _, things = world
    url = address(name, plan, things)
    browser = browsers["team"]
    (form,) = [each for each in forms_of(browser.get(url).text, url) if box in each.boxes]
    words = "31 May 2019" if box == "keep_until" else "Told to nobody but this page"
    step = {field: [value] for field, value in form.buttons if field}
    meanwhile(plan, things, board_team(plan.board))
    answer = browser.post(url, form.sent(**dict(ROUTES[name].typed) | {box: words}) | step)
    assert answer.status_code == 422
    assert box not in standing_in(answer.text)
    (typed,) = html.fromstring(answer.text).xpath("//dl[preceding-sibling::h2[1] = 'What you typed']")
    assert words in typed.text_content()
    (summary,) = html.fromstring(answer.text).xpath("//*[@role='alert']")
    assert said in summary.text_content()


def test_whoever_archives_second_does_not_take_the_plan_out_again(browsers, world):
    plan, _, things = world
    url = address("plans:plan-archive", plan, things)
    (form,) = [
        each
        for each in forms_of(browsers["team"].get(url).text, url)
        if each.buttons == [("step", "archive")]
    ]
    archived(plan, things, board_team(plan.board))
    answer = browsers["team"].post(url, form.sent(step="archive", keep_until=""))
    assert "archived already" in answer.text and "<h2>What you typed</h2>" not in answer.text
    assert Plan.objects.get(pk=plan.pk).is_archived


def test_what_no_page_asks_more_about_is_handed_back_to_be_copied(browsers, world, refusing):
    """A view that asks an event for what no form is about: the advice, and the words as text."""
    plan, _, things = world
    refusing(ADVICE)
    url = address("subgroups:own-record", plan, things)
    answer = browsers["team"].post(url, {"note": "<b>Mine</b>", "password": "three random words"})
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    assert ADVICE in page.text_content() and "<b>Mine</b>" in page.text_content()
    assert "three random words" not in answer.text
    assert f'href="{url}"' in answer.text
    in_place = browsers["team"].post(url, {"note": "Mine"}, headers={"HX-Request": "true"})
    assert (in_place.status_code, in_place.text) == (403, ADVICE)
    assert "notSaved" in in_place["HX-Trigger"]  # by which the page says so beside its form, and stays
