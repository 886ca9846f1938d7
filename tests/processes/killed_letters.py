"""Forty times: write a letter and kill the process somewhere on the way; then let the timer look after it.

The mail server is a file with a line for each letter it took. Prints what became of each, and how often it was sent,
for tests/lscb/test_outbox.py.
"""

import json
import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend

from tests.processes.database import answer, child, with_tables

TRIES = 40
POINTS = ("commit", "open", "before", "after", "statement")


class Server(BaseEmailBackend):
    """Takes letters into a file; dies, or is slow, where it is told."""

    file: Path
    dies = ""
    slow = 0.0

    def open(self):
        self._here("open")

    def send_messages(self, messages):
        self._here("before")
        time.sleep(Server.slow)
        with Server.file.open("a") as taken:
            taken.writelines(f"{message.to[0]}\n" for message in messages)
        self._here("after")
        return len(messages)

    def _here(self, point: str) -> None:
        if Server.dies == point:
            die()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    with_tables()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    from lscb.models import Job, Letter
    from lscb.work import outbox

    settings.EMAIL_BACKEND = "__main__.Server"
    Server.file = settings.VAR_DIR / "taken"

    def written(number: int):
        point = POINTS[number % len(POINTS)]

        count = 0
        committed = False

        def deadly(execute, sql, params, many, context):
            """Die before a statement after the commit: the claim, the reading, the settling."""
            nonlocal count
            count += committed
            if count == 1 + number // len(POINTS):
                die()
            return execute(sql, params, many, context)

        def when_committed():
            """Before anything else that waits for the commit."""
            nonlocal committed
            committed = point == "statement"
            if point == "commit":
                die()

        def job():
            Server.dies = point
            with connection.execute_wrapper(deadly), transaction.atomic():
                transaction.on_commit(when_committed)
                outbox.post(kind="Test", to=f"{number}@example.org", subject="Words", body="More")

        return job

    for number in range(TRIES):
        answer(child(written(number)))

    saved = while_mail_is_slow(outbox, Job)

    # An hour later; twice, as a timer does.
    hour = timedelta(hours=1)
    Letter.objects.update(written_at=timezone.now() - hour)
    Letter.objects.exclude(claimed_at=None).update(claimed_at=timezone.now() - hour)
    for _ in range(2):
        call_command("housekeeping", verbosity=0, stdout=sys.stderr)
    taken = Server.file.read_text().split()
    letters = [
        {"to": letter.to, "state": letter.state, "times_sent": taken.count(letter.to)}
        for letter in Letter.objects.exclude(to="slow@example.org").order_by("pk")
    ]
    json.dump({"letters": letters, "saved_while_mail_was_slow": saved}, sys.stdout)


def while_mail_is_slow(outbox, job_model) -> bool:
    """Whether another process can save while a mail server takes two seconds over a letter."""

    def slow():
        Server.slow = 2.0
        outbox.post(kind="Test", to="slow@example.org", subject="Words", body="More")
        return time.monotonic()

    def saves():
        time.sleep(0.5)
        job_model.objects.create(title="Saved", opens="/")
        return time.monotonic()

    sending, saving = child(slow), child(saves)
    ended = [answer(each)[1] for each in (sending, saving)]
    return ended[1] < ended[0] - 0.5


if __name__ == "__main__":
    main()
