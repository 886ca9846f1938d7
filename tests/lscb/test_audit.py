import pytest
from django.db import transaction

from lscb.events import audit
from lscb.models import AuditEntry
from lscb.operations import keep, remove
from plans.models import GlossaryTerm
from tests.factories import GlossaryTermFactory, board_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def term():
    return GlossaryTermFactory(term="CDOP", meaning="Child Death Overview Panel")


@pytest.fixture
def editor(term):
    return board_team(term.board, name="Ada Lorton")


def test_keeping_a_row_says_what_changed_and_who_did_it(term, editor):
    term.meaning = "Child death overview panel"
    keep(term, by=editor)
    entry = AuditEntry.objects.get()
    assert (entry.operation, entry.by, entry.by_name) == ("glossaryterm-changed", editor, "Ada Lorton")
    assert entry.changes == {"meaning": ["Child Death Overview Panel", "Child death overview panel"]}
    assert term.history.first().history_user == editor


def test_keeping_an_unchanged_row_writes_nothing(term, editor):
    keep(term, by=editor)
    assert not AuditEntry.objects.exists()


def test_a_removed_row_leaves_its_name(term, editor):
    remove(term, by=editor)
    assert not GlossaryTerm.objects.exists()
    assert AuditEntry.objects.get().thing_name == "CDOP"


def test_an_entry_is_never_changed_or_deleted(term, editor):
    keep(GlossaryTerm(plan=term.plan, term="CTB", meaning="Children's Trust Board"), by=editor)
    entry = AuditEntry.objects.get()
    for attempt in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(TypeError):
        AuditEntry.objects.update(by_name="Nobody")


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_written_only_inside_a_transaction(term):
    with pytest.raises(transaction.TransactionManagementError):
        audit.record("plan-changed", term, by=None)


def test_entries_are_seen_only_by_those_who_may_read_the_audit_of_the_board(term, editor):
    keep(GlossaryTerm(plan=term.plan, term="CTB", meaning="Children's Trust Board"), by=editor)
    stranger = board_team(GlossaryTermFactory().board)
    assert AuditEntry.objects.visible_to(editor).count() == 1
    assert AuditEntry.objects.visible_to(stranger).count() == 0
