"""A database of its own for a test of several processes, and children that start together.

The tests' own database will not do: in memory no other process sees it, and inside a test's transaction
nothing is ever really committed.
"""

import gc
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

ROOT = Path(__file__).parents[2]


@contextmanager
def database_url(folder: Path, engine: str = "") -> Iterator[str]:
    """The address of an empty database: a file in `folder`, or a new one on the server of ``DATABASE_URL``; a file
    there too where `engine` is sqlite.
    """
    server = os.environ.get("DATABASE_URL", "")
    if engine == "sqlite" or not server.startswith("postgres"):
        yield f"sqlite:///{folder / 'processes.sqlite3'}"
        return
    import psycopg2

    name = f"processes_{uuid4().hex[:12]}"
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()


def outcome_of(script: str, folder: Path, *arguments: str, seconds: float = 900, engine: str = "") -> dict:
    """Run a script of this folder in a process of its own against an empty database; what it printed, read."""
    with database_url(folder, engine) as url:
        done = subprocess.run(
            [sys.executable, "-m", f"tests.processes.{script}", *arguments],
            cwd=ROOT,
            env=os.environ
            | {
                "DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "LSCB_VAR_DIR": str(folder / "var"),
                "LSCB_ALLOWED_HOSTS": "testserver",
            },
            capture_output=True,
            text=True,
            timeout=seconds,
        )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)


def with_tables() -> None:
    """Set up Django in this process and make the tables of the models. Call before importing a model.

    Without the migrations, which take ten seconds and lead to the same tables (tests/test_migrations.py). What each
    child would do first is done here: to read the routes, and to look through what is in memory for what nobody needs.
    """
    import django
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.urls import reverse

    django.setup()
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    reverse("home")
    gc.freeze()
    gc.disable()


def child(job: Callable) -> tuple[int, int]:
    """Fork a process that does `job` and writes what it returns; gives its id and where to read from."""
    from django.db import connections

    connections.close_all()  # a connection must never be shared by two processes
    reads, writes = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writes)
        return pid, reads
    os.close(reads)
    try:
        os.write(writes, pickle.dumps(job()))
    except BaseException as error:
        os.write(writes, pickle.dumps(error if isinstance(error, Exception) else None))
    finally:
        connections.close_all()
        os._exit(0)


def answer(started: tuple[int, int]) -> tuple[bool, object]:
    """Wait for a child: was it killed, and what it returned (None when it was killed).

    An exception inside the child is raised here.
    """
    pid, reads = started
    with os.fdopen(reads, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(pid, 0)
    result = pickle.loads(said) if said else None  # noqa: S301 - our own child wrote it
    if isinstance(result, Exception):
        raise result
    return os.WIFSIGNALED(status), result


def together(jobs: list[Callable]) -> list:
    """Do all jobs at the same moment, each in a process of its own; their results in the order of the jobs."""
    gate_reads, gate_writes = os.pipe()

    def waiting(job):
        def run():
            os.close(gate_writes)
            os.read(gate_reads, 1)  # ends when the last writer closes: for everyone at once
            return job()

        return run

    children = [child(waiting(job)) for job in jobs]
    os.close(gate_reads)
    os.close(gate_writes)
    return [answer(each)[1] for each in children]
