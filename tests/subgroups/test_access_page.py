"""The page "Who can see and do what": every verb and role, who holds which today, in the board's own words."""

import pytest
from django.urls import reverse
from lxml import html

from lscb.permissions import VERBS, Verb
from subgroups.models import BoardRole
from subgroups.selectors.access import VERB_WORDS, access_to
from tests import factories
from tests.factories import someone_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(on):
    on("2018-04-09")


@pytest.fixture
def board():
    return factories.BoardFactory(
        chair_label="Independent Scrutineer", scrutineer_label="Scrutiny lead", team_label="Partnership Unit"
    )


def page_of(client, person, board) -> str:
    client.force_login(person)
    answer = client.get(reverse("subgroups:access", args=[board.slug]))
    assert answer.status_code == 200
    return " ".join(html.fromstring(answer.text).find(".//main").text_content().split())


def test_no_verb_goes_unsaid():
    assert set(VERB_WORDS) == set(Verb) == set().union(*VERBS.values())


def test_who_may_what_is_what_the_code_goes_by(board):
    verbs = dict(access_to(board).verbs)
    assert verbs[VERB_WORDS[Verb.APPROVE_REPORT]] == ["Independent Scrutineer or Approver"]
    assert verbs[VERB_WORDS[Verb.EDIT_PLAN]] == ["Partnership Unit"]
    assert verbs[VERB_WORDS[Verb.RAISE_CHALLENGE]] == [
        "Partnership Unit",
        "Independent Scrutineer",
        "Scrutiny lead",
    ]
    assert (
        len(verbs[VERB_WORDS[Verb.VIEW]]) == len(VERBS) - 1
    )  # a signatory is named by the role they sign in


def test_a_role_whose_word_has_ours_in_it_is_named_once(client, board):
    board.scrutineer_label = "Independent Scrutineer"
    board.save()
    client.force_login(someone_with(board, "board-team"))
    page = client.get(reverse("subgroups:access", args=[board.slug])).text
    assert "Independent Scrutineer" in page and "Independent Independent" not in page


def test_who_holds_a_role_today_and_who_is_still_to(board):
    team = someone_with(board, "board-team", name="Bryony")
    chair = someone_with(board, "independent-chair", name="Ida Fell")
    someone_with(board, "auditor", name="Left", is_active=False)
    days = {"board": board, "proposed_by": team, "proposed_at": "2018-04-01T12:00:00Z"}
    BoardRole.objects.create(
        person=factories.PersonFactory(name="Ruth"),
        role="independent-chair",
        deputy_for=chair,
        starts_on="2018-04-01",
        ends_on="2018-05-31",
        confirmed_by=factories.PersonFactory(),
        confirmed_at="2018-04-02T12:00:00Z",
        **days,
    )
    BoardRole.objects.create(person=factories.PersonFactory(name="Waits"), role="approver", **days)
    BoardRole.objects.create(
        person=factories.PersonFactory(name="Later"), role="scrutineer", starts_on="2018-05-01", **days
    )
    BoardRole.objects.create(
        person=factories.PersonFactory(name="Gone"), role="scrutineer", ends_on="2018-04-08", **days
    )
    assert access_to(board).roles == [
        ("Partnership Unit", ["Bryony"], []),
        ("Independent Scrutineer", ["Ida Fell", "Ruth (deputy for Ida Fell until 31 May 2018)"], []),
        (
            "Scrutiny lead",
            [],
            ["Later: From 1 May 2018"],
        ),
        ("Approver", [], ["Waits: Waits for a second person: counts once they confirm it"]),
        ("Auditor", [], []),
    ]


def test_who_speaks_for_a_group_and_who_only_sits_there(board):
    body = factories.BodyFactory(board=board, name="Health")
    for name, role, days in (
        ("Ada", "chair", {}),
        ("Dee", "deputy", {"starts_on": "2018-04-01", "ends_on": "2018-05-31"}),
        ("Mo", "member", {}),
        ("Gone", "chair", {"ends_on": "2018-04-08"}),
    ):
        person = factories.PersonFactory(name=name)
        factories.MembershipFactory(person=person, body=body, role=role, **days)
    reader = someone_with(board, "scrutineer", name="Sue")
    factories.MembershipFactory(person=reader, body=body, role="vice-chair")
    (group,) = access_to(board).groups
    assert (group.name, group.speaking, group.others) == (
        "Health",
        ["Ada (Chair)", "Dee (Deputy until 31 May 2018)"],
        ["Mo", "Sue (Vice-chair)"],
    )


def test_anybody_on_the_board_reads_it_in_its_own_words(client, board):
    plan = factories.PlanFactory(board=board, action_label="Task", action_label_plural="Tasks")
    body = factories.BodyFactory(board=board)
    member = factories.PersonFactory()
    factories.MembershipFactory(person=member, body=body, role="member")
    # On a second board, whose plan comes first, it still speaks of the first.
    factories.MembershipFactory(person=member, body=factories.BodyFactory(), role="member")
    factories.PlanFactory(board=member.memberships.last().body.board, title="A plan elsewhere")
    page = page_of(client, member, board)
    assert "See the plan, its tasks, groups, meetings and reports" in page
    assert "Accept what owners say of a task" in page
    assert "holds to account as Independent Scrutineer, scrutiny lead, approver or auditor does not" in page
    assert plan.board.name in page


def test_the_page_costs_the_same_however_many_there_are(board, django_assert_num_queries):
    def more(number):
        for _ in range(number):
            body = factories.BodyFactory(board=board)
            for role in ("chair", "member"):
                factories.MembershipFactory(body=body, role=role)
            someone_with(board, "auditor")

    for number in (1, 6):
        more(number)
        with django_assert_num_queries(3):
            access_to(board)
