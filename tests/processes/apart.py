"""Work for a process apart that shows what such work may do; for tests/lscb/test_apart.py."""

import gc
import json
import os
import signal
import tempfile
import time

from lscb.apart.process import serve


def fail():
    raise ValueError("No ink")


def take_all_memory():
    taken = []
    while True:
        taken.append(bytearray(10 * 2**20))


def end_the_process_that_waits():
    os.kill(os.getppid(), signal.SIGKILL)
    os.abort()


JOBS = {
    "echo": lambda: b"echo",
    "who": lambda: str(os.getppid()).encode(),
    "environment": lambda: json.dumps(dict(os.environ)).encode(),
    "collector": lambda: str(gc.isenabled()).encode(),
    "leave a file": lambda: tempfile.mkstemp()[1].encode(),
    "leave a file and sleep": lambda: (tempfile.mkstemp(), time.sleep(60)),
    "work": lambda: b"%d" % sum(range(10_000_000)),
    "sleep": lambda: time.sleep(60),
    "fail": fail,
    "take all memory": take_all_memory,
    "abort": os.abort,
    "end the process that waits": end_the_process_that_waits,
    "much": lambda: b"x" * 5_000_000,
}

if __name__ == "__main__":
    serve(lambda job: JOBS[job.decode().strip()]())
