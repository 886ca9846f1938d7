"""Business events of a plan: what each does, what it refuses and what it leaves alone."""

from datetime import date, timedelta

import pytest

from lscb import clock
from lscb.errors import ChangedMeanwhile, Refused
from lscb.operations import keep
from plans import operations
from plans.models import Action, DateChange, ProgressUpdate, Quarter
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MeetingFactory,
    PersonFactory,
    PlanFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
    nth,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def editor(plan):
    return board_team(plan.board)


@pytest.fixture
def quarter(plan):
    return QuarterFactory(plan=plan)


@pytest.fixture
def action(plan):
    return ActionFactory(plan=plan, label="8.4", when_text="July 2018")


# --- Adding and changing ------------------------------------------------------------------------------------


def test_an_action_is_added_with_its_words_read(plan, editor):
    group = BodyFactory(board=plan.board, name="Health Subgroup", short_name="Health")
    action = ActionFactory(plan=plan, when_text="July 2018", who_text="Health subgroup", by=editor)
    assert action.due_on == action.first_due_on == date(2018, 7, 31)
    assert action.when_text == "July 2018"
    assert [owner.body for owner in action.owners.all()] == [group]


def test_the_second_action_with_a_reference_is_kept_and_says_so(plan):
    first, second = (ActionFactory(plan=plan, label="13.2") for _ in range(2))
    assert (first.reference, second.reference) == ("13.2", "13.2 (2)")


def test_actions_without_a_reference_are_not_each_others_second(plan):
    assert [ActionFactory(plan=plan, label="").reference for _ in range(2)] == ["", ""]


@pytest.mark.database
def test_plan_order_is_the_place_in_the_section_not_the_alphabet(plan):
    section = SectionFactory(plan=plan)
    for label in ("1.8", "1.9", "1.10", "1.11"):
        ActionFactory(plan=plan, section=section, label=label)
    labels = [action.label for action in Action.objects.filter(plan=plan).in_plan_order()]
    assert labels == ["1.8", "1.9", "1.10", "1.11"]


def test_several_dates_become_milestones_and_no_single_due_date(plan):
    action = ActionFactory(plan=plan, when_text="November 2017 & March 2018")
    assert action.due_on is None
    assert [m.due_on for m in action.milestones.all()] == [date(2017, 11, 30), date(2018, 3, 31)]


def test_new_words_for_when_are_read_again_and_reached_milestones_stay(plan, editor):
    action = ActionFactory(plan=plan, when_text="November 2017 & March 2018")
    first = action.milestones.first()
    operations.record_milestone(milestone=first, done_on=date(2017, 11, 23), note="Held", by=editor)
    action.when_text = "November 2017 & May 2018"
    operations.change_action(action=action, moves="correction", moves_because="Typed wrongly", by=editor)
    rows = {m.due_on: m.done_on for m in action.milestones.all()}
    assert rows == {date(2017, 11, 30): date(2017, 11, 23), date(2018, 5, 31): None}


@pytest.mark.database
def test_changing_only_the_wording_leaves_the_agreed_date_alone(action, editor):
    change = operations.ask_for_new_date(action=action, to_date=date(2018, 9, 30), reason="Venue", by=editor)
    operations.decide_new_date(change=change, agreed=True, outside_because="By e-mail", by=editor)
    action.refresh_from_db()
    action.text = "Review the programme of training"
    operations.change_action(action=action, by=editor)
    action.refresh_from_db()
    assert action.due_on == date(2018, 9, 30)
    assert action.first_due_on == date(2018, 7, 31)


# --- Quarters -----------------------------------------------------------------------------------------------


def test_a_quarter_has_the_dates_of_the_boards_year(plan, editor):
    quarter = operations.add_quarter(plan=plan, span=nth(plan, 2017, 4), by=editor)
    assert (quarter.name, quarter.starts_on, quarter.ends_on) == (
        "Q4 2017/18",
        date(2018, 1, 1),
        date(2018, 3, 31),
    )


def test_a_year_may_start_in_january():
    board_plan = PlanFactory(board__year_starts_in=1)
    quarter = operations.add_quarter(plan=board_plan, span=nth(board_plan, 2018, 1), by=PersonFactory())
    assert (quarter.name, quarter.ends_on) == ("Q1 2018", date(2018, 3, 31))


@pytest.mark.database
def test_a_quarter_outside_the_plan_or_twice_is_refused(plan, quarter, editor):
    for year, number in ((2020, 1), (2017, 4)):
        with pytest.raises(Refused):
            operations.add_quarter(plan=plan, span=nth(plan, year, number), by=editor)


@pytest.mark.database
def test_a_boards_year_may_start_in_another_month_and_its_plans_keep_theirs(plan, quarter, editor):
    board = plan.board
    board.year_starts_in = 9
    keep(board, by=editor, fields=["year_starts_in"])
    plan.refresh_from_db()
    assert nth(plan, 2018, 1).name == "Q1 2018/19" and nth(plan, 2018, 1).starts_on == date(2018, 4, 1)


def test_opening_a_quarter_closes_the_one_before(plan, quarter, editor):
    following = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=editor)
    operations.open_quarter(quarter=following, by=editor)
    quarter.refresh_from_db()
    assert quarter.state == Quarter.State.REPORTED
    assert plan.quarters.collecting().get() == following
    with pytest.raises(Refused):
        operations.open_quarter(quarter=quarter, by=editor)


# --- Updates ------------------------------------------------------------------------------------------------


def update(action, quarter, by, rating="G", progress="Going well", **words):
    return operations.record_update(
        action=action, quarter=quarter, rating=rating, progress=progress, by=by, **words
    )


def test_an_update_is_added_and_the_one_before_stays(action, quarter, editor):
    update(action, quarter, editor)
    update(action, quarter, editor, progress="Still going well")
    assert action.updates.count() == 2
    status = Action.objects.with_status(quarter).get(pk=action.pk)
    assert (status.rating_now, status.is_silent) == ("G", False)


@pytest.mark.parametrize(
    ("rating", "asked"),
    [
        ("A", {"cause", "recovery_step", "back_on_track_on"}),
        ("R", {"cause", "recovery_step", "back_on_track_on", "help_wanted"}),
        ("B", {"evidence_how_much", "completed_on"}),  # of three boxes for evidence one will do
        ("H", {"hold_reason", "review_on"}),
    ],
)
def test_each_rating_asks_for_its_own_words(action, quarter, editor, rating, asked):
    with pytest.raises(Refused) as refusal:
        update(action, quarter, editor, rating=rating)
    assert set(refusal.value.message_dict) == asked
    assert not ProgressUpdate.objects.exists()


def test_on_track_past_its_date_asks_why(action, quarter, editor, on):
    on("2018-08-01")
    with pytest.raises(Refused) as refusal:
        update(action, quarter, editor)
    assert set(refusal.value.message_dict) == {"reason"}
    assert update(action, quarter, editor, reason="The venue is booked for the 10th").rating == "G"


def test_words_of_another_rating_are_not_kept(action, quarter, editor):
    kept = update(action, quarter, editor, cause="Left over from another choice")
    assert kept.cause == ""


@pytest.mark.parametrize("rating", ["", "X", "-", "GG"])
def test_an_unknown_rating_is_refused_with_advice(action, quarter, editor, rating):
    with pytest.raises(Refused) as refusal:
        update(action, quarter, editor, rating=rating)
    assert "rating" in refusal.value.message_dict


def test_a_day_to_come_is_no_day_of_completion(action, quarter, editor):
    evidence = dict.fromkeys(("evidence_how_much", "evidence_how_well", "evidence_difference"), "Yes")
    with pytest.raises(Refused) as refusal:
        update(action, quarter, editor, rating="B", completed_on=date(2018, 4, 10), **evidence)
    assert set(refusal.value.message_dict) == {"completed_on"}


def test_who_did_not_see_the_last_update_is_told_and_shown_it(action, quarter, editor):
    theirs = update(action, quarter, board_team(action.board, name="Chair"), last_seen=None)
    with pytest.raises(ChangedMeanwhile) as refusal:
        update(action, quarter, editor, progress="Mine", last_seen=None)
    assert refusal.value.current == theirs
    assert update(action, quarter, editor, progress="Mine", last_seen=theirs.pk).progress == "Mine"


def test_a_reported_quarter_takes_no_updates(action, quarter, editor):
    operations.close_quarter(quarter=quarter, by=editor)
    with pytest.raises(Refused):
        update(action, quarter, editor)


def test_a_quarter_of_another_plan_is_a_mistake_of_the_programme(action, editor):
    with pytest.raises(ValueError, match="another plan"):
        update(action, QuarterFactory(), editor)


def test_an_update_is_never_changed_or_deleted(action, quarter, editor):
    said = update(action, quarter, editor)
    for attempt in (said.save, said.delete, ProgressUpdate.objects.all().delete):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(TypeError):
        ProgressUpdate.objects.update(rating="B")


# --- Completing, withdrawing, new dates -----------------------------------------------------------------------


def complete(action, quarter, by):
    evidence = dict.fromkeys(("evidence_how_much", "evidence_how_well", "evidence_difference"), "Yes")
    return update(action, quarter, by, rating="B", completed_on=date(2018, 4, 2), **evidence)


@pytest.mark.database
def test_complete_is_closed_only_when_agreed(action, quarter, editor):
    with pytest.raises(Refused):
        operations.agree_completion(action=action, outside_because="By e-mail", by=editor)
    complete(action, quarter, editor)
    assert action.state == Action.State.LIVE
    operations.agree_completion(action=action, outside_because="By e-mail", by=editor)
    action.refresh_from_db()
    assert (action.state, action.closed_on) == (Action.State.CLOSED, date(2018, 4, 9))
    with pytest.raises(Refused):
        update(action, quarter, editor)


def test_complete_stays_complete_without_being_said_again(plan, action, quarter, editor):
    complete(action, quarter, editor)
    following = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=editor)
    status = Action.objects.with_status(following).get(pk=action.pk)
    assert (status.rating_now, status.is_silent) == ("B", False)


def test_a_closed_action_can_be_opened_again_for_a_reason(action, quarter, editor):
    complete(action, quarter, editor)
    operations.agree_completion(action=action, outside_because="By e-mail", by=editor)
    with pytest.raises(Refused):
        operations.reopen_action(action=action, reason=" ", by=editor)
    operations.reopen_action(action=action, reason="The audit was repeated and failed", by=editor)
    action.refresh_from_db()
    assert (action.state, action.closed_on) == (Action.State.LIVE, None)


def test_withdrawing_needs_a_reason_and_leaves_the_count(plan, action, editor):
    with pytest.raises(Refused):
        operations.withdraw_action(action=action, reason="", by=editor)
    operations.withdraw_action(action=action, reason="Taken on by another board", by=editor)
    assert not Action.objects.filter(plan=plan).counted().exists()
    assert Action.objects.filter(pk=action.pk).exists()


@pytest.mark.database
def test_a_new_date_counts_only_once_agreed(action, quarter, editor, on):
    on("2018-08-09")
    change = operations.ask_for_new_date(action=action, to_date=date(2018, 9, 30), reason="Venue", by=editor)
    assert Action.objects.with_status(quarter).get(pk=action.pk).is_overdue
    operations.decide_new_date(change=change, agreed=True, outside_because="By e-mail", by=editor)
    status = Action.objects.with_status(quarter).get(pk=action.pk)
    assert not status.is_overdue
    assert (status.first_due_on, status.slipped_days) == (date(2018, 7, 31), 61)


@pytest.mark.database
def test_a_date_not_agreed_changes_nothing_and_another_may_be_asked_for(action, editor):
    change = operations.ask_for_new_date(action=action, to_date=date(2018, 9, 30), reason="Venue", by=editor)
    with pytest.raises(Refused):
        operations.ask_for_new_date(action=action, to_date=date(2018, 10, 31), reason="Venue", by=editor)
    operations.decide_new_date(
        change=change, agreed=False, reason="Too late", outside_because="By e-mail", by=editor
    )
    action.refresh_from_db()
    assert action.due_on == date(2018, 7, 31)
    operations.ask_for_new_date(action=action, to_date=date(2018, 10, 31), reason="Venue", by=editor)
    with pytest.raises(Refused):
        operations.decide_new_date(change=change, agreed=True, outside_because="By e-mail", by=editor)
    assert action.date_changes.filter(state=DateChange.State.ASKED).count() == 1


@pytest.mark.database
def test_the_moment_of_an_update_is_the_clocks(action, quarter, editor):
    with clock.at(date(2018, 3, 20)):
        said = update(action, quarter, editor)
    assert said.at.date() == date(2018, 3, 20)


# --- Where it was decided ---------------------------------------------------------------------------------


def decisions_of(action, editor):
    """Every event that records a decision, as a function of where it was made."""
    change = operations.ask_for_new_date(action=action, to_date=date(2018, 12, 31), reason="Staff", by=editor)
    return [
        lambda **where: operations.decide_new_date(change=change, agreed=True, by=editor, **where),
        lambda **where: operations.agree_completion(action=action, by=editor, **where),
        lambda **where: operations.refuse_completion(action=action, reason="No", by=editor, **where),
        lambda **where: operations.record_decision(action=action, words="Noted", by=editor, **where),
        lambda **where: operations.correct_where(of=change, reason="A slip", by=editor, **where),
        lambda **where: operations.agree_unasked_date(
            action=action, to_date=date(2018, 12, 31), reason="Staff", by=editor, **where
        ),
        lambda **where: operations.agree_waiting(dates=[change], completions=[], by=editor, **where),
    ]


def test_no_decision_floats_at_any_event(action, editor):
    """Nor is it of a meeting that was cancelled, or of one that others come before."""
    body = BodyFactory(board=action.board)
    ahead = clock.today() + timedelta(days=10)
    cancelled = MeetingFactory(body=body, held_on=clock.today() - timedelta(days=10), cancelled=True)
    MeetingFactory(body=body, held_on=ahead)
    later = MeetingFactory(body=body, held_on=ahead + timedelta(days=30))
    wrong = [
        ({}, "Choose the meeting, or say"),
        ({"outside_because": " "}, "Choose the meeting, or say"),
        ({"meeting": cancelled}, "was cancelled"),
        ({"meeting": later}, "meets before that"),
    ]
    for event in decisions_of(action, editor):
        for where, said in wrong:
            with pytest.raises(Refused, match=said):
                event(**where)


def test_a_quarter_that_is_not_open_yet_takes_no_updates(plan, quarter, editor):
    action = ActionFactory(plan=plan)
    following = operations.add_quarter(plan=plan, span=nth(plan, 2018, 1), by=editor)
    with pytest.raises(Refused, match="Q1 2018/19 is not open for updates yet"):
        operations.record_update(action=action, quarter=following, rating="G", progress="Well", by=editor)
    assert not action.updates.exists()
