"""Private calendar addresses: what a calendar reads there, and everybody who reads nothing."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb.models import AuditEntry
from plans import operations as plan_events
from reporting.models import DueReport
from reporting.operations import receive_report
from subgroups import operations as group_events
from subgroups.models import Agency, Board, CalendarAddress, Meeting, Membership, Person
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MeetingFactory,
    MembershipFactory,
    ObligationFactory,
    PersonFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory()


@pytest.fixture
def body(plan):
    return BodyFactory(board=plan.board, name="Learning; Improvement, and “Care”")


@pytest.fixture
def chair(body):
    return chair_of(body)


def address_of(person, board, body=None):
    _, token = group_events.make_calendar_address(person=person, board=board, body=body, by=person)
    return reverse("reporting:calendar-feed", args=[token])


def read(client, address):
    """Events of a calendar by UID, as a calendar library reads them."""
    answer = client.get(address)
    assert answer.status_code == 200
    calendar = icalendar.Calendar.from_ical(answer.content)
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def report_owed(plan, body, day=date(2018, 5, 23)):
    forum = BodyFactory(board=plan.board, short_name="LSCB")
    duty = ObligationFactory(planned_report__plan=plan, planned_report__what="S.11 Audit")
    duty.planned_report.providers.add(body)
    duty.forums.add(forum)
    return DueReport.objects.create(
        obligation=duty, forum=forum, meeting=MeetingFactory(body=forum, held_on=day), due_on=day
    )


def test_meetings_due_dates_and_reports_come_back_from_a_calendar_library(client, plan, body, chair):
    meeting = MeetingFactory(
        body=body, held_on=date(2018, 7, 25), held_at=time(9, 30), place="County Hall; Room 4, “East”"
    )
    winter = MeetingFactory(body=body, held_on=date(2018, 11, 28), held_at=time(9, 30))
    whole_day = MeetingFactory(body=body, held_on=date(2018, 8, 1))
    action = ActionFactory(
        plan=plan, label="4.2", text="Train\nstaff; all, of them", who_text=body.short_name
    )
    recurring = ActionFactory(
        plan=plan, label="4.3", when_text="May 2018 & June 2018", who_text=body.short_name
    )
    due = report_owed(plan, body)
    slug, london = plan.board.slug, ZoneInfo("Europe/London")
    events = read(client, address_of(chair, plan.board))
    milestones = {f"milestone-{part.pk}@{slug}" for part in recurring.milestones.all()}
    assert len(milestones) == 2
    assert set(events) == milestones | {
        f"meeting-{meeting.pk}@{slug}",
        f"meeting-{winter.pk}@{slug}",
        f"meeting-{whole_day.pk}@{slug}",
        f"action-{action.pk}@{slug}",
        f"report-{due.pk}@{slug}",
    }
    summer = events[f"meeting-{meeting.pk}@{slug}"]
    assert summer.decoded("dtstart") == datetime(2018, 7, 25, 9, 30, tzinfo=london)
    assert summer["dtstart"].params["TZID"] == "Europe/London"
    assert (summer["location"], summer["summary"]) == ("County Hall; Room 4, “East”", body.name)
    assert summer["description"] == "Papers due 18 July 2018"
    utc = [events[f"meeting-{m.pk}@{slug}"].decoded("dtstart").utcoffset() for m in (meeting, winter)]
    assert utc == [timedelta(hours=1), timedelta(0)]
    assert summer.decoded("dtend") == datetime(2018, 7, 25, 11, 30, tzinfo=london)
    whole = events[f"meeting-{whole_day.pk}@{slug}"]
    assert (whole.decoded("dtstart"), whole.decoded("dtend")) == (date(2018, 8, 1), date(2018, 8, 2))
    todo = events[f"action-{action.pk}@{slug}"]
    assert (todo.decoded("dtstart"), todo["description"]) == (date(2018, 7, 31), "Train\nstaff; all, of them")
    assert str(todo["url"]).endswith(action.get_absolute_url())
    owed = events[f"report-{due.pk}@{slug}"]
    assert (owed.decoded("dtend"), owed["transp"]) == (date(2018, 5, 24), "TRANSPARENT")
    assert (owed["summary"], owed.decoded("dtstart")) == ("Report due: S.11 Audit to LSCB", date(2018, 5, 23))


def test_the_bytes_are_what_the_standard_asks(client, plan, body, chair):
    MeetingFactory(body=body, held_on=date(2018, 7, 25), held_at=time(9, 30), place="Ä" * 120)
    answer = client.get(address_of(chair, plan.board))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert answer.content.count(b"BEGIN:VTIMEZONE") == 1 and b"TZID:Europe/London" in answer.content
    assert answer.content.startswith(b"BEGIN:VCALENDAR") and lines[-2] == b"END:VCALENDAR"
    assert b"Learning\\; Improvement\\," in answer.content


def lines_by_the_standard(content: bytes) -> list[tuple[str, dict[str, str], str]]:
    """Content lines as (name, parameters, value), read by RFC 5545 alone: 3.1 for lines and folding, 3.2 for
    parameters. Anything the standard does not allow fails.
    """
    text = content.decode()
    assert text.endswith("\r\n") and not re.search(r"\r(?!\n)|(?<!\r)\n", text)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no letter is cut in two
    read = []
    for line in re.sub("\r\n[ \t]", "", text).split("\r\n")[:-1]:
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line)
        match = re.fullmatch(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', line)
        assert match, line
        more = dict(
            part.split("=", 1) for part in re.findall(r';([A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))', match[2])
        )
        read.append((match[1], more, match[3]))
    return read


def components(lines) -> list[tuple[str, dict[str, tuple[dict[str, str], str]]]]:
    """Each component with its properties; every BEGIN has its END, and no property but those that may stands twice."""
    found, open_now = [], []
    for name, more, value in lines:
        if name == "BEGIN":
            open_now.append((value, {}))
        elif name == "END":
            assert open_now[-1][0] == value
            found.append(open_now.pop())
        else:
            assert name not in open_now[-1][1] or open_now[-1][0] in ("STANDARD", "DAYLIGHT")
            open_now[-1][1][name] = (more, value)
    assert not open_now
    return found


def test_every_line_is_as_the_standard_says_and_every_event_has_an_end(client, plan, body, chair):
    nasty = 'Back\\slash; semi, comma\nnew line: “quotes” "straight" ʉ ' + "Ä" * 120
    timed = MeetingFactory(body=body, held_on=date(2018, 3, 25), held_at=time(0, 30))
    # As a place could be typed before it had to be one line.
    Meeting.objects.filter(pk=timed.pk).update(place=nasty[:200])
    MeetingFactory(body=body, held_on=date(2018, 8, 31))
    ActionFactory(plan=plan, label="4.2", text=nasty, when_text="28 February 2020", who_text=body.short_name)
    report_owed(plan, body)
    content = client.get(address_of(chair, plan.board)).content
    found = components(lines_by_the_standard(content))
    zones = {properties["TZID"][1] for kind, properties in found if kind == "VTIMEZONE"}
    events = {properties["UID"][1]: properties for kind, properties in found if kind == "VEVENT"}
    assert len(events) == 4
    for event in events.values():
        (about_start, start), (about_end, end) = event["DTSTART"], event["DTEND"]
        assert about_start == about_end
        assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"][1])
        if about_start == {"VALUE": "DATE"}:
            days = [datetime.strptime(day, "%Y%m%d").date() for day in (start, end)]
            assert days[1] - days[0] == timedelta(days=1)
            assert event["TRANSP"][1] == "TRANSPARENT"
        else:
            assert about_start["TZID"] in zones
            moments = [datetime.strptime(moment, "%Y%m%dT%H%M%S") for moment in (start, end)]
            assert moments[1] - moments[0] == timedelta(hours=2)
        for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
            value = event.get(name, ({}, ""))[1]
            assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value  # each escaped
    at = events[f"meeting-{timed.pk}@{plan.board.slug}"]
    assert re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], at["LOCATION"][1]) == nasty[:200]


def test_what_moves_keeps_its_uid_and_what_did_not_change_is_not_sent_again(client, plan, body, chair):
    meeting = MeetingFactory(body=body, held_on=date(2018, 7, 25), held_at=time(9, 30))
    address = address_of(chair, plan.board)
    first = client.get(address)
    assert first["ETag"] and first["Last-Modified"]
    assert client.get(address).content == first.content
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    group_events.move_meeting(meeting=meeting, held_on=date(2018, 7, 26), held_at=time(10), by=chair)
    moved = client.get(address, headers={"if-none-match": first["ETag"]})
    assert moved.status_code == 200 and moved["ETag"] != first["ETag"]
    [event] = read(client, address).values()
    assert event["UID"] == f"meeting-{meeting.pk}@{plan.board.slug}"
    assert event.decoded("dtstart").date() == date(2018, 7, 26)


def test_a_cancelled_meeting_says_so_and_what_is_done_goes(client, plan, body, chair):
    meeting = MeetingFactory(body=body, held_on=date(2018, 7, 25))
    action = ActionFactory(plan=plan, who_text=body.short_name)
    due = report_owed(plan, body)
    address = address_of(chair, plan.board)
    assert len(read(client, address)) == 3
    group_events.cancel_meeting(meeting=meeting, reason="No quorum", by=chair)
    receive_report(due=due, by=chair)
    plan_events.withdraw_action(action=action, reason="Done elsewhere", by=chair)
    [event] = read(client, address).values()
    assert (event["status"], event["description"]) == ("CANCELLED", "No quorum")


# --- Who reads what ---------------------------------------------------------------------------------------------


def test_one_s_own_calendar_is_of_the_groups_one_sits_on_and_a_groups_calendar_of_that_group(
    client, plan, body, chair
):
    other = BodyFactory(board=plan.board)
    mine, theirs = MeetingFactory(body=body), MeetingFactory(body=other)
    slug = plan.board.slug
    assert set(read(client, address_of(chair, plan.board))) == {f"meeting-{mine.pk}@{slug}"}
    assert set(read(client, address_of(chair, plan.board, other))) == {f"meeting-{theirs.pk}@{slug}"}
    both = {f"meeting-{mine.pk}@{slug}", f"meeting-{theirs.pk}@{slug}"}
    assert set(read(client, address_of(board_team(plan.board), plan.board))) == both


def test_it_holds_nothing_of_another_board_even_where_one_person_is_on_two(client, plan, body, chair):
    elsewhere = PlanFactory()
    there = BodyFactory(board=elsewhere.board, name="Elsewhere")
    MembershipFactory(person=chair, body=there)
    MeetingFactory(body=there)
    ActionFactory(plan=elsewhere, who_text="Elsewhere")
    mine = MeetingFactory(body=body)
    assert set(read(client, address_of(chair, plan.board))) == {f"meeting-{mine.pk}@{plan.board.slug}"}


def test_a_withdrawn_address_is_not_found_and_making_anew_withdraws_the_one_before(client, plan, body, chair):
    MeetingFactory(body=body)
    first = address_of(chair, plan.board)
    second = address_of(chair, plan.board)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    live = CalendarAddress.objects.of(chair).live().get()
    group_events.withdraw_calendar_address(address=live, by=chair)
    assert client.get(second).status_code == 404
    assert client.get(reverse("reporting:calendar-feed", args=["made-up"])).status_code == 404


@pytest.mark.parametrize("how", ["left", "off the group", "demonstration", "no longer on the board"])
def test_whoever_may_not_see_it_any_more_reads_nothing(client, plan, body, chair, how, settings):
    MeetingFactory(body=body)
    address = address_of(chair, plan.board, body if how == "no longer on the board" else None)
    assert client.get(address).status_code == 200
    if how == "left":
        group_events.leave(
            person=chair, board=plan.board, left_on=date(2018, 4, 8), by=board_team(plan.board)
        )
    elif how == "demonstration":
        settings.DEMONSTRATION = False
        type(chair).objects.filter(pk=chair.pk).update(demonstration=True)
    else:
        Membership.objects.filter(person=chair).update(starts_on=date(2017, 1, 1), ends_on=date(2018, 4, 8))
    assert client.get(address).status_code == 404


def test_the_token_is_kept_only_as_a_hash(plan, chair):
    address, token = group_events.make_calendar_address(person=chair, board=plan.board, by=chair)
    assert len(token) >= 43
    kept = str(CalendarAddress.objects.filter(pk=address.pk).values().get())
    kept += str(list(CalendarAddress.history.values())) + str(list(AuditEntry.objects.values()))
    assert token not in kept


def test_a_large_calendar_costs_the_queries_of_a_small_one(client, plan, body, chair):
    costs = []
    for more in (2, 20):
        for n in range(more):
            MeetingFactory(body=body, held_on=date(2018, 5, 1) + timedelta(days=n + 30 * more))
            ActionFactory(plan=plan, label=f"{more}.{n}", who_text=body.short_name)
            report_owed(plan, body, date(2018, 6, 1) + timedelta(days=n))
        address = address_of(chair, plan.board)
        with CaptureQueriesContext(connection) as queries:
            assert len(read(client, address)) >= 3 * more
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 12


# --- The page ---------------------------------------------------------------------------------------------------


def test_an_address_is_shown_once_and_withdrawn_on_its_page(client, plan, body, chair):
    MeetingFactory(body=body)
    client.force_login(chair)
    page = reverse("reporting:calendar")
    made = client.post(page, {"body": body.pk})
    address = made.context["made"]
    assert address in made.content.decode() and "shown only this once" in made.content.decode()
    client.logout()
    assert client.get(address).status_code == 200
    client.force_login(chair)
    shown = client.get(page)
    assert address not in shown.content.decode()
    live = CalendarAddress.objects.of(chair).live().get()
    assert "is withdrawn" in client.post(page, {"withdraw": live.pk}, follow=True).content.decode()
    assert client.get(address).status_code == 404


def test_nobody_makes_or_withdraws_what_is_not_theirs(client, plan, body, chair):
    elsewhere = chair_of(BodyFactory())
    group_events.make_calendar_address(
        person=elsewhere, board=elsewhere.memberships.get().body.board, by=elsewhere
    )
    other = CalendarAddress.objects.get()
    client.force_login(chair)
    page = reverse("reporting:calendar")
    for data in (
        {"withdraw": other.pk},
        {"body": other.person.memberships.get().body_id},
        {"board": "x"},
        {},
    ):
        assert client.post(page, data).status_code == 404
    assert CalendarAddress.objects.live().count() == 1


def test_somebody_on_no_board_is_told_so(client):
    client.force_login(PersonFactory())
    assert "You are on no board yet." in client.get(reverse("reporting:calendar")).content.decode()


def test_a_part_that_moved_stands_on_its_new_day_and_what_nobody_confirmed_says_so(client, plan, body, chair):
    team = board_team(plan.board)
    parts = ActionFactory(plan=plan, when_text="May 2018 & June 2018", who_text=body.short_name)
    ActionFactory(plan=plan, when_text="Early 2019", who_text=body.short_name)
    moved = parts.milestones.first()
    plan_events.agree_unasked_date(
        action=parts,
        milestone=moved,
        to_date=date(2018, 9, 30),
        reason="Staff",
        outside_because="By e-mail",
        by=team,
    )
    events = read(client, address_of(chair, plan.board)).values()
    days = {event["DTSTART"].dt for event in events if "Milestone" in event["SUMMARY"]}
    assert days == {date(2018, 6, 30), date(2018, 9, 30)}
    assert any("Due (to be confirmed)" in event["SUMMARY"] for event in events)


def test_it_goes_by_the_day_on_which_its_demonstration_stands_still(client, plan, body, chair):
    held = MeetingFactory(body=body, held_on=date(2026, 7, 20))
    MeetingFactory(body=body, held_on=date(2018, 5, 23))
    chair.memberships.update(starts_on=date(2025, 4, 1))
    address = address_of(chair, plan.board)
    assert client.get(address).status_code == 404
    Person.objects.filter(pk=chair.pk).update(stands_on=date(2026, 7, 6))
    days = [event.get("dtstart").dt for event in read(client, address).values()]
    assert days == [held.held_on]


def test_a_part_of_an_action_without_a_reference_is_named_in_one_run(client, plan, body, chair):
    ActionFactory(
        plan=plan, label="", text="Visit", when_text="May 2018 & July 2018", who_text=body.short_name
    )
    said = {str(event["summary"]) for event in read(client, address_of(chair, plan.board, body)).values()}
    assert said == {"Milestone: Visit"}


def test_what_all_of_a_kind_own_is_due_in_the_calendar_of_each_of_them(client, plan, body, chair):
    agency = group_events.keep_agency(Agency(board=plan.board, name="Police"), by=board_team(plan.board)).body
    groups = ActionFactory(plan=plan, who_text="All subgroups", when_text="July 2018")
    parts = ActionFactory(plan=plan, who_text="All subgroups", when_text="May 2018 & July 2018")
    agencies = ActionFactory(plan=plan, who_text="All agencies", when_text="July 2018")
    slug, team = plan.board.slug, board_team(plan.board)
    theirs = {
        f"action-{groups.pk}@{slug}",
        *(f"milestone-{each.pk}@{slug}" for each in parts.milestones.all()),
    }
    assert set(read(client, address_of(chair, plan.board))) == theirs
    assert set(read(client, address_of(team, plan.board, body))) == theirs
    assert set(read(client, address_of(team, plan.board, agency))) == {f"action-{agencies.pk}@{slug}"}
    assert set(read(client, address_of(team, plan.board))) == theirs | {f"action-{agencies.pk}@{slug}"}


@pytest.mark.parametrize("names", [True, False])
def test_what_names_somebody_beside_another_group_is_in_their_own_calendar_alone(
    client, plan, body, chair, names
):
    Board.objects.filter(pk=plan.board_id).update(names_owners=names)
    other = BodyFactory(board=plan.board)
    action = ActionFactory(plan=plan, who_text=other.name)
    action.owners.update(named_person=chair)
    theirs = {f"action-{action.pk}@{plan.board.slug}"} if names else set()
    assert set(read(client, address_of(chair, plan.board))) == theirs
    assert not read(client, address_of(chair, plan.board, body))


def test_what_is_complete_is_due_no_more(client, plan, body, chair):
    action = ActionFactory(plan=plan, who_text=body.short_name)
    parts = ActionFactory(plan=plan, when_text="May 2018 & July 2018", who_text=body.short_name)
    quarter, team = QuarterFactory(plan=plan), board_team(plan.board)
    address = address_of(chair, plan.board)
    assert len(read(client, address)) == 3
    for each in (action, parts):
        plan_events.record_update(
            action=each,
            quarter=quarter,
            by=team,
            rating="B",
            progress="Done",
            completed_on=date(2018, 4, 6),
            evidence_difference="Fewer",
        )
    assert not read(client, address)
