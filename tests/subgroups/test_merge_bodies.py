"""Two groups become one: what moves, what is there once, what is left, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from lscb.errors import Refused
from lscb.models import AuditEntry
from lscb.operations import keep as kept
from plans.models import ActionItem, ActionOwner, OneOfManyAnswer
from reporting.models import DueReport, Highlight
from subgroups import operations
from subgroups.models import Body, BodyName, CalendarAddress, Membership, Person
from subgroups.rules.tokens import token_hash
from tests.admin.test_admin_spreadsheets import bring_in
from tests.factories import (
    ActionFactory,
    AgencyReturnFactory,
    BoardFactory,
    BodyDocumentFactory,
    BodyFactory,
    BodyNameFactory,
    ChallengeFactory,
    DecisionFactory,
    FunctionFactory,
    GroupUpdateFactory,
    HighlightFactory,
    MatterFactory,
    MeetingFactory,
    MembershipFactory,
    ObligationFactory,
    OneToOneFactory,
    PersonFactory,
    PlanFactory,
    PlannedReportFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    RecommendationFactory,
    ScrutinyEntryFactory,
    SectionFactory,
    SelfAssessmentFactory,
    board_team,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db]

TODAY = date(2018, 4, 9)


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def keep(plan):
    return BodyFactory(board=plan.board, name="Learning and Improvement Subgroup", short_name="L&I")


@pytest.fixture
def merge(plan):
    return BodyFactory(board=plan.board, name="Training Group", short_name="TG")


@pytest.fixture
def editor(plan):
    return board_team(plan.board)


@pytest.fixture
def merged(keep, merge, editor):
    """Merge when called, so that a test first says what there is."""
    return lambda: operations.merge_bodies(keep=keep, merge=merge, by=editor)


def test_everything_moves(plan, keep, merge, merged):
    action = ActionFactory(plan=plan, who_text="Training Group")
    item = ActionItem.objects.create(action=action, text="Three workshops", owner=merge)
    child = BodyFactory(board=plan.board, parent=merge)
    section = SectionFactory(plan=plan, lead=merge)
    report = PlannedReportFactory(plan=plan)
    report.providers.add(merge)
    obligation = ObligationFactory(planned_report=report)
    obligation.forums.add(merge)
    rows = [
        MembershipFactory(body=merge),
        MeetingFactory(body=merge),
        FunctionFactory(body=merge),
        BodyDocumentFactory(body=merge),
        BodyNameFactory(body=merge, words="The trainers"),
        OneToOneFactory(body=merge),
        HighlightFactory(body=merge),
        GroupUpdateFactory(body=merge),
        AgencyReturnFactory(assessment=SelfAssessmentFactory(plan=plan), body=merge),
        CalendarAddress.objects.create(
            person=PersonFactory(), board=plan.board, body=merge, token_hash=token_hash("the trainers'")
        ),
    ]
    due = DueReport.objects.create(obligation=obligation, forum=merge, due_on=TODAY)
    promise = DecisionFactory(action=action, helper_agency=None, helper_body=merge)
    answer = OneOfManyAnswer.objects.create(action=action, body=merge, state="done", by=PersonFactory())
    challenge = ChallengeFactory(plan=plan, to_agency=None, to_body=merge)
    scrutiny = ScrutinyEntryFactory(board=plan.board, to_agency=None, to_body=merge)
    matter = MatterFactory(meeting__body=merge)
    recommendation = RecommendationFactory(review__board=plan.board)
    recommendation.bodies.add(merge)
    merged()
    for row in [
        *rows,
        due,
        section,
        item,
        child,
        promise,
        challenge,
        scrutiny,
        answer,
        matter,
        matter.meeting,
    ]:
        row.refresh_from_db()
    assert [row.body for row in [*rows, answer]] == [keep] * (len(rows) + 1)
    assert (due.forum, section.lead, item.owner, child.parent) == (keep, keep, keep, keep)
    assert (promise.helper, challenge.to, scrutiny.to) == (keep, keep, keep)
    assert (matter.owner, matter.meeting.body) == (keep, keep)
    assert [owner.body for owner in action.owners.all()] == [keep]
    assert list(report.providers.all()) == list(obligation.forums.all()) == [keep]
    assert list(recommendation.bodies.all()) == [keep]


def test_the_test_above_knows_everything_that_points_at_a_group():
    assert {f"{one.related_model.__name__}.{one.field.name}" for one in Body._meta.related_objects} == {
        "ActionItem.owner",
        "ActionOwner.body",
        "AgencyReturn.body",
        "Body.merged_into",  # test_what_was_merged_before_follows
        "Body.parent",
        "BodyDocument.body",
        "BodyName.body",
        "CalendarAddress.body",
        "Challenge.to_body",
        "Decision.helper_body",
        "DueReport.forum",
        "Function.body",
        "GroupUpdate.body",
        "Highlight.body",
        "Matter.owner",
        "Meeting.body",
        "Membership.body",
        "Obligation.forums",
        "OneToOne.body",
        "OneOfManyAnswer.body",
        "PlannedReport.providers",
        "Recommendation.bodies",
        "ScrutinyEntry.to_body",
        "Section.lead",
    }


def test_the_old_names_lead_to_the_group_that_is_kept(plan, keep, merge, merged):
    merged()
    assert set(keep.names.values_list("words", flat=True)) == {"Training Group", "TG"}
    for words in ("Training Group", "training sub-group", "TG", "L&I"):
        action = ActionFactory(plan=plan, who_text=words)
        assert [owner.body for owner in action.owners.all()] == [keep], words
    merge.refresh_from_db()
    assert (merge.name, merge.merged_into, merge.ended_on) == ("Training Group", keep, TODAY)
    assert merge not in Body.objects.not_ended()


def test_a_name_that_a_third_group_has_stays_with_that_group(plan, keep, merge, merged):
    third = BodyFactory(board=plan.board, name="Think Gap", short_name="TG")
    fourth = BodyFactory(board=plan.board)
    BodyNameFactory(body=fourth, words="Training group")
    merged()
    assert not keep.names.exists()
    action = ActionFactory(plan=plan, who_text="TG")
    assert [owner.body for owner in action.owners.all()] == [third]


def test_the_name_of_a_merged_group_can_be_used_again(plan, keep, merge, merged, editor):
    """It means the new group then; what was the old one's stays with the group that was kept."""
    before = ActionFactory(plan=plan, who_text="Training Group")
    merged()
    [again] = operations.add_groups(
        board=plan.board, groups=[("Training Group", "TG", "subgroup")], by=editor
    )
    assert (again.name, again.short_name) == ("Training Group", "TG")
    for words in ("Training Group", "TG"):
        action = ActionFactory(plan=plan, who_text=words)
        assert [owner.body for owner in action.owners.all()] == [again], words
    assert [owner.body for owner in before.owners.all()] == [keep]
    with pytest.raises(Refused, match="all of these already"):
        operations.add_groups(board=plan.board, groups=[("Training Group", "", "subgroup")], by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        BodyFactory(board=plan.board, name="Training Group")


def test_an_action_that_both_own_has_one_owner(plan, keep, merge, merged):
    action = ActionFactory(plan=plan, who_text="TG; L&I")
    assert action.owners.count() == 2
    merged()
    assert [owner.body for owner in action.owners.all()] == [keep]
    assert ActionOwner.history.filter(action=action, history_type="-").count() == 1


def test_a_report_that_both_provide_is_provided_once(plan, keep, merge, merged):
    report = PlannedReportFactory(plan=plan)
    report.providers.add(keep, merge)
    merged()
    assert list(report.providers.all()) == [keep]


def test_meetings_on_one_day_become_one_and_their_reports_move_on(plan, keep, merge, merged):
    ours, theirs = MeetingFactory(body=keep), MeetingFactory(body=merge)
    due = DueReport.objects.create(
        obligation=ObligationFactory(planned_report__plan=plan), forum=merge, meeting=theirs, due_on=TODAY
    )
    quarter = QuarterFactory(plan=plan, meeting=theirs)
    merged()
    due.refresh_from_db()
    quarter.refresh_from_db()
    assert list(keep.meetings.all()) == [ours]
    assert (due.meeting, due.forum, quarter.meeting) == (ours, keep, ours)


def test_one_report_expected_of_both_is_expected_once(plan, keep, merge, merged):
    obligation = ObligationFactory(planned_report__plan=plan)
    for forum in (keep, merge):
        DueReport.objects.create(
            obligation=obligation, forum=forum, meeting=MeetingFactory(body=forum), due_on=TODAY
        )
    merged()
    assert [due.forum for due in DueReport.objects.all()] == [keep]


def test_words_both_wrote_for_a_quarter_are_not_lost(plan, keep, merge, merged):
    quarter = QuarterFactory(plan=plan)
    HighlightFactory(body=keep, quarter=quarter, done="Two workshops")
    left = HighlightFactory(body=merge, quarter=quarter, done="A conference")
    merged()
    left.refresh_from_db()
    assert left.body == merge
    assert Highlight.objects.count() == 2
    assert AuditEntry.objects.get().changes["left"] == ["", "1 highlight"]


def test_a_person_in_one_role_on_both_has_it_once_from_today(keep, merge, merged):
    ours = MembershipFactory(body=keep)
    theirs = MembershipFactory(body=merge, person=ours.person, starts_on=date(2017, 4, 1))
    merged()
    theirs.refresh_from_db()
    assert (theirs.body, theirs.starts_on, theirs.ends_on) == (keep, date(2017, 4, 1), TODAY)
    assert Membership.objects.get(ends_on=None) == ours


def test_an_update_on_its_behalf_is_not_rewritten(plan, merge, merged):
    update = ProgressUpdateFactory(action=ActionFactory(plan=plan), on_behalf_of=merge)
    merged()
    update.refresh_from_db()
    assert update.on_behalf_of == merge


@pytest.mark.parametrize("between", [False, True])
def test_no_group_ends_up_above_itself(plan, keep, merge, merged, between):
    top = BodyFactory(board=plan.board)
    middle = BodyFactory(board=plan.board, parent=merge)
    merge.parent, keep.parent = top, middle if between else merge
    merge.save()
    keep.save()
    merged()
    keep.refresh_from_db()
    middle.refresh_from_db()
    assert (keep.parent, middle.parent) == (top, keep)


def test_what_was_merged_before_follows(plan, keep, merge, merged, editor):
    older = BodyFactory(board=plan.board, name="Workforce Group")
    operations.merge_bodies(keep=merge, merge=older, by=editor)
    merged()
    older.refresh_from_db()
    assert older.merged_into == keep
    assert BodyName.objects.get(words="Workforce Group").body == keep


def test_it_is_audited_once_and_history_says_who(plan, keep, merge, merged, editor):
    section = SectionFactory(plan=plan, lead=merge)
    before = AuditEntry.objects.count()
    merged()
    entry = AuditEntry.objects.first()
    assert AuditEntry.objects.count() == before + 1
    assert (entry.operation, entry.thing, entry.by) == ("groups-merged", keep, editor)
    assert entry.changes == {"merged into it": ["", "Training Group"], "moved": ["", "1 section"]}
    assert section.history.latest().history_user == editor
    assert merge.history.latest().history_user == editor


def test_an_earlier_end_stays(merge, merged):
    merge.ended_on = date(2017, 9, 30)
    merge.save()
    merged()
    merge.refresh_from_db()
    assert merge.ended_on == date(2017, 9, 30)


def refused(keep, merge, by, words):
    with pytest.raises(Refused, match=words):
        operations.merge_bodies(keep=keep, merge=merge, by=by)
    assert not AuditEntry.objects.filter(operation="groups-merged", thing_id=keep.pk).exists()


def test_a_group_is_not_merged_into_itself(keep, editor):
    refused(keep, Body.objects.get(pk=keep.pk), editor, "two different groups")


def test_groups_of_two_boards_are_not_merged(keep, editor):
    refused(keep, BodyFactory(board=BoardFactory()), editor, "two boards")


def test_a_group_is_merged_once(plan, keep, merge, merged, editor):
    merged()
    other = BodyFactory(board=plan.board)
    refused(other, merge, editor, "merged into Learning and Improvement Subgroup before")
    refused(merge, other, editor, "merged into Learning and Improvement Subgroup before")


def test_nobody_joins_a_group_that_has_become_part_of_another(keep, merge, merged):
    merged()
    merge.refresh_from_db()
    joining = Membership(person=PersonFactory(), body=merge)
    with pytest.raises(ValidationError) as refused:
        joining.full_clean()
    assert f"has become part of {keep}" in str(refused.value)


def test_nor_whoever_saves_after_a_merge_that_was_not_there_when_they_looked(keep, merge, editor):
    """As an import, and anybody who had the page open: the body is read before, the membership kept after."""
    chosen = Membership(person=PersonFactory(), body=Body.objects.get(pk=merge.pk), role="member")
    operations.merge_bodies(keep=keep, merge=merge, by=editor)
    with pytest.raises(Refused, match=f"has become part of {keep}"):
        kept(chosen, by=editor)
    assert not Membership.objects.filter(body=merge, person=chosen.person).exists()


def test_the_old_name_in_a_spreadsheet_means_the_group_that_is_kept(client, keep, merge, merged, editor):
    merged()
    client.force_login(editor)
    bring_in(client, Person, [["name", "e-mail", "bodies"], ["Ada", "ada@example.org", merge.name]])
    assert [place.body for place in Person.objects.get(name="Ada").memberships.all()] == [keep]


def test_the_admin_takes_the_name_of_a_merged_group_and_says_which_is_taken(
    client, plan, keep, merge, merged, editor
):
    merged()
    client.force_login(editor)
    rows = [["name", "kind"], [merge.name, "Subgroup"]]
    bring_in(client, Body, rows)
    again = Body.objects.get(name=merge.name, merged_into=None)
    bring_in(client, Person, [["name", "e-mail", "bodies"], ["Ada", "ada@example.org", merge.name]])
    assert [place.body for place in Person.objects.get(name="Ada").memberships.all()] == [again]
    with pytest.raises(ValidationError) as error:
        Body(board=plan.board, name=merge.name).full_clean()
    assert "body_name_once_a_board" in str(error.value)
