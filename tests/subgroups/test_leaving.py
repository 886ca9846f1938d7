"""Somebody leaves: from which day, what ends, who follows, and what becomes of their account."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from lscb.events import names
from lscb.models import AuditEntry
from plans.operations import close_risk
from reporting.models import MonitoringReport
from subgroups.models import BoardRole, Invitation, Membership, Person
from subgroups.operations import anonymise, leave, leaving, make_calendar_address, propose_role, stay
from subgroups.selectors.leaving import leaving_day
from subgroups.selectors.speaking import speech_of_each
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    BodyFactory,
    ChallengeFactory,
    InvitationFactory,
    MembershipFactory,
    PersonFactory,
    PlanFactory,
    QuarterFactory,
    RiskFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db

TO_COME = date(2018, 5, 1)
LAST_DAY = date(2018, 4, 30)


@pytest.fixture
def plan():
    return PlanFactory(state="live")


@pytest.fixture
def health(plan):
    return BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")


@pytest.fixture
def team(plan):
    return board_team(plan.board)


@pytest.fixture
def ann(health):
    return chair_of(health, name="Ann Ash")


@pytest.fixture
def ben(health):
    return MembershipFactory(body=health, role="vice-chair", person__name="Ben Birch").person


def anew(person) -> Person:
    """As the next request reads them."""
    return Person.objects.get(pk=person.pk)


def speakers(body) -> list[str]:
    return [seat.person.name for seat in speech_of_each([body])[body.pk].now]


# --- The day ------------------------------------------------------------------------------------------------


@pytest.mark.database
def test_the_day_somebody_leaves_is_the_first_day_without_them(on, plan, health, team, ann, ben):
    place = ann.memberships.get()
    leave(person=ann, board=plan.board, left_on=TO_COME, successors={place.pk: ben}, by=team)
    assert speakers(health) == ["Ann Ash", "Ben Birch"]
    assert health.pk in anew(ann).authority.speaks_for
    on(LAST_DAY)
    assert speakers(health) == ["Ann Ash", "Ben Birch"]
    assert ben.memberships.current().get().role == "vice-chair"
    on(TO_COME)
    assert speakers(health) == ["Ben Birch"]
    assert anew(ann).authority.speaks_for == frozenset()
    assert [seat.role for seat in ben.memberships.current()] == ["chair"]


@pytest.mark.parametrize("day", [date(2018, 4, 9), date(2018, 4, 1)], ids=["today", "in the past"])
def test_whoever_has_left_speaks_for_nothing_on_that_day_and_is_shown_nowhere(plan, health, team, ann, day):
    leave(person=ann, board=plan.board, left_on=day, by=team)
    assert speakers(health) == []
    assert not ann.memberships.current().exists()
    assert (anew(ann).is_active, anew(ann).left_on) == (False, day)


def test_a_day_that_comes_closes_the_account_without_a_timer_and_the_timer_tidies_it(on, plan, team, ann):
    client = Client()
    client.force_login(ann)
    leave(person=ann, board=plan.board, left_on=TO_COME, by=team)
    assert client.get("/").status_code == 200
    on(TO_COME)
    assert client.get("/").status_code == 302  # refused by the date alone
    assert anew(ann).is_active
    assert leaving.carry_out() == "Leavers: 1 account closed."
    assert leaving.carry_out() == "Leavers: 0 accounts closed."
    assert (anew(ann).is_active, anew(ann).left_on, anew(ann).leaves_on) == (False, TO_COME, None)


@pytest.mark.database
def test_open_sessions_end_at_once_and_for_good(plan, team, ann):
    theirs, others = Client(), Client()
    for browser, person in ((theirs, ann), (others, team)):
        person.set_password("three or four words")
        person.save()
        browser.post("/account/login/", {"login": person.email, "password": "three or four words"})
    leave(person=ann, board=plan.board, left_on=date(2018, 4, 9), by=team)
    Person.objects.filter(pk=ann.pk).update(is_active=True, left_on=None)
    assert theirs.get("/").status_code == 302  # the session itself is gone
    assert others.get("/").status_code == 200


@pytest.mark.database
def test_a_planned_day_may_be_another_or_none(plan, health, team, ann, ben):
    place = ann.memberships.get()
    short = MembershipFactory(person=ann, body__board=plan.board, ends_on=date(2018, 7, 31))
    leave(person=ann, board=plan.board, left_on=TO_COME, successors={place.pk: ben}, by=team)
    leave(person=ann, board=plan.board, left_on=date(2018, 6, 1), successors={place.pk: ben}, by=team)
    assert leaving_day(ann, plan.board) == date(2018, 6, 1)
    assert [(seat.role, seat.starts_on) for seat in ben.memberships.order_by("pk")] == [
        ("vice-chair", None),
        ("chair", date(2018, 6, 1)),
    ]
    stay(person=ann, board=plan.board, by=team)
    assert [(seat.role, seat.ends_on) for seat in Membership.objects.order_by("pk")] == [
        ("chair", None),
        ("vice-chair", None),
        ("chair", short.ends_on),  # as it was before
    ]
    assert anew(ann).leaves_on is None
    with pytest.raises(Refused):
        stay(person=ann, board=plan.board, by=team)


def test_a_place_that_ends_of_itself_is_no_leaving_and_keeps_its_end(plan, team):
    place = MembershipFactory(body__board=plan.board)
    place.ends_on = date(2018, 7, 31)
    place.save()
    assert leaving_day(place.person, plan.board) is None
    leave(person=place.person, board=plan.board, left_on=date(2018, 9, 1), by=team)
    place.refresh_from_db()
    assert place.ends_on == date(2018, 7, 31)
    assert leaving_day(place.person, plan.board) == date(2018, 9, 1)


@pytest.mark.parametrize("day", [date(2019, 5, 1), date(2015, 4, 1)], ids=["years ahead", "before they came"])
def test_a_day_that_cannot_be_is_refused(plan, health, team, day):
    person = MembershipFactory(body=health, starts_on=date(2017, 4, 1)).person
    with pytest.raises(Refused) as refused:
        leave(person=person, board=plan.board, left_on=day, by=team)
    assert list(refused.value.error_dict) == ["left_on"]


def test_a_day_before_a_role_that_counted_is_refused_and_the_role_stays_on_record(plan, team):
    role = BoardRole.objects.create(
        person=PersonFactory(), board=plan.board, role="auditor", starts_on=date(2018, 1, 1)
    )
    with pytest.raises(Refused, match="began on 1 January 2018, after that day") as refused:
        leave(person=role.person, board=plan.board, left_on=date(2017, 6, 1), by=team)
    assert list(refused.value.error_dict) == ["left_on"]
    leave(person=role.person, board=plan.board, left_on=date(2018, 1, 2), by=team)
    role.refresh_from_db()
    assert role.ends_on == date(2018, 1, 1)


def test_nobody_follows_from_a_day_on_which_they_will_have_left_this_board(plan, health, team, ann, ben):
    MembershipFactory(person=ben)  # on another board, where they go on
    leave(person=ben, board=plan.board, left_on=TO_COME, by=team)
    place = ann.memberships.get()
    with pytest.raises(Refused, match="has left, or will have by then"):
        leave(person=ann, board=plan.board, left_on=date(2018, 6, 1), successors={place.pk: ben}, by=team)


def test_nobody_who_leaves_is_given_something_past_that_day(plan, health, team, ann, ben):
    leave(person=ben, board=plan.board, left_on=TO_COME, by=team)
    place = ann.memberships.get()
    with pytest.raises(Refused):
        leave(person=ann, board=plan.board, left_on=TO_COME, successors={place.pk: ben}, by=team)
    with pytest.raises(Refused):
        propose_role(person=ben, board=plan.board, role="auditor", by=team)
    with pytest.raises(Refused):
        Membership(person=anew(ben), body=BodyFactory(board=plan.board)).clean()


# --- What ends ----------------------------------------------------------------------------------------------


def test_roles_and_calendars_end_with_it_and_the_trail_says_who_follows_where(on, plan, health, team, ann):
    BoardRole.objects.create(person=ann, board=plan.board, role="board-team")
    make_calendar_address(person=ann, board=plan.board, by=ann)
    leave(person=ann, board=plan.board, left_on=TO_COME, by=team)
    assert anew(ann).boards_edited == {plan.board_id}
    on(TO_COME)
    assert anew(ann).boards_edited == set()
    assert leaving.carry_out() == "Leavers: 1 account closed."
    assert not ann.board_roles.not_over().exists()
    assert not ann.calendar_addresses.live().exists()
    line = AuditEntry.objects.get(operation="leaves")
    assert line.changes["Health Subgroup (chair)"] == ["", "nobody yet"]
    assert line.changes["Board team"] == ["", "nobody yet"]


def test_leaving_one_of_two_boards_ends_what_is_there_and_the_account_stays(plan, health, team, ann):
    elsewhere = BodyFactory()
    MembershipFactory(person=ann, body=elsewhere)
    make_calendar_address(person=ann, board=plan.board, by=ann)
    make_calendar_address(person=ann, board=elsewhere.board, by=ann)
    leave(person=ann, board=plan.board, left_on=date(2018, 4, 9), by=team)
    ann = anew(ann)
    assert (ann.is_active, ann.leaves_on) == (True, None)
    assert ann.authority.speaks_for == {elsewhere.pk}
    assert [each.board for each in ann.calendar_addresses.live()] == [elsewhere.board]
    leave(person=ann, board=elsewhere.board, left_on=TO_COME, by=board_team(elsewhere.board))
    assert anew(ann).leaves_on == TO_COME


def test_nobody_records_that_they_leave_or_stay_themselves(client, plan, team):
    with pytest.raises(Refused):
        leave(person=team, board=plan.board, left_on=TO_COME, by=team)
    leave(person=team, board=plan.board, left_on=TO_COME, by=board_team(plan.board))
    client.force_login(team)
    client.post(reverse("subgroups:leaver", args=[plan.board.slug, team.pk]), {"stay": "yes"})
    assert leaving_day(team, plan.board) == TO_COME


def test_who_has_nothing_there_does_not_leave_it_and_a_closed_account_is_closed_once(plan, team):
    root, nobody = PersonFactory(is_superuser=True), PersonFactory()
    with pytest.raises(Refused, match="no place and no role here"):
        leave(person=nobody, board=plan.board, left_on=TO_COME, by=team)
    today = clock.today()
    leave(person=nobody, left_on=today, by=root)
    assert (anew(nobody).is_active, anew(nobody).left_on) == (False, today)
    with pytest.raises(Refused, match="They have left already"):
        leave(person=nobody, left_on=today, by=root)
    assert AuditEntry.objects.about(nobody).filter(operation="leaves").count() == 1


def test_a_place_that_was_to_begin_later_never_does_and_the_trail_keeps_it(plan, team, ann):
    later = MembershipFactory(
        person=ann, body=BodyFactory(board=plan.board), role="member", starts_on=date(2018, 6, 1)
    )
    leave(person=ann, board=plan.board, left_on=TO_COME, by=team)
    assert not Membership.objects.filter(pk=later.pk).exists()
    assert AuditEntry.objects.get(operation="membership-removed").by == team


def test_what_was_to_begin_later_begins_where_they_stay_or_leave_later(plan, health, team, ann, ben):
    june = {"starts_on": date(2018, 6, 1), "ends_on": date(2018, 8, 31)}
    as_member = june | {"role": "member"}
    later = MembershipFactory(person=ann, body=BodyFactory(board=plan.board), **as_member)
    theirs = MembershipFactory(person=ben, body=health, **as_member)  # who follows as chair
    role = BoardRole.objects.create(person=ann, board=plan.board, role="auditor", **june)
    place = ann.memberships.get(role="chair")

    def stand():
        places = Membership.objects.filter(pk__in=[later.pk, theirs.pk])
        return [*places.values_list("ends_on", flat=True), *BoardRole.objects.filter(pk=role.pk)]

    before = stand()
    leave(person=ann, board=plan.board, left_on=TO_COME, successors={place.pk: ben}, by=team)
    assert stand() == []
    leave(person=ann, board=plan.board, left_on=date(2018, 7, 1), by=team)
    assert stand() == [date(2018, 6, 30), date(2018, 8, 31), role]
    stay(person=ann, board=plan.board, by=team)
    assert stand() == before
    assert AuditEntry.objects.filter(operation="membership-added", by=team).count() == 2


# --- Who follows --------------------------------------------------------------------------------------------


def test_whoever_could_not_follow_is_refused_and_nothing_is_saved(plan, health, team, ann):
    place = ann.memberships.get()
    stranger, reader = PersonFactory(), someone_with(plan.board, "auditor")
    already = MembershipFactory(body=health).person
    for person in (stranger, reader, already, ann):
        with pytest.raises(Refused) as refused:
            leave(person=ann, board=plan.board, left_on=TO_COME, successors={place.pk: person}, by=team)
        assert list(refused.value.error_dict) == [f"place-{place.pk}"]
    place.refresh_from_db()
    assert place.ends_on is None


def test_what_names_them_gets_the_name_of_whoever_follows(plan, health, team, ann, ben):
    theirs = RiskFactory(plan=plan, held_by="Dr Ann Ash (Health)")
    other = RiskFactory(plan=plan, held_by="Ann Ashworth")
    leave(
        person=ann,
        board=plan.board,
        left_on=TO_COME,
        named={f"risk-{theirs.pk}": ben, f"risk-{other.pk}": ben},
        by=team,
    )
    theirs.refresh_from_db()
    other.refresh_from_db()
    assert (theirs.held_by, other.held_by) == ("Dr Ben Birch (Health)", "Ann Ashworth")


def test_who_handed_on_to_whom_stands_by_key_in_the_trail(settings, plan, health, team, ann, ben):
    """A name taken out of the trail later leaves it there too, and the seal over it holds."""
    settings.LEAVERS_KEPT = 0
    risk = RiskFactory(plan=plan, held_by="Dr Ann Ash (Health)")
    draft = MonitoringReport.objects.create(
        plan=plan, quarter=QuarterFactory(plan=plan), presenter="Ann Ash", prepared_by=team
    )
    named = {f"risk-{risk.pk}": ben, f"report-{draft.pk}": ben}
    leave(person=ann, board=plan.board, left_on=clock.today(), named=named, by=team)
    handed = AuditEntry.objects.filter(operation__in=["risk-handed-over", "draft-edited"])
    assert {said: names.shown(pair) for entry in handed for said, pair in entry.changes.items()} == {
        "held by": ["Ann Ash", "Ben Birch"],
        "presented by": ["Ann Ash", "Ben Birch"],
    }
    sealed = [names.by_key([*entry.changes.values()]) for entry in handed]
    anonymise(person=Person.objects.get(pk=ann.pk), by=None)
    called = f"Former member {ann.pk}"
    for entry, before in zip(handed.all(), sealed, strict=True):
        (pair,) = entry.changes.values()
        assert names.shown(pair) == [called, "Ben Birch"]
        assert names.by_key([pair]) == before


@pytest.mark.database
def test_what_was_closed_meanwhile_keeps_its_name(plan, health, team, ann, ben):
    risk = RiskFactory(plan=plan, held_by="Ann Ash")
    close_risk(risk=risk, why_closed="It went on", by=team)
    leave(
        person=ann, board=plan.board, left_on=TO_COME, named={f"risk-{risk.pk}": ben, "risk-x": ben}, by=team
    )
    risk.refresh_from_db()
    assert risk.held_by == "Ann Ash"


# --- The page -----------------------------------------------------------------------------------------------


def page_of(client, team, plan, person) -> str:
    client.force_login(team)
    return " ".join(client.get(reverse("subgroups:leaver", args=[plan.board.slug, person.pk])).text.split())


@pytest.mark.database
def test_the_page_lists_what_hangs_on_them_and_proposes_the_vice_chair(client, plan, health, team, ann, ben):
    QuarterFactory(plan=plan)
    action = ActionFactory(plan=plan, who_text="Health Subgroup", label="4.2")
    RiskFactory(plan=plan, action=action, held_by="Ann Ash")
    ChallengeFactory(plan=plan, to_agency=None, to_body=health)
    agency = AgencyFactory(board=plan.board)
    Person.objects.filter(pk=ann.pk).update(agency=agency)
    MembershipFactory(body=BodyFactory(board=plan.board), person__name="Cy Cedar", person__agency=agency)
    page = page_of(client, team, plan, ann)
    for words in ("1 action of", "4.2", "1 open risk", "1 challenge", "Its own words for", "held by Ann Ash"):
        assert words in page
    assert f'<option value="{ben.pk}" selected>Ben Birch</option>' in page
    assert page.index("Ben Birch") < page.index('label="Of the same agency"') < page.index("Cy Cedar")


def test_what_was_typed_is_kept_when_it_is_refused(client, plan, health, team, ann, ben):
    place = ann.memberships.get()
    client.force_login(team)
    address = reverse("subgroups:leaver", args=[plan.board.slug, ann.pk])
    answer = client.post(address, {"left_on": "1 May 2081", f"place-{place.pk}": ben.pk})
    assert answer.status_code == 422
    assert "Look at the year again" in answer.text
    assert "1 May 2081" in answer.text
    assert f'<option value="{ben.pk}" selected>' in answer.text
    answer = client.post(address, {"left_on": "1 May 2018", f"place-{place.pk}": ben.pk}, follow=True)
    assert "first day without them is 1 May 2018" in answer.text
    assert "They stay after all" in answer.text
    assert 'value="1 May 2018"' in client.get(address).text
    assert f'<option value="{ben.pk}" selected>' in client.get(address).text  # who is planned to follow
    assert client.post(address, {"stay": "yes"}).status_code == 302
    assert leaving_day(ann, plan.board) is None


@pytest.mark.database
def test_two_of_the_team_do_not_both_leave_whatever_their_days(plan, team):
    colleague = board_team(plan.board)
    leave(person=colleague, board=plan.board, left_on=TO_COME, by=team)
    for day in (date(2018, 4, 9), date(2018, 6, 1)):
        with pytest.raises(Refused, match="Nobody would be left"):
            leave(person=team, board=plan.board, left_on=day, by=colleague)
    stay(person=colleague, board=plan.board, by=team)
    leave(person=team, board=plan.board, left_on=date(2018, 4, 9), by=colleague)


def test_the_invitation_of_a_leaver_is_closed(plan, team, ann):
    here, elsewhere = InvitationFactory(person=ann, board=plan.board), InvitationFactory(person=ann)
    role = propose_role(person=ann, board=elsewhere.board, role="auditor", by=None)
    leave(person=ann, board=plan.board, left_on=date(2018, 4, 9), by=team)
    states = [Invitation.objects.get(pk=each.pk).state for each in (here, elsewhere)]
    assert states == ["withdrawn", "open"]  # the other board still asks them
    keeper = Person.objects.create_superuser("keeper@example.org", name="Keeper")
    leave(person=anew(ann), board=role.board, left_on=date(2018, 4, 9), by=keeper)
    assert Invitation.objects.get(pk=elsewhere.pk).state == "withdrawn"


@pytest.mark.database
def test_the_page_costs_the_same_whatever_hangs_on_them(client, plan, team, ann):
    costs = []
    page_of(client, team, plan, ann)
    for number in (1, 4):
        for _ in range(number):
            body = MembershipFactory(person=ann, body__board=plan.board).body
            action = ActionFactory(plan=plan, who_text=body.name)
            RiskFactory(plan=plan, action=action, held_by="Ann Ash")
            MembershipFactory(body=body, role="member")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("subgroups:leaver", args=[plan.board.slug, ann.pk]))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 34
