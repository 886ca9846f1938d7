"""What a form asks for is said in one round: choices, words and days, and what its event would refuse, all at once."""

from datetime import date

import pytest

from lscb.errors import Refused
from plans import operations
from plans.forms.action_writing import ActionForm
from plans.forms.challenges import AnswerForm, ChallengeForm, CloseForm
from plans.forms.decisions import DecideForm, NewDateForm, ReasonForm, WhereForm
from plans.forms.records import PromiseForm, RecordForm
from plans.forms.risks import CloseRiskForm, RiskForm
from plans.forms.succession import NextPlanForm, PartForm
from plans.forms.updates import UpdateForm
from plans.models import Decision
from plans.rules.ratings import Rating
from reporting import operations as events
from reporting.forms.meetings import MoveMeetingForm
from reporting.forms.planner import RecordForm as DueReportForm
from reporting.forms.reports import CorrectionForm
from reporting.models import DueReport
from subgroups.forms.people import PlaceForm, RoleForm
from subgroups.models import Membership
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return factories.PlanFactory()


@pytest.fixture
def team(plan):
    return factories.board_team(plan.board)


@pytest.fixture
def action(plan):
    return factories.ActionFactory(plan=plan, label="8.4", when_text="July 2018")


@pytest.fixture
def quarter(plan):
    return factories.QuarterFactory(plan=plan)


def said(form) -> dict[str, list[str]]:
    return {field: list(errors) for field, errors in form.errors.items()}


def agrees(form, event) -> None:
    """Whatever the event refuses of what is missing, the form has said already, in the same words."""
    with pytest.raises(Refused) as refused:
        event()
    for field, advice in refused.value.message_dict.items():
        assert said(form)[field] == advice


# --- An update ----------------------------------------------------------------------------------------------------


def update_form(action, team, quarter, **typed):
    words = action.plan.rating_words()
    return UpdateForm(typed, action=action, person=team, words=words, last=None, quarter=quarter)


def test_an_update_without_anything_asks_for_the_rating_and_the_words(action, team, quarter):
    assert said(update_form(action, team, quarter)) == {
        "rating": ["Choose a rating."],
        "progress": ["Say in a sentence how it is going."],
    }


@pytest.mark.parametrize("rating", list(Rating))
def test_a_rating_asks_for_all_of_its_words_at_once(action, team, quarter, rating):
    """Also where one of the boxes is refused for another reason: it used to hide the others."""
    form = update_form(action, team, quarter, rating=rating, moderation_reason="x", cause="x" * 5_000)
    agrees(
        form,
        lambda: operations.record_update(action=action, quarter=quarter, rating=rating, by=team, cause="x"),
    )
    if rating in (Rating.AT_RISK, Rating.OFF_TRACK):
        assert said(form)["cause"] == ["Shorten this to 4,000 characters; it has 5,000."]
        assert {"recovery_step", "back_on_track_on", "progress"} <= said(form).keys()


def test_a_day_that_has_passed_is_not_back_on_track(action, team, quarter):
    """As "When" it reads June 2018; what has passed is refused by the form and by the event."""
    typed = {"rating": "A", "progress": "Slow", "cause": "Staff", "recovery_step": "Recruit"}
    form = update_form(action, team, quarter, **typed, back_on_track_on="June 2018")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["back_on_track_on"] == date(2018, 6, 30)
    assert "“June 2018” was read as 30 June 2018, the last day of the month." in form.days_said
    late = update_form(action, team, quarter, **typed, back_on_track_on="March 2018")
    assert said(late) == {"back_on_track_on": ["That day has passed. Give one still to come."]}
    words = typed | {"back_on_track_on": date(2018, 3, 31)}
    agrees(late, lambda: operations.record_update(action=action, quarter=quarter, by=team, **words))


def test_in_a_quarter_that_is_corrected_its_own_days_to_come_may_stay(action, team, quarter):
    quarter.state, quarter.ends_on = quarter.State.REPORTED, date(2018, 3, 31)
    form = update_form(action, team, quarter, rating="A", back_on_track_on="5 April 2018")
    assert "back_on_track_on" not in said(form)
    form = update_form(action, team, quarter, rating="A", back_on_track_on="5 March 2018")
    assert said(form)["back_on_track_on"] == ["That day has passed. Give one still to come."]


# --- Decisions, challenges, risks -----------------------------------------------------------------------------------


def test_a_challenge_asks_for_whom_words_and_days_at_once(plan, team):
    form = ChallengeForm({"raised_on": "1 May 2018", "response_due_on": "1 April 2018"}, plan=plan)
    assert said(form) == {
        "to": ["Choose who must answer."],
        "words": ["Say what is challenged."],
        "raised_by": ["Say who raises it: a name or a post."],
        "raised_on": ["That day has not come yet."],
    }
    body = factories.BodyFactory(board=plan.board)
    empty = {"words": "", "raised_by": "", "raised_on": date(2018, 5, 1)}
    agrees(form, lambda: operations.raise_challenge(plan=plan, to=body, by=team, **empty))
    order = ChallengeForm({"raised_on": "2 April 2018", "response_due_on": "1 April 2018"}, plan=plan)
    assert said(order)["response_due_on"] == ["A response cannot be due before the challenge was raised."]


def test_what_follows_a_challenge_asks_for_its_words(plan, team):
    challenge = factories.ChallengeFactory(plan=plan)
    answer = AnswerForm({"seen": challenge.version()}, expected=challenge.version())
    assert said(answer) == {"response": ["Write what was answered."], "responded_on": ["Write the day."]}
    close = CloseForm({"seen": challenge.version()}, challenge=challenge)
    agrees(close, lambda: operations.close_challenge(challenge=challenge, outcome="", by=team))
    assert said(close).keys() == {"outcome", "unanswered_because"}


def test_a_risk_asks_for_choices_and_words_at_once(plan, team):
    form = RiskForm({"review_on": "March 2018"}, plan=plan)
    assert said(form).keys() == {"words", "likelihood", "impact", "response", "held_by", "review_on"}
    empty = {"words": "", "response": "", "held_by": "", "likelihood": 0, "impact": 0}
    agrees(form, lambda: operations.record_risk(plan=plan, by=team, review_on=date(2018, 3, 31), **empty))
    risk = factories.RiskFactory(plan=plan)
    close = CloseRiskForm({"seen": risk.changed_at.isoformat()}, risk=risk)
    agrees(close, lambda: operations.close_risk(risk=risk, why_closed="", by=team))


def test_a_new_date_asks_which_when_and_why_at_once(plan, team):
    action = factories.ActionFactory(plan=plan, when_text="July 2018 & March 2019")
    form = NewDateForm({}, action=action, waiting=[])
    assert said(form) == {
        "milestone": ["Say which of its dates should move."],
        "to_date": ["Write the date you ask for."],
        "reason": ["Say why the date should move."],
    }
    agrees(
        form, lambda: operations.ask_for_new_date(action=action, to_date=date(2019, 5, 1), reason="", by=team)
    )
    one = factories.ActionFactory(plan=plan, when_text="July 2018")
    with pytest.raises(Refused) as refused:
        operations.ask_for_new_date(action=one, to_date=one.due_on, reason="", by=team)
    assert refused.value.message_dict.keys() == {"to_date", "reason"}


def test_a_decision_asks_for_where_and_why_at_once(plan, team, action):
    form = DecideForm({"seen": ""}, board=plan.board, about=None, why_not="Say what is missing.")
    assert said(form).keys() == {"meeting", "reason"}
    assert said(WhereForm({}, action=action)).keys() == {"of", "meeting", "reason"}
    assert said(ReasonForm({}, label="Why?", missing="Say why it is withdrawn.")) == {
        "reason": ["Say why it is withdrawn."]
    }
    record = RecordForm({"kind": "help"}, action=action, waiting=[])
    assert said(record).keys() == {"promised_by", "help_words", "meeting"}
    promise = PromiseForm({"outcome": Decision.Outcome.NOT_KEPT})
    assert said(promise) == {"words": ["Say why it did not come, or what came instead."]}


# --- The plan itself ------------------------------------------------------------------------------------------------


def test_an_action_whose_date_moves_asks_how_and_why_with_all_else(plan, team, action):
    form = ActionForm({"text": "", "when_text": "December 2018"}, plan=plan, action=action)
    assert said(form).keys() == {"text", "moves", "moves_because"}
    action.when_text = "December 2018"
    agrees(form, lambda: operations.change_action(action=action, by=team))


def test_a_plan_that_follows_asks_for_title_and_order_at_once(plan, team):
    form = NextPlanForm({"starts_on": "April 2020", "ends_on": "March 2020"})
    assert said(form) == {"title": ["Give the plan a title."], "ends_on": ["The plan ends after it starts."]}
    days = {"starts_on": date(2020, 4, 1), "ends_on": date(2020, 3, 31)}
    agrees(form, lambda: operations.start_next_plan(predecessor=plan, title="", by=team, **days))


def test_parts_that_are_carried_over_ask_for_each_reason_at_once(plan, team, action):
    into = factories.PlanFactory(board=plan.board, starts_on=date(2020, 4, 1), ends_on=date(2023, 3, 31))
    typed = {"text": "", "when_text": "May 2021", "second": "And this", "second_when": "June 2022"}
    form = PartForm(typed, action=action, into=into)
    assert said(form).keys() == {"text", "because", "second_because"}
    part = operations.Part
    parts = [part("One", when_text="May 2021"), part("Two", when_text="June 2022")]
    agrees(form, lambda: operations.carry_over(action=action, into=into, parts=parts, by=team))


# --- People, meetings and reports -----------------------------------------------------------------------------------


def test_a_deputy_needs_both_days(plan, team):
    form = PlaceForm({"role": Membership.Role.DEPUTY}, board=plan.board)
    assert said(form).keys() == {"body", "starts_on", "ends_on"}
    form = PlaceForm({"starts_on": "2 May 2018", "ends_on": "1 May 2018"}, board=plan.board)
    assert said(form).keys() == {"body", "role", "ends_on"}
    somebody = factories.PersonFactory()
    form = RoleForm({"deputy_for": team.pk}, board=plan.board, person=somebody)
    assert said(form).keys() == {"role", "starts_on", "ends_on"}


def test_a_meeting_says_of_its_papers_what_its_event_would(plan, team):
    meeting = factories.MeetingFactory(body=factories.BodyFactory(board=plan.board))
    form = MoveMeetingForm(
        {"held_on": "May 2018", "papers_due_on": "June 2018", "held_at": "noon"}, meeting=meeting
    )
    assert said(form).keys() == {"held_at", "papers_due_on"}


def test_a_report_put_off_asks_for_the_meeting_and_the_reason(plan, team):
    forum = factories.BodyFactory(board=plan.board)
    obligation = factories.ObligationFactory(planned_report__plan=plan)
    due = DueReport.objects.create(obligation=obligation, forum=forum, due_on=date(2018, 4, 4))
    form = DueReportForm({"became": DueReport.State.NOT_NEEDED, "received_on": "never"}, due=due)
    assert said(form) == {"reason": ["Say why it is not needed this time."]}
    agrees(form, lambda: events.report_not_needed(due=due, reason="", by=team))
    assert said(DueReportForm({"became": DueReport.State.DEFERRED}, due=due)).keys() == {"to", "reason"}
    assert said(CorrectionForm({})) == {"reason": ["Say what is corrected and why."]}
