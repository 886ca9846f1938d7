import pytest
from django.contrib.auth.models import AnonymousUser

from lscb.permissions import VERBS, Role, Verb, allows
from subgroups.models import BoardRole, Membership
from tests.factories import (
    ActionFactory,
    BoardFactory,
    BodyFactory,
    MembershipFactory,
    PersonFactory,
    PlanFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def body():
    return BodyFactory(name="Health Subgroup", short_name="Health")


@pytest.fixture
def plan(body):
    return PlanFactory(board=body.board)


@pytest.fixture
def action(plan, body):
    return ActionFactory(plan=plan, who_text="Health subgroup")


def test_every_role_is_listed_and_every_given_role_is_a_role():
    assert set(VERBS) == set(Role)
    assert {role for role, _ in BoardRole.GivenRole.choices} <= {str(role) for role in Role}


def test_nobody_signed_in_may_do_nothing(action):
    assert not any(allows(AnonymousUser(), verb, action) for verb in Verb)


@pytest.mark.parametrize("role", ["chair", "vice-chair", "post-holder"])
def test_who_speaks_for_an_owner_updates_its_actions(action, body, role):
    person = PersonFactory()
    MembershipFactory(person=person, body=body, role=role)
    assert allows(person, Verb.UPDATE_ACTION, action)


def test_a_member_sees_and_does_not_update(action, body):
    person = PersonFactory()
    MembershipFactory(person=person, body=body, role=Membership.Role.MEMBER)
    assert allows(person, Verb.VIEW, action)
    assert not allows(person, Verb.UPDATE_ACTION, action)


def test_a_chair_does_not_update_what_another_body_owns(action, body):
    other = chair_of(BodyFactory(board=body.board))
    assert allows(other, Verb.VIEW, action)
    assert not allows(other, Verb.UPDATE_ACTION, action)


def test_a_chair_whose_term_has_ended_updates_nothing(action, body):
    person = PersonFactory()
    MembershipFactory(person=person, body=body, ends_on="2018-04-08")
    assert not allows(person, Verb.VIEW, action)
    assert not allows(person, Verb.UPDATE_ACTION, action)


@pytest.mark.parametrize("role", ["independent-chair", "scrutineer", "approver", "auditor"])
def test_readers_read_and_do_not_write(action, role):
    person = someone_with(action.board, role)
    assert allows(person, Verb.VIEW, action)
    assert not allows(person, Verb.UPDATE_ACTION, action)
    assert not allows(person, Verb.EDIT_PLAN, action)


@pytest.mark.parametrize("role", ["independent-chair", "scrutineer", "approver", "auditor"])
def test_readers_do_not_write_for_a_body_they_chair_either(action, body, role):
    person = someone_with(action.board, role)
    MembershipFactory(person=person, body=body)
    assert not allows(person, Verb.UPDATE_ACTION, action)
    assert not Membership.objects.speaking().filter(person=person).exists()


def test_only_the_independent_chair_and_approvers_approve(action):
    assert allows(someone_with(action.board, "independent-chair"), Verb.APPROVE_REPORT, action)
    assert allows(someone_with(action.board, "approver"), Verb.APPROVE_REPORT, action)
    assert not allows(board_team(action.board), Verb.APPROVE_REPORT, action)


def test_the_team_of_one_board_is_nobody_to_another(action):
    stranger = board_team(BoardFactory())
    assert not any(allows(stranger, verb, action) for verb in Verb)
    assert not type(action).objects.visible_to(stranger).exists()


def test_a_leaver_may_do_nothing(action):
    leaver = board_team(action.board, is_active=False)
    assert not any(allows(leaver, verb, action) for verb in Verb)
