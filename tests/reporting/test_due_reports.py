"""Due reports: made from planner and meetings in one operation, recorded by people, kept when meetings move."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry
from reporting import operations as report_events
from reporting.models import DueReport, ReportingEvent
from reporting.operations import (
    choose_duty_reading,
    defer_report,
    generate_due_reports,
    place_report,
    receive_report,
    report_not_needed,
    undo_due_report,
)
from subgroups import operations as group_events
from subgroups.models import Body
from tests.factories import (
    BodyFactory,
    MeetingFactory,
    ObligationFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
)

pytestmark = pytest.mark.django_db

YEAR = {"first": date(2018, 1, 1), "last": date(2018, 12, 31)}


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory()


@pytest.fixture
def by(plan):
    return board_team(plan.board)


@pytest.fixture
def forum(plan):
    return BodyFactory(board=plan.board, name="The Board", short_name="LSCB", kind=Body.Kind.BOARD)


def duty(forum, plan, **fields):
    made = ObligationFactory(planned_report__plan=plan, **fields)
    made.forums.add(forum)
    return made


def due_days(plan):
    return [(row.due_on.isoformat(), row.state) for row in DueReport.objects.of_plan(plan)]


# --- Making them ------------------------------------------------------------------------------------------------


def test_due_reports_are_made_and_a_second_time_changes_nothing(plan, forum, by):
    duty(forum, plan, rule="RRULE:FREQ=MONTHLY;INTERVAL=3")
    MeetingFactory(body=forum, held_on=date(2018, 4, 18))
    changes = generate_due_reports(plan=plan, by=by, **YEAR)
    assert (len(changes.add), len(changes.move), len(changes.drop)) == (4, 0, 0)
    assert due_days(plan) == [
        ("2018-03-31", "expected"),
        ("2018-04-18", "expected"),
        ("2018-09-30", "expected"),
        ("2018-12-31", "expected"),
    ]
    before = rows()
    assert len(generate_due_reports(plan=plan, by=by, **YEAR)) == 0
    assert rows() == before


def rows():
    """Every row that generating could write: due reports, their history, the audit trail."""
    return [list(model.objects.order_by("pk").values_list()) for model in (DueReport, AuditEntry)] + [
        list(DueReport.history.order_by("history_id").values_list())
    ]


def test_each_row_has_its_history_by_whoever_asked(plan, forum, by):
    duty(forum, plan)
    generate_due_reports(plan=plan, by=by, **YEAR)
    [row] = DueReport.objects.of_plan(plan)
    assert [(entry.history_type, entry.history_user) for entry in row.history.all()] == [("+", by)]


@pytest.mark.database
def test_only_the_days_asked_for_are_made_and_part_by_part_is_the_same_as_at_once(plan, forum, by):
    duty(forum, plan, rule="RRULE:FREQ=MONTHLY")
    generate_due_reports(plan=plan, by=by, first=date(2018, 1, 1), last=date(2018, 6, 30))
    assert len(due_days(plan)) == 6
    generate_due_reports(plan=plan, by=by, **YEAR)
    assert len(due_days(plan)) == 12


def test_nothing_is_due_as_required_after_an_event_or_where_no_month_is_named(plan, forum, by):
    MeetingFactory(body=forum)
    for fields in (
        {"kind": "condition", "condition": "as required", "rule": ""},
        {"kind": "event", "condition": "the audit", "rule": ""},
        {"kind": "unspecified", "rule": ""},
        {"rule": "RRULE:FREQ=YEARLY"},
        {"rule": "RRULE:FREQ=MONTHLY;INTERVAL=6"},
    ):
        duty(forum, plan, **fields)
    assert len(generate_due_reports(plan=plan, by=by, **YEAR)) == 0


def test_a_report_that_another_row_asks_for_too_is_due_once(plan, forum, by):
    first = duty(forum, plan, rule="RRULE:FREQ=YEARLY;BYMONTH=7")
    duty(forum, plan, rule="RRULE:FREQ=YEARLY;BYMONTH=7", same_as=first.planned_report)
    generate_due_reports(plan=plan, by=by, **YEAR)
    assert [row.obligation for row in DueReport.objects.of_plan(plan)] == [first]


def test_nothing_is_due_outside_the_plans_years_or_after_a_forum_ended(plan, forum, by):
    forum.ended_on = date(2018, 6, 30)
    forum.save()
    duty(forum, plan, rule="RRULE:FREQ=MONTHLY;INTERVAL=3")
    generate_due_reports(plan=plan, by=by, first=date(2010, 1, 1), last=date(2030, 1, 1))
    days = [date.fromisoformat(day) for day, _ in due_days(plan)]
    assert (min(days), max(days)) == (date(2017, 6, 30), date(2018, 6, 30))


def test_the_last_day_is_not_before_the_first(plan, by):
    with pytest.raises(Refused):
        generate_due_reports(plan=plan, by=by, first=date(2018, 2, 1), last=date(2018, 1, 1))


def a_years_work(plan, bodies):
    for _ in range(bodies):
        forum = BodyFactory(board=plan.board)
        for month in range(1, 13):
            MeetingFactory(body=forum, held_on=date(2018, month, 14))
        duty(forum, plan, kind="per-meeting", rule="")


@pytest.mark.database
@pytest.mark.parametrize("again", [False, True], ids=["first time", "second time"])
def test_a_year_for_fourteen_bodies_costs_the_queries_of_a_small_one(plan, by, again):
    """168 due reports of 14 bodies, and 24 of two: seven reads and locks, three writes.

    SQLite takes some 50 rows a statement and begins another for more; those are counted as one.
    """
    ContentType.objects.get_for_model(plan)  # asked once a process
    costs = []
    for bodies in (2, 14):
        mine = PlanFactory(board=plan.board)
        a_years_work(mine, bodies)
        if again:
            generate_due_reports(plan=mine, by=by, **YEAR)
        with CaptureQueriesContext(connection) as captured:
            changes = generate_due_reports(plan=mine, by=by, **YEAR)
        assert len(changes.add) == (0 if again else 12 * bodies)
        writes = [query["sql"] for query in captured if query["sql"].startswith("INSERT")]
        tables = {sql.split("(")[0] for sql in writes}
        costs.append((len(captured) - len(writes), len(tables)))
        if connection.vendor == "postgresql":
            assert len(writes) == len(tables)
    assert costs == [(7, 0 if again else 3)] * 2


# --- When meetings change ---------------------------------------------------------------------------------------


@pytest.fixture
def march(plan, forum, by):
    """The Section 11 report, due at the meeting of 21 March."""
    duty(forum, plan, planned_report__what="S.11 Audit")
    MeetingFactory(body=forum, held_on=date(2018, 3, 21))
    MeetingFactory(body=forum, held_on=date(2018, 5, 23))
    generate_due_reports(plan=plan, by=by, **YEAR)
    return DueReport.objects.of_plan(plan).get()


def moved(meeting, day):
    meeting.held_on = day
    meeting.save()


def test_moving_a_meeting_moves_what_is_due(plan, by, march, on):
    on(date(2018, 3, 1))
    moved(march.meeting, date(2018, 3, 28))
    changes = generate_due_reports(plan=plan, by=by, **YEAR)
    assert (len(changes.add), len(changes.move), len(changes.drop)) == (0, 1, 0)
    march.refresh_from_db()
    assert march.due_on == date(2018, 3, 28)
    assert march.history.first().history_user == by


@pytest.mark.parametrize("record", ["received", "deferred", "not-needed"])
def test_moving_a_meeting_keeps_what_people_recorded(plan, by, march, record):
    later = march.forum.meetings.get(held_on=date(2018, 5, 23))
    if record == "received":
        receive_report(due=march, by=by, received_on=date(2018, 3, 14), link="https://example.org/paper.pdf")
    elif record == "deferred":
        defer_report(due=march, to=later, reason="Data late", by=by)
    else:
        report_not_needed(due=march, reason="Audit every two years", by=by)
    kept = DueReport.objects.values("state", "received_on", "reason", "link", "recorded_by").get(pk=march.pk)
    moved(march.meeting, date(2018, 3, 28))
    generate_due_reports(plan=plan, by=by, **YEAR)
    assert (
        DueReport.objects.values("state", "received_on", "reason", "link", "recorded_by").get(pk=march.pk)
        == kept
    )
    march.refresh_from_db()
    assert march.due_on == date(2018, 3, 28)
    if record == "deferred":
        moved(later, date(2018, 5, 30))
        generate_due_reports(plan=plan, by=by, **YEAR)
        assert march.put_off_to.due_on == date(2018, 5, 30)


def test_a_cancelled_meeting_hands_over_to_the_next_one(plan, by, march, on):
    on(date(2018, 3, 1))
    group_events.cancel_meeting(meeting=march.meeting, by=by)
    generate_due_reports(plan=plan, by=by, **YEAR)
    march.refresh_from_db()
    assert (march.due_on, march.meeting.held_on) == (date(2018, 5, 23), date(2018, 5, 23))


def test_without_a_next_meeting_the_report_is_flagged_as_at_none(plan, by, march, on):
    on(date(2018, 3, 1))
    for meeting in march.forum.meetings.all():
        group_events.cancel_meeting(meeting=meeting, by=by)
    generate_due_reports(plan=plan, by=by, **YEAR)
    march.refresh_from_db()
    assert (march.due_on, march.meeting) == (date(2018, 3, 31), None)


def test_what_was_received_stays_at_its_meeting_even_when_that_is_cancelled_after(plan, by, march):
    receive_report(due=march, by=by)
    group_events.cancel_meeting(meeting=march.meeting, by=by)
    assert len(generate_due_reports(plan=plan, by=by, **YEAR)) == 0
    march.refresh_from_db()
    assert (march.state, march.due_on) == ("received", date(2018, 3, 21))


def test_a_report_deferred_to_a_meeting_that_is_cancelled_goes_to_the_next(plan, by, march):
    last = MeetingFactory(body=march.forum, held_on=date(2018, 7, 25))
    later = defer_report(
        due=march, to=march.forum.meetings.get(held_on=date(2018, 5, 23)), reason="No", by=by
    )
    group_events.cancel_meeting(meeting=later.meeting, by=by)
    generate_due_reports(plan=plan, by=by, **YEAR)
    later.refresh_from_db()
    assert (later.meeting, later.due_on) == (last, date(2018, 7, 25))


def test_what_no_rule_asks_for_any_more_goes_unless_something_is_recorded_of_it(plan, forum, by):
    two = duty(forum, plan, rule="RRULE:FREQ=YEARLY;BYMONTH=3,9")
    generate_due_reports(plan=plan, by=by, **YEAR)
    receive_report(due=DueReport.objects.get(slot="2018-03"), by=by)
    two.rule = "RRULE:FREQ=YEARLY;BYMONTH=5"
    two.save()
    changes = generate_due_reports(plan=plan, by=by, **YEAR)
    assert (len(changes.add), len(changes.drop)) == (1, 1)
    assert due_days(plan) == [("2018-03-31", "received"), ("2018-05-31", "expected")]


def cancelled(march, by):
    group_events.cancel_meeting(meeting=march.meeting, by=by, reason="Snow")


def read_otherwise(march, by):
    choose_duty_reading(obligation=march.obligation, kind="recur", rule="RRULE:FREQ=YEARLY;BYMONTH=10", by=by)


@pytest.mark.parametrize(
    ("happens", "meets"),
    [
        (lambda march, by: moved(march.meeting, date(2018, 4, 25)), date(2018, 4, 25)),
        (cancelled, date(2018, 5, 23)),
        (lambda march, by: MeetingFactory(body=march.forum, held_on=date(2018, 3, 7)), date(2018, 3, 7)),
        (read_otherwise, date(2018, 3, 21)),
        (lambda march, by: march.obligation.forums.clear(), date(2018, 3, 21)),
    ],
    ids=["moved", "cancelled", "added", "another rule", "another forum"],
)
def test_what_is_late_keeps_its_day_whatever_happens(plan, by, march, happens, meets):
    """Its meeting follows: there it can still come. A second time changes nothing."""
    happens(march, by)
    changes = generate_due_reports(plan=plan, by=by, **YEAR)
    march.refresh_from_db()
    assert (march.due_on, march.is_late, march.meeting.held_on) == (date(2018, 3, 21), True, meets)
    assert changes.late == [march]
    assert changes.words["late, not moved"] == ["S.11 Audit to LSCB, 21 March 2018, 19 days late"]
    assert len(generate_due_reports(plan=plan, by=by, **YEAR)) == 0
    if changes:
        said = AuditEntry.objects.filter(operation=ReportingEvent.FORWARD_PLAN_UPDATED).latest("pk").changes
        assert said["late, not moved"][1] == changes.words["late, not moved"][0]


@pytest.mark.database
def test_what_moves_is_named_with_both_days(plan, by, march, on):
    on(date(2018, 3, 1))
    moved(march.meeting, date(2018, 3, 28))
    generate_due_reports(plan=plan, by=by, **YEAR)
    said = AuditEntry.objects.latest("pk").changes
    assert said["moved"] == ["", "S.11 Audit to LSCB, 28 March 2018 (was 21 March 2018)"]


@pytest.mark.parametrize("kind", ["received", "late"])
def test_another_rule_for_the_same_day_finds_what_is_there(plan, by, march, kind):
    if kind == "received":
        receive_report(due=march, by=by)
    choose_duty_reading(obligation=march.obligation, kind="per-meeting", every=1, by=by)
    generate_due_reports(plan=plan, by=by, **YEAR)
    assert [day for day, _ in due_days(plan)] == ["2018-03-21", "2018-05-23"]


@pytest.mark.database
def test_one_that_was_typed_is_taken_for_the_one_that_is_due(plan, forum, by):
    typed = DueReport.objects.create(obligation=duty(forum, plan), forum=forum, due_on=date(2018, 3, 31))
    changes = generate_due_reports(plan=plan, by=by, **YEAR)
    assert (len(changes.add), len(changes.move)) == (0, 1)
    typed.refresh_from_db()
    assert typed.slot == "2018-03"
    assert len(generate_due_reports(plan=plan, by=by, **YEAR)) == 0


def test_a_time_is_there_once(plan, by, march):
    with pytest.raises(IntegrityError), transaction.atomic():
        DueReport.objects.create(
            obligation=march.obligation, forum=march.forum, due_on=date(2018, 3, 22), slot=march.slot
        )


# --- What people record -----------------------------------------------------------------------------------------


def test_received_it_leaves_what_is_late(plan, by, march):
    assert march.is_late and list(DueReport.objects.of_plan(plan).late()) == [march]
    received = receive_report(due=march, by=by)
    assert (received.received_on, received.recorded_by) == (date(2018, 4, 9), by)
    assert not received.is_late and not DueReport.objects.of_plan(plan).late()


def test_papers_are_late_before_the_report_is(march, on):
    on("2018-03-14")
    assert not march.papers_are_late
    on("2018-03-15")
    assert march.papers_are_late and not march.is_late


def test_deferred_it_is_expected_at_the_later_meeting_and_can_be_put_off_again(plan, by, march):
    may = march.forum.meetings.get(held_on=date(2018, 5, 23))
    later = defer_report(due=march, to=may, reason="Two agencies have not answered", by=by)
    assert (later.state, later.due_on, later.deferred_from) == ("expected", date(2018, 5, 23), march)
    assert list(DueReport.objects.for_meeting(may)) == [later]
    july = MeetingFactory(body=march.forum, held_on=date(2018, 7, 25))
    assert defer_report(due=later, to=july, reason="Still one", by=by).due_on == date(2018, 7, 25)
    assert len(generate_due_reports(plan=plan, by=by, **YEAR)) == 0


def test_a_report_is_deferred_to_a_later_meeting_of_its_forum_only(plan, by, march):
    elsewhere = MeetingFactory(body=BodyFactory(board=plan.board), held_on=date(2018, 6, 1))
    earlier = MeetingFactory(body=march.forum, held_on=date(2018, 2, 1))
    for meeting in (elsewhere, earlier, march.meeting):
        with pytest.raises(Refused) as refusal:
            defer_report(due=march, to=meeting, reason="No", by=by)
        assert "later meeting of The Board" in str(refusal.value)


def test_why_is_wanted(by, march):
    may = march.forum.meetings.get(held_on=date(2018, 5, 23))
    for event in (
        lambda: defer_report(due=march, to=may, reason=" ", by=by),
        lambda: report_not_needed(due=march, reason="", by=by),
    ):
        with pytest.raises(Refused) as refusal:
            event()
        assert "Say why" in str(refusal.value)


def test_nothing_is_received_tomorrow(by, march):
    with pytest.raises(Refused):
        receive_report(due=march, by=by, received_on=date(2018, 4, 10))


@pytest.mark.database
def test_what_is_recorded_is_changed_only_by_undoing_it_first(by, march):
    receive_report(due=march, by=by)
    with pytest.raises(Refused, match="received already"):
        report_not_needed(due=march, reason="No", by=by)
    undone = undo_due_report(due=march, by=by)
    assert (undone.state, undone.received_on, undone.link) == ("expected", None, "")
    assert report_not_needed(due=march, reason="No", by=by).state == "not-needed"
    assert march.history.count() == 4


def test_undoing_a_deferral_takes_the_later_one_away_unless_it_came(by, march):
    may = march.forum.meetings.get(held_on=date(2018, 5, 23))
    later = defer_report(due=march, to=may, reason="No", by=by)
    receive_report(due=later, by=by)
    with pytest.raises(Refused, match="Undo that first"):
        undo_due_report(due=march, by=by)
    undo_due_report(due=later, by=by)
    undo_due_report(due=march, by=by)
    assert not DueReport.objects.filter(pk=later.pk).exists()
    with pytest.raises(Refused, match="Nothing is recorded"):
        undo_due_report(due=march, by=by)


def test_an_as_required_report_is_put_on_by_hand_and_stays(plan, forum, by):
    required = duty(forum, plan, kind="condition", rule="", condition="as required")
    meeting = MeetingFactory(body=forum, held_on=date(2018, 5, 23))
    placed = place_report(obligation=required, meeting=meeting, by=by)
    assert (placed.due_on, placed.state) == (date(2018, 5, 23), "expected")
    assert len(generate_due_reports(plan=plan, by=by, **YEAR)) == 0
    with pytest.raises(Refused, match="already"):
        place_report(obligation=required, meeting=meeting, by=by)


@pytest.mark.parametrize("wrong", ["another forum's", "cancelled", "after the plan"])
def test_a_report_is_placed_at_a_meeting_that_can_take_it(plan, forum, by, wrong):
    required = duty(forum, plan, kind="condition", rule="", condition="as required")
    meeting = {
        "another forum's": lambda: MeetingFactory(body=BodyFactory(board=plan.board)),
        "cancelled": lambda: MeetingFactory(body=forum, cancelled=True),
        "after the plan": lambda: MeetingFactory(body=forum, held_on=plan.ends_on + timedelta(days=1)),
    }[wrong]()
    with pytest.raises(Refused):
        place_report(obligation=required, meeting=meeting, by=by)


# --- The monitoring report --------------------------------------------------------------------------------------


@pytest.fixture
def quarter(plan, forum, monkeypatch):
    monkeypatch.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")
    return QuarterFactory(plan=plan, meeting=MeetingFactory(body=forum, held_on=date(2018, 4, 18)))


def final(quarter, by):
    return report_events.finalise_report(report=report_events.start_draft(quarter=quarter, by=by), by=by)


@pytest.mark.database
@pytest.mark.parametrize("was_generated", [True, False])
def test_making_the_report_final_marks_it_received_at_its_meeting(plan, forum, by, quarter, was_generated):
    duty(forum, plan, rule="RRULE:FREQ=MONTHLY;INTERVAL=3", is_monitoring_report=True)
    if was_generated:
        generate_due_reports(plan=plan, by=by, **YEAR)
    report = final(quarter, by)
    due = DueReport.objects.get(meeting=quarter.meeting)
    assert (due.state, due.received_on, due.monitoring_report) == ("received", date(2018, 4, 9), report)
    line = AuditEntry.objects.about(report).first()
    assert line.operation == "report-finalised"
    assert line.changes[str(due)] == ["Expected", "Received"]
    generate_due_reports(plan=plan, by=by, **YEAR)
    assert DueReport.objects.filter(meeting=quarter.meeting).count() == 1
    with pytest.raises(Refused, match="final report"):
        undo_due_report(due=due, by=by)


@pytest.mark.database
def test_it_is_received_on_the_day_by_the_clock_on_the_wall_that_the_report_carries(plan, forum, by, quarter):
    """Printed a minute before midnight in summer time, kept after: the day is the report's own."""
    duty(forum, plan, rule="RRULE:FREQ=MONTHLY;INTERVAL=3", is_monitoring_report=True)
    draft = report_events.start_draft(quarter=quarter, by=by)
    moments = iter(datetime(2018, 3, 31, 22, 59, 30, tzinfo=UTC) + timedelta(minutes=n) for n in range(99))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("lscb.clock.now", lambda: next(moments))
        report_events.finalise_report(report=draft, by=by)
    assert DueReport.objects.get().received_on == date(2018, 3, 31)


def test_a_corrected_version_leaves_the_first_days_record_and_is_where_the_line_leads(
    client, plan, forum, by, quarter, on
):
    duty(forum, plan, rule="RRULE:FREQ=MONTHLY;INTERVAL=3", is_monitoring_report=True)
    report = final(quarter, by)
    on("2018-04-12")
    draft = report_events.correct_report(report=report, reason="A slip", by=by)
    second = report_events.finalise_report(report=draft, by=by)
    due = DueReport.objects.with_words().get()
    assert (due.received_on, due.monitoring_report) == (date(2018, 4, 9), report)
    assert (due.report_now, due.number_now) == (second.pk, second.number)
    client.force_login(board_team(plan.board))
    page = client.get(reverse("reporting:forward-plan", args=[plan.slug])).text
    assert f"The report number {second.number}, which corrects number {report.number}" in page


def test_a_planner_that_does_not_ask_for_it_has_nothing_received(plan, forum, by, quarter):
    duty(forum, plan, rule="RRULE:FREQ=MONTHLY;INTERVAL=3")
    final(quarter, by)
    assert not DueReport.objects.exists()


# --- Cumbria's planner ------------------------------------------------------------------------------------------


@pytest.mark.database
def test_cumbrias_year_by_its_fifteen_rows_and_thirty_nine_obligations(cumbria, by):
    board = cumbria.board.bodies.get(kind=Body.Kind.BOARD)
    group = cumbria.board.bodies.get(kind=Body.Kind.BUSINESS_GROUP)
    for month in (1, 3, 5, 7, 9, 11):
        MeetingFactory(body=board, held_on=date(2018, month, 21))
    for month in (1, 4, 7, 10):
        MeetingFactory(body=group, held_on=date(2018, month, 18))
    assert cumbria.planned_reports.count() == 15
    assert sum(row.obligations.count() for row in cumbria.planned_reports.all()) == 39
    generate_due_reports(plan=cumbria, by=by, **YEAR)

    def at(forum, month):
        meeting = forum.meetings.get(held_on__month=month)
        return [row.what for row in DueReport.objects.for_meeting(meeting)]

    assert "S.11 Audit" in at(board, 3)
    assert "Safeguarding Section 11 Audit" in at(board, 5)
    assert at(board, 7).count("Single/ Multi Agency Data") == 1
    assert "Multi Agency Audits" not in at(board, 7)
    for month in (1, 4, 7, 10):
        assert at(group, month).count("LSCB Business Plan") == 1
    audit = DueReport.objects.get(
        meeting__held_on=date(2018, 3, 21), obligation__planned_report__what="S.11 Audit"
    )
    assert audit.obligation.conflicts_with.what == "Safeguarding Section 11 Audit"
    nothing = DueReport.objects.of_plan(cumbria).filter(
        obligation__kind__in=["condition", "event", "unspecified"]
    )
    assert not nothing.exists()
