"""Choosing how a timescale is read: for the same words of the plan, beside words that never change."""

from datetime import date

import pytest

from lscb.models import AuditEntry
from plans import operations
from plans.models import Action
from plans.rules.timescales import dates_typed
from plans.selectors.readings import our_reading_of
from tests.factories import ActionFactory, BodyFactory, PlanFactory, board_team, chair_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def editor(plan):
    return board_team(plan.board)


def typed(words, *days, ongoing=False):
    return dates_typed(words, days, ongoing=ongoing)


def test_another_reading_holds_for_the_same_words_and_no_others(plan, editor):
    one, same, other = (
        ActionFactory(plan=plan, when_text=words) for words in ("Autumn 2019", "Autumn 2019", "May 2018")
    )
    operations.choose_reading(action=one, reading=typed("Autumn 2019", date(2019, 9, 29)), by=editor)
    for action in (one, same, other):
        action.refresh_from_db()
    assert (one.due_on, same.due_on, other.due_on) == (
        date(2019, 9, 29),
        date(2019, 9, 29),
        date(2018, 5, 31),
    )
    assert {one.when_text, same.when_text} == {"Autumn 2019"}
    assert one.timescale_source == Action.ReadingSource.CHOSEN


def test_it_is_remembered_when_the_words_are_typed_again(plan, editor):
    first = ActionFactory(plan=plan, when_text="Bi-monthly")
    operations.choose_reading(action=first, reading=typed("Bi-monthly", date(2018, 5, 31)), by=editor)
    assert ActionFactory(plan=plan, when_text="Bi-monthly").due_on == date(2018, 5, 31)
    assert ActionFactory(when_text="Bi-monthly").due_on is None  # another plan asks anew


@pytest.mark.database
def test_choosing_again_replaces_and_our_own_reading_can_come_back(plan, editor):
    action = ActionFactory(plan=plan, when_text="July 2018")
    for reading in (typed("July 2018", date(2018, 7, 1)), our_reading_of(plan, "July 2018")):
        operations.choose_reading(action=action, reading=reading, reason="The minutes say so", by=editor)
    action.refresh_from_db()
    assert (action.due_on, action.first_due_on) == (date(2018, 7, 31), date(2018, 7, 31))
    assert plan.chosen_readings.count() == 1


def test_every_alternative_the_reader_offers_can_be_kept_and_read_back(plan, editor):
    action = ActionFactory(plan=plan, when_text="January 2018 and ongoing")
    ours = our_reading_of(plan, action.when_text)
    assert ours.other_readings
    for other in ours.other_readings:
        chosen = operations.choose_reading(action=action, reading=other, by=editor)
        chosen.refresh_from_db()
        assert (chosen.timescale.kind, chosen.timescale.due_dates) == (other.kind, other.due_dates)


@pytest.mark.database
def test_an_agreed_date_stays(plan, editor):
    action = ActionFactory(plan=plan, when_text="July 2018")
    change = operations.ask_for_new_date(action=action, to_date=date(2018, 9, 30), reason="Venue", by=editor)
    operations.decide_new_date(change=change, agreed=True, outside_because="By e-mail", by=editor)
    operations.choose_reading(action=action, reading=typed("July 2018", date(2018, 7, 1)), by=editor)
    action.refresh_from_db()
    assert (action.due_on, action.first_due_on) == (date(2018, 9, 30), date(2018, 7, 31))


def test_it_is_one_line_of_the_audit_trail(plan, editor):
    action = ActionFactory(plan=plan, when_text="July 2018")
    before = AuditEntry.objects.count()
    reading = typed("July 2018", date(2018, 7, 1))
    operations.choose_reading(action=action, reading=reading, reason="The minutes say so", by=editor)
    assert AuditEntry.objects.count() == before + 1
    assert (
        AuditEntry.objects.about(action).first().changes["read as"][0] == "Read as the last day of July 2018."
    )


def address(action):
    return f"/plans/{action.plan.slug}/actions/{action.pk}/timescale/"


def test_the_page_shows_the_words_how_they_are_read_and_what_else_they_could_mean(client, plan, editor):
    action = ActionFactory(plan=plan, when_text="Autumn 2019")
    client.force_login(editor)
    page = client.get(address(action)).content.decode()
    assert "“Autumn 2019”" in page
    ours = our_reading_of(plan, "Autumn 2019")
    for reading in (ours, *ours.other_readings):
        assert reading.words in page


@pytest.mark.database
def test_one_click_chooses_another_reading(client, plan, editor):
    action = ActionFactory(plan=plan, when_text="Autumn 2019")
    other = our_reading_of(plan, "Autumn 2019").other_readings[0]
    client.force_login(editor)
    assert client.post(address(action), {"reading": "1"}).status_code == 302
    action.refresh_from_db()
    assert action.due_on == other.due_dates[0]


def test_the_actions_own_page_offers_each_other_reading_as_one_button(client, plan, editor):
    action = ActionFactory(plan=plan, when_text="Autumn 2019")
    client.force_login(editor)
    page = client.get(f"/plans/{plan.slug}/actions/{action.pk}/").content.decode()
    others = our_reading_of(plan, "Autumn 2019").other_readings
    assert others
    for reading in others:
        assert f"Read it as: {reading.words}" in page
    client.post(address(action), {"reading": "1"})
    page = client.get(f"/plans/{plan.slug}/actions/{action.pk}/").content.decode()
    assert f"Read it as: {others[0].words}" not in page
    assert f"Read it as: {our_reading_of(plan, 'Autumn 2019').words}" in page
    client.force_login(chair_of(BodyFactory(board=plan.board)))
    assert "Read it as:" not in client.get(f"/plans/{plan.slug}/actions/{action.pk}/").content.decode()


def test_dates_can_be_typed(client, plan, editor):
    action = ActionFactory(plan=plan, when_text="As agreed")
    client.force_login(editor)
    client.post(address(action), {"reading": "typed", "dates": "30 November 2017 and 31/3/2018"})
    assert [m.due_on for m in action.milestones.all()] == [date(2017, 11, 30), date(2018, 3, 31)]


@pytest.mark.parametrize(
    ("sent", "advice"),
    [
        ({}, "Choose a reading."),
        ({"reading": "99"}, "Choose one of the readings."),
        ({"reading": "typed"}, "Type at least one date"),
        ({"reading": "typed", "dates": "soon"}, "Write the date as 31 March 2018."),
        ({"reading": "typed", "dates": "1 May 2018, " * 60}, "Type at most 400 characters."),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice_and_kept(client, plan, editor, sent, advice):
    action = ActionFactory(plan=plan, when_text="July 2018")
    client.force_login(editor)
    answer = client.post(address(action), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert advice in page
    assert "<title>Error: " in page
    assert sent.get("dates", "")[:40] in page
    assert not plan.chosen_readings.exists()


def test_only_the_board_team_chooses(client, plan):
    body = BodyFactory(board=plan.board, name="Health Subgroup")
    action = ActionFactory(plan=plan, who_text="Health Subgroup")
    client.force_login(chair_of(body))
    assert client.get(address(action)).status_code == 403
    client.force_login(board_team(PlanFactory().board))
    assert client.get(address(action)).status_code == 404


@pytest.mark.parametrize("name", ["timescales", "owners"])
def test_the_guides_are_pages(client, editor, name):
    client.force_login(editor)
    page = client.get(f"/help/{name}/").content.decode()
    assert "<table" in page
