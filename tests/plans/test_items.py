"""Parts of an action, typed and ticked on its page by whoever updates it, and told in one line elsewhere."""

from copy import deepcopy
from datetime import date

import pytest
from django.urls import reverse

from plans import operations
from plans.models import ActionItem
from plans.rules.parts import Part, parts_said
from reporting.report.reading import gather
from reporting.sheets.group import group_sheet
from tests.factories import ActionFactory, BodyFactory, PlanFactory, QuarterFactory, board_team, chair_of

TODAY = date(2018, 4, 9)
DONE = Part("Book the hall", date(2018, 3, 1), date(2018, 3, 1))


@pytest.mark.parametrize(
    "parts, said",
    [
        ([], ""),
        ([DONE], "1 of 1 done"),
        ([DONE, Part("Invite", None, None)], "1 of 2 done"),
        (
            [Part("Report", date(2018, 7, 31), None), Part("Invite", date(2018, 4, 9), None), DONE],
            "1 of 3 done, next by 9 April 2018: Invite",
        ),
        (
            [Part("Invite", date(2018, 4, 8), None), Part("Report", date(2018, 7, 31), None)],
            "0 of 2 done, late since 8 April 2018: Invite",
        ),
    ],
)
def test_how_far_it_is_stands_in_one_line(parts, said):
    assert parts_said(parts, TODAY) == said


class World:
    def __init__(self):
        self.plan = PlanFactory(item_label="Task", item_label_plural="Tasks")
        self.body = BodyFactory(board=self.plan.board, name="Health Subgroup")
        self.other = BodyFactory(board=self.plan.board, name="Education Subgroup")
        self.team, self.chair = board_team(self.plan.board), chair_of(self.body)
        self.quarter = QuarterFactory(plan=self.plan)
        self.action = ActionFactory(plan=self.plan, label="1.1", who_text="Health Subgroup")
        self.adds = reverse("plans:item-add", args=[self.plan.slug, self.action.pk])


@pytest.fixture(scope="module")
def once(kept_for_the_module):
    return kept_for_the_module(World)


@pytest.fixture
def world(db, once):
    return deepcopy(once)


def test_an_owner_types_ticks_changes_and_takes_out_a_part(client, world):
    client.force_login(world.chair)
    address = world.action.get_absolute_url()
    assert "Add: task" in client.get(address).content.decode()
    typed = {"text": "Book the hall", "owner": world.other.pk, "due_on": "31 May 2018"}
    page = client.post(world.adds, typed, follow=True).content.decode()
    assert "0 of 1 done, next by 31 May 2018: Book the hall" in page
    item = ActionItem.objects.get()
    assert (item.owner, item.due_on) == (world.other, date(2018, 5, 31))
    done = reverse("plans:action-item", args=[world.plan.slug, world.action.pk, item.pk])
    assert "1 of 1 done" in client.post(done, {"today": "yes"}, follow=True).content.decode()
    item.refresh_from_db()
    assert item.done_on == TODAY
    change = reverse("plans:item-change", args=[world.plan.slug, item.pk])
    client.post(change, typed | {"text": "Book a room", "owner": ""})
    item.refresh_from_db()
    assert (item.text, item.owner, item.done_on) == ("Book a room", None, TODAY)
    client.post(change, {"remove": "yes"})
    assert not ActionItem.objects.exists()


def test_what_is_refused_keeps_what_was_typed(client, world):
    client.force_login(world.chair)
    elsewhere = BodyFactory(name="Elsewhere")
    answer = client.post(world.adds, {"text": "", "owner": elsewhere.pk, "due_on": "1 March 2018"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in (
        "Say what is to be done.",
        "Choose one from the list.",
        "That day has passed.",
        "1 March 2018",
    ):
        assert said in page


def test_a_part_keeps_its_day_though_it_has_passed(client, world):
    item = ActionItem.objects.create(action=world.action, text="Book the hall", due_on=date(2018, 3, 1))
    client.force_login(world.chair)
    change = reverse("plans:item-change", args=[world.plan.slug, item.pk])
    assert (
        client.post(change, {"text": "Book a room", "owner": "", "due_on": "1 March 2018"}).status_code == 302
    )


def test_nothing_is_typed_of_an_action_that_is_withdrawn(client, world):
    item = ActionItem.objects.create(action=world.action, text="Book the hall")
    operations.withdraw_action(action=world.action, reason="Elsewhere", by=world.team)
    client.force_login(world.chair)
    change = reverse("plans:item-change", args=[world.plan.slug, item.pk])
    for address, typed in ((world.adds, {"text": "More"}), (change, {"remove": "yes"})):
        answer = client.post(address, typed)
        assert answer.status_code == 422 and "withdrawn" in answer.content.decode()
    assert ActionItem.objects.get() == item


def test_row_sheet_report_and_spreadsheet_say_how_far_it_is(client, world):
    ActionItem.objects.create(action=world.action, text="Book the hall", due_on=date(2018, 5, 31))
    said = "0 of 1 done, next by 31 May 2018: Book the hall"
    client.force_login(world.chair)
    for address in ("home", "plans:action-list", "plans:action-export"):
        args = [] if address == "home" else [world.plan.slug]
        assert said in client.get(reverse(address, args=args)).getvalue().decode()
    [row] = gather(world.quarter).rows
    assert row.note("Tasks") == row.parts_done == said
    [line] = group_sheet(world.chair, world.plan, world.body, world.quarter).rows
    assert line.parts == said
