"""Views of lists under a name: a person's own, those that the board team shares, and what becomes of stale ones."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import SavedView
from tests.factories import (
    ActionFactory,
    BodyFactory,
    PlanFactory,
    QuarterFactory,
    SavedViewFactory,
    SectionFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db


class World:
    def __init__(self):
        self.plan = plan = PlanFactory()
        QuarterFactory(plan=plan)
        self.team = board_team(plan.board, name="Bryony Larkfell")
        self.body = BodyFactory(board=plan.board, name="Health Subgroup")
        self.chair = chair_of(self.body)
        self.section = SectionFactory(plan=plan, label="1", title="Early help")
        ActionFactory(plan=plan, section=self.section, label="1.1", when_text="March 2018")


@pytest.fixture(scope="module")
def world(kept_for_the_module):
    with clock.on(date(2018, 4, 9)):
        return kept_for_the_module(World)


@pytest.fixture(autouse=True)
def day(on, client, world):
    on("2018-04-09")
    client.force_login(world.chair)


def to(world, name, *more, **asked):
    return reverse(f"plans:{name}", args=[world.plan.slug, *more], query=asked)


def test_a_list_is_saved_under_a_name_and_opened_as_it_was(client, world):
    asked = {"section": str(world.section.pk), "overdue": "on", "order": "-due", "col": ["due", "progress"]}
    add = to(world, "view-add", "actions", **asked, page="3", next="https://evil.example", unknown="x")
    page = client.get(add)
    assert "Section: 1 Early help; Overdue" in page.text and "Due: latest first" in page.text
    assert "Share it" not in page.text  # which the board team does
    nameless = client.post(add, {"name": " ", "is_shared": "on"})
    assert nameless.status_code == 422 and "Give it a name." in nameless.text
    answer = client.post(add, {"name": "Late ones", "is_shared": "on"})
    view = SavedView.objects.get()
    assert (view.person, view.kind, view.name, view.is_shared) == (world.chair, "actions", "Late ones", False)
    assert view.asked == {name: [each] if isinstance(each, str) else each for name, each in asked.items()}

    opened = client.get(to(world, "view-open", view.pk))
    assert opened.url == answer.url and opened.url.startswith(to(world, "action-list"))
    assert "evil" not in opened.url
    listed = client.get(opened.url)
    assert listed.context["views"]["now"] == view and 'aria-current="true">Late ones' in listed.text
    twice = client.post(add, {"name": "Late ones"})
    assert twice.status_code == 422 and "under that name" in twice.text
    other = client.post(to(world, "view-add", "risks", state="open"), {"name": "Late ones"})
    assert other.url == to(world, "risk-list", state="open")
    assert client.get(to(world, "challenge-list")).context["views"]["own"] == []


def test_what_is_not_there_any_more_is_left_out_and_said(client, world):
    stale = {"section": ["99999"], "rating": ["R", "Z"], "overdue": ["on"], "due_before": ["the Ides"]}
    view = SavedViewFactory(board=world.plan.board, person=world.chair, name="Old", asked=stale)
    answer = client.get(to(world, "view-open", view.pk))
    assert answer.url == to(world, "action-list", rating="R", overdue="on")
    page = client.get(answer.url)
    assert "View “Old” is shown without what is not there any more" in page.text
    assert "not in this plan: Section; Due before; Rating." in page.text
    assert not page.context["form_refused"]


def test_the_team_shares_what_everybody_of_the_board_then_has(client, world):
    own = SavedViewFactory(board=world.plan.board, person=world.team, name="Of the team")
    shared = SavedViewFactory(board=world.plan.board, person=world.team, name="Of all", is_shared=True)
    elsewhere = SavedViewFactory(name="Of another board", is_shared=True)
    page = client.get(to(world, "action-list")).text
    assert "Of all" in page and "Of the team" not in page and "Of another board" not in page
    assert client.get(to(world, "view-open", shared.pk)).url == to(world, "action-list", rating="R")
    for name in ("view-open", "view-change"):
        for hidden in (own, elsewhere):
            assert client.get(to(world, name, hidden.pk)).status_code == 404
    assert client.get(to(world, "view-change", shared.pk)).status_code == 403
    assert client.post(to(world, "view-change", shared.pk), {"remove": "yes"}).status_code == 403
    everything = client.get(to(world, "view-list")).text
    assert "Of all" in everything and "Whoever saved it changes it" in everything

    client.force_login(board_team(world.plan.board))  # another of the team looks after it
    client.post(to(world, "view-change", shared.pk), {"name": "Off track now", "is_shared": "on"})
    shared.refresh_from_db()
    assert (shared.name, shared.is_shared, shared.person) == ("Off track now", True, world.team)
    client.post(to(world, "view-change", shared.pk), {"remove": "yes"})
    assert not SavedView.objects.filter(pk=shared.pk).exists()
    entries = AuditEntry.objects.filter(operation__startswith="view-").order_by("-pk")
    assert [each.operation for each in entries[:2]] == ["view-removed", "view-changed"]
    assert entries[1].changes == {"name": ["Of all", "Off track now"]}


def test_ones_own_are_called_otherwise_and_removed(client, world):
    view, other = (SavedViewFactory(board=world.plan.board, person=world.chair, name=name) for name in "ab")
    address = to(world, "view-change", view.pk)
    taken = client.post(address, {"name": other.name})
    assert taken.status_code == 422 and "under that name" in taken.text
    assert client.post(address, {"name": "c", "is_shared": "on"}).url == to(world, "view-list")
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("c", False)  # sharing is the team's
    client.post(address, {"remove": "yes"})
    assert list(SavedView.objects.own(world.chair)) == [other]
    with pytest.raises(Refused):
        operations.remove_view(view=view, by=world.chair)


def test_a_list_that_there_is_not_is_not_found(client, world):
    assert client.get(to(world, "view-add", "secrets")).status_code == 404


def test_views_cost_a_list_one_query_however_many(client, world):
    costs = []
    for _ in range(2):
        SavedViewFactory.create_batch(8, board=world.plan.board, person=world.chair, kind="risks", asked={})
        with CaptureQueriesContext(connection) as queries:
            client.get(to(world, "risk-list"))
            client.get(to(world, "view-list"))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_reader_keeps_views_of_their_own(client, world):
    auditor = someone_with(world.plan.board, "auditor")
    client.force_login(auditor)
    client.post(to(world, "view-add", "decisions", what=""), {"name": "All of them"})
    assert SavedView.objects.get(person=auditor).asked == {}
