"""Roles from one day to another: ended, held again, stood in for, and never lost by the whole board team."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from lscb.errors import Refused
from lscb.events import names
from lscb.models import AuditEntry, Letter
from lscb.operations import keep
from lscb.permissions import Role, Verb, allows
from reporting import operations as report_events
from reporting.views.reports import signed_by
from subgroups.models import BoardRole, Membership, Person
from subgroups.operations import (
    confirm_role,
    end_role,
    keep_person,
    prolong_role,
    propose_role,
    withdraw_role,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(on):
    on("2018-04-09")


@pytest.fixture
def board():
    return factories.BoardFactory(chair_label="Chair of the Board", approver_label="Statutory partner")


@pytest.fixture
def team(board):
    return factories.board_team(board, name="Bryony Larkfell")


@pytest.fixture
def second(board, team):
    return factories.board_team(board, name="Sam Second")


@pytest.fixture
def chair(board):
    return factories.someone_with(board, "independent-chair", name="Ida Fell")


def roles_of(person) -> set[Role]:
    return set().union(*Person.objects.get(pk=person.pk).authority.roles.values())


def given(role, *, confirmed=True, at="2018-01-02T12:00:00Z") -> BoardRole:
    """A role as if it had been given, and confirmed, that day."""
    BoardRole.objects.filter(pk=role.pk).update(
        proposed_at=at if role.proposed_at else None, confirmed_at=at if confirmed else None
    )
    role.refresh_from_db()
    return role


# --- From one day to another ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "counts"),
    [
        (None, None, True),
        (date(2018, 4, 9), date(2018, 4, 9), True),
        (date(2018, 4, 10), None, False),
        (None, date(2018, 4, 8), False),
    ],
)
def test_a_role_counts_from_its_first_day_to_its_last(board, starts_on, ends_on, counts):
    person = factories.PersonFactory()
    BoardRole.objects.create(
        person=person, board=board, role="scrutineer", starts_on=starts_on, ends_on=ends_on
    )
    assert (roles_of(person) == {Role.SCRUTINEER}) is counts
    assert allows(Person.objects.get(pk=person.pk), Verb.VIEW, board) is counts


def test_a_role_ends_on_a_day_and_may_be_held_again(board, team, second):
    person = factories.PersonFactory(email="ann@example.org")
    role = given(propose_role(person=person, board=board, role="auditor", by=team))
    end_role(role=role, ends_on=date(2018, 4, 8), by=team)
    assert roles_of(person) == set()
    assert role.state == "Ended 8 April 2018"
    entry = AuditEntry.objects.about(role).first()
    assert (entry.operation, entry.changes) == ("role-ended", {"last day": [None, "2018-04-08"]})
    assert "Its last day is 8 April 2018." in Letter.objects.filter(to="ann@example.org").first().body
    again = propose_role(person=person, board=board, role="auditor", by=team)
    assert roles_of(person) == {Role.AUDITOR}
    assert list(person.board_roles.order_by("pk")) == [role, again]
    with pytest.raises(Refused, match="ended already"):
        end_role(role=role, ends_on=date(2018, 4, 9), by=team)


def test_the_days_of_a_role_share_none_with_each_other(board, team):
    person = factories.PersonFactory()
    days = {"starts_on": date(2018, 5, 1), "ends_on": date(2018, 5, 31)}
    propose_role(person=person, board=board, role="auditor", by=team, **days)
    assert roles_of(person) == set()  # still to begin
    for starts_on, ends_on in ((None, None), (date(2018, 5, 31), None), (None, date(2018, 5, 1))):
        with pytest.raises(Refused, match="have this role already"):
            propose_role(
                person=person, board=board, role="auditor", by=team, starts_on=starts_on, ends_on=ends_on
            )
    propose_role(person=person, board=board, role="auditor", by=team, ends_on=date(2018, 4, 30))
    assert roles_of(person) == {Role.AUDITOR}


def test_what_has_counted_stays_on_record_and_what_has_not_is_taken_away(board, team, second):
    person = factories.PersonFactory()
    old = given(propose_role(person=person, board=board, role="auditor", by=team))
    with pytest.raises(Refused, match="end it on a day"):
        withdraw_role(role=old, by=team)
    mistake = propose_role(person=person, board=board, role="scrutineer", by=team)
    with pytest.raises(Refused, match="take it away"):
        end_role(role=mistake, ends_on=date(2018, 4, 8), by=team)
    waiting = given(propose_role(person=person, board=board, role="approver", by=team), confirmed=False)
    with pytest.raises(Refused, match="take it away"):
        end_role(role=waiting, ends_on=date(2018, 4, 30), by=team)
    withdraw_role(role=mistake, by=team)
    withdraw_role(role=waiting, by=team)
    assert [role.role for role in person.board_roles.all()] == ["auditor"]


def test_who_is_to_be_confirmed_anew_has_counted_all_the_same(board, team, second, on):
    moved = factories.board_team(board)
    moved.email = "moved@example.org"
    on("2018-04-20")
    keep_person(person=moved, by=team, fields=["email"], board=board)
    role = moved.board_roles.get()
    assert role.confirmed_at is None
    with pytest.raises(Refused, match="end it on a day"):
        withdraw_role(role=role, by=second)


def test_an_end_is_neither_in_the_past_nor_moved_on(board, team, second):
    role = given(
        propose_role(
            person=factories.PersonFactory(), board=board, role="auditor", by=team, ends_on=date(2018, 6, 30)
        )
    )
    with pytest.raises(Refused, match="yesterday at the earliest"):
        end_role(role=role, ends_on=date(2018, 3, 31), by=team)
    for day in (date(2018, 6, 30), date(2018, 7, 31)):
        with pytest.raises(Refused, match="give it anew"):
            end_role(role=role, ends_on=day, by=team)
    own = team.board_roles.get()
    with pytest.raises(Refused, match="your own roles"):
        end_role(role=own, ends_on=date(2018, 4, 30), by=team)


def test_days_that_do_not_fit_are_refused(board, team):
    for days, said in (
        ({"starts_on": date(2018, 5, 2), "ends_on": date(2018, 5, 1)}, "ends before it starts"),
        ({"ends_on": date(2018, 4, 8)}, "has passed"),
    ):
        with pytest.raises(Refused, match=said):
            propose_role(person=factories.PersonFactory(), board=board, role="auditor", by=team, **days)


# --- Two people, and more time for whoever approves ----------------------------------------------------------


@pytest.mark.database
def test_more_time_for_an_approver_takes_two_people_again(board, team, second):
    person = factories.PersonFactory()
    role = propose_role(person=person, board=board, role="approver", by=team, ends_on=date(2018, 4, 30))
    assert roles_of(person) == set()
    confirm_role(role=role, by=second)
    assert roles_of(person) == {Role.APPROVER}
    given(role)
    more = prolong_role(role=role, ends_on=date(2018, 12, 31), by=second)
    assert (more.starts_on, more.confirmed_at, more.proposed_by) == (date(2018, 5, 1), None, second)
    assert BoardRole.objects.on(date(2018, 5, 1)).filter(person=person).count() == 0
    with pytest.raises(Refused, match="Somebody else confirms"):
        confirm_role(role=more, by=second)
    confirm_role(role=more, by=team)
    assert BoardRole.objects.on(date(2018, 5, 1)).filter(person=person).count() == 1


def test_nobody_proposes_or_confirms_after_their_own_role_has_ended(board, team, second):
    third = factories.board_team(board)
    role = propose_role(person=factories.PersonFactory(), board=board, role="approver", by=team)
    end_role(role=given(second.board_roles.get()), ends_on=date(2018, 4, 8), by=team)
    with pytest.raises(Refused, match="system administrator confirms"):
        confirm_role(role=role, by=Person.objects.get(pk=second.pk))
    end_role(role=given(team.board_roles.get()), ends_on=date(2018, 4, 8), by=third)
    with pytest.raises(Refused, match="system administrator confirms"):
        confirm_role(role=role, by=third)


def test_a_proposal_whose_time_is_over_waits_no_more(board, team, second, on):
    role = propose_role(
        person=factories.PersonFactory(), board=board, role="approver", by=team, ends_on=date(2018, 4, 30)
    )
    assert role.person.is_or_was_to_approve()
    assert BoardRole.objects.waiting().filter(pk=role.pk).exists()
    on("2018-05-01")
    assert not BoardRole.objects.waiting().filter(pk=role.pk).exists()
    assert not role.person.is_or_was_to_approve()
    assert role.state == "Never counted"
    with pytest.raises(Refused, match="time is over"):
        confirm_role(role=role, by=second)


def test_somebody_is_left_who_types_for_the_board(board, team, second):
    keeper = Person.objects.create_superuser("keeper@example.org", name="Keeper")
    first, other = given(team.board_roles.get()), given(second.board_roles.get())
    end_role(role=first, ends_on=date(2018, 4, 30), by=second)
    # Team is of the team until the end of the month, and may not end the only other one.
    for day in (date(2018, 4, 30), date(2018, 5, 31)):
        with pytest.raises(Refused, match="Nobody would be left"):
            end_role(role=other, ends_on=day, by=team)
    # Nor is one who begins only after a gap any help in it.
    third = BoardRole.objects.create(
        person=factories.PersonFactory(), board=board, role="board-team", starts_on=date(2018, 6, 2)
    )
    with pytest.raises(Refused, match="Nobody would be left"):
        end_role(role=other, ends_on=date(2018, 5, 31), by=team)
    end_role(role=other, ends_on=date(2018, 6, 1), by=team)
    withdraw_role(role=third, by=keeper)
    end_role(role=other, ends_on=date(2018, 5, 31), by=keeper)
    assert not BoardRole.objects.on(date(2018, 6, 1)).filter(board=board).exists()


# --- Deputies ------------------------------------------------------------------------------------------------

MAY = {"starts_on": date(2018, 4, 9), "ends_on": date(2018, 5, 31)}


def test_a_deputy_for_the_chair_approves_for_a_time_and_is_named_as_that(
    board, team, second, chair, quick_paper
):
    ruth = factories.PersonFactory(name="Ruth Bell", email="ruth@example.org")
    role = propose_role(person=ruth, board=board, role="independent-chair", deputy_for=chair, by=team, **MAY)
    assert role.words == "Chair of the Board (deputy for Ida Fell until 31 May 2018)"
    assert role.words in Letter.objects.filter(to=ruth.email).first().body
    assert not roles_of(ruth)
    confirm_role(role=role, by=second)
    plan = factories.PlanFactory(board=board)
    quarter = factories.QuarterFactory(plan=plan)
    draft = report_events.start_draft(quarter=quarter, by=team)
    final = report_events.finalise_report(report=draft, by=team)
    report = report_events.approve_report(report=final, by=Person.objects.get(pk=ruth.pk))
    assert report.approver == "Ruth Bell, deputy for Ida Fell, Chair of the Board"
    assert [f"{each.name}, {each.post}" for each in signed_by(report)] == [report.approver]
    entry = AuditEntry.objects.about(report).order_by("pk").last()
    assert names.by_key(entry.changes["approved as"]) == ["", {"person": chair.pk}]
    assert names.shown(entry.changes["approved as"])[1] == "deputy for Ida Fell, Chair of the Board"


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (["independent-chair"], "Chair of the Board"),
        (["approver"], "Statutory partner"),
        (["approver", "independent-chair"], "Chair of the Board"),
        (["auditor"], None),
    ],
)
def test_whoever_signs_is_named_by_the_role_they_sign_in(board, held, expected):
    person = factories.PersonFactory()
    for role in held:
        BoardRole.objects.create(person=person, board=board, role=role, confirmed_at="2018-01-02T12:00:00Z")
    role = person.role_to_sign_in(board, board.signing.missing([]))
    assert (role and role.post) == expected


def test_a_deputy_stands_in_for_somebody_else_who_has_the_role(board, team, chair):
    other = factories.PersonFactory()
    deputy = {"board": board, "role": "independent-chair", "by": team}
    for person, of, days, said in (
        (other, chair, {"starts_on": date(2018, 4, 9)}, "first day and the last"),
        (other, chair, {"ends_on": date(2018, 5, 31)}, "first day and the last"),
        (other, team, MAY, "do not have this role"),
        (other, other, MAY, "stands in for themselves"),
    ):
        with pytest.raises(Refused, match=said):
            propose_role(person=person, deputy_for=of, **deputy, **days)
    for wrong in (
        {"deputy_for": other},
        {"deputy_for": chair},
        {"deputy_for": chair, "starts_on": "2018-04-09"},
    ):
        days = MAY if wrong["deputy_for"] == other else {}
        with pytest.raises(IntegrityError), transaction.atomic():
            BoardRole.objects.create(person=other, board=board, role="auditor", **wrong | days)


@pytest.mark.database
def test_a_deputy_of_a_body_speaks_for_it_while_it_lasts(board, team, on):
    body = factories.BodyFactory(board=board, name="Health subgroup")
    action = factories.ActionFactory(plan=factories.PlanFactory(board=board), who_text="Health subgroup")
    person = factories.PersonFactory()
    place = keep(Membership(person=person, body=body, role="deputy", **MAY), by=team)
    assert place.words == "Deputy until 31 May 2018"

    def updates():
        return allows(Person.objects.get(pk=person.pk), Verb.UPDATE_ACTION, action)

    assert updates()
    assert Membership.objects.current().speaking().get() == place
    on("2018-05-31")
    assert updates()
    on("2018-06-01")
    assert not updates()


@pytest.mark.database
def test_a_deputy_of_a_body_has_both_days(board, team):
    body = factories.BodyFactory(board=board)
    for days in ({}, {"starts_on": date(2018, 4, 9)}, {"ends_on": date(2018, 5, 31)}):
        place = Membership(person=factories.PersonFactory(), body=body, role="deputy", **days)
        with pytest.raises(ValidationError, match="first day and the last"):
            keep(place, by=team)
        with pytest.raises(IntegrityError), transaction.atomic():
            place.save()
