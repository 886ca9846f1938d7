"""Linked plans in the report, final and live, in the agenda aid, and in Cumbria's demonstration."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from lscb.errors import Refused
from plans import operations
from plans.models import Plan, ProgressUpdate, Quarter
from plans.selectors.linked import linked_rows
from plans.selectors.quarters import quarter_shown
from reporting import operations as reports
from reporting.models import MonitoringReport
from reporting.report.content import from_json, to_json
from reporting.report.reading import content_of, gather
from reporting.sheets.agenda import agenda_of
from reporting.sheets.group import group_sheet
from subgroups.models import Meeting, Person
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MeetingFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
)
from tests.reporting.test_content import action, made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]


@pytest.fixture(autouse=True)
def today(on):
    on("2018-04-09")


class World:
    """A business plan and a linked one with an action each, in a period that is collected."""

    def __init__(self):
        self.plan = PlanFactory()
        self.team = board_team(self.plan.board)
        self.quarter = QuarterFactory(plan=self.plan)
        self.linked = operations.start_linked_plan(
            business_plan=self.plan,
            kind="review",
            title="Plan of review Heron",
            starts_on=date(2017, 4, 1),
            ends_on=date(2018, 12, 31),
            by=self.team,
        )
        self.follower = self.linked.quarters.get()
        self.own = ActionFactory(plan=self.plan, label="1.1", text="Publish it", when_text="June 2018")
        self.theirs = ActionFactory(plan=self.linked, label="H1", text="Teach it", when_text="March 2018")

    def say(self, action, quarter, rating="G"):
        words = {"progress": "So far", "reason": "Nearly there"}
        return operations.record_update(
            action=action,
            quarter=Quarter.objects.get(pk=quarter.pk),
            rating=rating,
            by=self.team,
            last_seen=action.updates.order_by("-pk").values_list("pk", flat=True).first(),
            **words,
        )

    def final(self, quarter=None):
        draft = reports.start_draft(quarter=quarter or self.quarter, by=self.team)
        return reports.finalise_report(report=draft, by=self.team)


@pytest.fixture
def world():
    return World()


# --- Final ------------------------------------------------------------------------------------------------------


def test_a_final_keeps_the_row_of_a_linked_plan_and_closes_both(world):
    report = world.final()
    world.follower.refresh_from_db()
    assert world.follower.state == "reported"
    with pytest.raises(Refused, match="closed for updates"):
        world.say(world.theirs, world.follower)
    operations.withdraw_action(action=world.theirs, reason="Merged", by=world.team)
    content = content_of(MonitoringReport.objects.get(pk=report.pk))
    [row] = content.linked_plans
    assert (row.title, row.kind, row.actions, row.silent, row.overdue) == (
        "Plan of review Heron",
        "Plan of a review",
        1,
        1,
        1,
    )
    [silent] = row.exceptions
    assert (silent.reference, silent.now.letter, silent.late) == ("H1", "-", "9 days late")
    assert content.counted == (world.own.pk,)
    assert [line.id for line in content.rows] == [world.own.pk]


def test_its_own_report_becomes_final_with_that_of_the_business_plan_or_after_it(world):
    draft = reports.start_draft(quarter=world.follower, by=world.team)
    with pytest.raises(Refused, match=r"closes with it"):
        reports.finalise_report(report=draft, by=world.team)
    world.final()
    own = content_of(reports.finalise_report(report=draft, by=world.team))
    assert (own.front.plan, own.counted, own.linked_plans) == ("Plan of review Heron", (world.theirs.pk,), ())


def test_a_correction_opens_what_a_linked_plan_said_and_its_final_compares_with_the_one_before(world):
    report = world.final()
    draft = reports.correct_report(report=report, reason="H1 was done", by=world.team)
    operations.record_update(
        action=world.theirs,
        quarter=Quarter.objects.get(pk=world.follower.pk),
        rating="B",
        evidence_how_much="All taught",
        completed_on=date(2018, 3, 30),
        by=world.team,
    )
    corrected = content_of(reports.finalise_report(report=draft, by=world.team))
    assert [row.complete for row in corrected.linked_plans] == [1]
    assert [row.complete for row in content_of(report).linked_plans] == [0]
    world.follower.refresh_from_db()
    assert not world.follower.correcting
    following = operations.add_quarter(
        plan=world.plan, span=world.plan.reporting.of_year(2018)[0], by=world.team
    )
    operations.open_quarter(quarter=following, by=world.team)
    assert [row.was for row in gather(following).linked_plans] == [1]


def test_a_linked_plan_with_a_report_of_its_own_is_corrected_by_itself(world):
    report = world.final()
    world.final(world.follower)
    reports.correct_report(report=report, reason="A slip", by=world.team)
    world.follower.refresh_from_db()
    assert not world.follower.correcting


def test_a_final_of_before_has_no_such_section():
    kept = to_json(made(action(1)))
    del kept["linked_plans"]
    content = from_json(kept, schema_version=6)
    assert content.linked_plans == ()
    assert content.outline.heading("linked") is None
    assert "Linked plans" not in content.outline.silent
    assert to_json(content) == kept | {"linked_plans": []}


# --- Cumbria's joint SCR action plan --------------------------------------------------------------------------------


@pytest.fixture
def scr(demonstration) -> Plan:
    return demonstration.linked_plans.get()


def test_what_is_said_of_the_joint_plan_comes_out_of_its_rows(demonstration, scr):
    """The business plan's 6.1, in words, beside the actions that were complete in the same quarter."""
    numbers = {"Thirty-one of 48": 31, "Thirty-nine of 48": 39}
    said = ProgressUpdate.objects.filter(action__plan=demonstration, progress__contains="of 48 actions")
    assert said.count() == 2
    for update in said:
        words = re.match(r"[A-Z][a-z-]+ of 48", update.progress)[0]
        stood = scr.actions.counted().with_status(scr.quarters.get(follows=update.quarter))
        counts = stood.rating_counts()
        assert (counts["B"], sum(counts.values())) == (numbers[words], 48)
    carried = demonstration.actions.get(label="6.1")
    assert (carried.linked_plan, carried.due_on) == (scr, date(2018, 12, 31))
    assert carried.when_text == "As per actions in the Plan – ongoing"
    assert demonstration.actions.counted().count() == 71
    assert all(action.board == demonstration.board for action in scr.actions.select_related("plan__board"))


def test_the_report_and_the_agenda_aid_have_its_row_beside_the_counts(demonstration, scr, client, q4):
    content = gather(q4)
    assert content.position.total.n == 71
    [row] = content.linked_plans
    [live] = linked_rows(demonstration, quarter_shown(demonstration))
    assert (row.actions, row.complete, row.was, row.overdue, row.silent) == (48, 39, 31, 2, 2)
    assert (len(live.actions), live.complete, live.overdue, live.silent) == (48, 39, 2, 2)
    assert [(chip.letter, [each.reference for each in lines]) for chip, lines in row.by_rating] == [
        ("R", ["SCR 23"]),
        ("-", ["SCR 36", "SCR 45"]),
    ]
    client.force_login(Person.objects.get(email="board.team@example.org"))
    meeting = Meeting.objects.get(pk=q4.meeting_id)
    agenda = client.get(reverse("reporting:meeting-agenda", args=[demonstration.slug, meeting.pk]))
    [part] = [each for each in agenda.context["agenda"].parts if each.key == "linked"]
    [line] = part.lines
    assert line.words[0] == ("Stands at", "48 actions, 39 complete, 2 overdue, 2 no update")
    live = client.get(reverse("reporting:report-live", args=[demonstration.slug, q4.slug])).text
    assert f'href="{scr.action_list_url(rating="B")}">39</a>' in live
    listed = client.get(scr.action_list_url(rating="B"))
    assert listed.context["found"] == 39
    assert client.get(scr.action_list_url(overdue="on")).context["found"] == 2


def test_the_agenda_aid_says_one_action_as_one():
    world = World()
    meeting = MeetingFactory(body__board=world.plan.board, body__kind="business-group")
    aid = agenda_of(world.team, world.plan, meeting, world.quarter, ())
    [[line]] = [part.lines for part in aid.parts if part.key == "linked"]
    assert line.words[0] == ("Stands at", "1 action, 0 complete, 1 overdue, 1 no update")


def test_its_own_pages_and_report_are_those_of_any_plan(scr, client):
    client.force_login(Person.objects.get(email="casereview.chair@example.org"))
    home = client.get(reverse("home"))
    [(mine, actions)] = home.context["own"]["linked"]
    assert home.context["plan"] != scr
    assert mine.plan == scr
    assert [action.label for action, may_update in actions if may_update] == ["SCR 45"]
    assert client.get(reverse("home") + f"?plan={scr.slug}").context["plan"] == scr
    content = gather(scr.quarters.collecting().get())
    assert (content.position.total.n, content.front.quarter) == (48, "Q4 2017/18")


def test_a_groups_sheet_has_what_it_owns_in_a_linked_plan_as_a_part_of_its_own(world):
    group = BodyFactory(board=world.plan.board, name="Learning Group")
    done = ActionFactory(plan=world.linked, label="H2", text="Write it", when_text="March 2018")
    for each in (world.own, world.theirs, done):
        each.owners.create(body=group, position=1)
    world.theirs.updates.create(quarter=world.follower, rating="A", by=world.team, progress="So far")
    done.updates.create(quarter=world.follower, rating="B", by=world.team, completed_on=date(2018, 4, 3))
    sheet = group_sheet(world.team, world.plan, group, world.quarter)
    assert (sheet.counted, [row.reference for row in sheet.rows]) == ("1 action", ["1.1"])
    [part] = sheet.parts
    assert part.title == "In the Plan of review Heron: 2 actions, 1 complete, 1 overdue"
    assert [(line.words, line.note, line.late) for line in part.lines] == [
        ("H1 Teach it", "A At risk, due 31 March 2018: So far", "9 days late")
    ]
    assert "H1 Teach it" in render_to_string("print/sheet_group.html", {"sheet": sheet, "head": sheet})
    world.theirs.owners.all().delete()
    sheet = group_sheet(world.team, world.plan, group, world.quarter)
    assert "All of it is complete." in render_to_string(
        "print/sheet_group.html", {"sheet": sheet, "head": sheet}
    )
    done.owners.all().delete()
    assert group_sheet(world.team, world.plan, group, world.quarter).parts == ()
