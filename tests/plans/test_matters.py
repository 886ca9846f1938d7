"""Decisions of meetings about anything else than actions, from recording them to what came of them."""

from datetime import date

import pytest
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.forms.decision_filter import DecisionFilter
from plans.models import Matter
from plans.selectors.decision_lines import decided_at, decided_of
from subgroups.models import Notice
from subgroups.operations import leave
from subgroups.selectors.entrusted import entrusted_to, naming
from tests.factories import (
    ActionFactory,
    BodyFactory,
    DecisionFactory,
    MatterFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    PlanFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(on):
    on("2018-04-09")
    return BodyFactory(name="Health Subgroup")


@pytest.fixture
def plan(body):
    return PlanFactory(board=body.board, state="live")


@pytest.fixture
def team(body):
    return board_team(body.board)


@pytest.fixture
def meeting(body):
    return MeetingFactory(body=body, held_on=date(2018, 1, 17))


def at(name, plan, pk) -> str:
    return reverse(name, args=[plan.slug, pk])


# --- Events -------------------------------------------------------------------------------------------------


def test_with_an_owner_it_is_followed_up_and_without_one_it_stands_for_the_record(body, meeting, team):
    post = BodyFactory(board=body.board, name="Business Manager", kind="post")
    asked = operations.record_matter(
        meeting=meeting, words=" Ask for a room ", owner=post, due_on=date(2018, 3, 30), by=team
    )
    noted = operations.record_matter(meeting=meeting, words="Agree the budget", by=team)
    assert (asked.state, asked.words, asked.days_late) == ("open", "Ask for a room", 10)
    assert (noted.state, noted.days_late) == ("noted", 0)
    entry = AuditEntry.objects.about(asked).get()
    assert entry.operation == "matter-recorded" and entry.board_id == body.board_id
    assert list(Matter.objects.open()) == [asked]


@pytest.mark.database
def test_what_cannot_be_is_refused_at_once(body, meeting, team):
    elsewhere, over = BodyFactory(), BodyFactory(board=body.board, merged_into=body, name="Before")
    soon, later, off = (
        MeetingFactory(body=body, held_on=day, cancelled=cancelled)
        for day, cancelled in (
            (date(2018, 5, 2), False),
            (date(2018, 6, 6), False),
            (date(2018, 4, 4), True),
        )
    )

    def refused(meeting=meeting, words="Ask for a room", **more) -> set[str]:
        with pytest.raises(Refused) as error:
            operations.record_matter(meeting=meeting, words=words, by=team, **more)
        return set(error.value.error_dict)

    assert refused(words=" ", due_on=date(2018, 5, 1)) == {"words", "owner"}
    assert refused(owner=elsewhere) == refused(owner=over) == {"owner"}
    assert refused(meeting=later) == refused(meeting=off) == {"meeting"}
    assert refused(owner=body, named_person=team) == {"named_person"}  # a board that names nobody
    body.board.names_owners = True
    body.board.save()
    assert refused(owner=body, named_person=PersonFactory()) == {"named_person"}
    ahead = operations.record_matter(meeting=soon, words="Ask for a room", owner=body, by=team)
    assert ahead.decided_on == date(2018, 4, 9) and "ahead" in ahead.decided_where


def test_it_stands_open_until_somebody_says_what_came_of_it(body, meeting, team):
    matter = operations.record_matter(meeting=meeting, words="Ask for a room", owner=body, by=team)
    for wrong, field in (
        ({"outcome": ""}, "outcome"),
        ({"outcome": "Done", "on": date(2018, 4, 10)}, "on"),
        ({"outcome": "Done", "on": date(2018, 1, 16)}, "on"),
    ):
        with pytest.raises(Refused) as error:
            operations.follow_up_matter(matter=matter, by=team, **wrong)
        assert list(error.value.error_dict) == [field]
    operations.follow_up_matter(matter=matter, outcome="Room 3", on=date(2018, 2, 1), by=team)
    assert (matter.state, matter.settled_on, matter.settled_by) == ("done", date(2018, 2, 1), team)
    for do, more in (
        (operations.follow_up_matter, {"outcome": "Again"}),
        (operations.withdraw_matter, {"reason": "Twice"}),
        (operations.change_matter, {"words": "Another", "reason": "Typing"}),
    ):
        with pytest.raises(Refused):
            do(matter=matter, by=team, **more)
    operations.reopen_matter(matter=matter, reason="It was room 4", by=team)
    assert (matter.state, matter.outcome, matter.settled_on) == ("open", "", None)
    assert matter.history.earliest().outcome == "" and "Room 3" in [
        row.outcome for row in matter.history.all()
    ]
    with pytest.raises(Refused):
        operations.reopen_matter(matter=matter, reason="Once more", by=team)


def test_a_change_says_why_and_keeps_what_stood_before(body, meeting, team):
    matter = MatterFactory(meeting=meeting, due_on=date(2018, 3, 30))
    with pytest.raises(Refused) as error:
        operations.change_matter(matter=matter, words="", reason="", owner=body, by=team)
    assert set(error.value.error_dict) == {"words", "reason"}
    operations.change_matter(
        matter=matter,
        words=matter.words,
        owner=body,
        due_on=date(2018, 5, 31),
        reason="The Board gave more time",
        by=team,
    )
    now, before = matter.history.order_by("-history_id")[:2]
    assert (now.due_on, before.due_on) == (date(2018, 5, 31), date(2018, 3, 30))
    assert now.history_change_reason == "The Board gave more time"
    operations.change_matter(matter=matter, words="For the record", reason="Nothing is to be done", by=team)
    assert (matter.state, matter.owner) == ("noted", None)
    operations.withdraw_matter(matter=matter, reason="Said twice", by=team)
    operations.reopen_matter(matter=matter, reason="Not twice", by=team)
    assert matter.state == "noted"


def test_whoever_follows_it_up_hears_of_it(body, plan, meeting, team):
    chair = chair_of(body, email="chair@example.org")
    matter = operations.record_matter(meeting=meeting, words="Ask for a room", owner=body, by=team)
    notice = Notice.objects.get()
    assert notice.person == chair and notice.link == matter.page_in(plan) and "Ask for a room" in notice.said


# --- Which arise, and who may ----------------------------------------------------------------------------------


def test_what_earlier_meetings_of_the_body_left_open_arises_at_the_next(body, meeting):
    before, after = (MeetingFactory(body=body, held_on=day) for day in (date(2017, 10, 4), date(2018, 5, 2)))
    old, new = MatterFactory(meeting=before), MatterFactory(meeting=meeting)
    done = {
        "state": "done",
        "outcome": "Yes",
        "settled_at": "2018-01-20T10:00Z",
        "settled_by": new.recorded_by,
    }
    in_time = MatterFactory(meeting=before, settled_on=date(2018, 1, 10), **done)
    since = MatterFactory(meeting=before, settled_on=date(2018, 1, 20), **done)
    MatterFactory(meeting=before, noted=True)
    MatterFactory(meeting=MeetingFactory(body=BodyFactory(board=body.board)))
    assert list(Matter.objects.arising_at(after)) == [old, new]
    assert list(Matter.objects.arising_at(meeting)) == [old]
    assert set(Matter.objects.looked_at_by(meeting, before)) == {old, in_time, since}
    assert set(Matter.objects.looked_at_by(after, meeting)) == {old, new, since}


@pytest.mark.database
def test_the_log_has_it_beside_what_was_decided_about_actions(plan, meeting, team):
    other = PlanFactory(board=plan.board)
    promise = DecisionFactory(action=ActionFactory(plan=plan), meeting=meeting, due_on=date(2018, 3, 1))
    elsewhere = DecisionFactory(action=ActionFactory(plan=other), meeting=meeting)
    late = MatterFactory(meeting=meeting, due_on=date(2018, 3, 30), words="Ask for a room")
    noted = MatterFactory(meeting=meeting, noted=True)
    MatterFactory()  # of another board
    lines = decided_of(team, plan)
    keys = {f"decision-{promise.pk}", f"matter-{late.pk}", f"matter-{noted.pk}"}
    assert {line.key for line in lines} == keys
    assert {line.key for line in decided_at(team, plan, meeting)} == keys | {f"decision-{elsewhere.pk}"}

    def found(**asked) -> set[str]:
        chosen = DecisionFilter(asked, lines=lines, plan=plan)
        assert chosen.is_valid() and chosen.chosen
        return {line.key for line in chosen.rows()}

    assert found(state="open") == found(state="late") == {f"decision-{promise.pk}", f"matter-{late.pk}"}
    assert found(state="settled") == {f"matter-{noted.pk}"}
    assert found(owner=late.owner.name) == {f"matter-{late.pk}"}
    assert found(since="January 2018", until="January 2018") == {f"matter-{late.pk}", f"matter-{noted.pk}"}
    assert found(words="room") == {f"decision-{promise.pk}", f"matter-{late.pk}"}
    assert DecisionFilter({"since": "some day"}, lines=lines, plan=plan).rows() == lines


def test_the_log_is_sorted_by_what_the_plan_calls_its_actions(plan):
    plan.action_label = "Step"
    chosen = DecisionFilter({"order": "action"}, lines=[], plan=plan)
    assert chosen.order_words == "Step: first to last"


@pytest.mark.database
def test_a_leaver_hands_on_what_names_them(body, plan, meeting, team):
    body.board.names_owners = True
    body.board.save()
    leaver, follows = PersonFactory(), chair_of(body)
    MembershipFactory(person=leaver, body=body)
    matter = operations.record_matter(
        meeting=meeting, words="Ask for a room", owner=body, named_person=leaver, by=team
    )
    assert matter.whose == f"{body} ({leaver})"
    (found,) = naming(body.board, leaver)
    assert "Ask for a room" in found.words and found.href == matter.page_in(plan)
    assert [each.words for each in entrusted_to(body.board, [body])[body.pk]] == ["1 decision to follow up"]
    leave(person=leaver, left_on=date(2018, 4, 9), board=body.board, named={found.key: follows}, by=team)
    matter.refresh_from_db()
    assert matter.named_person == follows
    assert AuditEntry.objects.about(matter).filter(operation="matter-handed-over").count() == 1


# --- Pages ------------------------------------------------------------------------------------------------------


def test_it_is_recorded_followed_up_and_put_right_on_pages(client, body, plan, meeting, team):
    client.force_login(team)
    add = at("plans:matter-add", plan, meeting.pk)
    refused = client.post(add, {"words": "", "due_on": "June 2018"})
    assert refused.status_code == 422 and {"words", "owner"} <= set(refused.context["form"].errors)
    assert "June 2018" in refused.text
    again = client.post(add, {"words": "Agree the budget", "again": "yes"})
    assert again.url.startswith(add)
    saved = client.post(
        add, {"words": "Ask for a room", "owner": body.pk, "due_on": "June 2018"}, follow=True
    )
    assert saved.redirect_chain[-1][0] == at("reporting:meeting-detail", plan, meeting.pk)
    assert "30 June 2018" in saved.text and "Ask for a room" in saved.text
    matter = Matter.objects.open().get()
    page, follow = matter.page_in(plan), at("plans:matter-follow-up", plan, matter.pk)
    seen = matter.changed_at.isoformat()
    change = {
        "step": "change",
        "change-words": "Ask for two rooms",
        "change-owner": body.pk,
        "change-seen": seen,
    }
    assert client.post(page, change).status_code == 422  # without why
    assert client.post(page, change | {"change-reason": "One is too small"}).url == page
    stale = client.post(follow, {"outcome": "Room 3", "seen": seen})
    assert (
        stale.status_code == 422 and "changed while you were looking" in stale.text and "Room 3" in stale.text
    )
    matter.refresh_from_db()
    done = client.post(
        follow,
        {"outcome": "Rooms 3 and 4", "seen": matter.changed_at.isoformat(), "next": "https://evil.example/"},
    )
    assert done.url == page
    text = client.get(page).text
    assert all(
        words in text for words in ("followed up", "Rooms 3 and 4", "One is too small", "Ask for a room")
    )


@pytest.mark.database
def test_a_meeting_to_come_asks_whether_it_was_decided_ahead(client, body, plan, team):
    meeting = MeetingFactory(body=body, held_on=date(2018, 5, 2))
    client.force_login(team)
    add = at("plans:matter-add", plan, meeting.pk)
    assert client.post(add, {"words": "Ask for a room"}).status_code == 422
    assert client.post(add, {"words": "Ask for a room", "ahead": "on"}).status_code == 302
    assert "ahead of" in client.get(Matter.objects.get().page_in(plan)).text


@pytest.mark.database
def test_who_speaks_for_its_owner_says_what_came_of_it_and_nobody_else_does(client, body, plan, meeting):
    matter = MatterFactory(meeting=meeting)
    follow = at("plans:matter-follow-up", plan, matter.pk)
    client.force_login(chair_of(BodyFactory(board=body.board)))
    assert client.get(matter.page_in(plan)).status_code == 200 and client.get(follow).status_code == 403
    client.force_login(chair_of(body))
    home = client.get(reverse("home")).text
    assert matter.words in home and follow in home
    assert matter.words in client.get(at("plans:group-detail", plan, body.pk)).text
    assert client.post(matter.page_in(plan), {"step": "withdraw", "withdraw-reason": "No"}).status_code == 403
    matter.refresh_from_db()
    data = {"outcome": "All answered", "seen": matter.changed_at.isoformat()}
    assert client.post(follow, data).status_code == 302
    theirs = MatterFactory()
    assert client.get(theirs.page_in(plan)).status_code == 404
    assert client.get(at("plans:matter-add", plan, theirs.meeting_id)).status_code == 404


def test_it_is_found_by_what_it_says_and_what_came_of_it(client, plan, meeting, team):
    MatterFactory(meeting=meeting, words="Ask for a quokka")
    client.force_login(team)
    answer = client.get(reverse("reporting:search"), {"q": "quokka"})
    assert "Ask for a <mark>quokka</mark>" in answer.text
