"""A process apart, for work that may take too long or too much memory. Knows nothing of what the work is.

`ProcessApart` is the side that asks: it starts a module with `python -m` and keeps it waiting. That module calls
`serve`, the side that works: what it has loaded by then is ready for every job, and each job is done in a fork of it,
under limits of time and memory. Whatever a job does to its fork ends there. The process inherits no key, password or
database URL. No Django on either side.
"""

import atexit
import gc
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

# What a process needs to find its libraries, fonts and language.
ENVIRONMENT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_",
    "TMPDIR",
    "XDG_",
    "FONTCONFIG_",
    "PYTHON",
    "LD_LIBRARY_",
    "DYLD_",
)
# Seconds that starting the process and handing over may add to a job's limit.
HANDING_OVER = 15
# What a job's folder for its own files is called.
FOLDER = "lscb-apart-"
# Seconds after which such a folder must be of an asker that was killed.
FOLDER_KEPT = 24 * 60 * 60
# Seconds without work after which a waiting process ends and gives its memory back.
IDLE = 15 * 60


class Outcome(StrEnum):
    """How a job ended."""

    DONE = "done"
    FAILED = "failed"  # the work raised an error
    OUT_OF_TIME = "out of time"
    OUT_OF_MEMORY = "out of memory"
    NO_PROCESS = "no process"  # it could not be started, or was ended twice
    BUSY = "busy"  # other jobs took too long for this one to begin


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    content: bytes = b""  # what was made when DONE, the traceback when FAILED
    seconds: float = 0.0  # from asking to the answer
    cpu_seconds: float = 0.0
    peak_memory: int = 0  # bytes

    def __str__(self) -> str:
        return (
            f"{self.outcome} after {self.seconds:.1f} s, {self.cpu_seconds:.1f} s of a processor, "
            f"{self.peak_memory / 2**20:.0f} MB"
        )


# --- The side that asks -------------------------------------------------------------------------------------------


class ProcessApart:
    """A module that waits for work, started when first needed, and again when it has ended."""

    def __init__(
        self, module: str, *, folder: Path, environment: Mapping[str, str] | None = None, at_once: int = 1
    ):
        """
        :param module: what `python -m` runs in `folder`; it calls `serve`.
        :param environment: variables it is given besides those it needs to run at all.
        :param at_once: jobs done at the same time; others wait for their turn.
        """
        self.module, self.folder, self.environment = module, folder, dict(environment or {})
        self.last: Answer | None = None
        self._starting = threading.Lock()
        self._turn = threading.Semaphore(at_once)
        self._process: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._owner: int | None = None  # the process id that started it: a fork of the asker starts its own

    def ask(self, job: bytes, *, seconds: float, memory: int) -> Answer:
        """Have one job done. Never raises for what the job does.

        :param seconds: for the work, and again for waiting until it may begin.
        :param memory: bytes of address space that its fork may use.
        """
        if not self._turn.acquire(timeout=seconds):
            return Answer(Outcome.BUSY, seconds=seconds)
        try:
            with tempfile.TemporaryDirectory(prefix=FOLDER) as folder:
                answer = self._ask(job, folder, seconds, memory)
                if answer.outcome == Outcome.NO_PROCESS:  # perhaps it was just ended: once more, by a new one
                    answer = self._ask(job, folder, seconds, memory)
        finally:
            self._turn.release()
        self.last = answer
        return answer

    def _ask(self, job: bytes, folder: str, seconds: float, memory: int) -> Answer:
        head = {"bytes": len(job), "folder": folder, "seconds": seconds, "memory": memory}
        started = time.monotonic()
        said, content = None, b""
        ours, theirs = socket.socketpair()
        with ours:
            try:
                with theirs:
                    self._hand_over(theirs)
                ours.settimeout(seconds + HANDING_OVER)
                ours.sendall(json.dumps(head).encode() + b"\n" + job)
                with ours.makefile("rb") as line:
                    said = json.loads(line.readline() or b"null")
                    content = line.read(said["bytes"]) if said else b""
            except (OSError, ValueError):  # it could not be started, or was stopped while it was listened to
                said = None
        took = time.monotonic() - started
        if said and len(content) == said["bytes"]:
            used = {name: said[name] for name in ("cpu_seconds", "peak_memory")}
            return Answer(Outcome(said["outcome"]), content, took, **used)
        if took >= seconds:
            return Answer(Outcome.OUT_OF_TIME, seconds=took)
        # A library that gets no memory ends its fork without a word; the process that waits lives on.
        return Answer(Outcome.NO_PROCESS if self._has_ended() else Outcome.OUT_OF_MEMORY, seconds=took)

    def close(self) -> None:
        """End the process; the next job starts another."""
        atexit.unregister(self.close)
        if self._control:
            self._control.close()
            self._control = None
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _hand_over(self, job: socket.socket) -> None:
        """:raises OSError: when no process takes it."""
        with self._starting:
            control = self._ensure()
            try:
                socket.send_fds(control, [b"."], [job.fileno()])
            except OSError:  # it ended since, having waited long or been killed
                self.close()
                socket.send_fds(self._ensure(), [b"."], [job.fileno()])

    def _ensure(self) -> socket.socket:
        """The way to the process that waits, started where it does not."""
        if self._control and self._owner == os.getpid() and self._process and self._process.poll() is None:
            return self._control
        self.close()  # in a fork of whoever started it, this lets go of it and ends nothing
        needed = {name: value for name, value in os.environ.items() if name.startswith(ENVIRONMENT)}
        ours, theirs = socket.socketpair()
        with ExitStack() as unless_started, theirs:
            unless_started.callback(ours.close)
            self._process = subprocess.Popen(  # noqa: S603 - the product's own module, and a number
                [sys.executable, "-m", self.module, str(theirs.fileno())],
                cwd=self.folder,
                env=needed | self.environment,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
            unless_started.pop_all()
        self._control, self._owner = ours, os.getpid()
        atexit.register(self.close)
        return ours

    def _has_ended(self) -> bool:
        """Whether the waiting process is gone; one that was killed this moment takes another to go."""
        process = self._process
        try:
            return process is None or process.wait(0.2) is not None
        except subprocess.TimeoutExpired:
            return False


def delete_left_folders() -> int:
    """Delete the folders of jobs whose asker was killed; how many."""
    count = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        with suppress(OSError):  # somebody else's, or deleted this moment
            told = folder.lstat()
            if told.st_uid == os.getuid() and time.time() - told.st_mtime > FOLDER_KEPT:
                shutil.rmtree(folder)
                count += 1
    return count


# --- The side that works ------------------------------------------------------------------------------------------


def serve(work: Callable[[bytes], bytes]) -> None:
    """Do the jobs that the asking side hands in, each in a fork of this process; end when nobody is left.

    Called last by the module that `ProcessApart` starts, once it has loaded what `work` needs.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended forks are not waited for
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the web server, whose end ends this
    gc.collect()
    gc.freeze()
    control = socket.socket(fileno=int(sys.argv[1]))
    control.settimeout(IDLE)
    while True:
        try:
            _, handed, _, _ = socket.recv_fds(control, 1, 1)
        except TimeoutError:
            return
        if not handed:
            return
        with socket.socket(fileno=handed[0]) as job:
            if os.fork() == 0:
                control.close()
                _do(job, work)


def _do(job: socket.socket, work: Callable[[bytes], bytes]) -> None:
    """One job, in its fork, which never returns."""
    try:
        job.settimeout(None)
        with job.makefile("rwb") as line:
            head = json.loads(line.readline())
            given = line.read(head["bytes"])
            tempfile.tempdir = head["folder"]  # emptied by who asked, however the fork ends
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _limit(head["seconds"], head["memory"])
            gc.disable()  # the fork ends soon, and looking for reference cycles takes a tenth of its time
            try:
                outcome, content = Outcome.DONE, work(given)
            except MemoryError:
                outcome, content = Outcome.OUT_OF_MEMORY, b""
            except Exception:
                outcome, content = Outcome.FAILED, traceback.format_exc().encode()
            used = resource.getrusage(resource.RUSAGE_SELF)
            said = {
                "outcome": outcome,
                "bytes": len(content),
                "cpu_seconds": used.ru_utime + used.ru_stime,
                "peak_memory": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
            }
            line.write(json.dumps(said).encode() + b"\n" + content)
    finally:
        os._exit(0)  # nothing of the waiting process is tidied up twice


def _limit(seconds: float, memory: int) -> None:
    """Let the system end this process after so many seconds, and give it no more than so many bytes."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
