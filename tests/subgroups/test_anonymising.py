"""Whoever left long ago is no longer named, except in finals and in what people typed themselves."""

from datetime import date, timedelta

import pytest

from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Reminder
from subgroups.models import BoardRole, Person
from subgroups.operations import anonymise, keep_person, leave, propose_role, welcome_back
from subgroups.operations.anonymising import anonymise_leavers
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MembershipFactory,
    PersonFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db

LEFT = date(2018, 4, 9)
KEPT_UNTIL = LEFT + timedelta(days=2192)


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def ann(plan):
    """Wrote, was written to, was called otherwise before, and has left."""
    team = board_team(plan.board)
    ann = chair_of(BodyFactory(board=plan.board, name="Health"), name="Ann Ash", email="ann@example.org")
    ann.job_title, ann.name = "Head of health", "Ann Birch"
    keep_person(person=ann, by=team, board=plan.board)
    quarter = QuarterFactory(plan=plan)
    action = ActionFactory(plan=plan, who_text="Health")
    operations.record_update(action=action, quarter=quarter, rating="G", progress="Ann Birch wrote", by=ann)
    Reminder.objects.create(
        quarter=quarter, person=ann, to=ann.email, subject="Updates", body="Dear Ann Birch,", references=1
    )
    propose_role(person=ann, board=plan.board, role="auditor", by=team)
    leave(person=ann, board=plan.board, left_on=LEFT, by=team)
    return Person.objects.get(pk=ann.pk)


def test_after_the_time_a_leaver_is_named_nowhere_but_in_words_people_typed(on, plan, ann):
    on(KEPT_UNTIL)
    assert anonymise_leavers() == "Leavers no longer named: 1 person."
    assert anonymise_leavers() == "Leavers no longer named: 0 people."
    ann = Person.objects.get(pk=ann.pk)
    called = f"Former member {ann.pk}"
    assert (ann.name, ann.email, ann.job_title) == (called, None, "")
    assert not ann.has_usable_password()
    assert set(ann.history.values_list("name", "email", "job_title")) == {(called, None, "")}
    for entry in AuditEntry.objects.all():
        for held in (entry.by_name, entry.thing_name, str(entry.changes) if entry.thing_id == ann.pk else ""):
            assert "Ann" not in held and "Head of health" not in held, (entry.operation, held)
    assert ann.progress_updates.get().progress == "Ann Birch wrote"
    assert (Reminder.objects.get().to, Reminder.objects.get().body) == ("", f"Dear {called},")
    assert AuditEntry.objects.get(operation="anonymised").board == plan.board
    with pytest.raises(Refused):
        welcome_back(person=ann, by=board_team(plan.board))


def test_before_that_day_it_is_refused(on, ann):
    on(KEPT_UNTIL - timedelta(days=1))
    with pytest.raises(Refused, match="kept until 9 April 2024"):
        anonymise(person=ann, by=None)
    assert anonymise_leavers() == "Leavers no longer named: 0 people."


def test_whoever_works_here_or_still_has_something_is_refused(settings, plan):
    settings.LEAVERS_KEPT = 0
    with pytest.raises(Refused, match="have not left"):
        anonymise(person=PersonFactory(), by=None)
    for give in (
        lambda person: MembershipFactory(person=person),
        lambda person: BoardRole.objects.create(person=person, board=plan.board, role="auditor"),
    ):
        person = PersonFactory(is_active=False, left_on=date(2018, 4, 1))
        give(person)
        with pytest.raises(Refused, match="still have a place or a role"):
            anonymise(person=person, by=None)
