"""Who leads an action and who supports it: read, kept, shown, filtered by, asked and carried over."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lscb import clock
from plans.selectors.owners import silent_owners
from plans.selectors.reminders import letters_of
from reporting.report.reading import facts_of
from tests.factories import (
    ActionFactory,
    BodyFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def bodies(plan):
    return {
        name: BodyFactory(board=plan.board, name=f"{name} Subgroup", short_name=name)
        for name in ("CE", "QAP")
    }


@pytest.fixture
def action(plan, bodies):
    return ActionFactory(plan=plan, label="1.1", who_text="CE (lead), QAP, Ofsted (support)")


def roles(action) -> list[tuple[str, str]]:
    return [(owner.label, owner.role) for owner in action.owners.all()]


def test_roles_are_kept_with_the_owners(action):
    assert roles(action) == [("CE", "lead"), ("QAP", "support"), ("Ofsted", "support")]
    assert action.owners_line == "CE (lead); QAP (support); Ofsted (support)"


def test_a_single_lead_is_simply_the_owner(plan, bodies):
    assert ActionFactory(plan=plan, who_text="Lead: CE").owners_line == "CE"
    assert ActionFactory(plan=plan, who_text="CE with QAP").owners_line == "CE (lead); QAP (support)"


def test_a_role_is_lead_or_support(action):
    with pytest.raises(IntegrityError), transaction.atomic():
        action.owners.update(role="boss")


def test_the_lead_is_asked_and_the_support_is_not(plan, bodies, action):
    quarter = QuarterFactory(plan=plan)
    lead, support = (chair_of(body, email=f"{name}@example.org".lower()) for name, body in bodies.items())
    silent = list(plan.actions.with_status(quarter).with_owners())
    assert [owner.body for owner in silent_owners(plan, silent)] == [bodies["CE"]]
    assert [letter.person for letter in letters_of(quarter)] == [lead]
    alone = ActionFactory(plan=plan, who_text="Support: QAP")
    assert [owner.body for owner in alone.asked_of] == [bodies["QAP"]]
    assert {letter.person for letter in letters_of(quarter)} == {lead, support}


def test_whoever_supports_may_update_it(client, plan, bodies, action):
    QuarterFactory(plan=plan)
    client.force_login(chair_of(bodies["QAP"]))
    url = reverse("plans:action-update", args=[plan.slug, action.pk])
    assert client.get(url).status_code == 200


def test_the_list_is_filtered_by_role(client, plan, bodies, action):
    QuarterFactory(plan=plan)
    other = ActionFactory(plan=plan, label="1.2", who_text="QAP")
    client.force_login(board_team(plan.board))

    def listed(**asked):
        page = client.get(reverse("plans:action-list", args=[plan.slug]), asked)
        return [row.action for _, group in page.context["groups"] for row in group]

    qap = bodies["QAP"].pk
    assert listed(owner=qap) == [action, other]
    assert listed(owner=qap, role="support") == [action]
    assert listed(owner=qap, role="lead") == [other], "whoever owns it alone leads it"
    assert listed(role="lead") == listed(role="support") == [action]
    assert listed(owner=qap, role="boss") == [action, other], "refused filters filter nothing"


def test_a_plan_without_roles_has_no_filter_for_them(client, plan, bodies):
    ActionFactory(plan=plan, who_text="CE")
    client.force_login(board_team(plan.board))
    page = client.get(reverse("plans:action-list", args=[plan.slug]))
    assert "Owns it" not in page.content.decode()


@pytest.mark.parametrize("page", ["plans:action-list", "plans:plan-detail"])
def test_roles_stand_on_the_pages(client, plan, action, page):
    QuarterFactory(plan=plan)
    client.force_login(board_team(plan.board))
    words = " ".join(client.get(reverse(page, args=[plan.slug])).content.decode().split())
    assert "CE</a> (lead)" in words or "CE (lead); QAP (support)" in words
    detail = client.get(action.get_absolute_url()).content.decode()
    assert "CE Subgroup</a> (lead)" in detail and "QAP Subgroup</a> (support)" in detail


def test_roles_are_said_while_typing(client, plan, bodies):
    client.force_login(board_team(plan.board))
    sent = {"who_text": "CE (lead), QAP", "text": "x"}
    page = client.post(reverse("plans:action-add", args=[plan.slug]), sent, headers={"HX-Request": "true"})
    assert "CE Subgroup (lead)" in page.content.decode()


def test_the_report_prints_roles_and_counts_an_owner_once(plan, bodies, action):
    quarter = QuarterFactory(plan=plan)
    ActionFactory(plan=plan, who_text="QAP")
    facts = facts_of(quarter, clock.now(), None).actions
    assert [owner.label_and_role for owner in facts[0].owners] == [
        "CE (lead)",
        "QAP (support)",
        "Ofsted (support)",
    ]
    assert facts[0].owners[1] == facts[1].owners[0], "in whichever role, one owner"
    assert [owner.label for owner in facts[0].asked_of] == ["CE"]
