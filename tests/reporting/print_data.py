"""Prints what a key to data can read as docs/data.md shows it.

python -m tests.reporting.print_data > docs/data.md
"""

import os
from collections.abc import Iterator

BEGINS = """# Data for your own tools

Power BI, Excel's "From Web" and other programs read a board's tables with a key. Whoever may see a board makes keys
on the page "Data for your own tools" (from "You"), names each after what uses it, and withdraws it there; the board
team sees all keys of its board. A key reads what its person may see on the day it is used, and ends when they leave.
Why it is built so, and what an address with a key in it risks: [decision
40](decisions/0040-data-is-read-with-a-key.md).

    GET /data/v1/plans.json
    GET /data/v1/plans/PLAN/TABLE.csv
    GET /data/v1/plans/PLAN/TABLE.json
    GET /data/v1/plans/PLAN/reports/KEY.json      all that one final report keeps

The key goes into the header `Authorization: Bearer KEY`, or where a program sends none into the address, `?key=KEY`.
`size` asks for up to 2,000 rows a page (500), `page` for the next; the header `Link` says where it is. `as_at` with
the key of a final report reads a table as that report keeps it, in the same columns; each table says below what a
report keeps of it, and the others answer 400 with a sentence. JSON has the rows under `rows`, and `null` where a row
says nothing; CSV is UTF-8 with its mark, empty where a row says nothing, and a text that a spreadsheet would run
begins with an apostrophe. At most 120 requests a minute from one network address. What is wrong is said in one
sentence, as `{"error": "…"}`: 400 for what cannot be answered, 401 without a key in force, 404 for what the key does
not open, 429 for too many requests.

A column keeps its name and kind while the number in the address is the same; columns may be added behind. The plan's
own words stand on the page in the product; here they are ours. The same for programs: `/data/openapi.json` (OpenAPI
3.1).

In Power BI: Get data, Web, Advanced: the address, and a header `Authorization` with `Bearer` and the key. In Excel:
Data, From Web, Advanced likewise, or the address with the key in it.
"""


def lines() -> Iterator[str]:
    from reporting.lists import openapi
    from reporting.lists.data import DATASETS

    yield from BEGINS.splitlines()
    yield from _table("plans", "The plans that the key opens.", openapi.PLANS)
    for dataset in DATASETS.values():
        says = f"{dataset.says} {openapi.as_at_words(dataset)}"
        yield from _table(dataset.name, says, dataset.columns_of(openapi.nobodys_plan()))


def _table(name: str, says: str, columns) -> Iterator[str]:
    from reporting.lists.data import machine_name

    yield from ["", f"## {name}", "", says, "", "| column | says | kind |", "|---|---|---|"]
    for column in columns:
        yield f"| `{machine_name(column)}` | {column.heading} | {column.kind.label} |"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    print("\n".join(lines()))
