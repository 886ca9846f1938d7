"""The process apart: whatever its work does, whoever asked hears how it ended, and the next job is done."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings

from lscb.apart.process import Outcome, ProcessApart, delete_left_folders

MB = 2**20


@pytest.fixture(scope="module")
def apart():
    process = ProcessApart(
        "tests.processes.apart", folder=settings.BASE_DIR, environment={"GIVEN": "to it"}, at_once=2
    )
    yield process
    process.close()


def ask(apart, job: str, seconds: float = 20, memory: int = 512 * MB):
    return apart.ask(job.encode(), seconds=seconds, memory=memory)


def test_it_answers_and_says_what_that_took(apart):
    answer = ask(apart, "work")
    assert (answer.outcome, answer.content) == (Outcome.DONE, b"49999995000000")
    assert 0 < answer.cpu_seconds < 20 and 0 < answer.seconds < 20
    assert MB < answer.peak_memory < 512 * MB
    assert apart.last == answer


def test_much_goes_in_and_comes_out(apart):
    answer = ask(apart, " " * 5_000_000 + "much")
    assert len(answer.content) == 5_000_000


def test_jobs_are_forks_of_one_process_that_waits(apart):
    assert ask(apart, "who").content == ask(apart, "who").content == str(apart._process.pid).encode()
    assert ask(apart, "collector").content == b"False"


def test_it_is_given_no_secrets(apart, monkeypatch):
    monkeypatch.setenv("LSCB_SECRET_KEY", "hush")
    monkeypatch.setenv("DATABASE_URL", "postgres://plan:hush@host/name")
    apart.close()  # the next is started with this environment
    environment = json.loads(ask(apart, "environment").content)
    assert environment["GIVEN"] == "to it" and "PATH" in environment
    assert "hush" not in str(environment)


@pytest.mark.parametrize(
    "job, outcome",
    [
        ("sleep", Outcome.OUT_OF_TIME),
        ("take all memory", Outcome.OUT_OF_MEMORY),
        ("abort", Outcome.OUT_OF_MEMORY),  # how a library ends that gets none
        ("fail", Outcome.FAILED),
        ("end the process that waits", Outcome.NO_PROCESS),
    ],
)
def test_how_a_job_ended_is_said_and_the_next_is_done(apart, job, outcome):
    assert ask(apart, "echo").content == b"echo"  # it is there
    started = time.monotonic()
    answer = ask(apart, job, seconds=1 if job == "sleep" else 20)
    assert answer.outcome == outcome and time.monotonic() - started < 10
    assert (b"ValueError: No ink" in answer.content) == (job == "fail")
    assert ask(apart, "echo").content == b"echo"


def test_what_a_job_leaves_in_its_folder_is_removed_however_it_ended(apart, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = Path(ask(apart, "leave a file").content.decode())
    assert left.parent.parent == tmp_path and not left.exists()
    assert ask(apart, "leave a file and sleep", seconds=0.5).outcome == Outcome.OUT_OF_TIME
    assert not list(tmp_path.iterdir())


def test_one_that_was_killed_is_started_again(apart):
    first = ask(apart, "who").content
    os.kill(apart._process.pid, 9)
    second = ask(apart, "who")
    assert second.outcome == Outcome.DONE and second.content != first


@pytest.mark.parametrize("module", ["tests.processes.nothing", "tests.processes.database"])
def test_one_that_cannot_work_is_said(module):
    """A library that is missing, or a module that does not serve."""
    broken = ProcessApart(module, folder=settings.BASE_DIR)
    try:
        assert ask(broken, "echo").outcome == Outcome.NO_PROCESS
    finally:
        broken.close()


def test_one_that_cannot_even_be_started_is_said(tmp_path):
    assert ask(ProcessApart("x", folder=tmp_path / "nowhere"), "echo").outcome == Outcome.NO_PROCESS


def test_jobs_wait_their_turn_but_not_for_ever(apart):
    waiting = [threading.Thread(target=ask, args=(apart, "sleep", 2)) for _ in range(2)]
    for thread in waiting:
        thread.start()
    time.sleep(0.3)
    assert ask(apart, "echo", seconds=0.2).outcome == Outcome.BUSY
    assert ask(apart, "echo", seconds=10).outcome == Outcome.DONE
    for thread in waiting:
        thread.join(20)
        assert not thread.is_alive()


def test_a_fork_of_whoever_asks_has_a_process_of_its_own(apart):
    first = ask(apart, "who").content
    if (child := os.fork()) == 0:
        other = ask(apart, "who")
        apart.close()
        os._exit(0 if other.outcome == Outcome.DONE and other.content != first else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ask(apart, "who").content == first


def test_it_ends_with_whoever_asked():
    asking = (
        "from lscb.apart.process import ProcessApart; import os\n"
        "apart = ProcessApart('tests.processes.apart', folder='.')\n"
        "print(apart.ask(b'who', seconds=20, memory=2**29).content.decode(), flush=True)\n"
        "os._exit(0)  # as one that is killed: nothing is tidied up\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", asking],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    pid = int(run.stdout)
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("The process that waits outlived whoever asked.")


def test_folders_of_a_killed_asker_are_deleted_after_a_day(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, new, other = (tmp_path / name for name in ("lscb-apart-left", "lscb-apart-new", "somebody-else"))
    for folder in (left, new, other):
        folder.mkdir()
        (folder / "page").write_text("half")
    days_ago = time.time() - 2 * 24 * 60 * 60
    for folder in (left, other):
        os.utime(folder, (days_ago, days_ago))
    assert delete_left_folders() == 1
    assert sorted(tmp_path.iterdir()) == [new, other]
