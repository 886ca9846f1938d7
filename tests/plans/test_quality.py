"""Where a plan is thin, and each question put right in the browser; actions linked to priorities in bulk."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Action
from plans.operations.actions import last_change
from reporting.report.reading import gather
from subgroups.models import BodyName
from tests.factories import (
    ActionFactory,
    BodyFactory,
    ObjectiveFactory,
    PlanFactory,
    PriorityFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory(published_on=date(2017, 4, 1))


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board)
    client.force_login(person)
    return person


def quality(plan, look=""):
    address = reverse("plans:quality", args=[plan.slug])
    return f"{address}?of={look}" if look else address


def counts(client, plan) -> dict[str, int]:
    return {finding.key: finding.count for finding, _ in client.get(quality(plan)).context["findings"]}


def last_line() -> AuditEntry:
    return AuditEntry.objects.latest("pk")


# --- Put right, one by one --------------------------------------------------------------------------------


def test_an_outcome_is_typed_on_the_page(client, plan, team):
    action = ActionFactory(plan=plan, outcome="")
    page = client.get(quality(plan, "no-outcome"))
    assert [each.action for each in page.context["thin"]] == [action]
    empty = client.post(quality(plan, "no-outcome"), {"action": action.pk, f"a{action.pk}-outcome": " "})
    assert empty.status_code == 422 and "Say what it is to achieve." in empty.content.decode()
    lines = AuditEntry.objects.count()
    answer = client.post(
        quality(plan, "no-outcome"), {"action": action.pk, f"a{action.pk}-outcome": "Staff know what to do"}
    )
    assert answer.status_code == 302
    action.refresh_from_db()
    assert action.outcome == "Staff know what to do"
    assert AuditEntry.objects.count() == lines + 1
    assert counts(client, plan)["no-outcome"] == 0


@pytest.mark.database
def test_an_owner_is_placed_and_the_plans_words_stay(client, plan, team):
    body = BodyFactory(board=plan.board, name="Health Subgroup")
    nobody = ActionFactory(plan=plan)
    unknown = ActionFactory(plan=plan, who_text="Somebody else")
    assert (counts(client, plan)["no-owner"], counts(client, plan)["unplaced-owner"]) == (1, 1)
    for action, look in ((nobody, "no-owner"), (unknown, "unplaced-owner")):
        refused = client.post(quality(plan, look), {"action": action.pk})
        assert refused.status_code == 422 and "Choose who owns it." in refused.content.decode()
        assert client.post(quality(plan, look), {"action": action.pk, f"a{action.pk}-body": body.pk}).url
        assert [owner.body for owner in action.owners.all()] == [body]
    assert unknown.owners.get().words == "Somebody else"
    assert last_line().operation == "owner-placed"
    assert last_line().changes == {"owner": ["Somebody else", "Health Subgroup"]}
    assert (counts(client, plan)["no-owner"], counts(client, plan)["unplaced-owner"]) == (0, 0)
    with pytest.raises(Refused):
        operations.place_owner(action=unknown, body=body, by=team)


@pytest.mark.database
def test_owners_typed_before_their_group_was_there_are_offered_and_placed_at_once(client, plan, team):
    ones = [ActionFactory(plan=plan, label=f"3.{n}", who_text="Hub Board") for n in range(1, 4)]
    joint = ActionFactory(plan=plan, label="3.4", who_text="Education; Hub Board")
    other = ActionFactory(plan=plan, label="3.5", who_text="Somebody else")
    offered = "name a group that has come here since"
    assert offered not in client.get(quality(plan, "unplaced-owner")).text
    body = BodyFactory(board=plan.board, name="Hub Programme Board")
    BodyName.objects.create(body=body, words="Hub Board")
    page = client.get(quality(plan, "unplaced-owner")).text
    assert offered in page and "Place 4 actions</button>" in page
    assert "“Hub Board” is Hub Programme Board: 4</li>" in page
    lines = AuditEntry.objects.count()
    said = client.post(quality(plan, "unplaced-owner"), {"known": "place"}, follow=True).text
    assert "4 actions placed." in said and offered not in said
    assert {owner.body for action in ones for owner in action.owners.all()} == {body}
    assert [(owner.body, owner.words) for owner in joint.owners.order_by("position")] == [
        (None, "Education"),
        (body, "Hub Board"),
    ]
    assert other.owners.get().body is None
    assert AuditEntry.objects.count() == lines + 1
    assert last_line().operation == "owners-placed"
    assert last_line().changes["3.1"] == ["Hub Board", "Hub Programme Board"]
    again = client.post(quality(plan, "unplaced-owner"), {"known": "place"}, follow=True).text
    assert "No owner that was not recognised names a group that is here." in again


@pytest.mark.database
def test_words_that_name_two_become_two_and_nobody_owns_twice(plan, team):
    both = ActionFactory(plan=plan, who_text="Health and Education")
    twice = ActionFactory(plan=plan, label="2.1", who_text="Health; Wellbeing")
    health = BodyFactory(board=plan.board, name="Health")
    education = BodyFactory(board=plan.board, name="Education")
    BodyName.objects.create(body=health, words="Wellbeing")
    assert operations.place_known_owners(plan=plan, by=team) == [both, twice]
    assert [owner.body for owner in both.owners.order_by("position", "pk")] == [health, education]
    assert [owner.body for owner in twice.owners.all()] == [health]


@pytest.mark.database
def test_only_who_edits_the_plan_places_owners_and_adding_groups_says_where(client, plan, team):
    ActionFactory(plan=plan, who_text="Hub Board")
    added = client.post(
        reverse("plans:groups-add", args=[plan.board.slug]),
        {"lines": "Hub Board", "kind": "subgroup"},
        follow=True,
    )
    assert "1 action of Business plan" in added.text and "names somebody who is here now" in added.text
    client.force_login(someone_with(plan.board, "auditor"))
    assert client.post(quality(plan, "unplaced-owner"), {"known": "place"}).status_code == 403
    assert "Place 1 action" not in client.get(quality(plan, "unplaced-owner")).text


@pytest.mark.database
def test_a_reference_printed_twice_gets_one_of_its_own(client, plan, team):
    ActionFactory(plan=plan, label="13.2")
    second = ActionFactory(plan=plan, label="13.2")
    assert counts(client, plan)["same-reference"] == 2
    page = client.get(quality(plan, "same-reference")).content.decode()
    assert page.count('value="13.2"') == 2
    client.post(quality(plan, "same-reference"), {"action": second.pk, f"a{second.pk}-label": "13.3"})
    second.refresh_from_db()
    assert second.reference == "13.3" and counts(client, plan)["same-reference"] == 0


def test_a_date_is_chosen_on_its_page_and_leads_back(client, plan, team):
    action = ActionFactory(plan=plan, when_text="Bi-monthly")
    assert counts(client, plan)["unclear-date"] == 1
    page = client.get(quality(plan, "unclear-date")).content.decode()
    timescale = reverse("plans:action-timescale", args=[plan.slug, action.pk])
    assert f'href="{timescale}?next=' in page
    back = f"{quality(plan)}?of=unclear-date"
    answer = client.post(f"{timescale}?next={back}", {"reading": "1"})
    assert answer.url == back
    assert counts(client, plan)["unclear-date"] == 0


def test_a_when_that_was_never_printed_is_typed_on_the_actions_page_and_leads_back(client, plan, team):
    action = ActionFactory(plan=plan, label="", text="Training", when_text="")
    page = client.get(quality(plan, "no-date")).text
    [address] = re.findall(r'href="([^"]+)#id_when_text"', page)
    typed = {"text": action.text, "when_text": "July 2018", "seen": last_change(action)}
    answer = client.post(unescape(address), typed)
    assert answer.url == quality(plan, "no-date")
    action.refresh_from_db()
    assert action.due_on == date(2018, 7, 31)
    assert counts(client, plan)["no-date"] == 0


def test_an_action_without_a_reference_is_called_by_its_words(client, plan, team):
    action = ActionFactory(plan=plan, label="", text="Training")
    QuarterFactory(plan=plan)
    for name in ("action-update", "action-ask-date", "action-decide"):
        page = client.get(reverse(f"plans:{name}", args=[plan.slug, action.pk])).text
        [heading] = re.findall(r"<h1>(.*?)</h1>", page)
        assert heading.endswith(" “Training”"), heading


def test_what_falls_due_with_many_others_or_after_the_plan_leads_to_another_date(client, plan, team):
    for n in range(10):
        ActionFactory(plan=plan, label=f"2.{n}", when_text="July 2018")
    late = ActionFactory(plan=plan, when_text="July 2020")
    found = counts(client, plan)
    assert (found["same-date"], found["after-plan-end"]) == (10, 1)
    Action.objects.filter(label="2.0").update(due_on=date(2018, 6, 30))
    assert counts(client, plan)["same-date"] == 0  # nine are not many
    page = client.get(quality(plan, "after-plan-end")).content.decode()
    assert reverse("plans:action-ask-date", args=[plan.slug, late.pk]) in page


# --- Put right, many at once ------------------------------------------------------------------------------


@pytest.mark.database
def test_ongoing_work_gets_its_review_date_many_at_once(client, plan, team):
    QuarterFactory(plan=plan)
    ones = [ActionFactory(plan=plan, label=f"1.{n}", when_text="Ongoing") for n in range(3)]
    page = client.get(quality(plan, "no-review-date"))
    assert 'value="30 June 2018"' in page.content.decode()  # the end of the next quarter
    none = client.post(quality(plan, "no-review-date"), {"review_on": "30 June 2018"})
    assert none.status_code == 422 and "Tick at least one." in none.content.decode()
    wrong = client.post(quality(plan, "no-review-date"), {"review_on": "soon", "actions": [ones[1].pk]})
    html = wrong.content.decode()
    assert wrong.status_code == 422 and 'value="soon"' in html
    assert f'id="tick-{ones[1].pk}" checked' in html and f'id="tick-{ones[0].pk}" checked' not in html
    lines = AuditEntry.objects.count()
    client.post(
        quality(plan, "no-review-date"), {"review_on": "30 June 2018", "actions": [ones[0].pk, ones[2].pk]}
    )
    assert [each.review_on for each in Action.objects.order_by("label")] == [
        date(2018, 6, 30), None, date(2018, 6, 30),
    ]  # fmt: skip
    assert AuditEntry.objects.count() == lines + 1
    assert last_line().changes == {"1.0": [None, "2018-06-30"], "1.2": [None, "2018-06-30"]}
    assert counts(client, plan)["no-review-date"] == 1


@pytest.mark.database
def test_linking_is_one_line_of_the_trail_and_can_be_taken_back(plan, team):
    priority = PriorityFactory(plan=plan, label="3", title="Workforce")
    ones = [ActionFactory(plan=plan, label=f"1.{n}") for n in range(3)]
    lines = AuditEntry.objects.count()
    done = operations.link_to_priority(plan=plan, actions=ones[:2], priority=priority, by=team)
    assert [each.reference for each in done] == ["1.0", "1.1"]
    assert AuditEntry.objects.count() == lines + 1
    assert last_line().thing == plan
    assert last_line().changes == {
        "1.0": ["not linked", "3 Workforce"],
        "1.1": ["not linked", "3 Workforce"],
    }
    assert ones[0].history.count() == 2  # and each action's own history knows
    assert operations.link_to_priority(plan=plan, actions=ones, priority=priority, by=team) == [ones[2]]
    operations.link_to_priority(plan=plan, actions=ones, priority=None, by=team)
    assert not Action.objects.exclude(priority=None).exists()
    lines = AuditEntry.objects.count()
    assert operations.link_to_priority(plan=plan, actions=ones, priority=None, by=team) == []
    assert AuditEntry.objects.count() == lines
    with pytest.raises(Refused, match="another plan"):
        operations.link_to_priority(plan=plan, actions=ones, priority=PriorityFactory(), by=team)
    with pytest.raises(ValueError, match="another plan"):
        operations.link_to_priority(plan=plan, actions=[ActionFactory()], priority=priority, by=team)


@pytest.mark.database
def test_an_action_linked_by_its_section_says_so_and_is_not_thin(client, plan, team):
    priority = PriorityFactory(plan=plan, label="1", title="Resilience")
    ActionFactory(plan=plan, section=SectionFactory(plan=plan, priority=priority))
    ActionFactory(plan=plan, objective=ObjectiveFactory(plan=plan, priority=priority))
    assert counts(client, plan)["not-linked"] == 0
    page = client.get(reverse("plans:action-link", args=[plan.slug])).content.decode()
    assert (
        page.count("1 Resilience <span") == 2 and "(by its section)" in page and "(by its objective)" in page
    )


# --- The stories --------------------------------------------------------------------------------------------


@pytest.mark.database
def test_story_24_where_cumbrias_plan_is_thin_and_each_fix_is_at_hand(client, cumbria, short_lists):
    client.force_login(board_team(cumbria.board))
    found = counts(client, cumbria)
    assert {key: found[key] for key in ("no-outcome", "no-date", "after-plan-end", "not-linked")} == {
        "no-outcome": 10,
        "no-date": 14,
        "after-plan-end": 1,
        "not-linked": 71,
    }
    assert found["same-reference"] == 2
    for finding, href in client.get(quality(cumbria)).context["findings"]:
        page = client.get(href.split("#")[0])
        assert len(page.context["thin"]) == finding.count
        if finding.count:
            assert client.get(page.context["list_href"]).context["found"] == finding.count
        fixes = page.content.decode()
        for each in page.context["thin"]:
            assert (
                each.form is not None
                or f'id="tick-{each.action.pk}"' in fixes
                or f"/actions/{each.action.pk}/timescale/" in fixes
                or f"/actions/{each.action.pk}/new-date/" in fixes
            )
    [late] = client.get(quality(cumbria, "after-plan-end")).context["thin"]
    assert late.action.reference == "2.1"
    twice = client.get(quality(cumbria, "same-reference")).context["thin"]
    assert [each.action.reference for each in twice] == ["13.2", "13.2 (2)"]


@pytest.mark.database
def test_story_25_twelve_actions_linked_to_a_priority(client, cumbria):
    """Tick twelve, assign the workforce priority: 12 there, 59 not linked, 71 in all."""
    client.force_login(board_team(cumbria.board))
    quarter = QuarterFactory(plan=cumbria)
    workforce = cumbria.priorities.get(title__startswith="Well-developed and Supported")
    address = reverse("plans:action-link", args=[cumbria.slug])
    link = client.get(reverse("plans:action-list", args=[cumbria.slug])).content.decode()
    assert f'href="{address}"' in link
    page = client.get(f"{address}?priority=none")
    assert page.context["found"] == 71 and page.content.decode().count('type="checkbox"') == 71
    ticked = [action.pk for action in page.context["page_obj"]][:12]
    nothing = client.post(address, {"priority": workforce.pk})
    assert nothing.status_code == 422 and "Tick at least one." in nothing.content.decode()
    lines = AuditEntry.objects.count()
    answer = client.post(f"{address}?priority=none", {"priority": workforce.pk, "actions": ticked})
    assert answer.url == f"{address}?priority=none"
    assert AuditEntry.objects.count() == lines + 1
    [table] = [each for each in gather(quarter).breakdowns if each.title == "By priority"]
    rows = {row.label: row.total.n for row in table.rows}
    assert rows[str(workforce)] == 12 and rows["Not linked"] == 59
    assert table.total.total.n == 71 == sum(rows.values())
    assert client.get(f"{address}?priority=none").context["found"] == 59


# --- Who, and what it costs -----------------------------------------------------------------------------------


def test_readers_see_the_questions_and_no_boxes(client, plan):
    action = ActionFactory(plan=plan, outcome="")
    client.force_login(chair_of(BodyFactory(board=plan.board)))
    page = client.get(quality(plan, "no-outcome"))
    assert page.status_code == 200 and "Put it right" not in page.content.decode()
    post = {"action": action.pk, f"a{action.pk}-outcome": "Mine"}
    assert client.post(quality(plan, "no-outcome"), post).status_code == 403
    assert client.post(reverse("plans:action-link", args=[plan.slug]), {}).status_code == 403


def test_another_plans_action_is_out_of_sight(client, plan, team):
    other = ActionFactory(outcome="")
    post = {"action": other.pk, f"a{other.pk}-outcome": "Mine"}
    assert client.post(quality(plan, "no-outcome"), post).status_code == 404
    assert client.post(quality(plan, "no-outcome"), {"action": "x"}).status_code == 404
    assert client.get(quality(plan, "nonsense")).status_code == 404
    PriorityFactory(plan=plan)
    answer = client.post(reverse("plans:action-link", args=[plan.slug]), {"actions": [other.pk]})
    assert answer.status_code == 422 and "Something changed" in answer.content.decode()


@pytest.mark.database
@pytest.mark.parametrize("look", ["no-outcome", "no-owner", "not-linked", "no-date", ""])
def test_it_costs_the_same_queries_at_any_size(client, plan, team, look):
    spent = []
    for start, more in ((0, 2), (10, 6)):
        for n in range(start, start + more):
            PriorityFactory(plan=plan)
            ActionFactory(plan=plan, label=f"1.{n}", outcome="", when_text="")
            BodyFactory(board=plan.board)
        for address in (quality(plan, look), reverse("plans:action-link", args=[plan.slug])):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            spent.append(len(captured))
    assert spent[:2] == spent[2:] and max(spent) < 40
