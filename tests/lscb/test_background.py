"""Work in the background: after the commit, done once, with its progress on one page."""

import json
import threading
import time
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task_backends
from django_tasks_db.models import DBTaskResult

from lscb import clock
from lscb.errors import Refused
from lscb.models import Job, Letter
from lscb.work import background, outbox
from tests.factories import BoardFactory, PersonFactory, board_team

DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
HTMX = {"HX-Request": "true"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

happened: list[str] = []


@background.task()
def note(words: str) -> None:
    happened.append(words)


@background.task()
def fails(words: str) -> None:
    raise RuntimeError(words)


@background.task()
def say_each(job_id: int, words: list[str], ending: str = "") -> None:
    with background.at_work(job_id) as work:
        for each in work.through(words):
            background.after_commit(note, each)
            job = Job.objects.get(pk=job_id)
            happened.append(f"{job.get_state_display()}: {job.done} of {job.total}")
            if each == ending:
                raise Refused("Enough was said.") if each == "refuse" else RuntimeError(each)
        work.say("All said.")


@background.task()
def say_the_day(job_id: int) -> None:
    with background.at_work(job_id):
        happened.append(clock.today().isoformat())


@pytest.fixture(autouse=True)
def nothing_happened():
    happened.clear()


@pytest.fixture
def team(client):
    person = board_team(BoardFactory())
    client.force_login(person)
    return person


def start(by, **arguments) -> Job:
    job = background.start(say_each, title="Saying it", by=by, opens="/there/", **arguments)
    job.refresh_from_db()
    return job


def test_it_is_done_on_the_day_of_whoever_started_it_whoever_starts_it_again(team, on):
    on("2018-04-09")
    background.start(say_the_day, title="Saying it", by=team, opens="/there/")
    team.stands_on = date(2026, 7, 6)
    team.save()
    job = background.start(say_the_day, title="Saying it", by=team, opens="/there/")
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED)
    with clock.on(date(2026, 4, 13)):
        background.start_again(job=job, by=PersonFactory())
    assert happened == ["2018-04-09", "2026-07-06", "2026-07-06"]


def test_it_waits_for_the_commit_and_for_nothing_that_was_rolled_back():
    with transaction.atomic():
        background.after_commit(note, "kept")
        assert happened == []
    assert happened == ["kept"]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        background.after_commit(note, "rolled back")
        raise ZeroDivisionError
    assert happened == ["kept"]


def test_what_cannot_be_begun_stops_nothing(settings):
    with transaction.atomic():
        background.after_commit(fails, "no")
        background.after_commit(note, object())  # not JSON
        background.after_commit(note, "after it")
    assert happened[-1] == "after it"
    settings.TASKS = DATABASE
    with transaction.atomic():
        background.after_commit(note, object())


def test_a_job_tells_how_far_it_is_and_has_what_it_asks_for_done_in_its_place(team):
    job = start(team, words=["one", "two"])
    assert happened == ["one", "Going on: 0 of 2", "two", "Going on: 1 of 2"]
    assert (job.state, job.done, job.total, job.said) == (Job.State.DONE, 2, 2, "All said.")


def test_a_job_that_is_refused_or_fails_says_so(team):
    refused = start(team, words=["one", "refuse", "two"], ending="refuse")
    assert (refused.state, refused.done, refused.said) == (Job.State.FAILED, 1, "Enough was said.")
    failed = start(team, words=["break"], ending="break")
    assert failed.state == Job.State.FAILED and "error of this service" in failed.said


def test_a_job_is_done_once(team):
    job = start(team, words=["one"])
    with pytest.raises(ValueError, match="begun before"):
        say_each.call(job.pk, words=["one"])
    assert happened.count("one") == 1


def test_with_the_database_it_waits_for_a_worker(team, client, settings):
    settings.TASKS = DATABASE
    job = start(team, words=["one", "two"])
    assert (job.state, happened) == (Job.State.WAITING, [])
    page = client.get(job.get_absolute_url())
    assert f'content="2; url={job.get_absolute_url()}?unattended"' in page.content.decode()
    assert f'hx-get="{job.get_absolute_url()}"' in page.content.decode()
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    job.refresh_from_db()
    assert job.state == Job.State.DONE and happened[0] == "one"


def test_its_page(team, client):
    job = Job.objects.create(
        title="Saying it", by=team, opens="/there/", state=Job.State.GOING, done=3, total=12
    )
    address = job.get_absolute_url()
    page = client.get(address)
    assert "Saying it: 3 of 12" in page.content.decode()
    assert '<progress class="preparing" aria-label="Saying it" value="3" max="12">' in page.content.decode()
    shown = page.context["progress"].mark
    assert client.get(address, {"shown": shown}, headers=HTMX).status_code == 204
    Job.objects.update(done=4)
    news = client.get(address, {"shown": shown}, headers=HTMX).content.decode()
    assert "4 of 12" in news and "<html" not in news
    Job.objects.update(state=Job.State.FAILED, said="It broke.")
    assert json.loads(client.get(address, headers=HTMX)["HX-Trigger"]) == {"open-instead": address}
    page = client.get(address).content.decode()
    assert "Stopped after 4 of 12." in page and "It broke." in page and 'href="/there/"' in page
    assert "hx-get" not in page and "http-equiv" not in page
    client.force_login(PersonFactory())
    assert client.get(address).status_code == 404


def test_jobs_whose_process_ended_are_given_up_and_old_ones_forgotten(team, settings):
    long_ago = timezone.now() - timedelta(hours=1)
    lost = Job.objects.create(title="Lost", by=team, state=Job.State.GOING, heard_at=long_ago)
    going = Job.objects.create(title="Going", by=team, state=Job.State.GOING)
    older = timezone.now() - timedelta(days=settings.LETTERS_KEPT + 1)
    Job.objects.create(title="Old", by=team, state=Job.State.DONE, heard_at=older)
    call_command("housekeeping", verbosity=0)
    assert set(Job.objects.values_list("title", "state")) == {("Lost", "failed"), ("Going", "going")}
    assert Job.objects.get(pk=lost.pk).said == Job.LOST and going.said == ""


def test_the_queue_is_emptied_of_what_was_done_long_ago(team, settings):
    settings.BACKGROUND, settings.TASKS = "database", DATABASE
    for words in ("old", "new"):
        background.after_commit(note, words)
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    old, new = DBTaskResult.objects.order_by("enqueued_at")
    DBTaskResult.objects.filter(pk=old.pk).update(
        finished_at=timezone.now() - timedelta(days=settings.LETTERS_KEPT + 1)
    )
    call_command("housekeeping", verbosity=0)
    assert list(DBTaskResult.objects.all()) == [new]


# --- In a thread of the web process -----------------------------------------------------------------------------

THREADS = {"default": {"BACKEND": "lscb.work.threads.ThreadBackend"}}
may_go = threading.Event()


@background.task()
def wait_for_it(words: str) -> None:
    may_go.wait(10)
    happened.append(f"{words} in {threading.current_thread().name.partition('_')[0]}")


@pytest.fixture
def in_threads(settings):
    """The threads end with the test, so that none of them touches the next one's database."""
    settings.TASKS = THREADS
    may_go.clear()
    yield
    may_go.set()
    task_backends["default"]._pool.shutdown(wait=True)


def test_whoever_asked_goes_on_while_a_thread_does_it(in_threads):
    with transaction.atomic():
        background.after_commit(wait_for_it, "sent")
    assert happened == []  # and this request is answered
    may_go.set()
    task_backends["default"]._pool.shutdown(wait=True)
    assert happened == ["sent in background"]


def test_a_thread_that_fails_stops_nothing(in_threads):
    may_go.set()
    with transaction.atomic():
        background.after_commit(fails, "no")
        background.after_commit(wait_for_it, "after it")
    task_backends["default"]._pool.shutdown(wait=True)
    assert happened == ["after it in background"]


def test_a_command_waits_for_what_it_asked_for(in_threads):
    may_go.set()
    with background.done_here(), transaction.atomic():
        background.after_commit(note, "done here")
    assert happened == ["done here"]


def test_a_hundred_letters_keep_nobody_waiting(in_threads, settings):
    """Those who invite a hundred people are answered before the first letter has left."""
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    if connection.vendor == "sqlite":
        pytest.skip("one connection to a database in memory")
    started = time.monotonic()
    with transaction.atomic():
        for number in range(20):
            outbox.post(kind="Invitation", to=f"person{number}@example.org", subject="s", body="b")
    assert time.monotonic() - started < 1
    assert not Letter.objects.filter(state=Letter.State.SENT).exists()
    task_backends["default"]._pool.shutdown(wait=True)
    assert Letter.objects.filter(state=Letter.State.SENT).count() == len(mail.outbox) == 20


class Slow(EmailBackend):
    def send_messages(self, messages):
        time.sleep(0.1)
        return super().send_messages(messages)
