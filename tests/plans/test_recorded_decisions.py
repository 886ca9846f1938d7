"""What a meeting decided about an action besides what was asked of it: help, challenges, other dates, all else."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Decision
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    BodyFactory,
    DecisionFactory,
    MeetingFactory,
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
def police(plan):
    return AgencyFactory(board=plan.board, name="Westshire Constabulary")


@pytest.fixture
def meeting(plan):
    return MeetingFactory(body=BodyFactory(board=plan.board, name="Business Group"), held_on=date(2018, 4, 4))


@pytest.fixture
def action(plan):
    QuarterFactory(plan=plan, ends_on=date(2018, 4, 30))
    BodyFactory(board=plan.board, name="Health Subgroup")
    return ActionFactory(plan=plan, label="8.5", when_text="March 2018", who_text="Health Subgroup")


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board, name="Bryony Larkfell")
    client.force_login(person)
    return person


def page_of(action, **query):
    address = reverse("plans:action-decide", args=[action.plan.slug, action.pk])
    return f"{address}?{'&'.join(f'{key}={value}' for key, value in query.items())}"


def post(client, action, kind, next_page="", **typed):
    """What was decided, outside a meeting where none is typed."""
    if "meeting" not in typed and kind != "challenge":
        typed["outside_because"] = "By e-mail"
    data = {"decision": "record", "record-kind": kind} | {f"record-{k}": v for k, v in typed.items()}
    return client.post(page_of(action, next=next_page), data)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


# --- Recording ------------------------------------------------------------------------------------------------


def test_help_promised_by_an_agency_is_recorded_and_told_in_the_story(client, team, action, police, meeting):
    answer = post(
        client,
        action,
        "help",
        promised_by=f"agency-{police.pk}",
        help_words="Second one officer",
        help_due_on="30 June 2018",
        meeting=meeting.pk,
    )
    assert answer.url == action.get_absolute_url()
    decision = action.decisions.get()
    assert (decision.kind, decision.helper, decision.words) == ("help", police, "Second one officer")
    assert (decision.due_on, decision.meeting, decision.recorded_by) == (date(2018, 6, 30), meeting, team)
    story = text_of(client.get(action.get_absolute_url()))
    assert "<strong>Help promised</strong>" in story
    assert "<strong>By:</strong> Westshire Constabulary" in story
    assert (
        "<strong>At the meeting:</strong> Business Group" not in story
    )  # the body's short name stands there
    assert f"<strong>At the meeting:</strong> {meeting}" in story


def test_anything_else_that_was_decided_is_kept_in_words(client, team, action, meeting):
    post(client, action, "other", words="The Chair writes to the trusts", meeting=meeting.pk)
    decision = action.decisions.get()
    assert (decision.kind, decision.helper, str(decision)) == (
        "other",
        None,
        "Other decision: The Chair writes to the trusts",
    )
    assert "The Chair writes to the trusts" in text_of(client.get(action.get_absolute_url()))


def test_a_date_nobody_asked_for_is_agreed_at_once(client, team, action, meeting):
    post(client, action, "date", to_date="30 June 2018", reason="The venue was lost", meeting=meeting.pk)
    action.refresh_from_db()
    assert (action.due_on, action.first_due_on) == (date(2018, 6, 30), date(2018, 3, 31))
    change = action.date_changes.get()
    assert (change.state, change.meeting, change.reason) == ("agreed", meeting, "The venue was lost")


def test_a_different_date_than_the_one_asked_for(client, team, action, meeting):
    operations.ask_for_new_date(action=action, to_date=date(2018, 9, 30), reason="Venue", by=team)
    page = text_of(client.get(page_of(action)))
    assert "A different date was agreed" in page
    post(client, action, "date", to_date="30 June 2018", reason="Sooner", meeting=meeting.pk)
    states = dict(action.date_changes.values_list("to_date", "state"))
    assert states == {date(2018, 9, 30): "refused", date(2018, 6, 30): "agreed"}
    action.refresh_from_db()
    assert action.due_on == date(2018, 6, 30)


def test_a_date_that_is_refused_decides_nothing(client, team, action):
    operations.ask_for_new_date(action=action, to_date=date(2018, 9, 30), reason="Venue", by=team)
    answer = post(client, action, "date", to_date="31 March 2018", reason="As it was")
    assert answer.status_code == 422
    assert "That is the date it already has." in text_of(answer)
    assert action.date_changes.get().state == "asked"


def test_a_challenge_is_raised_from_the_same_page(client, team, action, police, meeting):
    post(
        client,
        action,
        "challenge",
        to=f"agency-{police.pk}",
        challenge_words="Why are the posts empty?",
        raised_by="Independent Chair",
        response_due_on="30 April 2018",
        meeting=meeting.pk,
    )
    challenge = action.challenges.get()
    assert (challenge.to, challenge.meeting, challenge.response_due_on) == (
        police,
        meeting,
        date(2018, 4, 30),
    )
    assert "Why are the posts empty?" in text_of(client.get(action.get_absolute_url()))


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        ("", ["Choose what was decided."]),
        ("date", ["Write the date that was agreed.", "Say why the date should move."]),
        ("help", ["Choose who promised.", "Say what was promised."]),
        ("challenge", ["Choose who must answer.", "Say what is challenged."]),
        ("other", ["Say what was decided."]),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, team, action, kind, advice):
    answer = post(client, action, kind, help_words="" if kind == "help" else "A room", to_date="")
    assert answer.status_code == 422
    page = text_of(answer)
    for words in advice:
        assert words in page
    if kind != "help":
        assert "A room</textarea>" in page
    assert not Decision.objects.exists()


def test_a_box_of_another_choice_does_not_matter(client, team, action):
    answer = post(client, action, "other", words="Noted", help_due_on="some day", to_date="soon")
    assert answer.status_code == 302


def test_back_to_the_page_it_was_recorded_from_and_to_no_other(client, team, action):
    report = reverse("reporting:report-live", args=[action.plan.slug, "q4-2017-18"])
    assert post(client, action, "other", words="One", next_page=report).url == report
    elsewhere = post(client, action, "other", words="Two", next_page="https://example.com/")
    assert elsewhere.url == action.get_absolute_url()
    assert post(client, action, "other", words="3", next_page="/admin/").url == action.get_absolute_url()


def test_the_meeting_of_the_report_is_chosen_already(client, team, action, meeting):
    page = text_of(client.get(page_of(action, meeting=meeting.pk)))
    assert f'<option value="{meeting.pk}" selected>' in page


def test_any_action_can_be_chosen_on_the_page_of_all_decisions(client, team, action):
    decisions = reverse("plans:decisions-waiting", args=[action.plan.slug])
    assert f'<option value="{action.pk}">8.5' in text_of(client.get(decisions))
    answer = client.get(decisions, {"about": action.pk})
    assert answer.url.startswith(page_of(action).removesuffix("?"))
    assert client.get(answer.url).status_code == 200
    assert client.get(decisions, {"about": "x"}).status_code == 404


def test_only_the_board_team_records(client, plan, action, police):
    client.force_login(chair_of(BodyFactory(board=plan.board)))
    assert post(client, action, "other", words="Mine").status_code == 403
    decisions = text_of(client.get(reverse("plans:decisions-waiting", args=[plan.slug])))
    assert "Record another decision" not in decisions


def test_nothing_is_recorded_about_an_action_that_no_longer_counts(client, team, action):
    operations.withdraw_action(action=action, reason="Done elsewhere", by=team)
    assert post(client, action, "other", words="Noted").status_code == 422
    assert not Decision.objects.exists()


# --- What became of help --------------------------------------------------------------------------------------


def test_help_stays_open_until_somebody_says_whether_it_came(client, team, action, police):
    DecisionFactory(action=action, helper_agency=police, words="Lend a room", due_on=date(2018, 4, 1))
    decision = action.decisions.get()
    decisions = reverse("plans:decisions-waiting", args=[action.plan.slug])
    page = text_of(client.get(decisions))
    assert "Westshire Constabulary" in page
    assert '1 April 2018<br><span class="late">Late</span>' in page

    outcome = reverse("plans:decision-outcome", args=[action.plan.slug, decision.pk])
    answer = client.post(outcome, {"outcome": "not-kept", "words": ""})
    assert answer.status_code == 422
    assert "Say why it did not come" in text_of(answer)
    answer = client.post(outcome, {"outcome": "kept", "words": "From 3 April"})
    assert answer.url == decisions
    decision.refresh_from_db()
    assert (decision.outcome, decision.settled_by) == ("kept", team)
    assert "No help that was promised is open." in text_of(client.get(decisions))
    story = text_of(client.get(action.get_absolute_url()))
    assert "Help promised: it came" in story
    assert "From 3 April" in story


def test_what_became_of_it_can_be_taken_back(team, action):
    decision = DecisionFactory(action=action)
    operations.settle_promise(decision=decision, outcome="kept", by=team)
    decision = operations.settle_promise(decision=decision, outcome="open", by=team)
    assert (decision.outcome, decision.settled_by, decision.settled_at) == ("open", None, None)
    lines = (
        AuditEntry.objects.about(action).filter(operation="promise-settled").values_list("changes", flat=True)
    )
    assert [change for line in lines for change in line.values()] == [["Kept", "Open"], ["Open", "Kept"]]


def test_two_who_say_what_became_of_it_do_not_write_over_each_other(team, action):
    decision = DecisionFactory(action=action)
    other = board_team(action.board, name="Owen Marsh")
    operations.settle_promise(decision=decision, outcome="kept", outcome_seen="open", by=other)
    with pytest.raises(Refused, match=r"Owen Marsh said meanwhile: kept\. Look at it again"):
        operations.settle_promise(
            decision=decision, outcome="not-kept", words="No room", outcome_seen="open", by=team
        )
    decision.refresh_from_db()
    assert (decision.outcome, decision.outcome_words, decision.settled_by) == ("kept", "", other)
    assert AuditEntry.objects.about(action).filter(operation="promise-settled").count() == 1


def test_only_help_is_kept_or_not(team, action):
    decision = operations.record_decision(action=action, words="Noted", outside_because="By e-mail", by=team)
    with pytest.raises(Refused, match="Only help"):
        operations.settle_promise(decision=decision, outcome="kept", by=team)


def test_nobody_of_another_board_promises(team, action):
    with pytest.raises(Refused, match="another board"):
        operations.record_decision(
            action=action, words="A room", helper=AgencyFactory(), outside_because="By e-mail", by=team
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionFactory(action=action, helper_agency=None)
