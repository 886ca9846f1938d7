"""Pages on which the board team adds a year's meetings, moves one and cancels one; what is due follows."""

from datetime import date, time

import pytest
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry
from plans.operations import archive_plan
from reporting.models import DueReport
from reporting.operations import generate_due_reports
from subgroups.operations import add_meetings, cancel_meeting, merge_bodies, move_meeting
from tests.access.browser import forms_of
from tests.factories import (
    BodyFactory,
    MeetingFactory,
    ObligationFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db

RULE = {
    "how": "rule",
    "nth": "3",
    "weekday": "2",
    "months": ["1", "4", "7", "10"],
    "first": "1 April 2018",
    "last": "31 March 2019",
    "papers_ahead": "7",
}


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory()


@pytest.fixture
def body(plan):
    return BodyFactory(board=plan.board, name="Health Subgroup")


@pytest.fixture
def team(client, plan):
    team = board_team(plan.board)
    client.force_login(team)
    return team


def address(name, plan, thing):
    return reverse(f"reporting:{name}", args=[plan.slug, thing.pk])


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


def days_of(body):
    return [meeting.held_on for meeting in body.meetings.order_by("held_on")]


def test_a_years_days_by_rule_are_shown_before_they_are_saved(client, plan, body, team):
    page = words_of(client.post(address("group-meetings-add", plan, body), RULE | {"held_at": "2pm"}))
    assert "Nothing is saved yet: 4 meetings would be added" in page
    assert "Wednesday 18 April 2018" in page and "14:00" in page and "11 April 2018" in page
    assert days_of(body) == []
    answer = client.post(
        address("group-meetings-add", plan, body), RULE | {"held_at": "2pm", "save": "yes"}, follow=True
    )
    assert "4 meetings of Health Subgroup added." in words_of(answer)
    assert days_of(body) == [date(2018, 4, 18), date(2018, 7, 18), date(2018, 10, 17), date(2019, 1, 16)]
    assert {meeting.held_at for meeting in body.meetings.all()} == {time(14, 0)}
    assert AuditEntry.objects.about(body).filter(operation="meetings-added").count() == 1


def test_enter_in_a_box_shows_the_days_and_adds_none_that_were_not_seen(client, plan, body, team):
    """It presses the first button of the form, and the one that adds stands above the boxes."""
    here = address("group-meetings-add", plan, body)
    (form,) = [each for each in forms_of(client.post(here, RULE).text, here) if "first" in each.boxes]
    assert ("save", "yes") in form.buttons and form.buttons[0] == ("", "")


def test_a_pasted_list_keeps_each_lines_own_time(client, plan, body, team):
    MeetingFactory(body=body, held_on=date(2018, 5, 2))
    data = {
        "how": "list",
        "dates": "Wed 2 May 2018\r\n7/5/18 9.30am\r\n16 June 2018",
        "held_at": "14:00",
        "papers_ahead": "5",
    }
    page = words_of(client.post(address("group-meetings-add", plan, body), data))
    assert "2 meetings would be added" in page and "left as they are: 2 May 2018" in page
    assert "This is a bank holiday (Early May bank holiday)." in page and "This is a Saturday." in page
    client.post(address("group-meetings-add", plan, body), data | {"save": "yes"})
    assert [(m.held_on, m.held_at, m.papers_deadline) for m in body.meetings.order_by("held_on")[1:]] == [
        (date(2018, 5, 7), time(9, 30), date(2018, 5, 2)),
        (date(2018, 6, 16), time(14, 0), date(2018, 6, 11)),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"how": ""}, "Choose a rule or a list."),
        ({"months": []}, "Choose at least one month."),
        ({"first": "soon"}, "Write the date as 31 March 2018."),
        ({"last": ""}, "Write the last day."),
        ({"last": "1 March 2018"}, "Choose a last day after the first"),
        ({"last": "2 April 2018"}, "The rule falls on no day"),
        ({"held_at": "noonish"}, "Write the time as 09:30 or 2pm."),
        ({"papers_ahead": "-1"}, "Write 0 or more."),
        ({"how": "list", "dates": " \n"}, "Paste at least one date."),
        ({"how": "list", "dates": "18 May 2018\n31 April <2018>"}, "Line 2, “31 April &lt;2018&gt;”"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, plan, body, team, data, said):
    typed = RULE | {"place": "Room 4"} | data | {"save": "yes"}
    answer = client.post(address("group-meetings-add", plan, body), typed)
    page = words_of(answer)
    assert answer.status_code == 422 and said in page
    assert 'value="Room 4"' in page
    assert "31 April &lt;2018&gt;</textarea>" in page if "31 April" in data.get("dates", "") else True
    assert days_of(body) == []


@pytest.mark.database
def test_a_meeting_moves_with_its_papers_and_with_what_is_due(client, plan, body, team):
    duty = ObligationFactory(planned_report__plan=plan, rule="RRULE:FREQ=YEARLY;BYMONTH=5")
    duty.forums.add(body)
    meeting = MeetingFactory(body=body, held_on=date(2018, 5, 2), papers_due_on=date(2018, 4, 27))
    generate_due_reports(plan=plan, by=team, first=date(2018, 4, 1), last=date(2019, 3, 31))
    answer = client.post(
        address("meeting-change", plan, meeting),
        {"held_on": "9 May 2018", "papers_due_on": "27 April 2018"},
        follow=True,
    )
    assert "1 report on the forward plan follows." in words_of(answer)
    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.papers_due_on) == (date(2018, 5, 9), date(2018, 5, 4))
    assert DueReport.objects.get().due_on == date(2018, 5, 9)


def test_a_meeting_is_cancelled_with_a_reason_and_its_reports_go_to_the_next(client, plan, body, team):
    duty = ObligationFactory(planned_report__plan=plan, rule="RRULE:FREQ=YEARLY;BYMONTH=5")
    duty.forums.add(body)
    may, june = (MeetingFactory(body=body, held_on=date(2018, month, 2)) for month in (5, 6))
    generate_due_reports(plan=plan, by=team, first=date(2018, 4, 1), last=date(2019, 3, 31))
    refused = client.post(address("meeting-change", plan, may), {"cancel": "yes", "reason": " "})
    assert refused.status_code == 422 and "Say why it is cancelled." in words_of(refused)
    answer = client.post(
        address("meeting-change", plan, may), {"cancel": "yes", "reason": "No quorum"}, follow=True
    )
    page = words_of(answer)
    assert "2 May 2018: cancelled. 1 report on the forward plan follows." in page
    assert "No quorum" in page
    assert DueReport.objects.get().meeting == june
    again = client.post(address("meeting-change", plan, may), {"cancel": "yes", "reason": "The hall is shut"})
    assert "cancelled already" in words_of(again)
    assert "The hall is shut" in words_of(again)  # what was typed, to be copied


def test_from_an_archived_plan_a_meeting_is_moved_as_from_any_other_of_its_board(client, plan, body, team):
    meeting = MeetingFactory(body=body, held_on=date(2018, 5, 2))
    archive_plan(plan=plan, keep_until=None, by=team)
    page = address("meeting-change", plan, meeting)
    of_all = reverse("reporting:meetings", args=[plan.slug])
    for leads in (of_all, address("group-meetings", plan, body), address("meeting-detail", plan, meeting)):
        assert page in client.get(leads).text
    assert client.get(page).status_code == 200
    client.post(page, {"held_on": "9 May 2018", "papers_due_on": ""})
    meeting.refresh_from_db()
    assert meeting.held_on == date(2018, 5, 9)


def test_what_is_late_is_said_before_and_after_and_stays_late(client, plan, body, team):
    meeting = MeetingFactory(body=body, held_on=date(2018, 3, 21))
    MeetingFactory(body=body, held_on=date(2018, 5, 23))
    duty = ObligationFactory(planned_report__plan=plan, planned_report__what="S.11 Audit")
    duty.forums.add(body)
    due = DueReport.objects.create(obligation=duty, forum=body, meeting=meeting, due_on=meeting.held_on)
    generate_due_reports(plan=plan, first=plan.starts_on, last=plan.ends_on, by=team)
    page = address("meeting-change", plan, meeting)
    assert 'S.11 Audit <span class="late">(late: due 21 March 2018)</span>' in words_of(client.get(page))
    answer = client.post(page, {"cancel": "yes", "reason": "Snow"}, follow=True)
    late = f"S.11 Audit to {body.label}, 21 March 2018, 19 days late"
    assert f"Late, and not moved: {late}." in words_of(answer)
    due.refresh_from_db()
    assert (due.due_on, due.meeting.held_on) == (date(2018, 3, 21), date(2018, 5, 23))
    update = client.get(reverse("reporting:forward-plan-update", args=[plan.slug]))
    assert late in words_of(update)


def test_what_a_merged_group_is_brought_is_due_where_the_other_meets(plan, body, team):
    merged = BodyFactory(board=plan.board, name="Health Reference Group")
    duty = ObligationFactory(planned_report__plan=plan, rule="RRULE:FREQ=YEARLY;BYMONTH=5")
    duty.forums.add(merged)
    meeting = MeetingFactory(body=body, held_on=date(2018, 5, 9))
    generate_due_reports(plan=plan, by=team, first=date(2018, 4, 1), last=date(2019, 3, 31))
    assert DueReport.objects.get().meeting is None
    merge_bodies(keep=body, merge=merged, by=team)
    due = DueReport.objects.get()
    assert (due.forum, due.meeting, due.due_on) == (body, meeting, date(2018, 5, 9))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"held_on": ""}, "Write the day of the meeting."),
        ({"held_on": "6 June 2018"}, "has a meeting on that day already"),
        ({"held_on": "2 May 2018", "papers_due_on": "3 May 2018"}, "on the day of the meeting at the latest"),
    ],
)
def test_a_move_that_cannot_be_is_refused_in_words(client, plan, body, team, data, said):
    MeetingFactory(body=body, held_on=date(2018, 6, 6))
    meeting = MeetingFactory(body=body, held_on=date(2018, 5, 2))
    answer = client.post(address("meeting-change", plan, meeting), data)
    assert answer.status_code == 422 and said in words_of(answer)
    meeting.refresh_from_db()
    assert meeting.held_on == date(2018, 5, 2)


MAY, JUNE = date(2018, 5, 9), date(2018, 6, 13)


@pytest.mark.parametrize(
    "days, ahead, said",
    [
        ([], 7, "There is no day to add"),
        ([MAY], 91, "from 0 to 90 days before"),
        ([MAY, JUNE, MAY], 7, "A day stands twice"),
        ([MAY, JUNE], 7, r"has a meeting already on 13 June 2018\."),
    ],
)
def test_meetings_are_added_all_or_none(plan, body, team, days, ahead, said):
    there = MeetingFactory(body=body, held_on=JUNE)
    with pytest.raises(Refused, match=said):
        add_meetings(body=body, days=[(day, None) for day in days], papers_ahead=ahead, by=team)
    assert list(body.meetings.all()) == [there]


def test_a_meeting_that_was_cancelled_is_neither_moved_nor_cancelled_again(plan, body, team):
    meeting = cancel_meeting(meeting=MeetingFactory(body=body, held_on=MAY), reason="Snow", by=team)
    with pytest.raises(Refused, match="Add a new one instead"):
        move_meeting(meeting=meeting, held_on=JUNE, by=team)
    with pytest.raises(Refused, match="cancelled already"):
        cancel_meeting(meeting=meeting, reason="Fog", by=team)
    meeting.refresh_from_db()
    assert (meeting.held_on, meeting.cancelled_because) == (MAY, "Snow")


def test_the_quarterly_report_that_goes_to_a_meeting_is_said(client, plan, body, team):
    meeting = MeetingFactory(body=body, held_on=date(2018, 4, 18))
    QuarterFactory(plan=plan, meeting=meeting)
    assert "Quarterly monitoring report of Q4 2017/18" in words_of(
        client.get(address("meeting-change", plan, meeting))
    )


def test_the_list_shows_what_was_cancelled_and_offers_the_chair_nothing_to_press(client, plan, body):
    MeetingFactory(body=body, held_on=date(2018, 5, 2), cancelled=True, cancelled_because="No quorum")
    client.force_login(chair_of(body))
    page = words_of(client.get(address("group-meetings", plan, body)))
    assert "Wednesday 2 May 2018" in page and "Cancelled" in page and "No quorum" in page
    assert "Move or cancel" not in page and "Add meetings" not in page


def test_a_meeting_of_another_board_is_out_of_sight(client, plan, team):
    elsewhere = MeetingFactory()
    assert client.get(address("meeting-change", plan, elsewhere)).status_code == 404
    assert client.get(address("group-meetings", plan, elsewhere.body)).status_code == 404
