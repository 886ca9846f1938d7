"""Lancashire's plan once it is loaded: objectives as rows, tasks with leads of their own, everything on one day."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import escape

from plans.models import ActionItem
from subgroups.models import Person
from tests.examples import load_example
from tests.factories import PlanFactory, board_team

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def lancashire(kept_for_the_module):
    return kept_for_the_module(lambda: load_example("lancashire-2015-16"))


def owners(action):
    return [owner.body.short_name if owner.body else owner.words for owner in action.owners.all()]


def test_28_rows_and_51_tasks(lancashire):
    assert lancashire.actions.counted().count() == 28
    assert ActionItem.objects.filter(action__plan=lancashire).count() == 51
    assert {action.due_on for action in lancashire.actions.all()} == {date(2016, 3, 31)}


@pytest.mark.parametrize(
    ("reference", "leads"),
    [
        ("PA1.2", ["CPBs", "CSE Sub", "QA Sub"]),
        ("PA1.7", ["L&D Sub"]),
        ("PA1.9", ["CSE Sub"]),
        ("PA2.4", ["MFH Sub", "QA Sub"]),
        ("PA3.1+2", ["QA Sub"]),
        ("PA3.3", ["QA Sub", "L&D Sub"]),
        ("PA3.6", ["QA Sub", "Audit Group"]),
        ("PA3.7", ["QA Sub", "Esafety Group"]),
        ("PA3.8", ["LADA"]),
        ("PA4.1", []),
        ("PA4.6", ["LADO"]),
    ],
)
def test_who_leads_what(lancashire, reference, leads):
    assert owners(lancashire.actions.get(label=reference)) == leads


def test_three_tasks_with_three_leads(lancashire):
    items = lancashire.actions.get(label="PA1.2").items.all()
    assert [item.owner.short_name for item in items] == ["CPBs", "CSE Sub", "QA Sub"]
    assert (lancashire.item_label, lancashire.item_label_plural) == ("Task", "Tasks")
    unsaid = lancashire.actions.get(label="PA2.4").items.all()
    assert [(item.owner, item.who_text) for item in unsaid] == [(None, "")] * 4


def test_a_subgroup_chair_sees_what_the_group_leads(lancashire, client):
    client.force_login(Person.objects.get(email="lancashire.qa@example.org"))
    page = client.get(reverse("home")).text
    assert "PA3.1+2" in page and "PA1.7" not in page


def test_its_team_sees_its_pages_and_nobody_else_does(lancashire, client):
    names = ("plans:plan-detail", "plans:action-list", "plans:group-list", "reporting:report-list")
    client.force_login(Person.objects.get(email="lancashire.team@example.org"))
    for name in names:
        assert client.get(reverse(name, args=[lancashire.slug])).status_code == 200
    client.force_login(board_team(PlanFactory().board))
    for name in names:
        assert client.get(reverse(name, args=[lancashire.slug])).status_code == 404


def test_story_24_one_objective_has_no_lead_and_all_28_fall_on_one_day(lancashire, client):
    client.force_login(Person.objects.get(email="lancashire.team@example.org"))
    address = reverse("plans:quality", args=[lancashire.slug])
    found = {finding.key: finding.count for finding, _ in client.get(address).context["findings"]}
    assert (found["no-owner"], found["same-date"], found["no-outcome"]) == (1, 28, 28)
    assert (found["no-date"], found["unclear-date"], found["same-reference"]) == (0, 0, 0)
    [thin] = client.get(address, {"of": "no-owner"}).context["thin"]
    assert thin.action.label == "PA4.1"
    assert "not-linked" not in found, "a plan without priorities is not asked to link to them"


def test_its_report_prints_all_51_tasks_and_is_approved(lancashire, client):
    report = lancashire.monitoring_reports.get()
    assert (report.quarter.name, report.state, str(report.approved_at.date())) == (
        "Q4 2015/16",
        "approved",
        "2016-04-20",
    )
    client.force_login(Person.objects.get(email="lancashire.team@example.org"))
    page = client.get(report.get_absolute_url()).text
    assert len(re.findall(r'<div class="parts"><span class="b">Tasks</span>', page)) == 28
    for item in ActionItem.objects.filter(action__plan=lancashire):
        assert escape(item.text) in page
