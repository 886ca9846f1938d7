"""Prints what main pages cost at several sizes of a plan and with many boards: ratios, queries, memory.

Run on PostgreSQL: python -m tests.postgres -- python benchmarks/pages.py [--sizes 1x71x1,1x1000x1,…] [--times 5]

A size is boards x actions of each plan x years that were reported, made by `manage.py make_load` in a database of its
own on the server of DATABASE_URL; one that is there already is asked as it is. Each has a process, which answers whole
requests as somebody of one board's team: the session, the page's queries, the page. In every round each page is asked
of each size in turn, so that whatever else the machine does falls on all alike, and each time as after a change, when
nothing that was read before is kept (`lscb/unchanged.py`). Counted is processor time, of this process and of its
connection's own in the server (where the system tells it, as Linux does); medians are printed as multiples of the first
size. Memory is the most that a process ever held. `--picture` draws how pages grow with the number of actions.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from math import log10
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
SIZES = "1x71x1,1x1000x1,1x10000x1,1x71x5,150x71x5"
DRAWN = ("plans:action-list", "plans:action-detail", "home", "reporting:report-live", "plans:action-export")
LONG = 10_000  # milliseconds: a page that takes longer is asked once
EMPTY = "load_empty"
FINALS = {71: 1, 1000: 1}  # of a plan of so many actions; none of larger ones, whose papers nobody prints


class Size(NamedTuple):
    boards: int
    actions: int
    years: int

    @classmethod
    def read(cls, words: str) -> "Size":
        return cls(*map(int, words.split("x")))

    @property
    def database(self) -> str:
        return f"load_{self.boards}_{self.actions}_{self.years}"

    def __str__(self):
        boards = "1 board" if self.boards == 1 else f"{self.boards:,} boards"
        return f"{boards}, {self.actions:,} actions, {self.years} y"


@dataclass
class Found:
    """What was measured of one page at one size."""

    processor: list[float] = field(default_factory=list)  # milliseconds
    queries: int = 0
    bytes: int = 0
    status: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.processor or [0])


# --- The databases --------------------------------------------------------------------------------------------


def environment(url: str, folder: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "lscb.settings",
        "LSCB_DEMONSTRATION": "1",
        "LSCB_VAR_DIR": folder,
        "LSCB_LOG_LEVEL": "ERROR",
        "LSCB_SLOW_PAGE": "0",  # what writes down a slow page would be counted among its queries
        "LSCB_ALLOWED_HOSTS": "testserver,127.0.0.1",
        "LSCB_BACKGROUND": "immediate",
        "EMAIL_URL": f"filemail:///{folder}/mail",
        "DATABASE_URL": url,
    }


def database(name: str) -> str:
    """The address of a database on the server."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def on_server(statement: str, *values: object, at: str = "") -> list:
    """What the server answers, asked outside of a transaction; in its own database, or in another by its address."""
    import psycopg2

    connection = psycopg2.connect(at or os.environ["DATABASE_URL"])
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def is_there(name: str) -> bool:
    return bool(on_server("SELECT 1 FROM pg_database WHERE datname = %s", name))


def manage(url: str, folder: str, *words: str) -> None:
    subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *words, "--verbosity", "0"],
        cwd=ROOT,
        env=environment(url, folder),
        check=True,
    )


def make(size: Size, folder: str) -> None:
    """A database of that size, from one with its tables; seconds and bytes are printed."""
    if is_there(size.database):
        return
    if not is_there(EMPTY):
        on_server(f"CREATE DATABASE {EMPTY}")
        manage(database(EMPTY), folder, "migrate")
        manage(database(EMPTY), folder, "createcachetable")
    on_server(f"CREATE DATABASE {size.database} TEMPLATE {EMPTY}")
    began = time.perf_counter()
    sizes = {"boards": size.boards, "actions": size.actions, "years": size.years}
    words = [f"--{name}={value}" for name, value in sizes.items()]
    manage(database(size.database), folder, "make_load", *words, f"--finals={FINALS.get(size.actions, 0)}")
    # As autovacuum does in time: a server that has not counted its rows yet reads whole tables.
    on_server("VACUUM ANALYZE", at=database(size.database))
    print(f"{size}: made in {time.perf_counter() - began:.0f} s", flush=True)


# --- In the process of one size -------------------------------------------------------------------------------


def answer(actions: int) -> None:
    """Answer requests for pages, a line each, until there are no more."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from plans.models import Plan

    plan = Plan.objects.select_related("board").order_by("pk").first()
    client = Client()
    client.force_login(plan.board.roles.get(person__email__startswith="board.team.").person)
    pages = dict(addresses(plan))
    print(json.dumps(list(pages)), flush=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["page"] == "memory":
            print(json.dumps(most_held()), flush=True)
            continue
        address = pages[asked["page"]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")  # as after a change: nothing that was read is kept
        if asked["count"]:
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address)
                content = b"".join(response) if response.streaming else response.content
            said = {"queries": len(queries), "bytes": len(content), "status": response.status_code}
        else:
            before, began = on_processor(backend), time.process_time()
            response = client.get(address)
            if response.streaming:
                b"".join(response)
            worked = time.process_time() - began + on_processor(backend) - before
            said = {"processor": 1000 * worked}
        print(json.dumps(said), flush=True)


def addresses(plan) -> Iterator[tuple[str, str]]:
    """Every page that the navigation leads the team to, and those of one thing that people open most."""
    from django.urls import reverse

    from reporting.selectors.navigation import PLACES

    of = {"plan": [plan.slug], "board": [plan.board.slug], "nothing": []}
    for pages in PLACES.values():
        for page in pages:
            if page.route != "operations":  # of whoever runs the service
                yield page.route, reverse(page.route, args=of[page.of])
    action = plan.actions.filter(state="live").order_by("pk").first()
    for route in ("plans:action-detail", "plans:action-update"):
        yield route, reverse(route, args=[plan.slug, action.pk])
    group = action.owners.filter(body__isnull=False).first().body
    yield "plans:group-detail", reverse("plans:group-detail", args=[plan.slug, group.pk])
    quarter = plan.quarters.collecting().get()
    yield "reporting:report-live", reverse("reporting:report-live", args=[plan.slug, quarter.slug])
    if final := plan.monitoring_reports.frozen().last():
        yield "reporting:report-detail", final.get_absolute_url()
    yield "plans:action-export", reverse("plans:action-export", args=[plan.slug])
    yield "reporting:search", reverse("reporting:search") + "?q=neglect+strategy"


def on_processor(pid: int) -> float:
    """Seconds that a process of the server has had of a processor; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0


def most_held() -> float:
    """Megabytes that this process held at most."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# --- All of them ----------------------------------------------------------------------------------------------


class Asked:
    """The process of one size."""

    def __init__(self, size: Size, folder: str):
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, __file__, "--answer", str(size.actions)],
            cwd=ROOT,
            env=environment(database(size.database), folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pages: list[str] = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("A process that was asked for pages has ended.")
        return json.loads(line)

    def ask(self, page: str, *, count: bool = False):
        self.process.stdin.write(json.dumps({"page": page, "count": count}) + "\n")
        self.process.stdin.flush()
        return self.read()

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(300)  # what a large one holds takes its time to be let go
        self.process.stdout.close()


def measure(
    sizes: Sequence[Size], times: int, folder: str, only: Sequence[str] = ()
) -> dict[Size, dict[str, Found]]:
    found: dict[Size, dict[str, Found]] = {size: {} for size in sizes}
    with ExitStack() as stack:
        asked = {size: Asked(size, folder) for size in sizes}
        for each in asked.values():
            stack.callback(each.close)
        pages = [page for page in asked[sizes[0]].pages if not only or page in only]
        for page in pages:
            again = []
            for size, process in asked.items():
                if page in process.pages:
                    first = process.ask(page)["processor"]  # what is done once is done
                    found[size][page] = Found(**process.ask(page, count=True))
                    if first < LONG and times:
                        again.append(size)
                    else:
                        found[size][page].processor.append(first)
            for _ in range(times):
                for size in again:
                    found[size][page].processor.append(asked[size].ask(page)["processor"])
            print_line(page, [found[size].get(page) for size in sizes])
        memory = {size: process.ask("memory") for size, process in asked.items()}
    print("| most memory held, MB | " + " | ".join(f"{memory[size]:.0f}" for size in sizes) + " |")
    for size in sizes:
        (bytes_of,) = on_server("SELECT pg_database_size(%s)", size.database)[0]
        print(f"{size}: a database of {bytes_of / 2**20:,.0f} MB")
    return found


def print_line(page: str, found: Sequence[Found | None]) -> None:
    first = found[0]
    cells = [
        ""
        if each is None
        else f"{each.median / first.median:.2f} ({each.queries} q, {each.bytes // 1024} kB)"
        for each in found
    ]
    cells[0] = f"{first.median:.0f} ms ({first.queries} q, {first.bytes // 1024} kB)"
    wrong = {each.status for each in found if each and each.status != 200}
    print(f"| {page}{f' {wrong}' if wrong else ''} | " + " | ".join(cells) + " |", flush=True)


# --- The picture ----------------------------------------------------------------------------------------------

WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM = 720, 400, 60, 190, 20, 50
DASHES = ("", "8 3", "2 3", "10 3 2 3", "1 4")


def draw(found: dict[Size, dict[str, Found]], to: Path) -> None:
    """Curves of some pages over the number of actions, both on logarithmic scales; a straight line of slope one, where
    cost grows as the plan does, goes along."""
    sizes = sorted({size for size in found if size.boards == 1 and size.years == 1}, key=lambda s: s.actions)
    first, last = sizes[0], sizes[-1]
    top = log10(last.actions / first.actions)

    def at(size: Size, ratio: float) -> str:
        x = LEFT + (WIDE - LEFT - RIGHT) * log10(size.actions / first.actions) / top
        y = HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * min(max(log10(ratio), 0) / top, 1)
        return f"{x:.0f},{y:.0f}"

    curves, labels = [], []
    alike = [("as the plan", {size: size.actions / first.actions for size in sizes}, "#767676", "1 0")]
    for dashes, page in zip(DASHES, DRAWN, strict=True):
        if page in found[first]:
            ratios = {s: found[s][page].median / found[first][page].median for s in sizes if page in found[s]}
            alike.append((page.partition(":")[2] or page, ratios, "#1d3557", dashes))
    for words, ratios, colour, dashes in alike:
        points = " ".join(at(size, ratio) for size, ratio in ratios.items())
        dash = f' stroke-dasharray="{dashes}"' if dashes else ""
        curves.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        labels.append((float(points.rpartition(",")[2]), f"{words}, {list(ratios.values())[-1]:.1f} times"))
    placed = 0.0
    for y, words in sorted(labels):
        placed = max(y, placed + 15)
        curves.append(f'<text x="{WIDE - RIGHT + 8}" y="{placed + 4:.0f}">{words}</text>')
    for size in sizes:
        x = at(size, 1).partition(",")[0]
        curves.append(f'<text x="{x}" y="{HIGH - BOTTOM + 20}" text-anchor="middle">{size.actions:,}</text>')
    for ratio in (1, 10, 100):
        y = at(first, ratio).partition(",")[2]
        curves.append(f'<text x="{LEFT - 8}" y="{int(y) + 4}" text-anchor="end">{ratio}</text>')
        curves.append(f'<path d="M{LEFT} {y}H{WIDE - RIGHT}" stroke="#d0d0d0"/>')
    title = "Processor time of pages against the number of actions of a plan, as multiples of 71 actions"
    to.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{title}" '
        f'font-family="sans-serif" font-size="12" fill="#222"><title>{title}</title>'
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>{"".join(curves)}'
        f'<text x="{(LEFT + WIDE - RIGHT) // 2}" y="{HIGH - 8}" text-anchor="middle">actions of the plan</text>'
        "</svg>\n",
        encoding="utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=[], help="These pages, by the names of their routes.")
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--answer", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.answer:
        answer(options.answer)
        return
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        raise SystemExit("Run it on PostgreSQL: python -m tests.postgres -- python benchmarks/pages.py")
    folder = tempfile.mkdtemp(prefix="lscb-bench-")
    try:
        sizes = [Size.read(words) for words in options.sizes.split(",")]
        for size in sizes:
            make(size, folder)
        manage(database(sizes[0].database), folder, "collectstatic", "--noinput")
        print("| page | " + " | ".join(map(str, sizes)) + " |")
        print("|---" * (len(sizes) + 1) + "|")
        found = measure(sizes, options.times, folder, options.only)
        if options.picture:
            draw(found, options.picture)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
