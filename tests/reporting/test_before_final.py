"""What is looked at before a report is made final: each point with the page where it is mended, and one may go on."""

from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb import clock
from lscb.models import Job
from plans import operations as plan_events
from reporting import operations
from reporting.models import MonitoringReport
from reporting.selectors import before_final
from reporting.selectors.before_final import Point
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter():
    plan = PlanFactory()
    body = BodyFactory(board=plan.board, name="Business Group", kind="business-group")
    return QuarterFactory(plan=plan, meeting=MeetingFactory(body=body, held_on=date(2018, 4, 25)))


@pytest.fixture
def health(quarter):
    return BodyFactory(board=quarter.plan.board, name="Health Subgroup", short_name="Health")


@pytest.fixture
def action(quarter, health):
    return ActionFactory(plan=quarter.plan, label="8.4", who_text="Health Subgroup", when_text="May 2018")


@pytest.fixture
def team(client, quarter):
    person = board_team(quarter.plan.board)
    client.force_login(person)
    return person


@pytest.fixture
def points(client, quarter, team):
    def found() -> list[Point]:
        return client.get(address(quarter)).context["points"]

    return found


def address(quarter) -> str:
    return reverse("reporting:report-final", args=[quarter.plan.slug, quarter.slug])


def rates(action, quarter, by, rating="G"):
    return plan_events.record_update(
        action=action, quarter=quarter, rating=rating, progress="Going on", by=by
    )


def saying(points: list[Point], words: str) -> Point | None:
    return next((point for point in points if words in point.words), None)


def test_key_messages_older_than_what_they_state_are_named_until_they_are_saved_again(
    points, quarter, action, team
):
    with clock.at(datetime(2018, 4, 9, 10, 0)):
        draft = operations.start_draft(quarter=quarter, by=team)
        operations.edit_draft(report=draft, key_messages="All is well", decisions="", by=team)
    assert saying(points(), "key messages") is None
    rates(action, quarter, team)
    rates(action, quarter, team, "G")
    point = saying(points(), "key messages")
    assert point.words == (
        "The key messages were last saved on 9 April 2018, 10:00. Since then 1 action changed."
    )
    assert point.links[0][0] == reverse("reporting:report-words", args=[quarter.plan.slug, quarter.slug])
    operations.edit_draft(report=draft, key_messages="All is well", decisions="", by=team)
    assert saying(points(), "key messages") is None


@pytest.mark.database
def test_without_key_messages_none_are_old(points, quarter, action, team):
    operations.start_draft(quarter=quarter, by=team)
    rates(action, quarter, team)
    assert saying(points(), "key messages") is None


def test_decisions_without_a_meeting_lead_to_their_actions(points, quarter, action, team):
    assert saying(points(), "without a meeting") is None
    change = plan_events.ask_for_new_date(action=action, to_date=date(2018, 9, 30), reason="Staff", by=team)
    plan_events.decide_new_date(change=change, agreed=True, outside_because="By e-mail", by=team)
    point = saying(points(), "without a meeting")
    assert point.words == "Decided without a meeting this quarter, about 1 action."
    assert point.links == ((action.get_absolute_url(), "8.4"),)
    plan_events.correct_where(of=change, meeting=quarter.meeting, reason="It was there", by=team)
    assert saying(points(), "without a meeting") is None


def test_decisions_that_are_asked_of_no_meeting(points, quarter, action, team):
    assert saying(points(), "the meeting of the report") is None
    quarter.meeting.cancelled = True
    quarter.meeting.cancelled_because = "Snow"
    quarter.meeting.save()
    assert "the meeting of the report was cancelled" in saying(points(), "asked for").words
    quarter.meeting = None
    quarter.save()
    assert "the meeting of the report is not chosen" in saying(points(), "asked for").words


def test_what_nobody_looked_at_what_is_silent_and_what_is_not_written(points, quarter, action, health, team):
    ActionFactory(plan=quarter.plan, label="9.1", who_text="Health Subgroup")
    rates(action, quarter, chair_of(health))
    found = points()
    assert saying(found, "1 proposal of owners not looked at yet").links[0][0] == reverse(
        "plans:moderation", args=[quarter.plan.slug]
    )
    assert saying(found, "1 action without an update").links[0][0] == quarter.plan.action_list_url(
        silent="on"
    )
    assert saying(found, "No highlights from Health").links[0][0] == reverse(
        "reporting:highlight-write", args=[quarter.plan.slug, quarter.slug, health.pk]
    )


@pytest.mark.database
def test_the_page_costs_the_same_however_many(client, points, quarter, action, health, team):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            points()
        return len(queries)

    draft = operations.start_draft(quarter=quarter, by=team)
    operations.edit_draft(report=draft, key_messages="All is well", decisions="", by=team)
    change = plan_events.ask_for_new_date(action=action, to_date=date(2018, 9, 30), reason="Staff", by=team)
    plan_events.decide_new_date(change=change, agreed=True, outside_because="By e-mail", by=team)
    points()
    few = cost()
    for number in range(3):
        body = BodyFactory(board=quarter.plan.board, name=f"Group {number}")
        more = ActionFactory(plan=quarter.plan, label=f"7.{number}", who_text=body.name, when_text="May 2018")
        change = plan_events.ask_for_new_date(action=more, to_date=date(2018, 9, 30), reason="x", by=team)
        plan_events.decide_new_date(change=change, agreed=True, outside_because="By e-mail", by=team)
    assert cost() == few


def test_every_check_says_what_it_looks_for():
    assert all(check.__doc__ for check in before_final.CHECKS)


# --- Meanwhile ------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_one_may_go_on_and_is_shown_that_it_goes_on(client, quarter, action, team, quick_paper, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    asked = client.get(address(quarter)).content.decode()
    assert "Make final as it stands" in asked
    waits = client.post(address(quarter))
    page = client.get(waits.url).content.decode()
    assert f"<h1>Making the report of {quarter.name} final</h1>" in page and "<progress" in page
    assert MonitoringReport.objects.get().state == MonitoringReport.State.DRAFT
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    job = Job.objects.get()
    assert job.state == Job.State.DONE
    done = client.get(waits.url).content.decode()
    report = MonitoringReport.objects.get()
    assert f"is final: report number {report.number}." in done
    assert client.get(job.opens).url == report.get_absolute_url()


@pytest.mark.django_db(transaction=True)
def test_who_may_not_any_more_when_it_begins_makes_nothing_final(client, quarter, action, team, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    waits = client.post(address(quarter))
    team.board_roles.all().delete()
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert Job.objects.get().state == Job.State.FAILED
    assert MonitoringReport.objects.get().state == MonitoringReport.State.DRAFT
    assert waits.status_code == 302
