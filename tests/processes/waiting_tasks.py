"""A task that goes on until it is let go, for tests.processes.two_nodes: its workers import it from here."""

import os
import time
from pathlib import Path

from lscb.work.background import at_work, task


@task()
def waits(job_id: int, folder: str) -> None:
    """Say which process is at it, and wait for the file `go`."""
    with at_work(job_id) as work:
        with Path(folder, "begun").open("a") as begun:
            begun.write(f"{os.getpid()}\n")
        while not Path(folder, "go").exists():
            time.sleep(0.02)
        work.say("Done.")
