"""Whoever answers for something hears what happened to it: within minutes, once a day or never, and only what they may
see.
"""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from lscb import clock
from lscb.models import Letter
from plans import operations
from subgroups import operations as group_events
from subgroups.models import Notice, Person
from subgroups.operations.news import nobody_is_told, send_news, tell
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    BodyFactory,
    MembershipFactory,
    PersonFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter(settings):
    settings.BASE_URL = "https://plan.example.org"
    return QuarterFactory(plan=PlanFactory())


@pytest.fixture
def action(quarter):
    BodyFactory(board=quarter.plan.board, name="Health Subgroup")
    return ActionFactory(
        plan=quarter.plan,
        label="8.4",
        text="Agree the thresholds",
        who_text="Health Subgroup",
        when_text="May 2018",
    )


@pytest.fixture
def chair(action):
    return chair_of(action.plan.board.bodies.get(), name="Ines Kirkbarrow", email="ines@example.org")


@pytest.fixture
def team(quarter):
    return board_team(quarter.plan.board, name="Bryony Larkfell", email="team@example.org")


def rates(action, quarter, rating, by, **words):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return operations.record_update(
            action=action, quarter=quarter, rating=rating, progress="Going on", by=by, **words
        )


OFF_TRACK = {
    "cause": "No staff",
    "recovery_step": "Two posts",
    "back_on_track_on": date(2018, 6, 30),
    "help_wanted": "None",
}


def the_timer_runs(*, after=timedelta(minutes=11)):
    with clock.at(clock.now() + after), TestCase.captureOnCommitCallbacks(execute=True):
        return send_news()


def change_the_rating(action, quarter, chair, team):
    rates(action, quarter, "G", chair)
    rates(action, quarter, "R", team, moderation_reason="The date is past", **OFF_TRACK)


def refuse_the_date(action, quarter, chair, team):
    change = operations.ask_for_new_date(action=action, to_date=date(2018, 9, 30), reason="Staff", by=chair)
    operations.decide_new_date(
        change=change, agreed=False, outside_because="By e-mail", reason="Too late", by=team
    )


def challenge_it(action, quarter, chair, team):
    operations.raise_challenge(
        plan=action.plan,
        action=action,
        to=AgencyFactory(board=action.plan.board, name="The Trust"),
        words="Why is it late?",
        raised_by="The chair",
        by=team,
    )


def challenge_the_group(action, quarter, chair, team):
    operations.raise_challenge(
        plan=action.plan,
        to=action.plan.board.bodies.get(),
        words="Who comes?",
        raised_by="The chair",
        response_due_on=date(2018, 5, 1),
        by=team,
    )


def refuse_completion(action, quarter, chair, team):
    rates(
        action,
        quarter,
        "B",
        chair,
        completed_on=date(2018, 4, 1),
        evidence_how_much="a",
        evidence_how_well="b",
        evidence_difference="c",
    )
    operations.refuse_completion(action=action, outside_because="By e-mail", reason="No evidence", by=team)


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (
            change_the_rating,
            ["8.4 “Agree the thresholds”", "changed from On track to Off track", "The date is past"],
        ),
        (refuse_the_date, ["8.4 “Agree", "asked for, 30 September 2018, was not agreed. Too late"]),
        (challenge_it, ["8.4 “Agree", "The chair put a challenge to The Trust", "Why is it late?"]),
        (challenge_the_group, ["a challenge to Health Subgroup", "Who comes?", "due by 1 May 2018"]),
        (refuse_completion, ["8.4 “Agree", "not agreed. No evidence"]),
    ],
)
def test_whoever_speaks_for_an_owner_hears_what_happened(action, quarter, chair, team, happens, says):
    MembershipFactory(body=action.plan.board.bodies.get(), role="member", person=PersonFactory())
    happens(action, quarter, chair, team)
    the_timer_runs()
    [letter] = mail.outbox
    assert letter.to == ["ines@example.org"]
    for words in says:
        assert words in letter.body or words in letter.subject, words
    assert "https://plan.example.org/plans/" in letter.body
    assert letter.from_email.startswith("Bryony Larkfell <") and letter.reply_to == ["team@example.org"]
    assert not Notice.objects.exists()


def test_the_same_rating_ones_own_change_and_what_is_typed_for_an_owner_are_no_news(
    action, quarter, chair, team
):
    rates(action, quarter, "G", chair)
    rates(action, quarter, "G", team)
    rates(action, quarter, "R", chair, **OFF_TRACK)
    rates(action, quarter, "G", team, on_behalf_of=action.plan.board.bodies.get())
    assert not Notice.objects.exists()


def test_what_is_rolled_back_is_told_to_nobody(action, quarter, chair, team):
    from lscb.errors import Refused

    with pytest.raises(Refused):
        operations.record_update(action=action, quarter=quarter, rating="R", by=team)
    assert not Notice.objects.exists() and not Letter.objects.exists()


def test_once_a_day_is_one_letter_in_the_night_and_never_is_none(action, quarter, chair, team):
    quiet = chair_of(action.plan.board.bodies.get(), name="Zoe Ash", news=Person.News.NEVER)
    Person.objects.filter(pk=chair.pk).update(news=Person.News.DAILY)
    with clock.at(datetime(2018, 4, 9, 10, 0)):
        change_the_rating(action, quarter, chair, team)
        challenge_it(action, quarter, chair, team)
        the_timer_runs()
    assert mail.outbox == [] and Notice.objects.filter(person=chair).count() == 2
    assert not Notice.objects.filter(person=quiet).exists()
    with (
        clock.at(datetime.combine(date(2018, 4, 10), time(0, 10))),
        TestCase.captureOnCommitCallbacks(execute=True),
    ):
        assert send_news() == "news: 1 letter written"
        assert send_news() == "news: 0 letters written"
    [letter] = mail.outbox
    assert letter.to == ["ines@example.org"] and letter.subject == "What happened: 2 pieces of news"
    assert "changed from On track to Off track" in letter.body and "Why is it late?" in letter.body
    assert "9 April 2018, 10:00" in letter.body
    assert not Notice.objects.exists()


def leaves_the_board(chair, action, team):
    group_events.leave(person=chair, board=action.plan.board, left_on=date(2018, 4, 9), by=team)


def wants_none(chair, action, team):
    Person.objects.filter(pk=chair.pk).update(news=Person.News.NEVER)


def has_no_address(chair, action, team):
    Person.objects.filter(pk=chair.pk).update(email=None)


@pytest.mark.parametrize("meanwhile", [leaves_the_board, wants_none, has_no_address])
def test_who_may_not_see_it_any_more_by_night_is_not_told(action, quarter, chair, team, meanwhile):
    Person.objects.filter(pk=chair.pk).update(news=Person.News.DAILY)
    with clock.at(date(2018, 4, 9)):
        challenge_it(action, quarter, chair, team)
        meanwhile(chair, action, team)
    mail.outbox.clear()
    before = Letter.objects.count()
    with clock.at(date(2018, 4, 10)):
        send_news()
    assert Letter.objects.count() == before and not Notice.objects.exists()


def test_another_boards_people_and_leavers_hear_nothing(action, team):
    stranger = chair_of(BodyFactory(), email="stranger@example.org")
    assert tell([stranger], board=action.plan.board, subject="s", said="x", link="/", by=team) == []
    assert not Notice.objects.exists()


def test_examples_are_loaded_without_a_letter(action, quarter, chair, team):
    with nobody_is_told():
        change_the_rating(action, quarter, chair, team)
    assert not Notice.objects.exists()


def test_news_of_minutes_waits_until_it_cannot_be_a_slip_any_more_and_is_one_letter(
    action, quarter, chair, team
):
    change_the_rating(action, quarter, chair, team)
    assert the_timer_runs(after=timedelta(minutes=9)) == "news: 0 letters written"
    challenge_it(action, quarter, chair, team)
    assert the_timer_runs() == "news: 1 letter written"
    [letter] = mail.outbox
    assert letter.subject == "What happened: 2 pieces of news"
    assert letter.from_email.startswith("Bryony Larkfell <") and letter.reply_to == ["team@example.org"]


@pytest.mark.parametrize("chosen", [Person.News.AT_ONCE, Person.News.DAILY])
@pytest.mark.parametrize("night", [date(2018, 3, 24), date(2018, 4, 9), date(2018, 10, 27)])
def test_news_of_the_last_minutes_of_a_day_waits_over_midnight(action, quarter, chair, team, chosen, night):
    Person.objects.filter(pk=chair.pk).update(news=chosen)
    with clock.at(datetime.combine(night, time(23, 58))):
        challenge_it(action, quarter, chair, team)
        assert the_timer_runs(after=timedelta(minutes=3)) == "news: 0 letters written"
        assert the_timer_runs(after=timedelta(minutes=12)) == "news: 1 letter written"


@pytest.mark.django_db(transaction=True)
def test_the_chair_hears_that_a_report_waits_for_approval(quarter, action, team, monkeypatch):
    from reporting import operations as reporting_events

    monkeypatch.setattr(reporting_events.reports, "render_pdf", lambda content: b"%PDF")
    independent = someone_with(quarter.plan.board, "independent-chair", email="independent@example.org")
    someone_with(quarter.plan.board, "scrutineer", email="scrutineer@example.org")
    draft = reporting_events.start_draft(quarter=quarter, by=team)
    report = reporting_events.finalise_report(report=draft, by=team)
    the_timer_runs()
    [letter] = mail.outbox
    assert letter.to == [independent.email]
    assert "waits for approval" in letter.subject and report.get_absolute_url() in letter.body


# --- Choosing ---------------------------------------------------------------------------------------------------


@pytest.mark.database
def test_each_person_chooses_on_their_own_page_and_nobody_for_them(client, chair, team):
    client.force_login(chair)
    address = reverse("subgroups:profile")
    page = client.get(address)
    assert 'id="id_news_0"' in page.content.decode()
    seen = page.context["form"].initial["seen"]
    typed = {"name": chair.name, "job_title": "", "seen": seen}
    assert client.post(address, typed | {"news": "sometimes"}).status_code == 422
    assert client.post(address, typed | {"news": "daily"}, follow=True).status_code == 200
    chair.refresh_from_db()
    assert chair.news == Person.News.DAILY
    client.force_login(team)
    board = chair.memberships.first().body.board
    theirs = client.get(reverse("subgroups:person-change", args=[board.slug, chair.pk]))
    assert "news" not in theirs.context["form"].fields


def test_the_timer_sends_the_letters_of_the_day(action, quarter, chair, team, capsys):
    Person.objects.filter(pk=chair.pk).update(news=Person.News.DAILY)
    with clock.at(date(2018, 4, 8)):
        challenge_it(action, quarter, chair, team)
    with clock.at(date(2018, 4, 9)), TestCase.captureOnCommitCallbacks(execute=True):
        call_command("housekeeping")
    assert "news: 1 letter written" in capsys.readouterr().out
