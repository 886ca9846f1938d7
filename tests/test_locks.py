"""Every event takes its locks in one order, and writes nothing before it has the lock of what it changes."""

import re

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lscb.errors import Refused
from lscb.events import guards, locks
from lscb.operations import keep, remove
from plans.models import Action, DateChange, GlossaryTerm, Plan
from reporting.models import DueReport, MonitoringReport
from tests import test_operations_are_audited as audited
from tests.factories import (
    ActionFactory,
    GlossaryTermFactory,
    HighlightFactory,
    MeetingFactory,
    ObligationFactory,
    PlanFactory,
    board_team,
    chair_of,
    nth,
    someone_with,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# What is locked before what; tables that are not named here come last, in any order.
ORDER = [
    "subgroups_person",
    "subgroups_board",
    "plans_plan",
    "plans_quarter",
    "reporting_monitoringreport",
    "plans_action",
]
# What a plan or a board is changed with, but for what is only ever added.
INSIDE = {
    model._meta.db_table
    for app in ("subgroups", "plans", "reporting")
    for model in apps.get_app_config(app).get_models()
    if not model.__name__.startswith("Historical")
}
quick_pdf = audited.quick_pdf  # printing is not what is tried here
made_world, world = audited.made_world, audited.world


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the whole database")
@pytest.mark.parametrize("name", audited.EVENTS)
def test_an_event_takes_its_locks_in_the_one_order_before_it_changes_anything(world, name):
    first, event = audited.EVENTS[name](world)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        event(first)
    locked = []
    for query in captured.captured_queries:
        if "FOR NO KEY UPDATE" in query["sql"]:
            locked.append(re.search(r'FROM "(\w+)"', query["sql"])[1])
        elif changed := re.match(r'(?:UPDATE|DELETE FROM|INSERT INTO) "(\w+)"', query["sql"]):
            if changed[1] in INSIDE:
                assert locked, query["sql"]
    taken = list(dict.fromkeys(locked))
    ranked = [ORDER.index(table) for table in taken if table in ORDER]
    assert ranked == sorted(ranked), taken
    assert "FOR UPDATE" not in "".join(query["sql"] for query in captured.captured_queries)


# --- What is changed as a whole -------------------------------------------------------------------------


def test_a_row_is_changed_with_its_plan_or_else_with_its_board():
    plan = PlanFactory()
    action, meeting = ActionFactory(plan=plan), MeetingFactory()
    duty = ObligationFactory(planned_report__plan=plan)
    due = DueReport(obligation=duty, forum=meeting.body, due_on=meeting.held_on)
    highlight = HighlightFactory(quarter__plan=plan)
    place = chair_of(meeting.body).memberships.get()
    for row in (plan, action, duty, due, highlight):
        assert locks.whole_of(row) == plan, row
    for row in (meeting, place, meeting.body, meeting.body.board):
        assert locks.whole_of(row) == meeting.body.board, row
    assert locks.whole_of(board_team(plan.board)) is None
    assert locks.within(plan.board) == [plan]


def test_holding_a_row_reads_it_and_its_plan_anew(django_assert_num_queries):
    action = ActionFactory(text="As it was")
    Action.objects.filter(pk=action.pk).update(text="As somebody else made it")
    Plan.objects.filter(pk=action.plan_id).update(state=Plan.State.ARCHIVED)
    with django_assert_num_queries(2):
        locks.hold(action)
        assert action.text == "As somebody else made it"
        assert action.plan.is_archived


def test_what_is_gone_is_refused():
    term = GlossaryTermFactory()
    typed = GlossaryTerm.objects.get()
    remove(term, by=None)
    typed.meaning = "Otherwise"
    for event in (lambda: keep(typed, by=None), lambda: remove(typed, by=None)):
        with pytest.raises(Refused, match="removed this"):
            event()
    assert not GlossaryTerm.objects.exists()


def test_what_is_typed_leaves_what_others_saved_meanwhile():
    term = GlossaryTermFactory(term="CDOP", meaning="Panel")
    mine = GlossaryTerm.objects.get()
    term.term = "CDR"
    keep(term, by=None)
    mine.meaning = "Child death review"
    keep(mine, fields=["meaning"], by=None)
    assert (mine.term, mine.meaning) == ("CDR", "Child death review")
    stored = GlossaryTerm.objects.get()
    assert (stored.term, stored.meaning) == ("CDR", "Child death review")
    last = stored.history.latest()
    assert (last.term, last.meaning) == ("CDR", "Child death review")


# --- What every door refuses ----------------------------------------------------------------------------


def test_the_events_of_a_plan_refuse_a_meeting_of_another_board(world):
    from plans import operations

    change, stranger = world.ask(), MeetingFactory()
    world.complete()
    for event in (
        lambda: operations.decide_new_date(change=change, agreed=True, meeting=stranger, by=world.by),
        lambda: operations.agree_completion(action=world.action, meeting=stranger, by=world.by),
        lambda: operations.record_decision(action=world.action, words="So", meeting=stranger, by=world.by),
        lambda: operations.add_quarter(
            plan=world.plan, span=nth(world.plan, 2018, 1), meeting=stranger, by=world.by
        ),
    ):
        with pytest.raises(Refused, match="of another board") as refused:
            event()
        assert list(refused.value.message_dict) == ["meeting"]
    assert DateChange.objects.get().state == DateChange.State.ASKED


def test_a_day_to_come_and_words_that_are_not_there_are_refused_at_once(on):
    on("2018-04-01")
    from datetime import date

    with pytest.raises(Refused) as refused:
        guards.refuse(
            guards.not_yet(done_on=date(2018, 4, 2), other_on=date(2018, 4, 1), none_on=None),
            guards.empty(why=(" ", "Say why."), said=("So", "Say it.")),
        )
    assert set(refused.value.message_dict) == {"done_on", "why"}
    guards.refuse({}, {})


def test_an_update_knows_its_words(world):
    with pytest.raises(TypeError, match="colour"):
        audited.plan_events.record_update(
            action=world.action,
            quarter=world.quarter,
            rating="G",
            progress="Well",
            colour="green",
            by=world.by,
        )


# --- Finals ---------------------------------------------------------------------------------------------


def test_a_final_is_changed_by_nothing_but_its_approval(world):
    stale = world.draft()
    final = audited.report_events.finalise_report(report=MonitoringReport.objects.get(), by=world.by)
    rows = MonitoringReport.objects
    before = rows.values().get()

    def save(report, **changes):
        fields = changes.pop("update_fields", None)
        for name, value in changes.items():
            setattr(report, name, value)
        report.save(update_fields=fields)

    attempts = [
        lambda: save(rows.get(), key_messages="Better"),
        lambda: save(rows.get(), key_messages="Better", update_fields=["key_messages"]),
        lambda: save(rows.get(), state="draft", update_fields=["state"]),
        lambda: save(rows.get(), state="approved"),
        lambda: save(stale, key_messages="As a draft"),  # read before it was final
        lambda: rows.update(pdf=b""),
        lambda: rows.filter(pk=final.pk).update(state="draft"),
        lambda: rows.bulk_update([final], ["key_messages"]),
        lambda: rows.bulk_create([final], update_conflicts=True, unique_fields=["id"], update_fields=["pdf"]),
        lambda: rows.update_or_create(pk=final.pk, defaults={"key_messages": "Better"}),
        lambda: rows.all().delete(),
        final.delete,
        stale.delete,
    ]
    for attempt in attempts:
        with pytest.raises(TypeError, match="never changed"), transaction.atomic():
            attempt()
    assert rows.values().get() == before

    chair = someone_with(world.plan.board, "independent-chair")
    audited.report_events.approve_report(report=final, by=chair, remarks="Agreed")
    after = rows.values().get()
    assert {name for name in after if after[name] != before[name]} == {
        "state",
        "approved_at",
    }
    for attempt in (lambda: final.signatures.get().save(), lambda: final.signatures.get().delete()):
        with pytest.raises(TypeError, match="never changed"):
            attempt()
