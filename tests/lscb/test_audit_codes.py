"""Codes of the audit trail: registered, each with words; and the phrases of earlier versions read as codes."""

import importlib

import pytest
from django.apps import apps

from lscb.events import audit, audit_codes
from lscb.events.audit_codes import Kept, KernelEvent, codes_saying, words_of
from lscb.models import AuditEntry
from lscb.words import own_words
from plans.models import GlossaryTerm, PlanEvent
from reporting.models import ReportingEvent
from subgroups.models import GroupEvent
from tests.factories import PlanFactory

ENUMERATIONS = [KernelEvent, GroupEvent, PlanEvent, ReportingEvent]
migration = importlib.import_module("lscb.migrations.0003_audit_codes")


def test_no_two_apps_share_a_code_and_each_fits_its_column():
    codes = [code for codes in ENUMERATIONS for code in codes.values]
    assert len(codes) == len(set(codes))
    longest = AuditEntry._meta.get_field("operation").max_length
    assert all(len(code) <= longest and " " not in code for code in audit_codes._words)


def test_a_row_that_is_kept_is_named_by_its_model_and_no_two_models_share_a_name():
    assert Kept.CHANGED.of(GlossaryTerm) == "glossaryterm-changed"
    assert words_of("glossaryterm-changed") == "glossary term changed"
    ours = [
        model._meta.model_name
        for app in ("lscb", "subgroups", "plans", "reporting")
        for model in apps.get_app_config(app).get_models()
    ]
    assert len(ours) == len(set(ours))


def test_words_are_found_and_a_phrase_nobody_knows_is_shown_as_it_is():
    assert "quarter-opened" in codes_saying("Reporting Period opened")
    assert codes_saying("no such thing") == []
    assert words_of("group changed by hand") == "group changed by hand"


@pytest.mark.django_db
def test_only_a_registered_code_is_recorded():
    with pytest.raises(ValueError, match="no registered audit code"):
        audit.record("plan changed", PlanFactory(), by=None)


# --- Earlier phrases ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(set(migration.CODES.values())))
def test_an_earlier_phrase_is_read_with_the_words_that_it_was(code):
    phrases = [phrase for phrase, other in migration.CODES.items() if other == code]
    # Reporting periods were all quarters then; a plan of quarters says so still.
    assert phrases == [own_words(words_of(code), {"reporting period": "quarter"})]


class _Schema:
    def __init__(self, connection):
        self.connection = connection


@pytest.mark.django_db
def test_the_migration_there_and_back_leaves_every_row_as_it_was():
    from django.db import connection

    plan = PlanFactory()
    phrases = [*migration.CODES, "group looked at sideways"]
    rows = [
        AuditEntry.objects.create(operation=phrase, thing=plan, thing_name="It", by_name="The system").pk
        for phrase in phrases
    ]

    class Historical:
        """The model as a migration sees it: without our guards."""

        @staticmethod
        def get_model(app, name):
            from django.db.models import QuerySet

            class Plain:
                objects = QuerySet(AuditEntry)

            return Plain

    def stored():
        return [AuditEntry.objects.get(pk=pk).operation for pk in rows]

    migration.to_codes(Historical, _Schema(connection))
    assert stored() == [migration.CODES.get(phrase, phrase) for phrase in phrases]
    migration.to_phrases(Historical, _Schema(connection))
    assert stored() == phrases
