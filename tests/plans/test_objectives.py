"""Objectives sort and filter lists and reports; one page links them, priorities and golden threads."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.urls import reverse

from lscb.models import AuditEntry
from plans.models import Action, Objective, Plan, Section
from plans.operations import Link, carry_over, link_levels, start_next_plan
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
        self.plan = PlanFactory()
        self.team = board_team(self.plan.board)
        self.quarter = QuarterFactory(plan=self.plan)
        self.aim = ObjectiveFactory(plan=self.plan, kind="aim", text="Act early")
        self.thread, self.other = (
            ObjectiveFactory(plan=self.plan, kind="golden-thread", text=text, position=n)
            for n, text in enumerate(("The voice of the child", "What difference did it make?"), start=1)
        )
        self.duty = ObjectiveFactory(
            plan=self.plan, kind="statutory-objective", text="Coordinate", position=9
        )
        self.priority = PriorityFactory(plan=self.plan, title="Neglect")
        self.section = SectionFactory(plan=self.plan, title="Early help")
        self.one, self.two, self.three = (
            ActionFactory(plan=self.plan, section=self.section, label=f"1.{n}", objective=objective)
            for n, objective in ((1, self.aim), (2, self.duty), (3, None))
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
    fields = [(field, field.value()) for field in page.context["form"]]
    names = [(name, value) for field, value in fields for name in (field.html_name, field.html_initial_name)]
    return {name: "on" if value is True else value for name, value in names if value not in (None, False)}


def test_the_list_is_sorted_and_filtered_by_them(client, world):
    client.force_login(world.team)
    assert headings(client.get(f"{world.list}?by=objective")) == [
        ("Coordinate", ["1.2"]),
        ("Act early", ["1.1"]),
        ("Not linked to an objective", ["1.3"]),
    ]
    for value, found in ((world.aim.pk, ["1.1"]), ("none", ["1.3"])):
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
        ("Act early", 1),
        ("Not linked to an objective", 1),
    ]
    page = plan_on_a_page(world.team, world.quarter.plan, world.quarter)
    assert page.by_words == "By objective"
    assert len(page.cells) == 3


def test_everything_is_linked_on_one_page_with_one_save_and_one_line(client, world):
    client.force_login(world.team)
    page = client.get(world.links)
    typed = sent(page)
    typed |= {
        f"section-{world.section.pk}-priority": world.priority.pk,
        f"action-{world.three.pk}-objective": world.aim.pk,
        f"action-{world.two.pk}-priority": world.priority.pk,
    }
    lines = AuditEntry.objects.count()
    assert client.post(world.links, typed).status_code == 302
    assert Section.objects.get().priority == world.priority
    assert Action.objects.get(pk=world.three.pk).objective == world.aim
    assert Action.objects.get(pk=world.two.pk).priority == world.priority
    assert Action.objects.get(pk=world.one.pk).priority is None
    assert AuditEntry.objects.count() == lines + 1
    assert AuditEntry.objects.latest("pk").changes["1.3: objective"] == ["not linked", str(world.aim)]


def test_what_another_changed_meanwhile_is_not_undone_by_a_page_that_is_older(client, world):
    client.force_login(world.team)
    typed = sent(client.get(world.links))
    Action.objects.filter(pk=world.one.pk).update(objective=world.duty)
    typed[f"action-{world.three.pk}-objective"] = world.aim.pk
    assert client.post(world.links, typed).status_code == 302
    assert Action.objects.get(pk=world.one.pk).objective == world.duty
    assert Action.objects.get(pk=world.three.pk).objective == world.aim


def test_what_is_linked_so_already_or_was_removed_meanwhile_is_no_event(world):
    gone = Section.objects.create(plan=world.plan, title="Removed meanwhile", position=9)
    links = [Link(gone, "priority", world.priority), Link(world.one, "objective", world.one.objective)]
    Section.objects.filter(pk=gone.pk).delete()
    lines = AuditEntry.objects.count()
    rows = world.one.history.count()
    assert link_levels(plan=world.plan, links=links, by=world.team) == 0
    assert AuditEntry.objects.count() == lines and world.one.history.count() == rows


def test_one_of_another_plan_is_refused_and_the_rest_stays_typed(client, world):
    client.force_login(world.team)
    typed = sent(client.get(world.links))
    typed |= {
        f"action-{world.one.pk}-priority": PriorityFactory().pk,
        f"action-{world.three.pk}-objective": world.aim.pk,
    }
    answer = client.post(world.links, typed)
    assert answer.status_code == 422
    assert answer.context["form"][f"action-{world.three.pk}-objective"].value() == str(world.aim.pk)
    assert Objective.objects.get(pk=world.aim.pk).actions.count() == 1


def test_sections_and_actions_serve_golden_threads_and_as_many_as_they_like(client, world):
    client.force_login(world.team)
    typed = sent(client.get(world.links)) | {
        f"section-{world.section.pk}-golden_threads-{world.thread.pk}": "on",
        f"action-{world.one.pk}-golden_threads-{world.thread.pk}": "on",
        f"action-{world.one.pk}-golden_threads-{world.other.pk}": "on",
    }
    assert client.post(world.links, typed).status_code == 302
    assert AuditEntry.objects.latest("pk").changes == {
        f"{world.section}: {world.thread}": ["not linked", "linked"],
        f"1.1: {world.thread}": ["not linked", "linked"],
        f"1.1: {world.other}": ["not linked", "linked"],
    }
    for thread, found in ((world.thread, ["1.1", "1.2", "1.3"]), (world.other, ["1.1"])):
        [(_, labels)] = headings(client.get(f"{world.list}?thread={thread.pk}"))
        assert labels == found
    page = client.get(world.one.get_absolute_url()).content.decode()
    assert "Golden threads</dt>" in page and f"?thread={world.other.pk}" in page
    assert (
        "Golden thread</dt>" in client.get(world.three.get_absolute_url()).content.decode()
    )  # its section's
    said = client.get(world.plan.get_absolute_url()).context["objectives"]
    counted = {str(row): row.progress.total for _, rows in said for row in rows}
    assert counted[str(world.thread)] == 3 and counted[str(world.other)] == 1
    # What another ticked meanwhile stays; what is linked so already is no event.
    page = sent(client.get(world.links))
    world.two.golden_threads.add(world.other)
    del page[f"action-{world.one.pk}-golden_threads-{world.thread.pk}"]
    assert client.post(world.links, page).status_code == 302
    assert list(world.two.golden_threads.all()) == [world.other]
    assert list(world.one.golden_threads.all()) == [world.other]
    lines = AuditEntry.objects.count()
    assert client.post(world.links, sent(client.get(world.links))).status_code == 302
    assert AuditEntry.objects.count() == lines


def test_an_action_serves_no_objective_as_its_golden_thread(world):
    with pytest.raises(ValueError, match="no golden thread"):
        link_levels(plan=world.plan, links=[Link(world.one, "golden_threads", world.duty)], by=world.team)


def test_the_plan_that_follows_has_the_same_golden_threads(world):
    world.section.golden_threads.set([world.thread])
    world.one.golden_threads.set([world.other])
    after = start_next_plan(
        predecessor=world.plan,
        title="The next",
        starts_on=world.plan.ends_on + timedelta(days=1),
        ends_on=world.plan.ends_on + timedelta(days=365),
        by=world.team,
    )
    [carried] = carry_over(action=world.one, into=after, by=world.team)
    assert [each.text for each in carried.threads_served] == [world.thread.text, world.other.text]
    assert {each.plan for each in carried.threads_served} == {after}
