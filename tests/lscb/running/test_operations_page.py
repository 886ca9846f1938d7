"""The page of operations: what whoever looks after the service is told, and what they start again."""

import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lscb.errors import Refused
from lscb.models import AuditEntry, Job, LastRun, Letter, SlowPage
from lscb.running import slow_pages, standing
from lscb.running.requests import requests_told
from lscb.running.runs import recorded
from lscb.work import background, outbox
from tests.factories import BoardFactory, PersonFactory, board_team

pytestmark = pytest.mark.django_db

ADDRESS = "/operations/"
tried: list[int] = []


@background.task()
def stops_once(job_id: int, words: list[str]) -> None:
    """It stops at its first attempt, and comes to its end at the second."""
    with background.at_work(job_id) as work:
        tried.append(job_id)
        for each in work.through(words):
            if len(tried) == 1:
                raise RuntimeError(each)
        work.say("Done.")


@pytest.fixture(autouse=True)
def nothing_tried():
    tried.clear()


@pytest.fixture
def keeper(client):
    person = PersonFactory(is_superuser=True)
    client.force_login(person)
    return person


@pytest.fixture
def stopped(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = background.start(
            stops_once,
            title="Taking in “Secret plan”",
            kind="Taking in a document",
            by=board_team(BoardFactory()),
            opens="/",
            words=["a", "b"],
        )
    job.refresh_from_db()
    return job


def line(what: str) -> standing.Line:
    (found,) = [
        each for _, lines in standing.how_it_stands().parts for each in lines if each.what.startswith(what)
    ]
    return found


def test_only_a_system_administrator_sees_it_and_no_word_of_a_board(client, stopped, keeper):
    page = client.get(ADDRESS).text
    assert "Taking in a document" in page and "Secret plan" not in page and "Start again" in page
    client.force_login(stopped.by)
    assert client.get(ADDRESS).status_code == client.post(ADDRESS, {"again": stopped.key}).status_code == 404
    assert tried == [stopped.pk]


def test_what_stopped_is_started_again_once_and_recorded(client, stopped, keeper):
    assert (stopped.state, stopped.attempt) == (Job.State.FAILED, 1)
    assert client.post(ADDRESS, {"again": stopped.key}, follow=True).status_code == 200
    stopped.refresh_from_db()
    assert (stopped.state, stopped.said, stopped.attempt, stopped.done) == (Job.State.DONE, "Done.", 2, 2)
    assert AuditEntry.objects.about(stopped).get().operation == "job-started-again"
    again = client.post(ADDRESS, {"again": stopped.key})
    assert again.status_code == 422 and "has not stopped" in again.text
    assert len(tried) == 2
    for wrong in ("", "x", "00000000-0000-0000-0000-000000000000"):
        assert client.post(ADDRESS, {"again": wrong}).status_code == 404


@pytest.mark.database
def test_what_an_earlier_version_began_is_not_started_from_here(stopped, keeper):
    Job.objects.update(task="")
    with pytest.raises(Refused, match="earlier version"):
        background.start_again(job=stopped, by=keeper)


def test_an_attempt_that_was_taken_for_dead_does_nothing_beside_the_next(stopped):
    """A worker that was silent for half an hour and lives after all."""
    Job.objects.update(state=Job.State.WAITING)
    done = []
    with background.at_work(stopped.pk) as work:
        for each in work.through(["a", "b", "c"]):
            done.append(each)
            if each == "b":
                Job.objects.update(attempt=2, state=Job.State.GOING, said="The next one.")
        work.say("Said by the one that was taken for dead.")
    stopped.refresh_from_db()
    assert done == ["a", "b"]
    assert (stopped.state, stopped.said) == (Job.State.GOING, "The next one.")


@pytest.mark.database
def test_its_queries_do_not_grow(client, keeper, stopped, django_assert_max_num_queries):
    def asked():
        with django_assert_max_num_queries(60) as queries:
            client.get(ADDRESS)
        return len(queries)

    client.get(ADDRESS)
    few = asked()
    for number in range(12):
        Job.objects.create(title=f"{number}", by=keeper, opens="/", state=Job.State.FAILED)
        Letter.objects.create(kind="T", to="a@example.org", subject="s", body="b", state=Letter.State.FAILED)
        slow_pages.count(f"plans:{number}", 2000)
    assert asked() == few


def test_commands_say_when_they_ran_and_how(monkeypatch):
    assert (
        line("Housekeeping").stands == "Has never run"
        and "lscb-housekeeping.timer" in line("Housekeeping").do
    )
    call_command("housekeeping", verbosity=0)
    now = line("Housekeeping")
    assert now.stands.startswith("Went well") and not now.do and any("letters" in each for each in now.more)
    LastRun.objects.update(began_at=timezone.now() - timedelta(hours=1))
    assert "should have run since" in line("Housekeeping").do
    call_command("verify_audit", verbosity=0)
    assert line("Audit trail").stands.startswith("Went well")
    with pytest.raises(CommandError), recorded(LastRun.Command.BACKUP):
        raise CommandError("pg_dump is not on this machine.")
    failed = line("Backup")
    assert failed.stands.startswith("Failed") and "pg_dump is not on this machine." in failed.do
    with pytest.raises(KeyError), recorded(LastRun.Command.DRILL):
        raise KeyError("typed words")
    assert "typed" not in str(line("Restore drill")) and "the log says more" in line("Restore drill").do
    with recorded(LastRun.Command.DRILL):
        pass
    assert line("Restore drill").stands.startswith("Went well")


@pytest.mark.database
@pytest.mark.parametrize(
    ("make", "what", "says"),
    [
        (lambda ago: Job.objects.create(title="x", opens="/", heard_at=ago), "Long work", "lscb-worker"),
        (
            lambda ago: Letter.objects.create(kind="T", to="a@b.org", subject="", body="", written_at=ago),
            "On their way",
            "housekeeping",
        ),
        (
            lambda ago: Letter.objects.create(
                kind="T", to="a@b.org", subject="", body="", state="uncertain", settled_at=ago
            ),
            "Perhaps sent",
            "before another",
        ),
    ],
    ids=["job", "letter", "uncertain"],
)
def test_what_waits_or_went_wrong_asks_for_something(settings, make, what, says):
    settings.BACKGROUND = "database"

    def found():
        return next(
            each for _, lines in standing.how_it_stands().parts for each in lines if each.what == what
        )

    assert found().do == ""
    make(timezone.now() - timedelta(hours=1))
    assert says in found().do


@pytest.mark.database
def test_a_task_that_a_killed_worker_left_is_called_failed_after_a_day(settings):
    settings.BACKGROUND = "database"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for _ in range(2):
        outbox.deliver.enqueue(0)
    old, new = DBTaskResult.objects.order_by("enqueued_at")
    for task, ago in ((old, timedelta(days=2)), (new, timedelta(hours=2))):
        task.claim("killed")
        DBTaskResult.objects.filter(pk=task.pk).update(started_at=timezone.now() - ago)
    background.tidy()
    assert {str(task.pk): task.status for task in DBTaskResult.objects.all()} == {
        str(old.pk): TaskResultStatus.FAILED,
        str(new.pk): TaskResultStatus.RUNNING,
    }


def test_a_slow_page_is_counted_by_its_route_and_forgotten_after_a_month(settings):
    settings.SLOW_PAGE = 1
    request = RequestFactory().get(f"{reverse('privacy')}?q=typed")

    def slow(request):
        time.sleep(0.002)
        return HttpResponse()

    for _ in range(2):
        requests_told(slow)(request)
    assert [(page["route"], page["count"]) for page in slow_pages.slowest()] == [("none", 2)]
    SlowPage.objects.update(on=timezone.localdate() - timedelta(days=31))
    assert slow_pages.slowest() == []
    slow_pages.tidy()
    assert not SlowPage.objects.exists()
