"""Actions that depend on others: chosen without going round in a circle, warned of where one slips, carried over."""

from copy import deepcopy
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Action, ActionLink, ProgressUpdate
from plans.rules.depending import Needed, circle, slips
from plans.selectors.depending import on_what_slips
from reporting.report.reading import gather
from reporting.sheets.group import group_sheet
from tests.factories import ActionFactory, BodyFactory, PlanFactory, QuarterFactory, board_team, chair_of

TODAY = date(2018, 4, 9)
LATER = date(2018, 9, 30)
PAST = date(2018, 3, 31)


@pytest.mark.parametrize(
    "state, rating, due_on, said",
    [
        ("live", "G", None, ""),
        ("live", "G", date(2018, 7, 31), ""),
        ("live", "G", date(2018, 8, 1), "is due later than this"),
        ("live", "R", None, "is off track"),
        ("live", "A", PAST, "is 9 days late"),
        ("live", "R", PAST, "is 9 days late and is off track"),
        ("live", "B", PAST, ""),
        ("closed", "B", LATER, ""),
        ("withdrawn", "G", None, "is withdrawn"),
        ("carried-over", "R", PAST, ""),
    ],
)
def test_what_slips_is_said_in_words(state, rating, due_on, said):
    overdue = bool(due_on and due_on < TODAY) and state == "live" and rating != "B"
    needed = Needed(state, rating, due_on, due_on, overdue)
    assert slips(needed, date(2018, 7, 31), today=TODAY, word="off track") == said


def test_a_circle_is_found_however_long_and_none_is_made_up():
    assert circle({1: {2}, 2: {3}, 3: {1}}, 1) == [1, 2, 3, 1]
    assert circle({1: {2, 3}, 2: {4}, 3: {4}, 4: set()}, 1) == []
    assert circle({1: {2}, 2: {3}, 3: {2}}, 1) == []  # another's, which is not of this one's making


class World:
    def __init__(self):
        self.plan = PlanFactory()
        self.body = BodyFactory(board=self.plan.board, name="Health Subgroup")
        self.team, self.chair = board_team(self.plan.board), chair_of(self.body)
        self.quarter = QuarterFactory(plan=self.plan)
        self.tool, self.training, self.audit = (
            ActionFactory(
                plan=self.plan, label=f"1.{n}", who_text="Health Subgroup", text=text, when_text=when
            )
            for n, text, when in ((1, "Tool", "March 2018"), (2, "Training", "July 2018"), (3, "Audit", ""))
        )
        self.choose(self.training, self.tool)

    def choose(self, action, *on):
        operations.choose_dependencies(action=action, on=on, by=self.team)

    def address(self, action):
        return reverse("plans:action-depends", args=[self.plan.slug, action.pk])

    def list_of(self, look):
        return f"{reverse('plans:action-list', args=[self.plan.slug])}?look={look}"


@pytest.fixture(scope="module")
def once(kept_for_the_module):
    return kept_for_the_module(World)


@pytest.fixture
def world(db, once):
    return deepcopy(once)


def test_the_board_team_ticks_what_it_depends_on_and_takes_it_off_again(client, world):
    client.force_login(world.team)
    page = client.get(world.address(world.training)).content.decode()
    assert f'value="{world.tool.pk}" id="on-{world.tool.pk}" checked' in page
    assert f'value="{world.training.pk}"' not in page  # never on itself
    client.post(world.address(world.training), {"on": [world.audit.pk]})
    assert [link.to for link in world.training.links.dependencies()] == [world.audit]
    client.post(world.address(world.training), {})
    assert not world.training.links.exists()


def test_what_is_ticked_beside_another_leaves_that_one_as_it_is(world):
    link = world.training.links.get()
    world.choose(world.training, world.tool, world.audit)
    assert [each.to for each in world.training.links.order_by("pk")] == [world.tool, world.audit]
    assert world.training.links.get(to=world.tool) == link
    entry = AuditEntry.objects.latest("pk")
    assert (entry.operation, entry.changes) == ("dependencies-chosen", {"depends on": ["1.1", "1.1, 1.3"]})


def test_what_the_words_of_the_plan_link_stays_a_link(world):
    link = ActionLink.objects.create(action=world.audit, to=world.tool, words="linked to 1.1")
    world.choose(world.audit, world.tool)
    assert world.audit.links.get().kind == "depends-on"
    world.choose(world.audit)
    link.refresh_from_db()
    assert link.kind == "related"


def test_a_circle_is_refused_at_every_door_and_names_the_way_round(client, world):
    world.choose(world.audit, world.training)
    client.force_login(world.team)
    answer = client.post(world.address(world.tool), {"on": [world.audit.pk]})
    assert answer.status_code == 422
    said = "1.1 would depend on 1.3, which depends on 1.2, which depends on 1.1. Take one of them out."
    page = answer.content.decode()
    assert said in page
    assert f'id="on-{world.audit.pk}" checked' in page
    link = ActionLink(action=world.tool, to=world.audit, kind="depends-on")
    with pytest.raises(ValidationError, match="goes round in a circle"):
        link.clean()  # as the admin asks
    with pytest.raises(Refused, match="cannot depend on itself"):
        world.choose(world.tool, world.tool)


def test_one_of_another_plan_is_none_to_depend_on(world):
    other = ActionFactory(plan=PlanFactory(board=world.plan.board))
    with pytest.raises(ValueError, match="another plan"):
        world.choose(world.tool, other)
    with pytest.raises(ValidationError, match="of the same plan"):
        ActionLink(action=world.tool, to=other, kind="depends-on").clean()


def test_whoever_owns_it_is_warned_where_what_it_depends_on_slips(client, world):
    client.force_login(world.chair)
    warning = "Depends on 1.1, which is 9 days late"
    for address in (reverse("home"), reverse("plans:action-list", args=[world.plan.slug])):
        assert warning in client.get(address).content.decode()
    page = client.get(world.training.get_absolute_url())
    assert "which is 9 days late" in page.content.decode()
    assert "Needed by" in client.get(world.tool.get_absolute_url()).content.decode()
    looked = client.get(world.list_of("depends-on-slipping")).content.decode()
    assert (">Training<" in looked, ">Audit<" in looked) == (True, False)
    csv = client.get(reverse("plans:action-export", args=[world.plan.slug])).getvalue().decode()
    assert '1.1,"1.1, which is 9 days late"' in csv
    ProgressUpdate.objects.create(action=world.training, quarter=world.quarter, rating="B", by=world.team)
    assert warning not in client.get(reverse("home")).content.decode()  # it is done: nothing to warn of


def test_sql_and_python_find_the_same_that_slip(world):
    for needed, rating in ((world.audit, "R"), (world.tool, "B")):
        ProgressUpdate.objects.create(action=needed, quarter=world.quarter, rating=rating, by=world.team)
    late = ActionFactory(plan=world.plan, label="2.1", when_text="December 2018")
    gone = ActionFactory(plan=world.plan, label="2.2")
    operations.withdraw_action(action=gone, reason="Elsewhere", by=world.team)
    fine = ActionFactory(plan=world.plan, label="2.3", when_text="June 2018")
    mine = {}
    for n, needed in enumerate((world.audit, world.tool, late, gone, fine)):
        mine[needed.pk] = ActionFactory(plan=world.plan, label=f"3.{n}", when_text="July 2018")
        ActionLink.objects.create(action=mine[needed.pk], to=needed, kind="depends-on")
    found = set(
        on_what_slips(world.plan.actions.with_status(world.quarter), world.plan).values_list(
            "label", flat=True
        )
    )
    rows = {row.reference: row.note("Depends on") for row in gather(world.quarter).rows}
    assert (
        found == {reference for reference, said in rows.items() if "which" in said} == {"3.0", "3.2", "3.3"}
    )


def test_report_and_sheet_say_it_beside_the_row(world):
    row = next(row for row in gather(world.quarter).rows if row.reference == "1.2")
    assert row.note("Depends on") == "1.1, which is 9 days late"
    sheet = group_sheet(world.chair, world.plan, world.body, world.quarter)
    assert {row.reference: row.depends_on for row in sheet.rows} == {
        "1.1": "",
        "1.2": "1.1, which is 9 days late",
        "1.3": "",
    }


@pytest.mark.parametrize("first", ["tool", "training"])
def test_it_is_carried_over_whichever_goes_first(world, first):
    into = PlanFactory(board=world.plan.board)
    order = [world.tool, world.training] if first == "tool" else [world.training, world.tool]
    for each in order:
        operations.carry_over(action=Action.objects.get(pk=each.pk), into=into, by=world.team)
    link = ActionLink.objects.get(action__plan=into)
    assert (link.kind, link.action.label, link.to.label) == ("depends-on", "1.2", "1.1")
    assert world.training.links.count() == 1  # what was so in the old plan stays


def test_what_was_chosen_in_the_later_plan_goes_before_what_would_be_a_circle_with_it(world):
    into = PlanFactory(board=world.plan.board)
    world.choose(world.audit, world.training)

    def carry(action):
        (new,) = operations.carry_over(action=Action.objects.get(pk=action.pk), into=into, by=world.team)
        return new

    tool, audit = carry(world.tool), carry(world.audit)
    world.choose(tool, audit)
    training = carry(world.training)
    on = {link.action.label: link.to.label for link in ActionLink.objects.filter(action__plan=into)}
    assert on == {"1.1": "1.3", "1.2": "1.1"}
    said = AuditEntry.objects.filter(operation="action-carried-over").latest("pk").changes
    assert said["not carried over, as it would go round in a circle"] == [None, "1.3 on 1.2"]
    operations.choose_dependencies(action=training, on=[tool], by=world.team)  # it can be said anew


def test_what_the_words_of_who_link_to_stays_a_dependency_when_it_is_carried_over(world):
    into = PlanFactory(board=world.plan.board)
    linked = ActionFactory(
        plan=world.plan, label="1.4", who_text="Health Subgroup (linked to 1.1)", text="Check"
    )
    assert linked.links.get().kind == "related"
    world.choose(linked, world.tool)
    for each in (world.tool, linked):
        operations.carry_over(action=Action.objects.get(pk=each.pk), into=into, by=world.team)
    link = ActionLink.objects.get(action__plan=into, action__label="1.4")
    assert (link.to.label, link.kind) == ("1.1", "depends-on")


def test_one_that_depends_on_what_is_withdrawn_is_a_finding_and_none_where_there_is_none(client, world):
    client.force_login(world.team)
    quality = reverse("plans:quality", args=[world.plan.slug])
    assert "Depends on what is withdrawn" not in client.get(quality).content.decode()
    operations.withdraw_action(action=world.tool, reason="Elsewhere", by=world.team)
    page = client.get(f"{quality}?of=depends-on-withdrawn").content.decode()
    assert world.address(world.training) in page
