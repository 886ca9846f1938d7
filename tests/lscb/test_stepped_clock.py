"""The clock passes midnight and summer time, and is put on or back: dates, letters, seals and sessions."""

import time
from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest
from django.core import mail
from django.test import TestCase
from django.utils import timezone

from lscb import clock
from lscb.events import seals
from lscb.models import AuditEntry, Job
from lscb.work import background
from plans import operations
from plans.models import Action
from tests.factories import (
    ActionFactory,
    BodyFactory,
    PersonFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
)

pytestmark = pytest.mark.django_db


def moment(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


# Clocks go forward at 01:00 UTC of 28 March 2027 and back at 01:00 UTC of 31 October 2027.
@pytest.mark.parametrize(
    ("due", "last_moment", "hours"),
    [
        (date(2027, 3, 27), "2027-03-27T23:59:59", 24),
        (date(2027, 3, 28), "2027-03-28T22:59:59", 23),
        (date(2027, 7, 1), "2027-07-01T22:59:59", 24),
        (date(2027, 10, 31), "2027-10-31T23:59:59", 25),
    ],
)
def test_what_is_due_is_overdue_from_the_midnight_on_the_wall(due, last_moment, hours):
    action = ActionFactory(plan=PlanFactory(), when_text=f"{due:%d %B %Y}")
    last = moment(last_moment)

    def is_overdue() -> bool:
        return Action.objects.with_status(None, today=clock.today()).get(pk=action.pk).is_overdue

    with clock.at(last):
        assert clock.today() == due and not is_overdue()
    first = last - timedelta(hours=hours) + timedelta(seconds=1)
    with clock.at(first):
        assert clock.today() == due and clock.start_of_day(last) == first
    with clock.at(first - timedelta(seconds=1)):
        assert clock.today() == due - timedelta(days=1)
    with clock.at(last + timedelta(seconds=1)):
        assert clock.today() == due + timedelta(days=1) and is_overdue()


@pytest.mark.parametrize("night", [date(2027, 3, 28), date(2027, 10, 31)])
def test_reminders_leave_once_in_five_days_as_they_are_on_the_wall(night):
    plan = PlanFactory(starts_on=date(2027, 1, 1), ends_on=date(2028, 3, 31))
    quarter = QuarterFactory(plan=plan, papers_due_on=night + timedelta(days=20))
    body = BodyFactory(board=plan.board, name="Health Subgroup")
    ActionFactory(plan=plan, who_text="Health Subgroup")
    chair_of(body)
    midnight = timezone.make_aware(datetime.combine(night, datetime.min.time()))
    next_midnight = timezone.make_aware(datetime.combine(night + timedelta(days=5), datetime.min.time()))
    second, day = timedelta(seconds=1), timedelta(days=1)
    leaves = {
        midnight - 5 * day + timedelta(hours=20): True,
        midnight - second: False,
        midnight: True,
        midnight + timedelta(hours=3): False,  # the hour that was left out, or came twice, is over
        midnight - 3 * day: False,  # the clock is put back
        next_midnight - second: False,
        next_midnight: True,
    }
    for at, does in leaves.items():
        with clock.at(at), TestCase.captureOnCommitCallbacks(execute=True):
            assert bool(operations.send_reminders(quarter=quarter, by=None)) is does, at
    assert len(mail.outbox) == 3


@pytest.mark.database
def test_what_is_done_while_the_clock_is_back_is_sealed_behind_what_was_done_before():
    board = PlanFactory().board
    by = board_team(board)
    for words in ("2027-10-31T01:30:00", "2027-10-31T00:30:00", "2027-10-30T12:00:00"):
        with clock.at(moment(words)):
            ActionFactory(plan=PlanFactory(board=board), by=by)
            seals.seal()
    assert AuditEntry.objects.order_by("pk").last().at < AuditEntry.objects.order_by("pk").first().at
    verdict = seals.verify()
    assert (verdict.wrong, verdict.unsealed) == ([], 0)


@pytest.mark.database
def test_a_clock_that_is_put_back_signs_nobody_out_and_on_ends_sessions_of_nobody_there(client):
    person = PersonFactory(email="ada@example.org", password="three random words")
    client.post("/account/login/", {"login": person.email, "password": "three random words"})
    now = time.time()

    def at(minutes: int):
        with mock.patch("time.time", return_value=now + minutes * 60):
            return client.get("/").status_code

    assert [at(0), at(-60), at(-59), at(20)] == [200, 200, 200, 200]
    assert at(24 * 60) == 302


@pytest.mark.database
def test_work_that_goes_on_while_the_clock_is_put_on_is_given_up_and_says_nothing_more():
    """It is called stopped, as nobody can tell it from work whose process died; a person starts it again, once."""
    person = PersonFactory()
    job = Job.objects.create(title="Waiting", by=person, opens="/", task="plans.tasks.check_trail")
    with background.at_work(job.pk) as work:
        with mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(hours=1)):
            background.tidy()
        job.refresh_from_db()
        assert (job.state, job.said) == (Job.State.FAILED, Job.LOST)
        Job.objects.update(attempt=2, state=Job.State.WAITING)
        work.say("Late")
        list(work.through(["a letter"]))
    job.refresh_from_db()
    assert (job.state, job.said) == (Job.State.WAITING, Job.LOST)
