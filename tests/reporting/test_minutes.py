"""What stays of a meeting: its page, its attendance, the aid to its minutes, the next agenda and the printed log."""

import io
from datetime import date

import pytest
from django.urls import reverse
from docx import Document

from plans.models import Matter
from subgroups.models import Attendance, Meeting, Person
from tests.factories import (
    AgencyFactory,
    AttendanceFactory,
    BodyFactory,
    MatterFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    PlanFactory,
    board_team,
)
from tests.reporting.heard import can_be_heard
from tests.reporting.test_sheets import words_of

pytestmark = pytest.mark.django_db


def at(name, plan, *args) -> str:
    return reverse(f"reporting:{name}", args=[plan.slug, *args])


# --- Cumbria's Business Group -------------------------------------------------------------------------------


@pytest.fixture
def team(client, demonstration, on):
    on("2018-04-09")
    person = Person.objects.get(email="board.team@example.org")
    client.force_login(person)
    return person


@pytest.fixture
def january(demonstration):
    return Meeting.objects.get(body__kind="business-group", held_on=date(2018, 1, 17))


def test_the_page_of_a_meeting_says_who_was_there_and_what_it_decided(client, demonstration, team, january):
    page = client.get(at("meeting-detail", demonstration, january.pk))
    assert "Isolde Fairweather (in place of Ines Kirkbarrow)" in page.text
    lines = page.context["lines"]
    log = client.get(
        reverse("plans:decision-log", args=[demonstration.slug]), {"where": f"meeting-{january.pk}"}
    )
    of_the_plan = [line for line in lines if not line.action or line.action.plan_id == demonstration.pk]
    assert len(of_the_plan) == log.context["page_obj"].paginator.count
    assert {line.action.plan.title for line in lines if line not in of_the_plan} == {
        "Joint SCR action plan 2017-18"
    }
    assert {line.action is None for line in lines} == {True, False}


def test_the_minutes_aid_has_all_of_it_on_paper_and_for_word(client, demonstration, team, january):
    paper = client.get(at("minutes-pdf", demonstration, january.pk)).content
    pages = words_of(paper)
    whole = " ".join(" ".join(pages).split())
    assert len(pages) == 2 and all(
        "Minutes aid, LSCB Business Group, 17 January 2018" in page for page in pages
    )
    for words in (
        "Corin Blythe (guest)",
        "Followed up, 12 January 2018: Two meetings are in Penrith",  # arose, and was settled before it
        "Ask each partner for its contribution to the budget",
        "16 March 2018",
        "Keep two auditors free throughout February",
    ):
        assert words in whole, words
    assert "Both worked on the audit" not in whole  # that came later
    can_be_heard(paper)
    document = Document(io.BytesIO(client.get(at("minutes-word", demonstration, january.pk)).content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Ambrose Tarnside; Isolde Fairweather (in place of Ines Kirkbarrow)" in cells
    assert any("Bring a paper on what changes" in cell for cell in cells)


def test_the_next_agenda_has_what_is_open_until_it_is_followed_up(client, demonstration, team):
    april = Meeting.objects.get(body__kind="business-group", held_on=date(2018, 4, 18))

    def arising() -> list:
        agenda = client.get(at("meeting-agenda", demonstration, april.pk)).context["agenda"]
        return next(part.lines for part in agenda.parts if part.key == "arising")

    first, second = arising()
    assert "Ask each partner" in first.title and first.late == "24 days late" and second.late == ""
    items = client.get(at("meeting-mode", demonstration, april.pk)).context["items"]
    place = 1 + next(n for n, (part, _) in enumerate(items) if part.key == "arising")
    here = f"{at('meeting-mode', demonstration, april.pk)}?item={place}"
    follow = reverse("plans:matter-follow-up", args=[demonstration.slug, first.matter])
    assert f"{follow}?next=" in client.get(here).text
    matter = Matter.objects.get(pk=first.matter)
    done = client.post(
        follow, {"outcome": "All have answered", "seen": matter.changed_at.isoformat(), "next": here}
    )
    assert done.url == here
    assert [line.matter for line in arising()] == [second.matter]


def test_the_log_is_printed_as_it_is_filtered(client, demonstration, team):
    paper = client.get(
        at("decision-log-pdf", demonstration), {"what": "Another matter", "state": "late"}
    ).content
    whole = " ".join(" ".join(words_of(paper)).split())
    assert "What: Another matter; How it stands: Open and late: 1 decision." in whole
    assert "24 days late" in whole and "Offer the Board two dates" not in whole
    can_be_heard(paper)


# --- Rules ----------------------------------------------------------------------------------------------------


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory(state="live")


@pytest.fixture
def body(plan):
    return BodyFactory(board=plan.board, name="Health Subgroup")


@pytest.fixture
def editor(client, plan):
    person = board_team(plan.board)
    client.force_login(person)
    return person


def typed(form, **more) -> dict:
    """What a browser would send of the form of attendance as it stands."""
    boxes = {box.html_name: box.value() or "" for box in form}
    return {name: getattr(value, "pk", value) for name, value in boxes.items()} | more


def test_attendance_is_taken_in_one_form(client, plan, body, editor):
    meeting = MeetingFactory(body=body, held_on=date(2018, 1, 17))
    police = AgencyFactory(board=plan.board, name="Police")
    ann, bob = (PersonFactory(name=name) for name in ("Ann", "Bob"))
    for person in (ann, bob):
        MembershipFactory(person=person, body=body, role="member", agency=police)
    known = PersonFactory(name="Dee Known")
    MembershipFactory(person=known, body=BodyFactory(board=plan.board))
    page = at("meeting-attendance", plan, meeting.pk)
    form = client.get(page).context["taken"]
    sent = typed(
        form,
        **{f"member-{ann.pk}": "present", f"member-{bob.pk}": "present"},
        **{"other-0-name": "dee known", "other-0-as": str(bob.pk), "other-1-agency": "police"},
    )
    refused = client.post(page, sent)
    assert refused.status_code == 422 and "dee known" in refused.text
    assert set(refused.context["form"].errors) == {"other-0-as", "other-1-name"}
    sent |= {f"member-{bob.pk}": "apologies", "other-1-name": "Guy"}
    assert client.post(page, sent).status_code == 302
    rows = {row.name: row for row in Attendance.objects.filter(meeting=meeting)}
    assert rows.keys() == {"Ann", "Bob", "dee known", "Guy"}
    assert rows["Ann"].agency == police and rows["Ann"].agency_name == "Police"
    assert rows["dee known"].person == known and rows["dee known"].in_place_of == bob
    assert rows["Guy"].agency == police and rows["Guy"].capacity == "guest"
    stale = client.post(page, sent)  # from a page that was open before
    assert stale.status_code == 422 and "changed while you were looking" in stale.text
    again = typed(
        client.get(page).context["taken"], **{"other-0-name": "", "other-0-as": "", "other-0-agency": ""}
    )
    assert client.post(page, again).status_code == 302
    assert Attendance.objects.filter(meeting=meeting).count() == 3
    year = client.get(at("attendance", plan), {"body": body.pk})
    assert "1 of 1" in year.text and year.context["over"].meetings == 1
    for of, words in (("person", "Ann,Police,1,1"), ("agency", "Police,1,1")):
        saved = client.get(at("attendance-save", plan), {"body": body.pk, "of": of, "as": "csv"})
        assert words in saved.getvalue().decode("utf-8-sig")


def test_before_its_day_only_apologies_are_asked_for(client, plan, body, editor):
    meeting = MeetingFactory(body=body, held_on=date(2018, 5, 2))
    person = PersonFactory()
    MembershipFactory(person=person, body=body, role="member")
    page = at("meeting-attendance", plan, meeting.pk)
    form = client.get(page).context["taken"]
    assert form.others_asked == 0
    assert client.post(page, typed(form, **{f"member-{person.pk}": "present"})).status_code == 422
    assert client.post(page, typed(form, **{f"member-{person.pk}": "apologies"})).status_code == 302
    assert person.name in client.get(at("meeting-detail", plan, meeting.pk)).text


def test_pages_cost_a_fixed_number_of_queries(client, plan, body, editor, django_assert_num_queries):
    meeting = MeetingFactory(body=body, held_on=date(2018, 1, 17))
    earlier = MeetingFactory(body=body, held_on=date(2017, 10, 4))
    pages = {
        at("meeting-detail", plan, meeting.pk): 14,
        at("meeting-attendance", plan, meeting.pk): 12,
        at("attendance", plan): 9,
    }

    def some(number: int) -> None:
        for _ in range(number):
            person = PersonFactory()
            MembershipFactory(person=person, body=body, role="member")
            AttendanceFactory(meeting=meeting, person=person, agency=AgencyFactory(board=plan.board))
            MatterFactory(meeting=meeting)
            MatterFactory(meeting=earlier)

    for number in (1, 4):
        some(number)
        for page, count in pages.items():
            client.get(page)
            with django_assert_num_queries(count):
                assert client.get(page).status_code == 200, page
