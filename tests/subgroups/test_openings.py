"""A system administrator sees nothing of a board, unless they open it: with a reason, for an hour, and seen by all."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from lscb.models import AuditEntry, Letter
from lscb.permissions import VERBS, Role, Verb, allows
from plans.models import Action
from subgroups.models import CalendarAddress, Opening, Person
from subgroups.operations import end_opening, open_board, propose_role
from tests import factories
from tests.access.matrix import ROUTES
from tests.access.routes import address
from tests.soak.sampling import EVERY, one_of

pytestmark = pytest.mark.django_db

NOON = datetime(2018, 4, 9, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def plan():
    return factories.PlanFactory(title="Plan nobody else sees")


@pytest.fixture
def board(plan):
    return plan.board


@pytest.fixture
def team(board):
    return factories.board_team(board, name="Bryony Larkfell", email="bryony@example.org")


@pytest.fixture
def keeper(team):
    return Person.objects.create_superuser("keeper@example.org", name="Kim Keeper", password="a long one")


def anew(person) -> Person:
    return Person.objects.get(pk=person.pk)


def opened(board, keeper, reason="The draft does not open") -> Opening:
    return open_board(board=board, reason=reason, by=keeper)


# --- The event -----------------------------------------------------------------------------------------------


def test_nothing_of_a_board_is_seen_until_it_is_opened_and_nothing_changed_then(plan, keeper):
    action = factories.ActionFactory(plan=plan)
    assert not any(allows(anew(keeper), verb, action) for verb in Verb)
    assert not Action.objects.visible_to(anew(keeper)).exists()
    opened(plan.board, keeper)
    reader = anew(keeper)
    assert {verb for verb in Verb if allows(reader, verb, action)} == VERBS[Role.OPENED]
    assert VERBS[Role.OPENED] == {Verb.VIEW, Verb.VIEW_AUDIT, Verb.READ_RETURNS}
    assert Action.objects.visible_to(reader).get() == action
    assert reader.boards_edited == set()


def test_it_ends_by_itself_after_an_hour(board, keeper):
    opened(board, keeper)
    for minutes, seen in ((59, True), (60, False)):
        with clock.at(NOON + timedelta(minutes=minutes)):
            assert (board.pk in anew(keeper).board_ids) is seen


def test_it_ends_by_hand_and_with_the_right_itself(board, keeper):
    opening = opened(board, keeper)
    Person.objects.filter(pk=keeper.pk).update(is_superuser=False)
    assert anew(keeper).board_ids == set()
    Person.objects.filter(pk=keeper.pk).update(is_superuser=True)
    assert anew(keeper).board_ids == {board.pk}
    end_opening(opening=opening, by=keeper)
    assert anew(keeper).board_ids == set()
    with pytest.raises(Refused, match="ended already"):
        end_opening(opening=opening, by=keeper)


def test_the_team_is_told_at_once_and_the_history_keeps_it(board, team, keeper):
    factories.board_team(board, email="left@example.org", is_active=False)
    factories.board_team(factories.BoardFactory(), email="other@example.org")
    factories.someone_with(board, "auditor", email="auditor@example.org")
    opening = opened(board, keeper, "  The draft does not open ")
    letter = Letter.objects.get(kind="Told the board team")
    assert letter.to == team.email
    assert "Kim Keeper, who looks after this service, opened" in letter.body
    assert "until 9 April 2018, 14:00" in letter.body  # summer time
    assert "The reason given: The draft does not open" in letter.body
    end_opening(opening=opening, by=keeper)
    said = AuditEntry.objects.about(opening).filter(board=board)
    assert [entry.operation for entry in said] == ["opening-ended", "board-opened"]
    assert said[1].changes["reason"] == ["", "The draft does not open"]


@pytest.mark.database
def test_only_a_system_administrator_with_a_reason_opens_once(board, team, keeper):
    for by, reason, said in ((team, "To look", "Only a system administrator"), (keeper, " ", "Say why")):
        with pytest.raises(Refused, match=said):
            open_board(board=board, reason=reason, by=by)
    opened(board, keeper)
    with pytest.raises(Refused, match="open to you already"):
        opened(board, keeper)
    with clock.at(NOON + timedelta(minutes=61)):
        opened(board, keeper)
    assert Opening.objects.count() == 2


# --- Around it -----------------------------------------------------------------------------------------------


def test_nobody_goes_around_it_by_a_role_of_their_own(board, team, keeper):
    with pytest.raises(Refused, match="only somebody of it gives a system administrator a role"):
        propose_role(person=keeper, board=board, role="auditor", by=keeper)
    other = factories.PersonFactory(name="Pat Puppet")
    propose_role(person=other, board=board, role="auditor", by=keeper)
    told = Letter.objects.get(kind="Told the board team", to=team.email)
    assert "gave a role on" in told.body
    assert "Auditor, to Pat Puppet" in told.body


def test_whoever_sets_a_new_board_up_may_be_its_first_team(keeper):
    new = factories.BoardFactory()
    propose_role(person=keeper, board=new, role="board-team", by=keeper)
    assert anew(keeper).boards_edited == {new.pk}


def test_somebody_on_the_board_who_is_also_an_administrator_needs_no_opening(board):
    both = factories.board_team(board, is_superuser=True)
    assert allows(both, Verb.EDIT_PLAN, board)


def test_no_calendar_is_made_of_a_board_that_is_only_open(client, board, keeper):
    opened(board, keeper)
    client.force_login(keeper)
    assert client.post(reverse("reporting:calendar"), {"board": board.pk}).status_code == 404
    assert not CalendarAddress.objects.exists()


# --- The page ------------------------------------------------------------------------------------------------


def test_every_page_says_that_it_is_open_with_a_button_that_closes_it(client, plan, keeper):
    client.force_login(keeper)
    page = reverse("subgroups:board-open", args=[plan.board.slug])
    refused = client.post(page, {"reason": ""})
    assert refused.status_code == 422
    assert "Say why you need to look" in refused.text
    assert client.post(page, {"reason": "The draft does not open"}).url == "/"
    line = f"{plan.board} is open to you as a system administrator until 14:00"
    places = ["plans:plan-detail", "plans:history", "subgroups:access", "subgroups:board-open"]
    pages = [address(name, plan, {"quarter": "", "report": 0, "action": 0}) for name in places]
    pages += ["/", reverse("admin:index"), reverse("account_change_password"), "/no-such-page/"]
    for each in pages:
        assert line in client.get(each).text, each
    written = client.get(reverse("plans:words", args=[plan.slug]))
    assert written.status_code == 403
    assert line in written.text
    answer = client.post(page, {"end": "end"}, follow=True)
    assert "is closed to you again" in answer.text
    assert line not in answer.text
    assert client.get(pages[0]).status_code == 404
    assert client.post(page, {"end": "end"}).url == "/"  # twice, or after its hour


# No meeting is recorded here, which the page says, and no audit planned.
NOTHING_THERE = {"reporting:attendance-save": 302, "reporting:audit-sheet": 404}


@pytest.mark.parametrize("every", EVERY)
def test_while_it_is_open_nothing_is_written_and_no_page_of_the_team_opens(client, plan, keeper, every):
    """On the addresses that need nothing but the plan or the board: what a reader gets, and no more. Verbs decide at
    each of them: of four one is tried, or all where every one is asked for."""
    opened(plan.board, keeper)
    client.force_login(keeper)
    things = {"quarter": None, "report": None, "action": None}
    tried = 0
    for name in one_of(4, list(ROUTES), every):
        row = ROUTES[name]
        try:
            url = address(name, plan, things)
        except AssertionError:
            continue
        if not isinstance(row.reads, Verb) or "None" in url:
            continue
        tried += 1
        reads = row.reads in VERBS[Role.OPENED] and name != "plans:view-add"  # which leaves something there
        expected = row.opens if reads else 403
        expected = NOTHING_THERE.get(name, expected)
        assert client.get(url).status_code == expected, name
        if row.writes and row.writes not in VERBS[Role.OPENED]:  # to take a file away is to read
            assert client.post(url + ("" if "{" in row.query else row.query), {}).status_code == 403, name
    assert tried > (80 if every else 20)


def test_the_line_costs_nobody_else_a_query(client, board, team, keeper, django_assert_max_num_queries):
    with django_assert_max_num_queries(0):
        assert team.openings_now == []


# --- What an administrator sees of people ---------------------------------------------------------------------


def test_pages_of_people_say_nothing_of_a_boards_agencies(client, board, team, keeper):
    team.agency = factories.AgencyFactory(board=board, name="Westshire Constabulary")
    team.save()
    client.force_login(keeper)
    for page in ("change", "history"):
        shown = client.get(reverse(f"admin:subgroups_person_{page}", args=[team.pk])).text
        assert "Bryony Larkfell" in shown
        assert "Westshire Constabulary" not in shown
    listed = client.get(reverse("admin:subgroups_person_changelist")).text
    assert "Bryony Larkfell" in listed
    assert "Westshire Constabulary" not in listed
    export = client.post(reverse("admin:subgroups_person_export"), {"format": "1", "resource": "0"})
    assert b"Bryony Larkfell" in export.content
    assert b"Westshire Constabulary" not in export.content
    client.force_login(team)
    assert "Westshire Constabulary" in client.get(reverse("admin:subgroups_person_changelist")).text
    assert (
        "Westshire Constabulary" in client.get(reverse("admin:subgroups_person_history", args=[team.pk])).text
    )
