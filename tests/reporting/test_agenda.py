"""The agenda aid: what a meeting has to decide, to follow up and to receive."""

import io
from datetime import date

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from lscb import clock
from lscb.permissions import Role
from plans import operations
from plans.models import Quarter
from reporting import operations as reports
from reporting.models import MonitoringReport
from subgroups.models import Meeting, Person
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    BodyFactory,
    ChallengeFactory,
    DecisionFactory,
    MeetingFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    nth,
)
from tests.reporting.heard import can_be_heard, elements
from tests.reporting.test_sheets import words_of

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def at(meeting, plan, name="meeting-agenda") -> str:
    return reverse(f"reporting:{name}", args=[plan.slug, meeting.pk])


def found(answer) -> dict[str, list[str]]:
    """References, or titles where there are none, by part."""
    return {
        part.key: [line.reference or line.title for line in part.lines]
        for part in answer.context["agenda"].parts
    }


# --- Cumbria's Business Group on 18 April 2018 ------------------------------------------------------------


@pytest.fixture
def team(client, demonstration):
    person = Person.objects.get(email="board.team@example.org")
    client.force_login(person)
    return person


def test_the_business_group_has_everything_before_it(client, on, demonstration, team):
    on("2018-04-09")
    meeting = Meeting.objects.get(body__kind="business-group", held_on=date(2018, 4, 18))
    answer = client.get(at(meeting, demonstration))
    parts = found(answer)
    assert parts["completions"] == ["1.7", "2.3", "3.1", "4.4", "7.1", "14.1"]
    assert parts["dates"] == ["1.2", "8.6"]
    assert set(parts["off-track"]) == {"8.5", "12.2", "14.3", "14.4"}
    assert parts["challenges"][0] == "8.5"
    assert len(parts["challenges"]) == 3
    assert {"8.5", "12.2"} <= set(parts["follow-up"])
    assert any("Business Plan" in line for line in parts["reports"]), parts["reports"]
    silence = answer.context["agenda"].parts[1]
    assert silence.count == 14 and len(silence.lines) == 8
    assert len(parts["risks"]) == 3 and list(parts).index("off-track") < list(parts).index("risks")
    page = text_of(answer)
    assert "papers due 11 April 2018" in page
    assert "The whole plan" in page
    assert "Cumbria Constabulary to second one officer" in page
    assert f"/decide/?meeting={meeting.pk}&amp;next=" in page


def test_a_subgroup_has_only_what_is_its_own(client, on, demonstration, team):
    on("2018-04-09")
    meeting = Meeting.objects.get(body__short_name="CSE/MFH", held_on=date(2018, 4, 26))
    parts = found(client.get(at(meeting, demonstration)))
    assert parts["completions"] == []
    assert parts["dates"] == ["8.6"]
    assert parts["off-track"] == ["8.5"]
    assert parts["challenges"] == ["8.5"]
    assert parts["follow-up"] == ["8.5"]


def test_its_paper_has_room_under_each_item_and_can_be_heard(client, on, demonstration, team):
    on("2018-04-09")
    meeting = Meeting.objects.get(body__kind="business-group", held_on=date(2018, 4, 18))
    agenda = client.get(at(meeting, demonstration)).context["agenda"]
    paper = client.get(at(meeting, demonstration, "meeting-agenda-pdf")).content
    pages = words_of(paper)
    assert len(pages) <= 7
    assert all("Agenda aid, LSCB Business Group, 18 April 2018, Q4 2017/18" in page for page in pages)
    items = sum(len(part.lines) for part in agenda.parts)
    assert " ".join(pages).count("by whom, by when:") == items + 1
    can_be_heard(paper)
    document = pikepdf.open(io.BytesIO(paper))
    kinds = [str(tag.S) for tag in elements(document.Root.StructTreeRoot)]
    assert kinds.count("/H1") == 1 and kinds.count("/H3") == items


# --- Rules --------------------------------------------------------------------------------------------------


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def meeting(plan):
    group = BodyFactory(board=plan.board, name="Business Group", kind="business-group")
    return MeetingFactory(body=group, held_on=date(2018, 4, 18))


@pytest.fixture
def ours(client, plan):
    person = board_team(plan.board)
    client.force_login(person)
    return person


def test_one_off_track_with_a_plan_that_holds_and_no_help_is_not_asked_about(client, on, plan, meeting, ours):
    on("2018-04-09")
    quarter = QuarterFactory(plan=plan)
    words = {"progress": "Late", "cause": "Posts", "recovery_step": "Recruit", "help_wanted": "None"}
    for label, back in (("1.1", date(2018, 5, 1)), ("1.2", date(2018, 4, 8))):
        action = ActionFactory(plan=plan, label=label)
        with clock.at(date(2018, 4, 8)):
            operations.record_update(
                action=action, quarter=quarter, rating="R", back_on_track_on=back, by=ours, **words
            )
    answer = client.get(at(meeting, plan))
    assert found(answer)["off-track"] == ["1.2"]
    assert "8 April 2018, which has passed" in text_of(answer)


def test_an_empty_agenda_says_so_in_a_sentence(client, plan, meeting, ours):
    page = text_of(client.get(at(meeting, plan)))
    assert "Nothing stands under:</strong> off track: help wanted, or no plan that holds; no update;" in page
    assert page.count("<h2") == 0


def test_what_the_report_asks_is_asked_and_names_the_part_in_which_it_stands(client, on, plan, meeting, ours):
    on("2018-04-09")
    quarter = QuarterFactory(plan=plan, meeting=meeting)
    ActionFactory(plan=plan, label="1.1")
    draft = reports.start_draft(quarter=quarter, by=ours)
    MonitoringReport.objects.filter(pk=draft.pk).update(decisions="Thank the chair")
    agenda = client.get(at(meeting, plan)).context["agenda"]
    asked = {each.words: [number for number, _ in each.parts] for each in agenda.asked}
    assert asked["Thank the chair"] == []
    assert [where for words, where in asked.items() if "with no update" in words] == [[2]]
    assert next((number, part.key) for number, part in agenda.printed) == (2, "silence")
    other = MeetingFactory(body=meeting.body, held_on=date(2018, 7, 18))
    assert client.get(at(other, plan)).context["agenda"].asked == []


def test_what_the_last_meeting_decided_is_followed_up_once(client, on, plan, meeting, ours):
    on("2018-04-09")
    before = MeetingFactory(body=meeting.body, held_on=date(2018, 1, 17))
    action = ActionFactory(plan=plan, label="1.1")
    DecisionFactory(action=action, helper_agency=AgencyFactory(board=plan.board), meeting=before)
    DecisionFactory(action=action, words="Write to them", kind="other", helper_agency=None, meeting=before)
    assert found(client.get(at(meeting, plan)))["follow-up"] == ["1.1", "1.1"]


def test_a_meeting_of_another_board_or_one_cancelled_has_none(client, plan, meeting, ours):
    elsewhere = MeetingFactory(body=BodyFactory(board=PlanFactory().board))
    assert client.get(at(elsewhere, plan)).status_code == 404
    meeting.cancelled = True
    meeting.save()
    assert client.get(at(meeting, plan)).status_code == 404


def test_who_may_not_decide_reads_it_without_links(client, plan, meeting):
    member = Person.objects.create_user("member@example.org", name="Member")
    member.board_roles.create(board=plan.board, role=Role.AUDITOR)
    client.force_login(member)
    ChallengeFactory(plan=plan, action=ActionFactory(plan=plan))
    page = text_of(client.get(at(meeting, plan)))
    assert "Open challenges (1)" in page
    assert "/decide/" not in page


def test_the_sheet_says_what_the_page_says(client, quick_paper, plan, meeting, ours):
    ChallengeFactory(plan=plan, words="Why <b>not</b>?")
    agenda = client.get(at(meeting, plan)).context["agenda"]
    sheet = " ".join(render_to_string("print/sheet_agenda.html", {"agenda": agenda}).split())
    assert "Open challenges (1)" in sheet and "Why, by whom, by when:" in sheet
    assert "Why &lt;b&gt;not&lt;/b&gt;?" in sheet
    answer = client.get(at(meeting, plan, "meeting-agenda-pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_the_page_costs_the_same_however_much_there_is(
    client, on, plan, meeting, ours, django_assert_max_num_queries
):
    on("2018-04-09")
    quarter = Quarter.objects.for_reports().get(pk=QuarterFactory(plan=plan).pk)
    agency = AgencyFactory(board=plan.board)
    BodyFactory(board=plan.board, name="Health Subgroup")

    def fill(n):
        for _ in range(n):
            action = ActionFactory(plan=plan, who_text="Health Subgroup", when_text="March 2018")
            operations.ask_for_new_date(action=action, to_date=date(2018, 6, 30), reason="Venue", by=ours)
            ChallengeFactory(plan=plan, action=action, to_agency=agency)
            DecisionFactory(action=action, helper_agency=agency)
            done = ActionFactory(plan=plan, who_text="Health Subgroup")
            operations.record_update(
                action=done,
                quarter=quarter,
                rating="B",
                completed_on=date(2018, 4, 2),
                evidence_how_much="3",
                evidence_how_well="Well",
                evidence_difference="Fewer",
                by=ours,
            )

    fill(1)
    with django_assert_max_num_queries(35) as few:
        client.get(at(meeting, plan))
    fill(10)
    with django_assert_max_num_queries(35) as many:
        client.get(at(meeting, plan))
    assert len(few) == len(many)


# --- Which quarter ------------------------------------------------------------------------------------------


@pytest.fixture
def two_quarters(plan, meeting, ours):
    """Q4, whose report goes to the meeting, with two off track; Q1 was opened before the meeting is held."""
    quarter = QuarterFactory(plan=plan, meeting=meeting)
    words = {"progress": "Late", "cause": "Posts", "recovery_step": "Recruit", "help_wanted": "One post"}
    group = BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")
    for label in ("1.1", "1.2"):
        action = ActionFactory(plan=plan, label=label, who_text="Health")
        operations.record_update(
            action=action, quarter=quarter, rating="R", back_on_track_on=date(2018, 5, 1), by=ours, **words
        )
    following = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=ours)
    operations.open_quarter(quarter=following, by=ours)
    return following, group


def test_a_meeting_reads_the_quarter_whose_report_it_receives(client, on, plan, meeting, ours, two_quarters):
    on("2018-04-12")
    following, _ = two_quarters
    operations.record_update(
        action=plan.actions.get(label="1.1"), quarter=following, rating="G", progress="Back", by=ours
    )
    answer = client.get(at(meeting, plan))
    assert found(answer)["off-track"] == ["1.1", "1.2"]
    assert "ratings as said for Q4 2017/18" in text_of(answer)


def test_a_quarter_just_opened_forgets_nothing_that_was_off_track(client, on, plan, ours, two_quarters):
    on("2018-04-12")
    following, group = two_quarters
    later = MeetingFactory(body=group, held_on=date(2018, 5, 3))
    answer = client.get(at(later, plan))
    assert found(answer)["off-track"] == ["1.1", "1.2"]
    assert text_of(answer).count("Q4 2017/18; no update since") == 2
    operations.record_update(
        action=plan.actions.get(label="1.1"), quarter=following, rating="G", progress="Back", by=ours
    )
    assert found(client.get(at(later, plan)))["off-track"] == ["1.2"]


# --- To note, and to receive --------------------------------------------------------------------------------


def test_what_was_decided_outside_a_meeting_or_ahead_of_it_is_noted_at_the_next(client, on, plan, ours):
    group = BodyFactory(board=plan.board, name="Business Group", kind="business-group")
    held, meeting, later = (
        MeetingFactory(body=group, held_on=day)
        for day in (date(2018, 1, 17), date(2018, 4, 18), date(2018, 7, 18))
    )
    QuarterFactory(plan=plan)
    earlier, outside, ahead, at_it, moved = (ActionFactory(plan=plan, label=f"1.{n}") for n in range(1, 6))
    on("2018-01-10")
    operations.record_decision(action=earlier, words="Old", outside_because="By e-mail", by=ours)
    on("2018-04-09")
    operations.record_decision(action=outside, words="Write to them", outside_because="By e-mail", by=ours)
    operations.record_decision(action=ahead, words="Wait", meeting=meeting, by=ours)
    operations.agree_unasked_date(
        action=moved, to_date=date(2018, 9, 30), reason="Staff", outside_because="By the chair", by=ours
    )
    on("2018-04-18")
    operations.record_decision(action=at_it, words="Go on", meeting=meeting, by=ours)
    assert found(client.get(at(meeting, plan)))["decided"] == ["1.2", "1.3", "1.5"]
    page = text_of(client.get(at(meeting, plan)))
    assert "Outside a meeting: By e-mail" in page and "decided ahead of it, on 9 April 2018" in page
    assert "New date agreed:</strong> From" in page
    for other in (held, later):
        shown = found(client.get(at(other, plan)))
        assert shown.get("decided", []) == (["1.1"] if other == held else [])


@pytest.mark.usefixtures("quick_paper")
def test_the_report_that_goes_to_a_meeting_stands_on_its_agenda_without_a_planner(client, on, plan, ours):
    on("2018-04-09")
    group = BodyFactory(board=plan.board, name="Business Group", kind="business-group")
    meeting = MeetingFactory(body=group, held_on=date(2018, 4, 18))
    quarter = QuarterFactory(plan=plan, meeting=meeting)
    assert found(client.get(at(meeting, plan)))["reports"] == ["Monitoring report of Q4 2017/18"]
    assert "Not final yet" in text_of(client.get(at(meeting, plan)))
    draft = reports.start_draft(quarter=quarter, by=ours)
    reports.finalise_report(report=draft, by=ours)
    assert "Final, report number 1" in text_of(client.get(at(meeting, plan)))
