"""Reports due, one by one, and the meetings of all groups: filtered, sorted, and taken away as they are shown."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from lscb import clock
from reporting.models import DueReport
from reporting.operations import receive_report
from tests.factories import (
    AttendanceFactory,
    BodyFactory,
    MeetingFactory,
    ObligationFactory,
    PlanFactory,
    PlannedReportFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db


class World:
    def __init__(self):
        self.plan = plan = PlanFactory()
        self.team = board_team(plan.board)
        self.board = BodyFactory(board=plan.board, name="The Board", position=1)
        self.audit = BodyFactory(board=plan.board, name="Audit Subgroup", position=2)
        for what, forum, provider, day in (
            ("Training", self.board, self.audit, date(2018, 3, 1)),
            ("Audits", self.audit, self.board, date(2018, 6, 1)),
            ("Complaints", self.board, None, date(2018, 2, 1)),
        ):
            self.add(what, forum, provider, day)
        receive_report(
            due=DueReport.objects.get(obligation__planned_report__what="Complaints"),
            received_on=date(2018, 2, 1),
            by=self.team,
        )
        for body, day in ((self.audit, 20), (self.board, 18), (self.audit, 25)):
            MeetingFactory(body=body, held_on=date(2018, 4, day))

    def add(self, what, forum, provider, day):
        report = PlannedReportFactory(plan=self.plan, what=what)
        if provider:
            report.providers.add(provider)
        return DueReport.objects.create(
            obligation=ObligationFactory(planned_report=report), forum=forum, due_on=day
        )


@pytest.fixture(scope="module")
def world(kept_for_the_module):
    with clock.on(date(2018, 4, 9)):
        return kept_for_the_module(World)


@pytest.fixture(autouse=True)
def signed_in(on, client, world):
    on("2018-04-09")
    client.force_login(world.team)


def page_of(client, world, name, **asked):
    return client.get(reverse(f"reporting:{name}", args=[world.plan.slug], query=asked))


def saved(client, world, name, column, **asked) -> list[str]:
    answer = page_of(client, world, name, **{"as": "csv", "columns": "shown"}, **asked)
    rows = csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline=""))
    return [row[column] for row in rows]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["Complaints", "Training", "Audits"]),
        ({"order": "report"}, ["Audits", "Complaints", "Training"]),
        ({"order": "-due"}, ["Audits", "Training", "Complaints"]),
        ({"order": "state"}, ["Training", "Audits", "Complaints"]),
        ({"state": "late"}, ["Training"]),
        ({"state": "received"}, ["Complaints"]),
        ({"state": "no-meeting"}, ["Training", "Audits"]),
        ({"since": "1 March 2018", "until": "May 2018"}, ["Training"]),
        ({"words": "aUDi"}, ["Audits"]),
    ],
)
def test_reports_due_are_filtered_sorted_and_saved(client, world, asked, expected):
    page = page_of(client, world, "due-list", **asked)
    assert [line.what for line in page.context["page_obj"]] == expected
    assert saved(client, world, "due-save", "Report", **asked) == expected


def test_two_of_one_report_are_told_apart_by_what_is_pressed(client, world):
    """Out of its row, by a list of buttons or by voice."""
    client.force_login(world.team)
    page = html.fromstring(client.get(reverse("reporting:due-list", args=[world.plan.slug])).text)
    pressed = [
        " ".join(each.text_content().split()) for each in page.xpath("//td[@data-label = 'Do']//button")
    ]
    assert f"Received today: Training, {world.board.label}, March 2018" in pressed
    others = [" ".join(each.text_content().split()) for each in page.xpath("//td[@data-label = 'Do']//a")]
    assert f"Other than received today: Audits, {world.audit.label}, June 2018" in others
    assert f"Change what is recorded of Complaints, {world.board.label}, February 2018" in others


def test_by_forum_and_by_who_reports(client, world):
    page = page_of(client, world, "due-list", forum=world.board.pk, provider=world.audit.pk)
    assert [line.what for line in page.context["page_obj"]] == ["Training"]
    assert "<li>At: The Board <a" in page.text and "<li>From: Audit Subgroup <a" in page.text
    nothing = page_of(client, world, "due-list", forum=world.board.pk, words="Audits")
    assert "No report matches these filters." in nothing.text
    refused = page_of(client, world, "due-list", since="soon")
    assert refused.text.count("Nothing is filtered yet") == 1 and len(refused.context["page_obj"]) == 3
    assert page_of(client, world, "due-save", since="soon", **{"as": "csv"}).status_code == 302


def test_meetings_are_sorted_and_saved(client, world):
    for order, expected in (
        ("", ["18", "20", "25"]),
        ("group", ["20", "25", "18"]),
        ("-day", ["25", "20", "18"]),
    ):
        page = page_of(client, world, "meetings", order=order)
        assert [str(line.meeting.held_on.day) for line in page.context["lines"]] == expected
        days = saved(client, world, "meetings-save", "Day", order=order)
        assert [day.rpartition("-")[2] for day in days] == expected


def test_whoever_types_adds_meetings_from_their_list_and_records_who_was_there(client, world):
    meetings, attendance = (
        reverse(f"reporting:{name}", args=[world.plan.slug]) for name in ("meetings", "attendance")
    )
    held = MeetingFactory(body=world.audit, held_on=date(2018, 4, 4))
    AttendanceFactory(meeting=MeetingFactory(body=world.audit, held_on=date(2018, 3, 7)))
    add = reverse("reporting:group-meetings-add", args=[world.plan.slug, world.audit.pk])
    take = reverse("reporting:meeting-attendance", args=[world.plan.slug, held.pk])
    asked = {"body": world.audit.pk, "year": "2018"}
    for person, may in ((world.team, True), (chair_of(world.audit), False)):
        client.force_login(person)
        assert (add in client.get(meetings).text) == may
        page = client.get(attendance, asked).text
        assert "Nobody has said yet who was at" in page and (take in page) == may


def test_it_costs_the_same_however_much_is_due(client, world):
    costs = []
    for more in (0, 12):
        for number in range(more):
            world.add(f"Report {number}", world.board, world.audit, date(2018, 5, 1 + number))
            MeetingFactory(body=world.audit, held_on=date(2018, 7, 1 + number))
        with CaptureQueriesContext(connection) as queries:
            page_of(client, world, "due-list", order="from")
            page_of(client, world, "meetings", order="reports")
        costs.append(len(queries))
    assert costs[0] == costs[1]
