"""Who was at a meeting: how it is counted, what is refused, and what stays of a name."""

from datetime import date

import pytest

from lscb.errors import Refused
from lscb.models import AuditEntry
from subgroups.models import Attendance
from subgroups.operations import anonymise, record_attendance
from subgroups.rules.attendance import Stood, by_agency, by_person
from subgroups.selectors.attendance import attendance_over, expected_at, who_was_at
from subgroups.selectors.own_record import record_of
from tests.factories import (
    AgencyFactory,
    AttendanceFactory,
    BodyFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    board_team,
)

# --- Counting, without a database -------------------------------------------------------------------------------

LINES = [
    Stood(1, "ann", "Ann Lee", "Police", "member", "present"),
    Stood(1, "bob", "Bob", "Council", "member", "apologies"),
    Stood(1, "dee", "Dee", "", "deputy", "present", "bob"),
    Stood(2, "ann", "Ann Ray", "Police", "member", "absent"),
    Stood(2, "bob", "Bob", "Council", "member", "absent"),
    Stood(2, "dee", "Dee", "Health", "guest", "present"),
]


def test_people_are_counted_under_their_last_name_members_first():
    counts = [
        (
            each.name,
            each.present,
            each.of,
            each.apologies,
            each.absent,
            each.sent,
            each.as_deputy,
            each.as_guest,
        )
        for each in by_person(LINES)
    ]
    assert counts == [
        ("Bob", 0, 2, 1, 1, 1, 0, 0),
        ("Ann Ray", 1, 2, 0, 1, 0, 0, 0),
        ("Dee", 0, 0, 0, 0, 0, 1, 1),
    ]


def test_an_agency_is_there_when_anybody_of_it_or_in_the_place_of_its_member_is():
    counts = [(each.name, each.present, each.of) for each in by_agency(LINES)]
    assert counts == [("Council", 1, 2), ("Health", 1, 1), ("Police", 1, 2)]
    assert by_person([]) == by_agency([]) == []


# --- Taking the list --------------------------------------------------------------------------------------------


@pytest.fixture
def body(db, on):
    on("2018-04-09")
    return BodyFactory(name="Health Subgroup")


@pytest.fixture
def meeting(body):
    return MeetingFactory(body=body, held_on=date(2018, 1, 17))


@pytest.fixture
def team(body):
    return board_team(body.board)


def member(body, **person):
    person = PersonFactory(**person)
    MembershipFactory(person=person, body=body, role="member")
    return person


def line(person=None, presence="present", **more) -> Attendance:
    capacity = "member" if person else "deputy" if "in_place_of" in more else "guest"
    more = {"name": person.name if person else "Somebody", "capacity": capacity} | more
    return Attendance(person=person, presence=presence, **more)


@pytest.mark.database
def test_a_list_is_taken_as_a_whole_and_put_right_later(body, meeting, team):
    ann, bob = member(body, name="Ann"), member(body, name="Bob")
    police = AgencyFactory(board=body.board, name="Police")
    record_attendance(
        meeting=meeting,
        attended=[
            line(ann, agency=police, agency_name="Police"),
            line(bob, "apologies"),
            line(name="Dee", in_place_of=bob, agency_name="Health"),
            line(name="Guy"),
        ],
        by=team,
    )
    said = who_was_at(meeting)
    assert [(words, [(each.agency, each.names) for each in of]) for words, of in said.parts] == [
        ("Present", [("", ("Guy (guest)",)), ("Health", ("Dee (in place of Bob)",)), ("Police", ("Ann",))]),
        ("Apologies", [("", ("Bob",))]),
    ]
    kept = Attendance.objects.get(person=ann).pk
    record_attendance(meeting=meeting, attended=[line(ann), line(bob)], by=team)
    assert Attendance.objects.get(person=ann).pk == kept
    assert set(meeting.attendances.values_list("name", "presence")) == {
        ("Ann", "present"),
        ("Bob", "present"),
    }
    entry = AuditEntry.objects.about(meeting).order_by("-pk").first()
    assert entry.changes == {"present": [3, 2], "apologies": [1, 0]}
    assert Attendance.history.filter(name="Guy", history_type="-").exists()


def test_what_cannot_be_is_refused(body, meeting, team):
    ann, bob, stranger = member(body, name="Ann"), member(body, name="Bob"), PersonFactory(name="Stranger")
    MembershipFactory(person=stranger)

    def refused(*attended, meeting=meeting) -> str:
        with pytest.raises(Refused) as error:
            record_attendance(meeting=meeting, attended=attended, by=team)
        assert not Attendance.objects.exists()
        return " ".join(error.value.messages)

    soon = MeetingFactory(body=body, held_on=date(2018, 5, 2))
    off = MeetingFactory(body=body, held_on=date(2018, 4, 4), cancelled=True)
    assert "only apologies" in refused(line(ann), meeting=soon)
    assert "cancelled" in refused(line(ann), meeting=off)
    assert "not of this board" in refused(line(stranger))
    assert "another board" in refused(line(ann, agency=AgencyFactory()))
    both = refused(line(name="Guy"), line(name="guy "), line(name=" "))
    assert "twice" in both and "Write the name" in both
    assert "say that they sent apologies" in refused(line(ann), line(name="Dee", in_place_of=ann))
    assert "no member" in refused(line(name="Guy", presence="absent"))
    with pytest.raises(ValueError):
        record_attendance(meeting=meeting, attended=[line(capacity="member")], by=team)
    record_attendance(meeting=soon, attended=[line(bob, "apologies")], by=team)


def test_members_of_the_day_are_expected_under_the_names_they_had(body, meeting, django_assert_num_queries):
    ann = member(body, name="Ann")
    MembershipFactory(person=ann, body=body, role="chair")
    MembershipFactory(person=PersonFactory(), body=body, ends_on=date(2018, 1, 16))
    MembershipFactory(person=PersonFactory(), body=body, starts_on=date(2018, 1, 18))
    left = AttendanceFactory(meeting=meeting, person=PersonFactory(name="Old"))
    AttendanceFactory(meeting=meeting, person=ann, name="Ann as was", presence="absent")
    guest = AttendanceFactory(meeting=meeting, person=member(body), capacity="guest")
    with django_assert_num_queries(2):
        expected, others = expected_at(meeting)
        assert [(each.name, each.words, each.presence) for each in expected] == [
            ("Ann as was", "Chair", "absent"),
            ("Old", "Member on the list", "present"),
        ]
        assert [each.row and each.row.pk for each in expected][1] == left.pk and others == [guest]


def test_a_year_counts_what_was_recorded_of_what_was_held(body, meeting, team, django_assert_num_queries):
    ann = member(body, name="Ann")
    MeetingFactory(body=body, held_on=date(2018, 2, 7))
    MeetingFactory(body=body, held_on=date(2018, 3, 7), cancelled=True)
    AttendanceFactory(meeting=meeting, person=ann, agency_name="Police")
    AttendanceFactory(meeting=MeetingFactory(body=body, held_on=date(2017, 3, 1)), person=ann)
    AttendanceFactory(meeting=MeetingFactory(held_on=date(2018, 2, 1)), person=ann)
    assert team.board_ids  # read once a request
    with django_assert_num_queries(2):
        over = attendance_over(team, body, date(2017, 4, 1), date(2018, 3, 31))
    assert (over.meetings, over.held) == (1, 2)
    assert [each.held_on for each in over.unrecorded] == [date(2018, 2, 7)]
    assert [(each.name, each.of) for each in over.people] == [("Ann", 1)]
    stranger = board_team(BodyFactory().board)
    assert attendance_over(stranger, body, date(2017, 4, 1), date(2018, 3, 31)).people == []


@pytest.mark.database
def test_a_leavers_name_goes_from_the_lists_and_their_history(body, on, team):
    on("2025-04-09")
    gone = PersonFactory(name="Odo Quill", is_active=False, left_on=date(2018, 4, 1))
    meeting = MeetingFactory(body=body, held_on=date(2018, 1, 17))
    bob = member(body, name="Bob")
    row = AttendanceFactory(meeting=meeting, person=gone, name="Odo Quill-Smith", presence="apologies")
    AttendanceFactory(meeting=meeting, person=bob)
    (table,) = [each for each in record_of(gone) if each.title == "Meetings"]
    assert "Odo Quill-Smith" in table.rows[0]
    anonymise(person=gone, by=team)
    row.refresh_from_db()
    assert row.name == gone.name and "Quill" not in row.name
    assert not Attendance.history.filter(name__contains="Quill").exists()
    assert Attendance.objects.get(person=bob).name == "Bob"
