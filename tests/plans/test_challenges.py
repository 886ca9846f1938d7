"""The challenge log: raised, answered, closed with what came of it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry
from plans import operations
from plans.models import Challenge
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    BodyFactory,
    ChallengeFactory,
    MeetingFactory,
    PlanFactory,
    board_team,
    someone_with,
)

pytestmark = pytest.mark.django_db

QUERIES = 9  # with whom and in which periods, by which it is filtered, and the views of the list


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def police(plan):
    return AgencyFactory(board=plan.board, name="Westshire Constabulary")


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board, name="Bryony Larkfell")
    client.force_login(person)
    return person


def to(name, plan, *more):
    return reverse(f"plans:{name}", args=[plan.slug, *more])


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def typed(police, **more):
    return {
        "to": f"agency-{police.pk}",
        "words": "Why are the pilot posts empty?",
        "raised_by": "Independent Chair",
        "raised_on": "4 April 2018",
        "response_due_on": "30 April 2018",
    } | more


# --- Raising --------------------------------------------------------------------------------------------------


def test_a_challenge_to_an_agency_against_an_action_is_raised(client, plan, team, police):
    action = ActionFactory(plan=plan, label="8.5")
    page = text_of(client.get(f"{to('challenge-add', plan)}?action={action.pk}"))
    assert f'<option value="{action.pk}" selected>' in page
    assert 'value="Independent Chair"' in page
    assert "No names or details of children or families" in page
    answer = client.post(to("challenge-add", plan), typed(police, action=action.pk))
    challenge = Challenge.objects.get()
    assert answer.url == challenge.get_absolute_url()
    assert (challenge.to, challenge.action, challenge.status) == (police, action, "Open, not answered")
    assert (challenge.raised_on, challenge.response_due_on) == (date(2018, 4, 4), date(2018, 4, 30))
    assert challenge.recorded_by == team
    assert str(challenge) == "Challenge to Westshire Constabulary about 8.5, 4 April 2018"


def test_to_a_group_about_the_plan_as_a_whole(client, plan, team, police):
    body = BodyFactory(board=plan.board)
    client.post(to("challenge-add", plan), typed(police, to=f"group-{body.pk}"))
    challenge = Challenge.objects.get()
    assert (challenge.to, challenge.action) == (body, None)


@pytest.mark.parametrize("role", ["independent-chair", "scrutineer"])
def test_whoever_holds_to_account_raises_in_their_own_name_and_does_not_keep_the_log(
    client, plan, police, role
):
    chair = someone_with(plan.board, role, name="Marguerite Hollowmere")
    client.force_login(chair)
    assert 'value="Marguerite Hollowmere"' in text_of(client.get(to("challenge-add", plan)))
    client.post(to("challenge-add", plan), typed(police))
    challenge = Challenge.objects.get()
    page = client.get(challenge.get_absolute_url())
    assert "Record the response" not in text_of(page)
    assert client.post(challenge.get_absolute_url(), {"step": "close"}).status_code == 403


def test_the_chair_raises_one_from_the_actions_page(client, plan):
    client.force_login(someone_with(plan.board, "independent-chair"))
    action = ActionFactory(plan=plan)
    assert f"{to('challenge-add', plan)}?action={action.pk}" in text_of(client.get(action.get_absolute_url()))


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"to": ""}, "Choose who must answer."),
        ({"to": "agency-0"}, "Choose one of the agencies or groups."),
        ({"words": ""}, "Say what is challenged."),
        ({"raised_on": "1 June 2018"}, "That day has not come yet."),
        ({"response_due_on": "1 April 2018"}, "A response cannot be due before the challenge was raised."),
    ],
)
def test_what_is_wrong_is_said_by_its_box_and_the_rest_is_kept(client, on, plan, team, police, wrong, advice):
    on("2018-04-09")
    answer = client.post(to("challenge-add", plan), typed(police) | wrong)
    assert answer.status_code == 422
    assert advice in text_of(answer)
    assert ("Why are the pilot posts empty?</textarea>" in text_of(answer)) == ("words" not in wrong)
    assert not Challenge.objects.exists()


def test_agencies_of_another_board_are_neither_offered_nor_taken(client, plan, team, police):
    stranger = AgencyFactory(name="Elsewhere Police")
    assert "Elsewhere Police" not in text_of(client.get(to("challenge-add", plan)))
    assert client.post(to("challenge-add", plan), typed(stranger)).status_code == 422
    with pytest.raises(Refused, match="another board"):
        operations.raise_challenge(plan=plan, to=stranger, words="Why?", raised_by="Chair", by=team)


# --- Answering and closing ------------------------------------------------------------------------------------


def test_it_is_answered_and_closed_only_with_what_came_of_it(client, on, plan, team):
    """Story 30: closing needs outcome/impact."""
    on("2018-04-09")
    challenge = ChallengeFactory(plan=plan, response_due_on=date(2018, 3, 31))
    page = challenge.get_absolute_url()
    assert "response 9 days late" in text_of(client.get(page))
    client.post(
        page,
        {
            "step": "answer",
            "answer-response": "Two people start in May",
            "answer-responded_on": "6/4/2018",
            "answer-seen": challenge.version(),
        },
    )
    challenge.refresh_from_db()
    assert (challenge.status, challenge.responded_on) == ("Answered, still open", date(2018, 4, 6))
    assert challenge.days_late == 0

    seen = challenge.version()
    answer = client.post(page, {"step": "close", "close-outcome": " ", "close-seen": seen})
    assert answer.status_code == 422
    assert "it closes only with that" in text_of(answer)
    answer = client.post(page, {"step": "close", "close-outcome": "Posts filled in May", "close-seen": seen})
    assert answer.status_code == 302
    challenge.refresh_from_db()
    assert (challenge.status, challenge.closed_by) == ("Closed", team)
    with pytest.raises(Refused, match="closed"):
        operations.close_challenge(challenge=challenge, outcome="Again", by=team)
    assert "Change the response" not in text_of(client.get(page))


def test_one_that_nobody_answered_is_closed_only_for_a_reason_that_is_told(client, plan, team):
    action = ActionFactory(plan=plan)
    challenge = ChallengeFactory(plan=plan, action=action)
    page = challenge.get_absolute_url()
    sent = {"step": "close", "close-outcome": "Posts filled", "close-seen": challenge.version()}
    answer = client.post(page, sent)
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "Nobody has answered. Record the response first" in shown and "Posts filled" in shown
    client.post(page, sent | {"close-unanswered_because": "The agency was wound up"})
    for told in (page, to("challenge-list", plan), action.get_absolute_url()):
        assert "The agency was wound up" in text_of(client.get(told))
    operations.reopen_challenge(challenge=challenge, reason="It has a successor", by=team)
    operations.answer_challenge(challenge=challenge, response="We take it on", by=team)
    assert "Why is it closed without a response?" not in text_of(client.get(page))
    closed = operations.close_challenge(challenge=challenge, outcome="Done", unanswered_because="No", by=team)
    assert closed.unanswered_because == ""


def test_what_changed_since_the_page_was_opened_is_looked_at_first(client, plan, team):
    challenge = ChallengeFactory(plan=plan)
    opened = challenge.version()
    operations.answer_challenge(challenge=challenge, response="Soon", by=team)
    typed = {"step": "answer", "answer-response": "Never", "answer-responded_on": "9 April 2018"}
    answer = client.post(challenge.get_absolute_url(), typed | {"answer-seen": opened})
    assert answer.status_code == 422
    assert "This changed while you were looking at it" in text_of(answer)
    assert "Never</textarea>" in text_of(answer)
    challenge.refresh_from_db()
    assert challenge.response == "Soon"


def test_a_response_is_not_of_a_day_to_come_nor_before_the_challenge(on, plan, team):
    on("2018-04-09")
    challenge = ChallengeFactory(plan=plan, raised_on=date(2018, 1, 17))
    for day in (date(2018, 4, 10), date(2018, 1, 16)):
        with pytest.raises(Refused):
            operations.answer_challenge(challenge=challenge, response="So", responded_on=day, by=team)


def test_the_database_holds_no_half_challenge(plan):
    for wrong in (
        {"to_agency": None},
        {"to_body": BodyFactory(board=plan.board)},
        {"response": "Without a day"},
        {"closed_at": "2018-04-09T12:00Z"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ChallengeFactory(plan=plan, **wrong)


# --- Correcting and opening again -----------------------------------------------------------------------------


def change(client, challenge, **more):
    """Post the page that changes a challenge, as it is filled in when it is opened, with `more` typed over it."""
    page = reverse("plans:challenge-change", args=[challenge.plan.slug, challenge.pk])
    form = client.get(page).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed = {name: "" if value is None else value for name, value in typed.items()}
    return client.post(page, typed | more)


def test_what_was_recorded_is_corrected_with_a_reason_and_both_wordings_stay(client, on, plan, team, police):
    on("2018-04-09")
    action = ActionFactory(plan=plan, label="8.5")
    challenge = ChallengeFactory(
        plan=plan, action=action, words="Why are the posts emtpy?", response_due_on=date(2018, 4, 30)
    )
    answer = change(
        client,
        challenge,
        words="Why are the posts empty?",
        to=f"agency-{police.pk}",
        response_due_on="8 May 2018",
        reason="A slip of the pen",
    )
    assert answer.url == challenge.get_absolute_url()
    challenge.refresh_from_db()
    assert (challenge.words, challenge.to) == ("Why are the posts empty?", police)
    assert challenge.response_due_on == date(2018, 5, 8)
    entry = AuditEntry.objects.about(action).first()
    assert (entry.operation, entry.by) == ("challenge-changed", team)
    assert entry.changes["challenge"] == ["Why are the posts emtpy?", "Why are the posts empty?"]
    assert entry.changes["why"] == ["", "A slip of the pen"]
    for page in (challenge.get_absolute_url(), action.get_absolute_url()):
        shown = text_of(client.get(page))
        assert "Why are the posts emtpy?" in shown and "A slip of the pen" in shown
        assert "30 April 2018" in shown and "8 May 2018" in shown


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"reason": " "}, "Say why it is changed."),
        ({"words": ""}, "Say what is challenged."),
        ({}, "Nothing is changed yet."),
        ({"raised_on": "8 April 2018"}, "It was answered before that day."),
        ({"response_due_on": "1 January 2018"}, "A response cannot be due before the challenge was raised."),
    ],
)
def test_a_correction_says_why_and_makes_sense(client, on, plan, team, wrong, advice):
    on("2018-04-09")
    challenge = ChallengeFactory(plan=plan)
    operations.answer_challenge(challenge=challenge, response="Soon", responded_on=date(2018, 4, 6), by=team)
    answer = change(client, challenge, **{"reason": "A slip"} | wrong)
    assert answer.status_code == 422
    assert advice in text_of(answer)
    challenge.refresh_from_db()
    assert challenge.history.count() == 2


def test_nothing_was_raised_at_a_meeting_to_come(client, on, plan, team):
    on("2018-04-09")
    to_come = MeetingFactory(body=BodyFactory(board=plan.board), held_on=date(2018, 4, 18))
    assert str(to_come) not in text_of(client.get(to("challenge-add", plan)))
    with pytest.raises(Refused, match="still to come"):
        operations.raise_challenge(
            plan=plan, to=to_come.body, words="Why?", raised_by="Chair", meeting=to_come, by=team
        )


def test_a_group_that_has_ended_and_a_meeting_that_was_cancelled_stay_chosen(client, plan, team):
    body = BodyFactory(board=plan.board)
    meeting = MeetingFactory(body=body)
    challenge = ChallengeFactory(plan=plan, to_agency=None, to_body=body, meeting=meeting)
    type(meeting).objects.update(cancelled=True)
    type(body).objects.filter(pk=body.pk).update(ended_on=date(2018, 1, 1))
    assert change(client, challenge, words="Another", reason="A slip").status_code == 302
    challenge.refresh_from_db()
    assert (challenge.words, challenge.to, challenge.meeting) == ("Another", body, meeting)


def test_a_correction_made_meanwhile_is_looked_at_first(client, plan, team):
    challenge = ChallengeFactory(plan=plan)
    opened = challenge.version()
    assert change(client, challenge, words="Another", reason="A slip").status_code == 302
    answer = change(client, challenge, words="A third", reason="A slip", seen=opened)
    assert answer.status_code == 422
    assert "This changed while you were looking at it" in text_of(answer)
    challenge.refresh_from_db()
    assert challenge.words == "Another"


def test_a_closed_one_is_opened_again_with_a_reason_and_the_outcome_stays_in_sight(client, on, plan, team):
    on("2018-04-09")
    action = ActionFactory(plan=plan)
    challenge = ChallengeFactory(plan=plan, action=action, answered=True)
    page = challenge.get_absolute_url()
    operations.close_challenge(
        challenge=challenge, outcome="Posts filled in May", unanswered_because="Told by phone", by=team
    )
    assert change_refused(client, challenge)
    assert client.post(page, {"step": "reopen", "reopen-reason": " "}).status_code == 422
    answer = client.post(page, {"step": "reopen", "reopen-reason": "Both have left"}, follow=True)
    shown = text_of(answer)
    assert "Challenge opened again." in shown and "Answered, still open" in shown
    assert "Posts filled in May" in shown and "Both have left" in shown
    assert '<p class="story-when">9 April 2018, ' in shown
    assert "Closed: 9 April 2018" in shown
    challenge.refresh_from_db()
    assert (challenge.outcome, challenge.closed_at, challenge.closed_by) == ("", None, None)
    assert "Posts filled in May" in text_of(client.get(action.get_absolute_url()))
    entry = AuditEntry.objects.about(action).first()
    assert entry.operation == "challenge-reopened"
    assert entry.changes["outcome and impact"] == ["Posts filled in May", ""]
    with pytest.raises(Refused, match="is open"):
        operations.reopen_challenge(challenge=challenge, reason="Again", by=team)


def test_without_a_response_it_does_not_close(client, plan, team):
    challenge = ChallengeFactory(plan=plan)
    seen = {"close-outcome": "Posts filled in May", "close-seen": challenge.version()}
    answer = client.post(challenge.get_absolute_url(), {"step": "close", **seen})
    assert answer.status_code == 422
    assert "Nobody has answered." in text_of(answer) and "Posts filled in May" in text_of(answer)
    challenge.refresh_from_db()
    assert challenge.closed_at is None


def change_refused(client, challenge) -> bool:
    """Whether the page that changes it says that it is closed, and offers no form."""
    page = text_of(client.get(reverse("plans:challenge-change", args=[challenge.plan.slug, challenge.pk])))
    return "Open it again</a> first" in page and "Save the change" not in page


@pytest.mark.parametrize("role", ["independent-chair", "scrutineer", "auditor"])
def test_nobody_but_the_board_team_corrects_or_opens_again(client, plan, police, role):
    challenge = ChallengeFactory(plan=plan, answered=True)
    client.force_login(someone_with(plan.board, role))
    assert "Change what was recorded" not in text_of(client.get(challenge.get_absolute_url()))
    operations.close_challenge(
        challenge=challenge, outcome="Better", unanswered_because="Told by phone", by=board_team(plan.board)
    )
    assert "Open it again" not in text_of(client.get(challenge.get_absolute_url()))
    assert client.post(challenge.get_absolute_url(), {"step": "reopen"}).status_code == 403
    page = reverse("plans:challenge-change", args=[plan.slug, challenge.pk])
    assert client.post(page, {"words": "Another"}).status_code == 403


# --- The log --------------------------------------------------------------------------------------------------


def test_the_log_has_the_open_first_and_the_longest_late_before_the_others(client, on, plan, team):
    on("2018-04-09")
    for words, due in (("Later", date(2018, 5, 1)), ("Late", date(2018, 3, 1)), ("No day", None)):
        ChallengeFactory(plan=plan, words=words, response_due_on=due)
    answered = ChallengeFactory(plan=plan, words="Answered", response_due_on=date(2018, 1, 31))
    operations.answer_challenge(challenge=answered, response="So", by=team)
    closed = ChallengeFactory(plan=plan, words="Closed")
    operations.close_challenge(
        challenge=closed, outcome="Better", unanswered_because="Told by phone", by=team
    )
    answer = client.get(to("challenge-list", plan))
    assert [each.words for each in answer.context["open"]] == ["Late", "Later", "No day", "Answered"]
    assert [each.words for each in answer.context["closed"]] == ["Closed"]
    assert "4 open, 1 with a late response; 1 closed." in text_of(answer)


def test_the_log_costs_the_same_however_long(client, plan, team, django_assert_num_queries):
    ChallengeFactory(plan=plan)
    with django_assert_num_queries(QUERIES):
        client.get(to("challenge-list", plan))
    for _ in range(20):
        ChallengeFactory(plan=plan, action=ActionFactory(plan=plan))
    with django_assert_num_queries(QUERIES):
        client.get(to("challenge-list", plan))
