"""People in the audit trail: kept by key, shown by name, and read so in what earlier versions wrote."""

import importlib

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from lscb.events import audit, names
from lscb.models import AuditEntry
from lscb.operations import keep
from plans.models import PlanEvent, ProgressUpdate
from plans.selectors.action_story import as_read
from subgroups.models import CalendarAddress, GroupEvent, Membership
from tests.factories import BodyFactory, PersonFactory, PlanFactory, board_team

migration = importlib.import_module("lscb.migrations.0006_people_by_key")


def test_a_value_is_shown_by_its_words_and_sealed_by_its_key():
    person = PersonFactory.build(pk=7, name="Jo Winterbourne")
    value = names.of_person(person)
    assert value == {"person": 7, "words": "Jo Winterbourne"}
    assert as_read(value) == "Jo Winterbourne"
    assert as_read([value, "x"]) == "Jo Winterbourne, x"
    assert as_read(names.of_person(person, "")) == ""
    assert names.by_key([value, [value, "x"]]) == [{"person": 7}, [{"person": 7}, "x"]]
    assert names.renamed([value, "Jo Winterbourne"], 7, "Jo") == [
        {"person": 7, "words": "Jo"},
        "Jo Winterbourne",
    ]
    assert names.renamed([value], 8, "Jo") == [value]


def test_what_is_called_after_people_is_known_by_its_key():
    assert names.people_of(Membership) == names.people_of(CalendarAddress) == ["person"]
    assert names.people_of(ProgressUpdate) == []  # by somebody, and called after an action


@pytest.mark.django_db
def test_who_takes_a_place_and_what_is_held_about_somebody_are_kept_by_key():
    body = BodyFactory()
    team = board_team(body.board)
    person = PersonFactory(name="Jo Winterbourne", job_title="Nurse")
    keep(Membership(person=person, body=body), by=team)
    place = body.memberships.get()
    place.person = other = PersonFactory(name="Ada Lorton")
    keep(place, by=team)
    person.job_title = "Head of nursing"
    keep(person, by=team, board=body.board)
    about, of_place, _ = AuditEntry.objects.all()[:3]
    assert of_place.changes == {"person": [names.of_person(person), names.of_person(other)]}
    assert about.changes == {
        "job title": [names.of_person(person, "Nurse"), names.of_person(person, "Head of nursing")]
    }


class _Schema:
    def __init__(self, connection):
        self.connection = connection


class _Historical:
    """Models as a migration sees them: without our guards."""

    @staticmethod
    def get_model(app, name):
        if name != "AuditEntry":
            return apps.get_model(app, name)

        class Plain:
            objects = models.QuerySet(AuditEntry)

        return Plain


@pytest.mark.database
@pytest.mark.django_db
def test_what_earlier_versions_wrote_is_read_by_key_and_back():
    plan = PlanFactory()
    jo = PersonFactory(name="Jo Winterbourne")
    [PersonFactory(name="Two Ofus") for _ in range(2)]
    written = [
        (PlanEvent.PROPOSAL_ACCEPTED, plan, {"accepted": ["", "G as proposed by Jo Winterbourne"]}),
        (PlanEvent.PROPOSAL_ACCEPTED, plan, {"accepted": ["", "G as proposed by Two Ofus"]}),
        (GroupEvent.SET_UP, plan.board, {"board team": ["", "Jo Winterbourne"]}),
        ("person-changed", jo, {"e-mail": [None, "jo@example.org"], "working": [True, False]}),
        ("plan-changed", plan, {"person": ["", "Jo Winterbourne"]}),
    ]
    with transaction.atomic():
        keys = [
            audit.record(code, thing, by=None, board=plan.board, changes=changes).pk
            for code, thing, changes in written
        ]

    def stored():
        return [AuditEntry.objects.get(pk=pk).changes for pk in keys]

    migration.to_keys(_Historical, _Schema(connection))
    assert stored() == [
        {"accepted": ["", "G"], "proposed by": ["", names.of_person(jo)]},
        {"accepted": ["", "G"], "proposed by": ["", "Two Ofus"]},
        {"board team": ["", names.of_person(jo)]},
        {"e-mail": [None, names.of_person(jo, "jo@example.org")], "working": [True, False]},
        written[-1][2],
    ]
    migration.to_words(_Historical, _Schema(connection))
    assert stored()[2:] == [changes for _, _, changes in written[2:]]
