"""Work in the background: begun after the commit, done by django-tasks, with its progress in one row.

Where it is done is a setting: at once in a thread of the web process, or by `manage.py db_worker`, or in the request
that asked for it. From Django 6.0 on, what is imported from django_tasks is in `django.tasks`; nothing else here
changes.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, once
from lscb.events.audit_codes import KernelEvent
from lscb.models import Job

__all__ = ["Work", "after_commit", "at_work", "start", "start_again", "task"]

log = logging.getLogger(__name__)
Thing = TypeVar("Thing")
Arguments = ParamSpec("Arguments")

LEFT_RUNNING = timedelta(days=1)
WORKER_ENDED = "Its worker ended before it did."

_in_background: ContextVar[bool] = ContextVar("in_background", default=False)


def after_commit(work: Task[Arguments, None], *args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
    """Have a `task` done in the background once the transaction is committed, and not if it is rolled back.

    What is in the background already is not put off again: the job that asked for it waits for it. A task that cannot
    be begun is logged and stops nothing that was saved.
    """

    def begin() -> None:
        (work.call if _in_background.get() else work.enqueue)(*args, **kwargs)

    transaction.on_commit(begin, robust=True)


@contextmanager
def done_here() -> Iterator[None]:
    """What is put off in the block is done at once after its commit: a command of a timer waits for it."""
    token = _in_background.set(True)
    try:
        yield
    finally:
        _in_background.reset(token)


@transaction.atomic
def start(
    work: Task[..., None],
    *,
    title: str,
    by: AbstractBaseUser,
    opens: str,
    kind: str = "Long work",
    **arguments: object,
) -> Job:
    """Begin something long for a person; `work` is a task that takes the job's key first, then `arguments` (JSON).

    `title` says what is done, as "Sending reminders"; `kind` says it to an administrator, without a word of a board's;
    `opens` is the address of the page that shows what came of it. A task may be started again by an administrator
    after it stopped half-way: what it does it must do once, however often it is asked to.

    :raises SavedAlready: when the form was sent twice, and has begun this.
    """
    once.spend()
    # The kernel does not know Person.
    job = Job.objects.create(  # type: ignore[misc]
        title=title, kind=kind, by=by, opens=opens, task=work.module_path, arguments=arguments
    )
    after_commit(work, job.pk, **arguments)
    return job


@transaction.atomic
def start_again(*, job: Job, by: AbstractBaseUser) -> Job:
    """Begin anew a job that stopped, for the person who started it, with what it was told then.

    :raises Refused: when it has not stopped, or an earlier version began it.
    """
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state != Job.State.FAILED:
        raise Refused("It has not stopped, or was started again meanwhile.")
    if not job.task:
        raise Refused("It was begun by an earlier version: whoever started it must start it from its page.")
    job.state, job.said, job.done, job.total = Job.State.WAITING, "", 0, None
    job.attempt, job.heard_at = job.attempt + 1, timezone.now()
    job.save(update_fields=["state", "said", "done", "total", "attempt", "heard_at"])
    audit.record(
        KernelEvent.JOB_STARTED_AGAIN, job, by=by, changes={"attempt": [job.attempt - 1, job.attempt]}
    )
    after_commit(import_string(job.task), job.pk, **job.arguments)
    return job


class Superseded(Exception):
    """This attempt was given up as lost, and another was begun."""


class Work:
    """A job while it is done: says how far it is."""

    def __init__(self, job: Job):
        self.by_id = job.by_id
        self._rows = Job.objects.filter(pk=job.pk, attempt=job.attempt)
        self.said = ""

    def through(self, things: Sequence[Thing]) -> Iterator[Thing]:
        """The things one after another; each counts as done when the next is asked for."""
        self._tell(total=len(things), done=0)
        for number, thing in enumerate(things, 1):
            yield thing
            self._tell(done=number)

    def at(self, words: str) -> None:
        """What is being done now, for a piece of work that cannot be counted."""
        self._tell(said=words)

    def say(self, words: str) -> None:
        """What came of it, for the person who started it."""
        self.said = words

    def _tell(self, **news: int | str) -> None:
        """:raises Superseded: so that what was taken for dead does nothing beside the next attempt."""
        if not self._rows.update(heard_at=timezone.now(), **news):
            raise Superseded

    def ended(self, state: Job.State) -> None:
        """Say what became of it, unless another attempt says that."""
        self._rows.update(state=state, said=self.said, heard_at=timezone.now())


@contextmanager
def at_work(job_id: int) -> Iterator[Work]:
    """Do a job in the block: it is going on, then done or failed, whatever happens in the block. It is done on
    the day of whoever started it first, wherever and through whomever it is done.

    :raises ValueError: when the job was begun before; a job is done once.
    """
    begun = Job.objects.filter(pk=job_id, state=Job.State.WAITING)
    if not begun.update(state=Job.State.GOING, heard_at=timezone.now()):
        raise ValueError(f"Job {job_id} was begun before.")
    job = Job.objects.select_related("by").get(pk=job_id)
    work = Work(job)
    token = _in_background.set(True)
    state = Job.State.FAILED
    try:
        with clock.on(getattr(job.by, "stands_on", None)):
            yield work
        state = Job.State.DONE
    except Superseded:
        log.warning("Job %s was started again meanwhile; this attempt at it ends.", job_id)
    except Refused as refused:
        work.said = " ".join(refused.messages)
    except Exception:
        work.said = (
            "It stopped because of an error of this service. Tell whoever looks after it; the log says more."
        )
        raise
    finally:
        _in_background.reset(token)
        work.ended(state)


def tidy() -> str:
    """Give up jobs whose process has ended, and forget those that ended long ago; for housekeeping."""
    lost = Job.objects.lost().update(state=Job.State.FAILED, said=Job.LOST)
    old, _ = Job.objects.old().delete()
    if settings.BACKGROUND == "database":
        # A worker that was killed leaves its task as it was; what became of it stands in its job or letter.
        left = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - LEFT_RUNNING)
        left.update(status=TaskResultStatus.FAILED, finished_at=timezone.now(), traceback=WORKER_ENDED)
        call_command("prune_db_task_results", min_age_days=settings.LETTERS_KEPT, verbosity=0)
    return f"jobs given up: {lost}, forgotten: {old}"


def give_up_all() -> int:
    """After the database was brought back from a backup: what was asked for then may have been done since."""
    DBTaskResult.objects.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)).delete()
    open_ones = Job.objects.filter(state__in=(Job.State.WAITING, Job.State.GOING))
    return open_ones.update(state=Job.State.FAILED, said=Job.RESTORED, heard_at=timezone.now())
