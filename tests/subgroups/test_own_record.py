"""The record of one person's data: everything of theirs, one board's part of it, and nothing about others."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from lscb.models import AuditEntry
from plans import operations
from subgroups.models import Person
from subgroups.operations import hand_out_record, keep_person
from subgroups.selectors import own_record
from tests.factories import (
    ActionFactory,
    BodyFactory,
    DecisionFactory,
    HighlightFactory,
    MembershipFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def ann(plan):
    """Chairs a group here and another elsewhere, and wrote here."""
    health = BodyFactory(board=plan.board, name="Health Subgroup")
    ann = chair_of(health, name="Ann Ash", email="ann@example.org", job_title="Head of health")
    MembershipFactory(person=ann, body__name="Elsewhere Panel")
    quarter = QuarterFactory(plan=plan)
    action = ActionFactory(plan=plan, who_text="Health Subgroup", label="4.2")
    operations.record_update(
        action=action, quarter=quarter, rating="G", progress="=Rota is agreed", last_seen=None, by=ann
    )
    HighlightFactory(body=health, quarter=quarter, by=ann, done="Three visits made")
    DecisionFactory(action=action, recorded_by=ann)
    return ann


def words_of(tables) -> str:
    return "\n".join(str(cell) for table in tables for row in table.rows for cell in row)


def test_it_holds_what_they_are_and_what_they_wrote(plan, ann):
    keep_person(person=_named(ann, "Ann Birch"), by=ann, board=plan.board)
    tables = hand_out_record(person=ann, by=ann)
    said = words_of(tables)
    for words in (
        "Ann Birch",
        "Ann Ash",  # as they were called
        "ann@example.org",
        "Head of health",
        "Health Subgroup",
        "Elsewhere Panel",
        "Rota is agreed",
        "Three visits made",
        "Progress updated",
    ):
        assert words in said, words
    assert ("Decision", "recorded by", 1) in next(
        table.rows for table in tables if table.title == "Named elsewhere"
    )


def test_a_board_hands_out_its_own_part_and_nobody_elses_name(plan, ann):
    team = board_team(plan.board, name="Tom Team")
    other = chair_of(BodyFactory(board=plan.board), name="Olga Other")
    keep_person(person=_named(other, "Olga Ordinary"), by=team, board=plan.board)
    keep_person(person=_named(ann, "Ann Birch"), by=team, board=plan.board)
    said = words_of(hand_out_record(person=ann, by=team, board=plan.board))
    assert "Rota is agreed" in said
    for words in ("Elsewhere Panel", "Tom Team", "Olga"):
        assert words not in said, words
    assert AuditEntry.objects.filter(operation="data-handed-out", by=team).exists()
    with pytest.raises(ValueError, match="for the person alone"):
        hand_out_record(person=ann, by=team)


def test_whatever_else_points_at_people_is_counted_for_one_board_too(plan, ann):
    """Also a model that is not written yet: one that no path leads to a board from would raise."""
    (elsewhere,) = (
        table for table in own_record.record_of(ann, plan.board) if table.title == "Named elsewhere"
    )
    assert elsewhere.rows == [("Decision", "recorded by", 1)]
    other = ann.memberships.get(body__name="Elsewhere Panel").body.board
    (elsewhere,) = (table for table in own_record.record_of(ann, other) if table.title == "Named elsewhere")
    assert elsewhere.rows == []


def test_the_file_opens_as_a_spreadsheet_and_text_stays_text(client, plan, ann):
    client.force_login(ann)
    assert "Get the record" in client.get("/your-record/").text
    before = AuditEntry.objects.count()
    answer = client.post("/your-record/")
    assert AuditEntry.objects.count() == before + 1
    assert 'filename="ann-ash-record-2018-04-09.xlsx"' in answer["Content-Disposition"]
    book = load_workbook(BytesIO(answer.content))
    updates = list(book["Updates written"].iter_rows(values_only=True))
    assert updates[1][2:6] == ("4.2", "Q4 2017/18", "On track", "'=Rota is agreed")


def _named(person: Person, name: str) -> Person:
    person = Person.objects.get(pk=person.pk)
    person.name = name
    return person
