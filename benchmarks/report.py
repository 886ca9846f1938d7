"""Prints how long the report on paper takes, beside headless Chromium printing the same HTML to PDF.

Run: python benchmarks/report.py [--sizes 71,100,300,1000] [--times 1]

Last come the demonstration's meeting paper and schedule as two files, both asked for at once, beside two of
Chromium's processes that print the same two; each round takes both in turn, and medians are printed.

One run on one machine: for each size first ours, then Chromium's. "Whole" is a new process from start to end: for
ours Python, WeasyPrint, its fonts (unpacked by an earlier process), the PDF; for Chromium its start, the PDF.
"Served" is what a person waits for once the web server has WeasyPrint's process waiting. "cpu" is processor seconds,
user and system, of all processes; ours those of what is served. Memory is the most that the process and all its
children held at once, counting shared pages once where the system says (PSS). Both are sampled every 20 ms in a run
of their own.
"""

import argparse
import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
VAR = tempfile.mkdtemp(prefix="lscb-bench-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "lscb.settings",
    "LSCB_DEMONSTRATION": "1",
    "LSCB_VAR_DIR": VAR,
    "LSCB_FONTS_DIR": f"{VAR}/fonts",
    "TMPDIR": VAR,
    "DATABASE_URL": "sqlite://:memory:",
    "LSCB_LOG_LEVEL": "ERROR",
    "LSCB_PDF_SECONDS": "600",
    "LSCB_PDF_MEMORY": "4096",
    "LSCB_PDF_AT_ONCE": "2",  # for the two files; all else is asked for one after the other
}
CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chromium-headless-shell",
)


def demonstration():
    """What the report of the demonstration's open quarter says, and the facts it is built from."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from lscb import clock
    from plans.models import Quarter
    from reporting.examples.demonstration import load_demonstration
    from reporting.examples.document import load_document
    from reporting.models import MonitoringReport
    from reporting.report.reading import facts_of, gather

    call_command("migrate", verbosity=0)
    path = settings.FIXTURES_DIR / "cumbria-2017-20.toml"
    plan, _ = load_document(path, demonstration=True)
    from reporting.operations import reports

    really, reports.render_pdf = reports.render_pdf, lambda content: b"%PDF-"
    load_demonstration(path.with_name("cumbria-2017-20-demonstration.toml"), plan, path)
    reports.render_pdf = really
    quarter = Quarter.objects.for_reports().get(plan=plan, state="collecting")
    draft = MonitoringReport.objects.get(quarter=quarter)
    position_at = timezone.localtime(clock.now()).replace(microsecond=0)
    return gather(quarter, position_at=position_at, draft=draft), facts_of(quarter, position_at, draft)


def plan_of(facts, actions: int):
    """A report of so many actions: the demonstration's, again and again, each under a reference of its own."""
    from reporting.report.build import build

    rows = tuple(
        replace(action, id=number, reference=f"{action.reference}.{number}", ordinal=1)
        for number, action in enumerate(islice(cycle(facts.actions), actions), start=1)
    )
    return build(replace(facts, actions=rows, date_changes=(), decisions_made=(), challenges=()), None)


class Watch(threading.Thread):
    """What a process and its children take together: the most memory at once, and processor seconds."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self.pid, self.memory, self.over = pid, 0, threading.Event()
        self._cpu = {}

    @property
    def cpu(self) -> float:
        return sum(self._cpu.values())

    def run(self):
        while not self.over.wait(0.02):
            pids = _tree(self.pid)
            self.memory = max(self.memory, sum(_held(pid) for pid in pids))
            self._cpu |= {pid: used for pid in pids if (used := _used(pid))}


def _tree(pid: int) -> list[int]:
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _tree(int(child))
    except OSError:
        pass
    return found


def _used(pid: int) -> float:
    """Processor seconds of one process so far; those of children that it has waited for are their own."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _held(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


class Taken(NamedTuple):
    seconds: float
    cpu: float
    memory: int


def run(command: list[str], given: bytes = b"") -> Taken:
    """What a command takes from start to end.

    It runs twice: whoever asks a system so often how much a process holds takes a good part of a processor.
    """
    started = time.perf_counter()
    _ended(_started(command), given)
    took = time.perf_counter() - started
    process = _started(command)
    watch = Watch(process.pid)
    watch.start()
    _ended(process, given)
    watch.over.set()
    return Taken(took, watch.cpu, watch.memory)


def _started(command: list[str]) -> subprocess.Popen:
    return subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _ended(process: subprocess.Popen, given: bytes) -> None:
    process.communicate(given)
    if process.returncode:
        raise SystemExit(f"{process.args[0]} ended with {process.returncode}.")


# As the process apart does it: without looking for reference cycles, in a process that ends with it.
OURS = """
import gc, os, sys
from reporting.printing.pdf.weasyprint_process import write_pdf
gc.disable()
sys.stdout.buffer.write(write_pdf(sys.stdin.buffer.read().decode()))
sys.stdout.flush()
os._exit(0)
"""


def ours(html: str) -> Taken:
    return run([sys.executable, "-c", OURS], html.encode())


def chromiums(chromium: str, html: str, folder: Path) -> Taken:
    return run(printing(chromium, html, folder))


def printing(chromium: str, html: str, folder: Path) -> list[str]:
    """The command by which Chromium prints a page, from a folder of its own."""
    page = folder / "report.html"
    page.write_text(html.replace('href="css/', f'href="{(ROOT / "static/css").as_uri()}/'), encoding="utf-8")
    options = "--headless --no-sandbox --disable-gpu --no-pdf-header-footer --disable-background-networking"
    return [
        chromium,
        *options.split(),
        f"--user-data-dir={folder / 'profile'}",
        f"--print-to-pdf={folder / 'c.pdf'}",
        page.as_uri(),
    ]


def two_files(printer, content, chromium: str | None, rounds: int = 5) -> None:
    """The meeting paper and the schedule, both at once: seconds until both are there, and of processors."""
    from reporting.printing.pdf import rendering

    context = rendering.page_context(content) | {"alone": True}
    files = [rendering.to_html(f"print/sheet_{name}.html", context) for name in ("paper", "schedule")]
    found: dict[str, list[Taken]] = {"ours": [], "Chromium": []}
    for _ in range(rounds):
        found["ours"].append(
            together(lambda html: printer.process.ask(html.encode(), seconds=600, memory=2**32), files)
        )
        if chromium:
            with tempfile.TemporaryDirectory() as folder:
                commands = []
                for number, html in enumerate(files):
                    own = Path(folder, str(number))
                    own.mkdir()
                    commands.append(printing(chromium, html, own))
                found["Chromium"].append(together(watched, commands))
    print(f"\nThe meeting paper and the schedule as two files, both at once; medians of {rounds} rounds:")
    medians = {
        name: Taken(*(statistics.median(values) for values in zip(*taken, strict=True)))
        for name, taken in found.items()
        if taken
    }
    for name, taken in medians.items():
        print(
            f"  {name:9} {taken.seconds:>5.1f} s  {taken.cpu:>5.1f} s of processors  "
            f"{taken.memory / 2**20:>4.0f} MB the larger"
        )
    if chromium:
        us, them = medians["ours"], medians["Chromium"]
        print(
            f"  ours to Chromium: {us.seconds / them.seconds:.2f} waited, {us.cpu / them.cpu:.2f} of processors"
        )


def together(ask, asked: list) -> Taken:
    """Both at once: until the last is there, what both took of processors, the most that one held."""
    started = time.perf_counter()
    with ThreadPoolExecutor(len(asked)) as pool:
        answers = list(pool.map(ask, asked))
    took = time.perf_counter() - started
    return Taken(took, sum(each.cpu_seconds for each in answers), max(each.peak_memory for each in answers))


class Watched(NamedTuple):
    cpu_seconds: float
    peak_memory: int


def watched(command: list[str]) -> Watched:
    """What a command takes of processors, and holds at most, while it is watched."""
    process = _started(command)
    watch = Watch(process.pid)
    watch.start()
    _ended(process, b"")
    watch.over.set()
    return Watched(watch.cpu, watch.memory)


def best(times: int, measured) -> Taken:
    """The quickest of some runs, and the most memory of all: the machine does other things too."""
    runs = [measured() for _ in range(times)]
    return Taken(min(r.seconds for r in runs), min(r.cpu for r in runs), max(r.memory for r in runs))


def served(printer, html: str) -> Taken:
    printer.print_html(html)
    answer = printer.process.last
    return Taken(answer.seconds, answer.cpu_seconds, answer.peak_memory)


def from_the_cache(content, html: str) -> None:
    """What is kept, beside a file of the same size that is only read."""
    from reporting.printing.pdf import cache

    front = content.front
    said = front.position_at.isoformat(), front.position_words
    first = cache.make(cache.key_of(html, *said), html)
    again = _each(lambda: cache.read(cache.key_of(pdf_html(content), *said)))
    key = cache.key_of(html, *said)
    ready = _each(lambda: cache.find(key) and cache.read(key))
    checked = _each(lambda: hashlib.sha256(cache.read(key)).hexdigest())
    plain = _each(first.read_bytes)
    print(f"\nA kept sheet of {first.stat().st_size / 1000:,.0f} kB, without the web server around it:")
    print(f"  a static file of its size         {plain * 1000:8.3f} ms")
    print(f"  a kept draft, its key at hand     {ready * 1000:8.3f} ms  {ready / plain:5.1f} times the file")
    print(
        f"  a final, its checksum taken       {checked * 1000:8.3f} ms  {checked / plain:5.1f} times the file"
    )
    print(
        f"  an unchanged draft, asked anew    {again * 1000:8.3f} ms  (what it says is put into HTML to be compared)"
    )


def pdf_html(content) -> str:
    from reporting.printing.pdf import rendering

    return rendering.to_html("print/report.html", rendering.page_context(content))


def _each(work, times: int = 30) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return sorted(taken)[times // 2]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sizes", default="71,100,300,1000")
    arguments.add_argument("--times", type=int, default=1)
    chosen = arguments.parse_args()
    chromium = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    content, facts = demonstration()
    from reporting.printing.pdf import printer

    printer.print_html(pdf_html(content))  # the process waits, and its fonts are unpacked
    print(f"{'':>8} {'ours':>37}   {'Chromium':>26}   ratio to Chromium")
    print(
        f"{'actions':>8} {'whole':>10} {'memory':>8} {'served':>8} {'cpu':>8}   {'whole':>9} {'cpu':>7} {'memory':>8}"
        "   whole, served, cpu"
    )
    each = {}
    for size in map(int, chosen.sizes.split(",")):
        html = pdf_html(content if size == 71 else plan_of(facts, size))
        whole = best(chosen.times, lambda html=html: ours(html))
        waited = best(chosen.times, lambda html=html: served(printer, html))
        each[size] = whole.seconds / size
        line = (
            f"{size:>8,} {whole.seconds:>8.1f} s {whole.memory / 2**20:>5.0f} MB {waited.seconds:>6.1f} s "
            f"{waited.cpu:>6.1f} s"
        )
        if chromium:
            with tempfile.TemporaryDirectory() as folder:
                theirs = best(
                    chosen.times, lambda html=html, folder=folder: chromiums(chromium, html, Path(folder))
                )
            line += (
                f"   {theirs.seconds:>7.1f} s {theirs.cpu:>5.1f} s {theirs.memory / 2**20:>5.0f} MB   "
                f"{whole.seconds / theirs.seconds:>5.2f}, {waited.seconds / theirs.seconds:>6.2f}, "
                f"{waited.cpu / theirs.cpu:.2f}"
            )
        print(line, flush=True)
    if {100, 1000} <= each.keys():
        print(f"\nTime an action at 1,000 is {each[1000] / each[100]:.2f} times that at 100.")
    if not chromium:
        print("\nNo Chromium was found to compare with.")
    two_files(printer, content, chromium)
    from_the_cache(content, pdf_html(content))


if __name__ == "__main__":
    try:
        main()
    finally:
        shutil.rmtree(VAR, ignore_errors=True)
