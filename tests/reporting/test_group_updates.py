"""Each subgroup's update to a meeting of the Board: asked by name, received one by one, silence in sight."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from lscb.errors import Refused
from lscb.handed_in import HandedIn
from lscb.models import Letter
from reporting import operations
from reporting.models import DueReport, GroupUpdate
from reporting.operations.group_updates import remind_in_time
from reporting.selectors.due_reports import changes_for
from reporting.selectors.group_updates import asked_at
from reporting.sheets.agenda import agenda_of
from tests import factories

pytestmark = pytest.mark.django_db


class Scene:
    def __init__(self):
        self.plan = factories.PlanFactory()
        board = self.plan.board
        self.team = factories.board_team(board)
        self.top = factories.BodyFactory(board=board, name="The Board", kind="board", position=0)
        self.health = factories.BodyFactory(board=board, name="Health", parent=self.top, position=1)
        self.schools = factories.BodyFactory(board=board, name="Schools", position=2)
        below = factories.BodyFactory(board=board, name="District", parent=self.health, position=3)
        factories.BodyFactory(board=board, name="Ended", ended_on=date(2018, 1, 1), position=4)
        factories.BodyFactory(board=board, name="Panel", kind="panel", parent=self.top, position=5)
        self.below = below
        self.chair = factories.chair_of(self.health)
        self.meeting = factories.MeetingFactory(body=self.top, held_on=date(2018, 5, 23))
        self.due = factories.due_of_each_group(self.meeting, self.plan)

    def states(self):
        return {each.body.name: each.state for each in asked_at(self.meeting)}

    def address(self, name, *args):
        return reverse(f"reporting:{name}", args=[self.plan.slug, *args])


@pytest.fixture(scope="module")
def made_scene(kept_for_the_module):
    return kept_for_the_module(Scene)


@pytest.fixture
def scene(db, made_scene, on):
    from copy import deepcopy

    on("2018-05-14")
    return deepcopy(made_scene)


FILE = HandedIn("minutes.pdf", "pdf", b"%PDF-1.7 minutes")


def test_every_subgroup_that_reports_to_the_board_is_asked_by_name(scene, on):
    assert scene.states() == {"Health": "asked", "Schools": "asked"}
    on("2018-05-17")  # the papers were due the day before
    assert scene.states() == {"Health": "silent", "Schools": "silent"}
    operations.receive_report(due=scene.due, by=scene.team)
    assert scene.states() == {}  # it came from all of them together


def test_updates_come_one_by_one_and_the_last_receives_the_report_of_all(scene, on):
    update = operations.send_group_update(due=scene.due, body=scene.health, done="Two visits", by=scene.chair)
    assert scene.states() == {"Health": "received", "Schools": "asked"}
    again = operations.send_group_update(
        due=scene.due, body=scene.health, worry="Time", file=FILE, by=scene.chair
    )
    assert (again.pk, again.done, again.worry, again.file_words) == (
        update.pk,
        "",
        "Time",
        "minutes.pdf (PDF, 1 KB)",
    )
    kept = operations.send_group_update(due=scene.due, body=scene.health, done="More", by=scene.chair)
    assert kept.sha256 == FILE.sha256 and kept.file.read() == FILE.content
    gone = operations.send_group_update(
        due=scene.due, body=scene.health, done="More", keeps_file=False, by=scene.chair
    )
    assert gone.sha256 == gone.name == "" and not gone.file
    on("2018-05-20")
    operations.excuse_group(due=scene.due, body=scene.schools, reason="Half-term", by=scene.team)
    scene.due.refresh_from_db()
    assert (scene.due.state, scene.due.received_on) == (DueReport.State.RECEIVED, date(2018, 5, 14))
    assert scene.states() == {"Health": "received", "Schools": "excused"}
    assert asked_at(scene.meeting)[1].words == "Excused: Half-term"
    operations.ask_group_after_all(update=GroupUpdate.objects.get(body=scene.schools), by=scene.team)
    assert scene.states()["Schools"] == "silent"


def test_what_is_refused_says_why(scene):
    health = {"due": scene.due, "body": scene.health, "by": scene.team}
    for advice, event in (
        ("at least one of the boxes", lambda: operations.send_group_update(**health, done="  ")),
        ("not asked", lambda: operations.send_group_update(**health | {"body": scene.below}, done="x")),
        ("700", lambda: operations.send_group_update(**health, done="x" * 701)),
        ("Say why", lambda: operations.excuse_group(**health, reason=" ")),
    ):
        with pytest.raises(Refused) as refused:
            event()
        assert advice in " ".join(refused.value.messages)
    sent = operations.send_group_update(**health, done="Two visits")
    for event in (
        lambda: operations.excuse_group(**health, reason="Late"),
        lambda: operations.ask_group_after_all(update=sent, by=scene.team),
        lambda: operations.report_not_needed(due=scene.due, reason="Merged", by=scene.team),
    ):
        with pytest.raises(Refused):
            event()
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupUpdate.objects.create(due=scene.due, body=scene.schools, by=scene.team)  # says nothing
    scene.due.slot = "of a rule that went"
    scene.due.save()
    assert changes_for(scene.plan, first=date(2018, 4, 1), last=date(2019, 3, 31)).drop == []


def test_groups_that_are_all_excused_leave_the_report_awaited_and_nobody_to_remind(scene, settings):
    settings.BASE_URL = "https://lscb.example.org"
    with pytest.raises(Refused, match="it has 2000"):
        operations.excuse_group(due=scene.due, body=scene.health, reason="x" * 2000, by=scene.team)
    for body in (scene.health, scene.schools):
        operations.excuse_group(due=scene.due, body=body, reason="Half-term", by=scene.team)
    scene.due.refresh_from_db()
    assert (scene.due.state, scene.due.received_on) == (DueReport.State.EXPECTED, None)
    with pytest.raises(Refused, match="Every group has sent its update or is excused"):
        operations.remind_groups(due=scene.due, by=scene.team)
    assert remind_in_time() == "" and not Letter.objects.exists()


def test_nobody_is_reminded_where_nobody_with_an_address_speaks_or_the_product_has_none(scene, settings):
    settings.BASE_URL = ""
    with pytest.raises(Refused, match="LSCB_BASE_URL"):
        operations.remind_groups(due=scene.due, by=scene.team)
    assert remind_in_time() == ""
    settings.BASE_URL = "https://lscb.example.org"
    operations.send_group_update(due=scene.due, body=scene.health, done="Two visits", by=scene.chair)
    assert operations.remind_groups(due=scene.due, by=scene.team) == []  # nobody speaks for Schools
    scene.due.refresh_from_db()
    assert scene.due.groups_reminded_at is None and not Letter.objects.exists()


def test_whoever_speaks_for_a_group_begins_with_its_highlight_and_sends_a_file(scene, client):
    quarter = factories.QuarterFactory(plan=scene.plan)
    factories.HighlightFactory(body=scene.health, quarter=quarter, done="Three workshops")
    client.force_login(scene.chair)
    assert scene.meeting.body.name in client.get("/").content.decode()  # asked on their first page
    page = scene.address("group-update", scene.due.pk, scene.health.pk)
    assert "Three workshops" in client.get(page).content.decode()
    assert client.get(scene.address("group-update", scene.due.pk, scene.schools.pk)).status_code == 403
    assert client.get(scene.address("group-update", scene.due.pk, scene.below.pk)).status_code == 404
    refused = client.post(page, {"done": "x" * 701})
    assert refused.status_code == 422 and "x" * 701 in refused.content.decode()
    file = SimpleUploadedFile("update.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF")
    assert client.post(page, {"done": "Two visits", "file": file}).status_code == 302
    update = GroupUpdate.objects.get()
    assert (update.done, update.name, update.by) == ("Two visits", "update.pdf", scene.chair)
    answer = client.get(scene.address("group-update-file", scene.due.pk, scene.health.pk))
    assert answer.content.startswith(b"%PDF") and "attachment" in answer["Content-Disposition"]


def test_the_meeting_its_agenda_and_the_planner_name_who_is_silent(
    scene, client, on, django_assert_num_queries
):
    operations.send_group_update(due=scene.due, body=scene.health, done="Two visits", by=scene.chair)
    on("2018-05-18")
    client.force_login(scene.team)
    meeting = client.get(scene.address("meeting-detail", scene.meeting.pk)).content.decode()
    assert "Silent: papers were due 16 May 2018" in meeting and "Two visits" in meeting
    agenda = agenda_of(scene.team, scene.plan, scene.meeting, None, ())
    [line] = [line for part in agenda.parts if part.key == "reports" for line in part.lines]
    said = dict(line.words)
    assert said["Update received from"] == scene.health.label
    assert said["Nothing received from"] == scene.schools.label
    page = scene.address("group-updates", scene.due.pk)
    few = client.get(page)
    assert b"Remind the 1 that is awaited" in few.content
    for _ in range(4):
        factories.BodyFactory(board=scene.plan.board, parent=scene.top)
    with django_assert_num_queries(3):
        assert len(asked_at(scene.meeting)) == 6


def test_groups_that_are_awaited_are_reminded_once_in_five_days_and_by_the_timer(scene, settings, client, on):
    settings.BASE_URL = "https://lscb.example.org"
    client.force_login(scene.team)
    page = scene.address("group-updates", scene.due.pk)
    assert client.post(page).status_code == 302
    letter = Letter.objects.get()
    assert letter.to == scene.chair.email and scene.address(
        "group-update", scene.due.pk, scene.health.pk
    ) in (letter.body)
    assert client.post(page).status_code == 422  # not twice within five days
    assert remind_in_time() == "" and Letter.objects.count() == 1  # nor by the timer once somebody did
    DueReport.objects.update(groups_reminded_at=None)
    assert "1 group" in remind_in_time()
    on("2018-04-02")
    DueReport.objects.update(groups_reminded_at=None)
    assert remind_in_time() == ""  # the papers are not due for weeks


def test_home_asks_for_the_update_however_much_else_the_group_owes(scene, client):
    for day in range(1, 10):  # more than home lists of them
        report = factories.PlannedReportFactory(plan=scene.plan)
        report.providers.add(scene.health)
        forum = factories.MeetingFactory(body=scene.schools, held_on=date(2018, 4, day))
        duty = factories.ObligationFactory(planned_report=report)
        duty.forums.add(scene.schools)
        DueReport.objects.create(obligation=duty, forum=scene.schools, meeting=forum, due_on=forum.held_on)
    client.force_login(scene.chair)
    own = client.get("/").context["own"]
    assert scene.due not in {line.due for line in own["owed"]}
    assert [(each.body, each.due) for each in own["updates"]] == [(scene.health, scene.due)]
