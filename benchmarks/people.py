"""Prints requests a second, and within what time, with 1, 10 and 50 people at the end of a quarter.

Run: python -m tests.postgres -- python benchmarks/people.py [--people 1,10,50] [--seconds 60] [--size 10x71x1]

The product is served by gunicorn as for a board, on PostgreSQL; locust is everybody at their browsers, on the same
machine and in this one's time. Each waits from one to three seconds between two things they do: they look at the list,
at an action, save an update or a decision, open the draft of the report and print it (`tests/soak/end_of_quarter.py`
has the mix). The boards are made by `manage.py make_load`, and people are spread over them.
"""

import argparse
import csv
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
COLLEAGUES = ("board.team", "senior.manager", "business.support")  # who type, of each board
PASSWORD = "demonstration-only"  # noqa: S105  # of every demonstration
BOARDS, MANY, SECONDS = "LSCB_BENCH_BOARDS", "LSCB_BENCH_PEOPLE", "LSCB_BENCH_SECONDS"
ALL_IN = 600  # seconds, for everybody to sign in


# --- In locust ------------------------------------------------------------------------------------------------


def people() -> type:
    """The kind of user that locust starts."""
    import gevent
    from locust import HttpUser, between, task

    from tests.soak.end_of_quarter import Colleague

    boards, started = int(os.environ[BOARDS]), iter(range(10_000))
    there: list[str] = []

    class Somebody(HttpUser):
        wait_time = between(1, 3)

        def on_start(self):
            number = next(started)
            board = number % boards + 1
            who = COLLEAGUES[number // boards % len(COLLEAGUES)]
            self.colleague = Colleague(
                ask=self.ask,
                email=f"{who}.{board:03}@example.org",
                password=PASSWORD,
                plan=f"plan-{board:03}",
                chance=random.Random(number),
            )
            self.colleague.sign_in()
            there.append(self.colleague.email)
            if len(there) == int(os.environ[MANY]):  # what is counted begins once everybody is there
                self.environment.stats.reset_all()
                gevent.spawn_later(int(os.environ[SECONDS]), self.environment.runner.quit)

        def ask(self, method, address, data, kind):
            with self.client.request(
                method, address, data=data, name=kind, allow_redirects=False, catch_response=True
            ) as answer:
                # 422: somebody else was first, or the rating asks for more; the page says so.
                if answer.status_code < 400 or answer.status_code == 422:
                    answer.success()
                return answer

        @task
        def something(self):
            self.colleague.do_something()

    return Somebody


if __name__ != "__main__":
    Somebody = people()


# --- Around it ------------------------------------------------------------------------------------------------


def served(environment: dict[str, str], said) -> tuple[subprocess.Popen, str]:
    """gunicorn, answering, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "lscb.wsgi"],
        cwd=ROOT,
        env=environment | {"LSCB_BIND": address},
        stdout=said,
        stderr=said,
    )
    for _ in range(300):
        try:
            with urlopen(f"http://{address}/readyz", timeout=10):
                return server, f"http://{address}"
        except (URLError, OSError):
            time.sleep(0.3)
    server.kill()
    raise SystemExit("The product did not start.")


def work(locust: str, base: str, many: int, seconds: int, environment: dict[str, str], folder: Path) -> None:
    """Let so many people work for so long; what locust saw, from when all of them are there, is in the folder."""
    subprocess.run(  # noqa: S603
        [
            *(locust, "--locustfile", __file__, "--host", base, "--headless", "--only-summary"),
            *("--users", str(many), "--spawn-rate", "5", "--run-time", f"{seconds + ALL_IN}s"),
            *("--csv", str(folder / "said"), "--exit-code-on-error", "0", "--loglevel", "ERROR"),
        ],
        env=environment | {MANY: str(many), SECONDS: str(seconds)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


def say(many: int, folder: Path) -> None:
    with (folder / "said_stats.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["Request Count"] != "0"]
    for row in sorted(rows, key=lambda row: row["Name"] == "Aggregated"):
        name = "all" if row["Name"] == "Aggregated" else row["Name"]
        numbers = [row[heading] for heading in ("Request Count", "Failure Count", "50%", "95%", "99%")]
        print(
            f"| {many} | {name} | {float(row['Requests/s']):.1f} | {' | '.join(numbers)} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", default="1,10,50")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--size", default="10x71x1", help="As benchmarks/pages.py has it.")
    parser.add_argument("--workers", default="3", help="Of gunicorn.")
    options = parser.parse_args()
    here = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    locust = shutil.which("locust", path=here)
    if locust is None:
        raise SystemExit("locust is not installed: make setup-bench")
    import pages

    folder = Path(tempfile.mkdtemp(prefix="lscb-bench-"))
    try:
        size = pages.Size.read(options.size)
        pages.make(size, str(folder))
        environment = pages.environment(pages.database(size.database), str(folder)) | {
            BOARDS: str(size.boards),
            "LSCB_WORKERS": options.workers,
        }
        pages.manage(environment["DATABASE_URL"], str(folder), "collectstatic", "--noinput")
        print("| people | what | a second | asked | failed | half within, ms | 95 % | 99 % |")
        print("|---|---|---|---|---|---|---|---|")
        with (folder / "log").open("w") as said:
            server, base = served(environment, said)
            try:
                work(locust, base, 5, 20, environment, folder)  # what each process does once is done
                for many in map(int, options.people.split(",")):
                    work(locust, base, many, options.seconds, environment, folder)
                    say(many, folder)
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
