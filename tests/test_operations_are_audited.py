"""Every business event leaves exactly one line in the audit trail, in its own transaction."""

import importlib
import inspect
from datetime import date

import pytest

from lscb import audit, operations
from lscb.models import AuditEntry
from plans import operations as plan_events
from plans.models import Action, ActionItem, GlossaryTerm
from reporting import operations as report_events
from subgroups import operations as group_events
from tests.factories import (
    ActionFactory,
    BodyFactory,
    GlossaryTermFactory,
    MeetingFactory,
    PersonFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db

MODULES = [operations, group_events, plan_events, report_events]
EVIDENCE = dict.fromkeys(("evidence_how_much", "evidence_how_well", "evidence_difference"), "Yes")


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    monkeypatch.setattr("reporting.operations.render_pdf", lambda *args, **kwargs: b"%PDF-")


class World:
    """A plan with one quarter being collected, one action and one editor."""

    def __init__(self):
        self.plan = PlanFactory()
        self.body = BodyFactory(board=self.plan.board, name="Health Subgroup")
        self.by = board_team(self.plan.board)
        self.quarter = QuarterFactory(plan=self.plan)
        self.action = ActionFactory(plan=self.plan, when_text="July 2018", who_text="Health Subgroup")

    def complete(self):
        plan_events.record_update(
            action=self.action,
            quarter=self.quarter,
            rating="B",
            completed_on=date(2018, 4, 2),
            by=self.by,
            **EVIDENCE,
        )

    def close(self):
        self.complete()
        plan_events.agree_completion(action=self.action, by=self.by)
        self.action.refresh_from_db()

    def ask(self):
        return plan_events.ask_for_new_date(
            action=self.action, to_date=date(2018, 9, 30), reason="Venue", by=self.by
        )

    def draft(self):
        return report_events.start_draft(quarter=self.quarter, by=self.by)

    def final(self):
        return report_events.finalise_report(report=self.draft(), by=self.by)


# Each event by name: what has to be there first, and the event itself.
EVENTS = {
    "lscb.keep": lambda w: (
        None,
        lambda _: operations.keep(GlossaryTerm(plan=w.plan, term="CTB", meaning="Trust"), by=w.by),
    ),
    "lscb.remove": lambda w: (
        GlossaryTermFactory(plan=w.plan),
        lambda term: operations.remove(term, by=w.by),
    ),
    "subgroups.add_spelling": lambda w: (
        None,
        lambda _: group_events.add_spelling(body=w.body, words="NHS group", by=w.by),
    ),
    "subgroups.cancel_meeting": lambda w: (
        MeetingFactory(body=w.body),
        lambda meeting: group_events.cancel_meeting(meeting=meeting, by=w.by),
    ),
    "subgroups.disable_leaver": lambda w: (
        PersonFactory(),
        lambda person: group_events.disable_leaver(person=person, left_on=date(2018, 4, 1), by=w.by),
    ),
    "subgroups.merge_bodies": lambda w: (
        BodyFactory(board=w.plan.board),
        lambda other: group_events.merge_bodies(keep=w.body, merge=other, by=w.by),
    ),
    "plans.add_quarter": lambda w: (
        None,
        lambda _: plan_events.add_quarter(plan=w.plan, year=2018, number=1, by=w.by),
    ),
    "plans.open_quarter": lambda w: (
        plan_events.add_quarter(plan=w.plan, year=2018, number=1, by=w.by),
        lambda following: plan_events.open_quarter(quarter=following, by=w.by),
    ),
    "plans.close_quarter": lambda w: (None, lambda _: plan_events.close_quarter(quarter=w.quarter, by=w.by)),
    "plans.add_action": lambda w: (
        None,
        lambda _: plan_events.add_action(
            action=Action(plan=w.plan, label="1.2", text="Audit", when_text="May 2018 & June 2018"), by=w.by
        ),
    ),
    "plans.change_action": lambda w: (
        setattr(w.action, "when_text", "November 2017 & March 2018"),
        lambda _: plan_events.change_action(action=w.action, by=w.by),
    ),
    "plans.choose_reading": lambda w: (
        plan_events.dates_typed("July 2018", [date(2018, 7, 1)]),
        lambda reading: plan_events.choose_reading(action=w.action, reading=reading, by=w.by),
    ),
    "plans.withdraw_action": lambda w: (
        None,
        lambda _: plan_events.withdraw_action(action=w.action, reason="Done elsewhere", by=w.by),
    ),
    "plans.agree_completion": lambda w: (
        w.complete(),
        lambda _: plan_events.agree_completion(action=w.action, by=w.by),
    ),
    "plans.reopen_action": lambda w: (
        w.close(),
        lambda _: plan_events.reopen_action(action=w.action, reason="Not finished", by=w.by),
    ),
    "plans.record_milestone": lambda w: (
        ActionFactory(plan=w.plan, when_text="November 2017 & March 2018").milestones.first(),
        lambda milestone: plan_events.record_milestone(
            milestone=milestone, done_on=date(2017, 11, 23), by=w.by
        ),
    ),
    "plans.finish_item": lambda w: (
        ActionItem.objects.create(action=w.action, text="First event"),
        lambda item: plan_events.finish_item(item=item, done_on=date(2018, 4, 1), by=w.by),
    ),
    "plans.record_update": lambda w: (
        None,
        lambda _: plan_events.record_update(
            action=w.action, quarter=w.quarter, rating="G", progress="Going well", by=w.by
        ),
    ),
    "plans.remind": lambda w: (
        chair_of(w.body),
        lambda chair: plan_events.remind(person=chair, quarter=w.quarter, by=w.by),
    ),
    "plans.send_reminders": lambda w: (
        chair_of(w.body),
        lambda _: plan_events.send_reminders(quarter=w.quarter, by=w.by),
    ),
    "plans.ask_for_new_date": lambda w: (None, lambda _: w.ask()),
    "plans.decide_new_date": lambda w: (
        w.ask(),
        lambda change: plan_events.decide_new_date(change=change, agreed=True, by=w.by),
    ),
    "reporting.start_draft": lambda w: (None, lambda _: w.draft()),
    "reporting.edit_draft": lambda w: (
        w.draft(),
        lambda report: report_events.edit_draft(report=report, key_messages="Two", decisions="", by=w.by),
    ),
    "reporting.finalise_report": lambda w: (
        w.draft(),
        lambda report: report_events.finalise_report(report=report, by=w.by),
    ),
    "reporting.approve_report": lambda w: (
        w.final(),
        lambda report: report_events.approve_report(report=report, by=w.by, remarks=""),
    ),
    "reporting.correct_report": lambda w: (
        w.final(),
        lambda report: report_events.correct_report(report=report, reason="A slip", by=w.by),
    ),
    "reporting.write_highlight": lambda w: (
        None,
        lambda _: report_events.write_highlight(body=w.body, quarter=w.quarter, done="A lot", by=w.by),
    ),
}

# Questions and makers of values that live beside the events and write nothing.
NOT_EVENTS = {"typed_fields", "names_of", "reading_of", "our_reading_of", "dates_typed"}


def public_functions(module):
    names = getattr(module, "__all__", None) or [
        name
        for name, value in inspect.getmembers(module, inspect.isfunction)
        if value.__module__ == module.__name__
    ]
    return {name for name in names if not name.startswith("_") and inspect.isfunction(getattr(module, name))}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_event_is_tried_here(module):
    app = module.__name__.split(".")[0]
    tried = {name.split(".")[1] for name in EVENTS if name.startswith(f"{app}.")}
    assert public_functions(importlib.import_module(module.__name__)) - NOT_EVENTS == tried


@pytest.mark.parametrize("name", EVENTS)
def test_one_event_is_one_line_by_whoever_did_it(name):
    world = World()
    first, event = EVENTS[name](world)
    before = AuditEntry.objects.count()
    event(first)
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.order_by("-pk").first().by == world.by


@pytest.mark.parametrize("name", EVENTS)
def test_what_cannot_be_audited_does_not_happen(name, monkeypatch):
    world = World()
    first, event = EVENTS[name](world)
    rows = _rows()

    def broken(*args, **kwargs):
        raise RuntimeError("The audit trail cannot be written.")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        event(first)
    assert _rows() == rows


def _rows() -> dict[str, list]:
    """Every row of every model of ours, to compare before and after."""
    from django.apps import apps

    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for label in ("lscb", "subgroups", "plans", "reporting")
        for model in apps.get_app_config(label).get_models()
    }
