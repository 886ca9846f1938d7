"""Groups: the list adds up and leads to its rows; a group's page shows its work plan and who it is."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import operations
from subgroups.models import Body, FunctionItem, Membership
from tests.factories import (
    ActionFactory,
    BodyFactory,
    BodyNameFactory,
    FunctionFactory,
    HighlightFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    PlanFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def quarter(plan):
    return QuarterFactory(plan=plan)


@pytest.fixture
def group(plan):
    return BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


def list_of(client, person, plan):
    client.force_login(person)
    response = client.get(reverse("plans:group-list", args=[plan.slug]))
    assert response.status_code == 200
    return response


def page_of(client, person, plan, body):
    client.force_login(person)
    return client.get(reverse("plans:group-detail", args=[plan.slug, body.pk]))


def rows_in(response) -> dict:
    return {row.name: row for _, rows in response.context["kinds"] for row in rows}


# --- The list ---------------------------------------------------------------------------------------------


def test_each_group_says_how_its_actions_stand_worst_first(client, plan, quarter, group):
    red, silent, green = (
        ActionFactory(plan=plan, label=f"1.{n}", who_text="Health", when_text=when)
        for n, when in ((1, "March 2018"), (2, "March 2018"), (3, "July 2018"))
    )
    ProgressUpdateFactory(action=red, quarter=quarter, rating="R")
    ProgressUpdateFactory(action=green, quarter=quarter, rating="G")
    BodyFactory(board=plan.board, name="Idle Panel", kind=Body.Kind.PANEL)
    rows = rows_in(list_of(client, board_team(plan.board), plan))
    owns = rows["Health Subgroup"].owns
    assert (owns.actions, owns.overdue, owns.silent, owns.worst) == (3, 2, 1, "R")
    assert (rows["Idle Panel"].owns.actions, rows["Idle Panel"].owns.worst) == (0, "")
    assert silent.reference == "1.2"


def test_groups_stand_by_kind_and_in_each_kind_as_the_board_orders_them(client, plan):
    kinds = [("Z", "panel", 1), ("B", "subgroup", 3), ("A", "subgroup", 4), ("Board", "board", 9)]
    for name, kind, position in kinds:
        BodyFactory(board=plan.board, name=name, kind=kind, position=position)
    response = list_of(client, board_team(plan.board), plan)
    assert [(kind, [row.name for row in rows]) for kind, rows in response.context["kinds"]] == [
        ("Board", ["Board"]),
        ("Subgroups", ["B", "A"]),
        ("Panels", ["Z"]),
    ]


def test_ended_groups_are_left_out_unless_they_still_own_an_action(client, plan, group):
    owning = BodyFactory(board=plan.board, name="Old and owning", short_name="OO", ended_on=date(2018, 1, 1))
    BodyFactory(board=plan.board, name="Old and idle", ended_on=date(2018, 4, 9))
    BodyFactory(board=plan.board, name="Ending tomorrow", ended_on=date(2018, 4, 10))
    BodyFactory(board=plan.board, name="Merged", merged_into=group)
    ActionFactory(plan=plan).owners.create(body=owning)
    rows = rows_in(list_of(client, board_team(plan.board), plan))
    assert set(rows) == {"Health Subgroup", "Old and owning", "Ending tomorrow"}
    assert rows["Old and owning"].has_ended
    assert not rows["Ending tomorrow"].has_ended


def test_joint_unplaced_and_unowned_actions_are_all_counted(client, plan, quarter, group):
    other = BodyFactory(board=plan.board, name="Education Subgroup", short_name="Education")
    joint = ActionFactory(plan=plan, label="1.1", who_text="Health")
    joint.owners.create(body=other, position=2)
    ActionFactory(plan=plan, label="1.2", who_text="")
    ActionFactory(plan=plan, label="1.3", who_text="Zebra keepers")
    gone = ActionFactory(plan=plan, label="1.4", who_text="Health")
    team = board_team(plan.board)
    operations.withdraw_action(action=gone, reason="Merged", by=team)
    response = list_of(client, team, plan)
    assert {name: row.owns.actions for name, row in rows_in(response).items()} == {
        "Health Subgroup": 1,
        "Education Subgroup": 1,
        "No owner": 1,
        "Owner not recognised": 1,
    }
    assert "add up to 4; the plan has 3, because 1 is joint and counts under each owner: 1.1." in words_of(
        response
    )


def test_without_joint_actions_the_sums_agree(client, plan, group):
    ActionFactory(plan=plan, who_text="Health")
    assert "add up to 1, as many as the plan has." in words_of(list_of(client, board_team(plan.board), plan))


def test_a_board_without_groups_says_so(client, plan):
    assert "No groups have been added yet." in words_of(list_of(client, board_team(plan.board), plan))


def test_cumbrias_owners_add_up_to_seventy_two_with_one_joint_action(client, cumbria, short_lists):
    response = list_of(client, board_team(cumbria.board), cumbria)
    owners = response.context["owners"]
    assert (owners.total, owners.actions, owners.joint) == (72, 71, ["1.12"])
    rows = rows_in(response)
    assert sum(row.owns.actions for row in rows.values()) == 72
    assert rows["Learning and Improvement Subgroup"].owns.actions == 9
    for name, row in rows.items():
        if row.owns.actions:
            assert client.get(row.href).context["found"] == row.owns.actions, name
            overdue = client.get(f"{row.href}&overdue=on").context["found"]
            assert overdue == row.owns.overdue, name


# --- One group --------------------------------------------------------------------------------------------


def test_a_group_shows_its_own_wherever_it_stands_worst_first(client, plan, quarter, group):
    first, second = (SectionFactory(plan=plan, label=str(n), position=n, lead=group) for n in (1, 2))
    green = ActionFactory(plan=plan, section=first, label="1.1", who_text="Health")
    red = ActionFactory(plan=plan, section=second, label="2.1", who_text="Health")
    ActionFactory(plan=plan, section=first, label="1.2", text="Not theirs at all")
    ProgressUpdateFactory(action=green, quarter=quarter, rating="G")
    ProgressUpdateFactory(action=red, quarter=quarter, rating="R")
    response = page_of(client, chair_of(group), plan, group)
    assert [row.action for row in response.context["work_plan"]] == [red, green]
    assert all(row.may_update for row in response.context["work_plan"])
    assert "Not theirs at all" not in words_of(response)
    assert [(section, section.counted) for section in response.context["sections_led"]] == [
        (first, 2),
        (second, 1),
    ]


def test_another_groups_chair_may_read_but_not_update(client, plan, quarter, group):
    ActionFactory(plan=plan, label="1.1", who_text="Health")
    response = page_of(client, chair_of(BodyFactory(board=plan.board)), plan, group)
    assert [row.may_update for row in response.context["work_plan"]] == [False]
    assert reverse("reporting:highlight-write", args=[plan.slug, quarter.slug, group.pk]) not in words_of(
        response
    )


def test_a_group_is_introduced_by_its_functions_names_meetings_and_words(client, plan, quarter, group):
    group.purpose = "Keeps health partners together"
    group.parent = BodyFactory(board=plan.board, name="Business Group")
    group.save()
    function = FunctionFactory(body=group, number="3", text="Oversee training")
    FunctionItem.objects.create(function=function, label="a)", text="in hospitals")
    BodyNameFactory(body=group, words="Health Sub Group & Co")
    for day in (date(2018, 2, 1), date(2018, 3, 1), date(2018, 5, 1)):
        MeetingFactory(body=group, held_on=day)
    MeetingFactory(body=group, held_on=date(2018, 4, 10), cancelled=True)
    HighlightFactory(body=group, quarter=quarter, done="Ran <b>three</b> workshops", worry="")
    page = words_of(page_of(client, board_team(plan.board), plan, group))
    assert "Keeps health partners together" in page
    assert "3. Oversee training" in page
    assert "a) in hospitals" in page
    assert "Health Sub Group &amp; Co" in page
    assert "1 May 2018; papers due 24 April 2018" in page
    assert "1 March 2018" in page and "1 February 2018" not in page and "10 April 2018" not in page
    assert "Ran &lt;b&gt;three&lt;/b&gt; workshops" in page
    assert "Nothing said." in page
    assert f"/planner/?body={group.pk}" in page


def test_what_is_not_there_is_said(client, plan, quarter, group):
    page = words_of(page_of(client, board_team(plan.board), plan, group))
    for words in (
        "It owns nothing in this plan.",
        "Nothing has been written for this quarter yet.",
        "None to come is recorded.",
        "None is recorded.",
        "Nobody is recorded here yet",
    ):
        assert words in page


def test_a_post_holds_no_meetings(client, plan, quarter):
    post = BodyFactory(board=plan.board, name="Senior Manager", kind=Body.Kind.POST)
    page = words_of(page_of(client, board_team(plan.board), plan, post)).partition("<main")[2]
    assert page and "Meetings" not in page
    assert "In its own words" not in page


def test_e_mail_addresses_are_not_for_mere_members(client, plan, group):
    chair = chair_of(group, name="Ines Kirk", email="ines@example.org")
    member = PersonFactory(name="Mel Member", email="mel@example.org")
    MembershipFactory(person=member, body=group, role=Membership.Role.MEMBER)
    for reader, sees in (
        (chair, True),
        (board_team(plan.board), True),
        (someone_with(plan.board, "independent-chair"), True),
        (member, False),
        (chair_of(BodyFactory(board=plan.board)), False),
    ):
        response = page_of(client, reader, plan, group)
        assert "Ines Kirk" in words_of(response)
        assert (b"ines@example.org" in response.content) is sees, reader


def test_past_members_are_not_shown(client, plan, group):
    MembershipFactory(person=PersonFactory(name="Gone Before"), body=group, ends_on=date(2018, 4, 8))
    assert "Gone Before" not in words_of(page_of(client, board_team(plan.board), plan, group))


def test_a_merged_group_points_to_what_it_became(client, plan, group):
    old = BodyFactory(board=plan.board, name="Old Health", merged_into=group)
    page = words_of(page_of(client, board_team(plan.board), plan, old))
    assert f'now part of <a href="{reverse("plans:group-detail", args=[plan.slug, group.pk])}">' in page


def test_groups_of_another_board_are_not_there(client, plan, group):
    stranger = BodyFactory(board=PlanFactory().board)
    team = board_team(plan.board)
    assert page_of(client, team, plan, stranger).status_code == 404
    assert page_of(client, board_team(stranger.board), plan, group).status_code == 404
    both = board_team(plan.board)
    both.board_roles.create(board=stranger.board, role="board-team")
    assert page_of(client, both, plan, stranger).status_code == 404
    assert page_of(client, both, plan, group).status_code == 200


def test_closed_quarters_offer_no_update(client, plan, group, quarter):
    ActionFactory(plan=plan, who_text="Health")
    team = board_team(plan.board)
    operations.close_quarter(quarter=quarter, by=team)
    response = page_of(client, team, plan, group)
    assert [row.may_update for row in response.context["work_plan"]] == [False]
    assert not response.context["may_write"]


# --- What it costs ----------------------------------------------------------------------------------------


def test_both_pages_cost_the_same_whatever_the_size(client, plan, quarter, group):
    team = board_team(plan.board)
    costs = []
    for start, more in ((1, 3), (10, 20)):
        for n in range(start, start + more):
            other = BodyFactory(board=plan.board, parent=group)
            action = ActionFactory(
                plan=plan, label=f"1.{n}", who_text="Health", when_text="January 2018 and ongoing"
            )
            action.owners.create(body=other, position=2)
            ProgressUpdateFactory(action=action, quarter=quarter)
            FunctionItem.objects.create(function=FunctionFactory(body=group), text="Item")
            BodyNameFactory(body=group)
            MembershipFactory(body=group)
            MeetingFactory(body=group, held_on=date(2018, 5, n))
            SectionFactory(plan=plan, lead=group)
        list_of(client, team, plan)
        page_of(client, team, plan, group)
        cost = []
        for address in ("group-list", "group-detail"):
            args = [plan.slug, group.pk] if address == "group-detail" else [plan.slug]
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(f"plans:{address}", args=args))
            cost.append(len(queries))
        costs.append(cost)
    assert costs[0] == costs[1]
    assert costs[0][0] <= 13 and costs[0][1] <= 31


def test_the_workbook_of_a_group_is_offered_to_whoever_may_fill_it_in(client, plan, quarter):
    ours, theirs = BodyFactory(board=plan.board), BodyFactory(board=plan.board)
    action = ActionFactory(plan=plan)
    for position, body in enumerate((ours, theirs), start=1):
        action.owners.create(body=body, position=position)
    chair = chair_of(ours)
    workbook = reverse("plans:update-sheet", args=[plan.slug])
    for body, offered in ((ours, True), (theirs, False)):
        page = page_of(client, chair, plan, body)
        assert (f'href="{workbook}?body={body.pk}"' in page.text) is offered
        assert client.get(workbook, {"body": body.pk}).status_code == (200 if offered else 403)
