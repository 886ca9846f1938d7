"""Boxes for owners have the board's groups and posts to suggest; what JavaScript makes of it is tried in a browser."""

import pytest
from django.urls import reverse

from subgroups.models import BodyName
from tests.factories import ActionFactory, BodyFactory, PlanFactory, SectionFactory, board_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(client):
    plan = PlanFactory()
    body = BodyFactory(board=plan.board, name="Performance & QA Group", short_name="PMQA")
    BodyName.objects.create(body=body, words="Performance Group")
    BodyFactory(board=plan.board, name="Ended Group", ended_on="2017-01-01")
    BodyFactory(name="Of another board")
    client.force_login(board_team(plan.board))
    return plan


def pages(plan):
    action = ActionFactory(plan=plan, section=SectionFactory(plan=plan), label="1.1")
    return {
        "added": reverse("plans:action-add", args=[plan.slug]),
        "changed": reverse("plans:action-change", args=[plan.slug, action.pk]),
        "from elsewhere": reverse("plans:carry-over", args=[plan.slug]),
        "in the admin": reverse("admin:plans_action_change", args=[action.pk]),
        "added in the admin": reverse("admin:plans_action_add"),
        "in a section's table": reverse("admin:plans_section_change", args=[action.section_id]),
    }


def test_each_page_with_such_a_box_has_the_names_of_its_own_board_once(client, plan):
    for where, address in pages(plan).items():
        page = client.get(address).content.decode()
        assert page.count('<datalist id="owner-names">') == 1, where
        assert 'data-suggests="owner-names"' in page and "js/owners" in page, where
        assert (
            '<option value="Performance &amp; QA Group" '
            'label="Performance &amp; QA Group (PMQA)" data-spellings="Performance Group"></option>'
        ) in page, where
        names = page.partition('<datalist id="owner-names">')[2].partition("</datalist>")[0]
        assert "Ended Group" not in names and "Of another board" not in names, where


def test_without_javascript_the_browser_has_its_own_list(client, plan):
    page = client.get(reverse("plans:action-add", args=[plan.slug])).content.decode()
    assert 'list="owner-names"' in page


def test_a_page_without_such_a_box_has_no_names(client, plan):
    assert b"owner-names" not in client.get(reverse("plans:action-list", args=[plan.slug])).content
    assert b"owner-names" not in client.get("/admin/subgroups/body/").content
