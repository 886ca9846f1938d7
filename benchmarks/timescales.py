"""Prints how many timescales are read in a second. Run: python benchmarks/timescales.py

The texts are those of the published plans, each made different by its position, so that nothing is remembered.
"""

import csv
import sys
import time
from datetime import date
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from plans.rules.timescales import read_timescale  # noqa: E402

COUNT = 10_000
PLAN = {"plan_start": date(2017, 4, 1), "plan_end": date(2020, 3, 31), "not_before": date(2017, 10, 31)}


def texts() -> list[str]:
    with (ROOT / "tests/data/when_corpus.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    words = [row["text"] for row in rows if row["where"].startswith(("action", "Completion", "reporting"))]
    return [f"{text} ({place})" for place, text in enumerate(islice(cycle(words), COUNT))]


def main() -> None:
    read_timescale("July 2018", **PLAN)
    wanted = texts()
    started = time.perf_counter()
    for text in wanted:
        read_timescale(text, **PLAN)
    took = time.perf_counter() - started
    print(f"{COUNT:,} timescales in {took:.2f} s: {COUNT / took:,.0f} a second")


if __name__ == "__main__":
    main()
