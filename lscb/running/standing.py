"""How the service stands, for whoever looks after it: line by line, each with what to do where it is not well.

Nothing of a board is said: counts, sizes, moments, names of routes and kinds of work. What apps above keep on a disk
they tell themselves (`tells_of_storage`).
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min, Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lscb.models import Job, LastRun, Letter
from lscb.running import slow_pages
from lscb.running.readiness import pending_migrations
from lscb.wording import in_bytes, moment, number_of

LATELY = timedelta(days=7)  # what went wrong before that is on record, and no longer asks for anything
DISK_LOW = 0.1  # of the disk, or
DISK_LOW_BYTES = 2**30
WAITS_TOO_LONG = timedelta(minutes=5)
RUNS_TOO_LONG = timedelta(hours=2)
STOPPED_SHOWN = 20

C = LastRun.Command
# The unit of each command that a timer runs, and after what time one that has not run is missed.
TIMERS: dict[str, tuple[str, timedelta]] = {
    C.HOUSEKEEPING: ("lscb-housekeeping", timedelta(minutes=20)),
    C.REMINDERS: ("lscb-reminders", timedelta(days=4)),  # it rests at the weekend
    C.VERIFY_AUDIT: ("lscb-verify-audit", timedelta(days=2)),
    C.BACKUP: ("lscb-backup", timedelta(days=2)),
    C.DRILL: ("lscb-restore-drill", timedelta(days=9)),
}


@dataclass(frozen=True)
class Line:
    """One thing about the service.

    :param stands: how it stands.
    :param do: what to do about it; empty where it is well.
    :param more: what else is known, a line each.
    """

    what: str
    stands: str
    do: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """The whole page."""

    parts: list[tuple[str, list[Line]]]
    stopped: list[Job]
    slow: list[dict]

    @property
    def to_do(self) -> list[Line]:
        return [line for _, lines in self.parts for line in lines if line.do]


_storage: list[Callable[[], Iterable[Line]]] = []


def tells_of_storage(tells: Callable[[], Iterable[Line]]) -> Callable[[], Iterable[Line]]:
    """Have the lines of a function under storage; it takes a fixed number of queries."""
    if tells not in _storage:
        _storage.append(tells)
    return tells


def how_it_stands() -> Standing:
    """Everything, in a fixed number of queries."""
    now = timezone.now()
    return Standing(
        parts=[
            ("Version and database", list(_version())),
            ("Timers, backups and drills", list(_commands(now))),
            ("Work in the background", list(_background(now))),
            ("E-mails", list(_letters(now))),
            ("Storage", [*_disk(), *(line for tells in _storage for line in tells())]),
        ],
        stopped=list(Job.objects.stopped()[:STOPPED_SHOWN]),
        slow=slow_pages.slowest(),
    )


def _version() -> Iterable[Line]:
    version = ".".join(map(str, connection.get_database_version()))
    yield Line("Version", settings.VERSION)
    yield Line("Database", f"{connection.display_name} {version}, {in_bytes(_database_size())}")
    pending = pending_migrations()
    yield Line(
        "Migrations",
        f"{number_of(len(pending), 'is', 'are')} missing" if pending else "None is missing",
        "Run manage.py migrate: this version expects tables that the database has not." if pending else "",
        tuple(pending),
    )


def _database_size() -> int:
    sql = (
        "SELECT pg_database_size(current_database())"
        if connection.vendor == "postgresql"
        else "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _commands(now: datetime) -> Iterable[Line]:
    runs = {run.command: run for run in LastRun.objects.all()}
    for command in C:
        if (run := runs.get(command)) or command in TIMERS:
            yield _command(command, run, now)


def _command(command: C, run: LastRun | None, now: datetime) -> Line:
    unit, within = TIMERS.get(command, ("", None))
    log = f"journalctl -u {unit} says more." if unit else ""
    if run is None:
        return Line(command.label, "Has never run", f"Start its timer: systemctl enable --now {unit}.timer.")
    began = moment(timezone.localtime(run.began_at))
    if run.ended_at is None:
        overdue = now - run.began_at > RUNS_TOO_LONG
        return Line(
            command.label, f"Began {began}", f"It did not end, or was killed. {log}" if overdue else ""
        )
    said = tuple(run.said.splitlines())
    if not run.went_well:
        before = f"; it last went well {moment(timezone.localtime(run.well_at))}" if run.well_at else ""
        return Line(
            command.label, f"Failed {began}{before}", f"{said[-1] if said else ''} {log}".strip(), said
        )
    missed = within is not None and now - run.began_at > within
    do = f"It should have run since: systemctl status {unit}.timer says why not." if missed else ""
    return Line(command.label, f"Went well {began}", do, said)


def _background(now: datetime) -> Iterable[Line]:
    jobs = {
        row["state"]: row
        for row in Job.objects.order_by()
        .values("state")
        .annotate(
            count=Count("pk"), oldest=Min("heard_at"), lately=Count("pk", filter=Q(heard_at__gt=now - LATELY))
        )
    }
    worker = "systemctl status lscb-worker" if settings.BACKGROUND == "database" else ""
    yield _waiting("Long work", jobs.get(Job.State.WAITING), jobs.get(Job.State.GOING), worker, now)
    none = {"count": 0, "lately": 0}
    yield _settled(
        "Long work that stopped",
        jobs.get(Job.State.FAILED, none),
        "Whoever began it was told why. Start again below what is still wanted.",
    )
    if settings.BACKGROUND != "database":
        where = (
            "in a thread of the web process" if settings.BACKGROUND == "thread" else "by whoever asks for it"
        )
        yield Line("Where it is done", f"{where.capitalize()}; no worker is needed")
        return
    tasks = {
        row["status"]: row
        for row in DBTaskResult.objects.order_by()
        .values("status")
        .annotate(
            count=Count("pk"),
            oldest=Min("enqueued_at"),
            lately=Count("pk", filter=Q(finished_at__gt=now - LATELY)),
        )
    }
    ready, running = tasks.get(TaskResultStatus.READY), tasks.get(TaskResultStatus.RUNNING)
    yield _waiting("Tasks of the workers", ready, running, worker, now)
    yield _settled(
        "Tasks that failed",
        tasks.get(TaskResultStatus.FAILED, none),
        "journalctl -u lscb-worker says why; what each was for stands above, or under e-mails.",
    )


def _waiting(what: str, waiting: dict | None, going: dict | None, worker: str, now: datetime) -> Line:
    do = ""
    if waiting and (for_long := now - waiting["oldest"]) > WAITS_TOO_LONG:
        minutes = number_of(int(for_long.total_seconds() // 60), "minute", "minutes")
        do = f"Nobody has begun the oldest for {minutes}: {worker or 'restart the web server'}."
    counts = (waiting["count"] if waiting else 0, going["count"] if going else 0)
    return Line(what, f"{counts[0]} waiting, {counts[1]} going on", do)


def _letters(now: datetime) -> Iterable[Line]:
    letters = {
        row["state"]: row
        for row in Letter.objects.order_by()
        .values("state")
        .annotate(
            count=Count("pk"),
            oldest=Min("written_at"),
            lately=Count("pk", filter=Q(settled_at__gt=now - LATELY)),
        )
    }
    none = {"count": 0, "lately": 0, "oldest": now}
    waiting, sending, failed, uncertain = (
        letters.get(state, none)
        for state in (Letter.State.WAITING, Letter.State.SENDING, Letter.State.FAILED, Letter.State.UNCERTAIN)
    )
    late = now - waiting["oldest"] > 3 * Letter.SENT_WITHIN
    yield Line(
        "On their way",
        str(waiting["count"] + sending["count"]),
        "The oldest should have left: housekeeping sends what was left, so look at its timer."
        if late
        else "",
    )
    yield _settled(
        "Not sent",
        failed,
        "The list says why of each: check EMAIL_URL, and the addresses with whoever typed them.",
    )
    yield _settled(
        "Perhaps sent", uncertain, "The list says which. They may have arrived: ask before another is sent."
    )


def _settled(what: str, found: dict, do: str) -> Line:
    stands = f"{found['count']}, {found['lately']} of them in the last seven days"
    return Line(what, stands, do if found["lately"] else "")


def _disk() -> Iterable[Line]:
    folders = {"files and drafts": settings.VAR_DIR, "backups": settings.BACKUP_DIR}
    disks: dict[int, list[str]] = {}
    usage = {}
    for name, folder in folders.items():
        there = next(each for each in (folder, *Path(folder).absolute().parents) if each.exists())
        disks.setdefault(there.stat().st_dev, []).append(name)
        usage[there.stat().st_dev] = shutil.disk_usage(there)
    for disk, names in disks.items():
        free, total = usage[disk].free, usage[disk].total
        low = free < max(DISK_LOW * total, DISK_LOW_BYTES)
        yield Line(
            f"Disk of {', '.join(names)}",
            f"{in_bytes(free)} of {in_bytes(total)} free",
            "Make room: nothing is saved on a disk that is full." if low else "",
        )
