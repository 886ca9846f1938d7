"""How success is measured stands beside the outcome: typed, listed, printed, kept; left out where nobody says it."""

import csv
from copy import deepcopy

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from plans import operations
from plans.models import Action
from reporting import operations as report_events
from reporting.printing.pdf.rendering import page_context
from reporting.report.content import from_json
from reporting.report.reading import gather
from reporting.sheets.group import group_sheet
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MeasureFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
)

SAID = "Children checked within eight weeks"


class World:
    def __init__(self):
        self.plan = PlanFactory(success_label="How will we know?")
        self.body = BodyFactory(board=self.plan.board, name="Health Subgroup")
        self.team = board_team(self.plan.board)
        self.quarter = QuarterFactory(plan=self.plan)
        self.measure = MeasureFactory(plan=self.plan, words="Dental checks", unit="%")
        self.action = ActionFactory(plan=self.plan, label="1.1", who_text="Health Subgroup")
        self.list = reverse("plans:action-list", args=[self.plan.slug])
        self.changes = reverse("plans:action-change", args=[self.plan.slug, self.action.pk])

    def say(self):
        self.action.success, self.action.success_target = SAID, "nine in ten"
        operations.change_action(action=self.action, measures=[self.measure], by=self.team)


@pytest.fixture(scope="module")
def once(kept_for_the_module):
    return kept_for_the_module(World)


@pytest.fixture
def world(db, once):
    return deepcopy(once)


def test_nothing_of_it_is_shown_while_no_action_has_any(client, world):
    client.force_login(world.team)
    word = world.plan.success_label
    for address in (world.list, world.action.get_absolute_url(), world.plan.get_absolute_url()):
        assert word not in client.get(address).content.decode()
    assert word not in render_to_string("print/report.html", page_context(gather(world.quarter)))


def test_it_is_typed_with_a_target_and_measures(client, world):
    client.force_login(world.team)
    page = client.get(world.changes)
    typed = {**page.context["form"].initial, "success": "", "success_target": "95%", "measures": []}
    refused = client.post(
        world.changes, {key: value or "" for key, value in typed.items()} | {"measures": []}
    )
    assert refused.status_code == 422
    assert "Say what this target is of." in refused.content.decode()
    typed |= {"success": SAID, "measures": [world.measure.pk]}
    assert (
        client.post(world.changes, {k: "" if v is None else v for k, v in typed.items()}).status_code == 302
    )
    action = Action.objects.get(pk=world.action.pk)
    assert (action.success, action.success_target) == (SAID, "95%")
    assert list(action.measures.all()) == [world.measure]


def test_a_measure_of_another_plan_is_none_of_its_own(world):
    with pytest.raises(ValueError, match="another plan"):
        operations.change_action(action=world.action, measures=[MeasureFactory()], by=world.team)


def saved(answer) -> list[dict]:
    return list(csv.DictReader(answer.getvalue().decode("utf-8-sig").splitlines()))


def test_it_is_shown_on_page_list_plan_and_in_the_spreadsheet(client, world):
    world.say()
    operations.record_measure_value(measure=world.measure, quarter=world.quarter, value=63, by=world.team)
    client.force_login(world.team)
    page = client.get(world.action.get_absolute_url()).content.decode()
    assert "Target: nine in ten" in page
    assert "Dental checks</a>: 63%" in page
    for address in (world.list, world.plan.get_absolute_url()):
        shown = client.get(address).content.decode()
        assert SAID in shown and "How will we know?" in shown
    assert SAID in client.get(f"{world.list}?words=eight+weeks").content.decode()
    (line,) = saved(client.get(reverse("plans:action-export", args=[world.plan.slug])))
    assert (line["How will we know?"], line["How will we know?: target"]) == (SAID, "nine in ten")


def test_the_report_prints_it_and_a_final_keeps_it(client, world, quick_paper):
    world.say()
    report = report_events.start_draft(quarter=world.quarter, by=world.team)
    report_events.finalise_report(report=report, by=world.team)
    report.refresh_from_db()
    [row] = from_json(report.content, schema_version=report.schema_version).rows
    assert (row.success, row.success_target, row.measured_by) == (SAID, "nine in ten", ("Dental checks",))
    assert "How will we know?" in quick_paper[0]
    world.action.success = ""
    world.action.success_target = ""
    operations.change_action(action=world.action, measures=[], by=world.team)
    client.force_login(world.team)
    assert SAID in client.get(f"{world.list}?as_at={report.pk}").content.decode()
    taken = client.get(reverse("plans:action-export", args=[world.plan.slug]), {"as_at": report.pk})
    (line,) = saved(taken)
    assert (line["How will we know?"], line["How will we know?: target"]) == (SAID, "nine in ten")


def test_the_sheet_of_its_owner_says_it(world):
    world.say()
    [row] = group_sheet(world.team, world.plan, world.body, world.quarter).rows
    assert row.success == f"{SAID} Target: nine in ten"


def test_it_goes_along_when_carried_over_with_the_measures_that_are_there(world):
    world.say()
    into = PlanFactory(board=world.plan.board)
    same = MeasureFactory(plan=into, words="Dental checks")
    [new] = operations.carry_over(action=world.action, into=into, by=world.team)
    assert (new.success, new.success_target, list(new.measures.all())) == (SAID, "nine in ten", [same])
