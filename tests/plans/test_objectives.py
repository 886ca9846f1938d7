"""Objectives sort and filter lists and reports, come in by spreadsheet, and are linked on one page with priorities."""

from copy import deepcopy

import pytest
from django.urls import reverse

from lscb.models import AuditEntry
from plans.models import Action, Objective, Plan, Section
from reporting.report.reading import gather
from reporting.sheets.plan_on_a_page import plan_on_a_page
from tests.factories import (
    ActionFactory,
    ObjectiveFactory,
    PlanFactory,
    PriorityFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
)


class World:
    def __init__(self):
        self.plan = PlanFactory(objective_label="Golden thread")
        self.team = board_team(self.plan.board)
        self.quarter = QuarterFactory(plan=self.plan)
        self.thread = ObjectiveFactory(plan=self.plan, kind="golden-thread", text="The voice of the child")
        self.duty = ObjectiveFactory(
            plan=self.plan, kind="statutory-objective", text="Coordinate", position=9
        )
        self.priority = PriorityFactory(plan=self.plan, title="Neglect")
        self.section = SectionFactory(plan=self.plan, title="Early help")
        self.one, self.two, self.three = (
            ActionFactory(plan=self.plan, section=self.section, label=f"1.{n}", objective=objective)
            for n, objective in ((1, self.thread), (2, self.duty), (3, None))
        )
        self.list = reverse("plans:action-list", args=[self.plan.slug])
        self.links = reverse("plans:links", args=[self.plan.slug])


@pytest.fixture(scope="module")
def once(kept_for_the_module):
    return kept_for_the_module(World)


@pytest.fixture
def world(db, once):
    return deepcopy(once)


def headings(answer) -> list[tuple[str, list[str]]]:
    return [(heading, [row.action.label for row in rows]) for heading, rows in answer.context["groups"]]


def sent(page) -> dict:
    """What a browser sends of the page as it stands."""
    fields = [(field, str(field.value() or "")) for field in page.context["form"]]
    return {name: value for field, value in fields for name in (field.html_name, field.html_initial_name)}


def test_the_list_is_sorted_and_filtered_by_them(client, world):
    client.force_login(world.team)
    assert headings(client.get(f"{world.list}?by=objective")) == [
        ("Coordinate", ["1.2"]),
        ("The voice of the child", ["1.1"]),
        ("Not linked to a golden thread", ["1.3"]),
    ]
    for value, found in ((world.thread.pk, ["1.1"]), ("none", ["1.3"])):
        [(_, labels)] = headings(client.get(f"{world.list}?objective={value}"))
        assert labels == found
    Action.objects.update(objective=None)
    assert 'name="objective"' not in client.get(world.list).content.decode()  # nothing to choose


def test_report_and_plan_on_a_page_are_sorted_by_them(world):
    Plan.objects.update(grouped_by="objective")
    world.quarter.plan.refresh_from_db()
    schedule = gather(world.quarter).schedule
    assert [(part.title, len(part.ids)) for part in schedule] == [
        ("Coordinate", 1),
        ("The voice of the child", 1),
        ("Not linked to a golden thread", 1),
    ]
    page = plan_on_a_page(world.team, world.quarter.plan, world.quarter)
    assert page.by_words == "By golden thread"
    assert len(page.cells) == 3


def test_everything_is_linked_on_one_page_with_one_save_and_one_line(client, world):
    client.force_login(world.team)
    page = client.get(world.links)
    typed = sent(page)
    typed |= {
        f"section-{world.section.pk}-priority": world.priority.pk,
        f"action-{world.three.pk}-objective": world.thread.pk,
        f"action-{world.two.pk}-priority": world.priority.pk,
    }
    lines = AuditEntry.objects.count()
    assert client.post(world.links, typed).status_code == 302
    assert Section.objects.get().priority == world.priority
    assert Action.objects.get(pk=world.three.pk).objective == world.thread
    assert Action.objects.get(pk=world.two.pk).priority == world.priority
    assert Action.objects.get(pk=world.one.pk).priority is None
    assert AuditEntry.objects.count() == lines + 1
    assert AuditEntry.objects.latest("pk").changes["1.3: objective"] == ["not linked", str(world.thread)]


def test_what_another_changed_meanwhile_is_not_undone_by_a_page_that_is_older(client, world):
    client.force_login(world.team)
    typed = sent(client.get(world.links))
    Action.objects.filter(pk=world.one.pk).update(objective=world.duty)
    typed[f"action-{world.three.pk}-objective"] = world.thread.pk
    assert client.post(world.links, typed).status_code == 302
    assert Action.objects.get(pk=world.one.pk).objective == world.duty
    assert Action.objects.get(pk=world.three.pk).objective == world.thread


def test_one_of_another_plan_is_refused_and_the_rest_stays_typed(client, world):
    client.force_login(world.team)
    typed = sent(client.get(world.links))
    typed |= {
        f"action-{world.one.pk}-priority": PriorityFactory().pk,
        f"action-{world.three.pk}-objective": world.thread.pk,
    }
    answer = client.post(world.links, typed)
    assert answer.status_code == 422
    assert answer.context["form"][f"action-{world.three.pk}-objective"].value() == str(world.thread.pk)
    assert Objective.objects.get(pk=world.thread.pk).actions.count() == 1
