"""Tasks done at once in a thread of the web process, so that whoever pressed the button goes on.

Nothing is kept of a task but what it is about: a letter that waits, or a job. What a process had not done when it was
killed is found there by housekeeping, as with every other way. A process that ends in good order does first what it was
asked for: the interpreter waits for the threads of a pool.
"""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

from django.db import connections
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
AT_ONCE = 2  # so that letters leave while a report is printed


class ThreadBackend(ImmediateBackend):
    """As django-tasks does them at once, but in another thread, with a connection of its own to the database."""

    def __init__(self, alias: str, params: dict):
        super().__init__(alias, params)
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="background")

    def enqueue(
        self,
        task: Task[Arguments, Result],
        args: Arguments.args,  # type: ignore[valid-type]
        kwargs: Arguments.kwargs,  # type: ignore[valid-type]
    ) -> TaskResult[Result]:
        self.validate_task(task)
        waiting: TaskResult[Result] = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        # On the day of whoever asked for it, where that is a set one.
        self._pool.submit(copy_context().run, self._do, task, args, kwargs)
        return waiting

    def _do(self, task: Task, args: tuple, kwargs: dict) -> None:
        try:
            super().enqueue(task, args, kwargs)
        finally:
            connections.close_all()
