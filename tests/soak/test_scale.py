"""Nothing slows with the number of boards, and no page asks more often of a longer plan (`make soak`, on PostgreSQL).

The databases are made by `manage.py make_load`, as for benchmarks/pages.py, which does the asking.
"""

import os
import sys

import pytest

from tests.processes.database import ROOT

pytestmark = [
    pytest.mark.database,
    pytest.mark.soak,
    pytest.mark.timeout(4 * 3600),
    pytest.mark.skipif(
        not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="many boards are on a server"
    ),
]

ROUNDS = 9
AT_MOST = 1.2  # times with one board
AT_EACH_PART = 8  # queries of a file that is read part by part
# Of a page that takes some milliseconds a whisper is more than a fifth.
NOISE = 5.0  # milliseconds


@pytest.fixture(scope="module")
def pages():
    """benchmarks/pages.py"""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import pages

        yield pages
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


def measured(pages, folder, sizes: str, times: int, only: list[str] | None = None):
    wanted = [pages.Size.read(words) for words in sizes.split(",")]
    for size in wanted:
        pages.make(size, str(folder))
    pages.manage(pages.database(wanted[0].database), str(folder), "collectstatic", "--noinput")
    found = pages.measure(wanted, times, str(folder), only or ())
    assert {each.status for size in wanted for each in found[size].values()} == {200}
    return [found[size] for size in wanted]


def test_a_page_asks_no_more_often_of_ten_thousand_actions_than_of_71(pages, tmp_path):
    """Once less where nothing of a kind stands on a page of a long list, and so nothing is fetched of it. The file of
    the list is read so many actions at a time."""
    from plans.views.lists import AT_ONCE

    small, middle, large = measured(pages, tmp_path, "1x71x1,1x1000x1,1x10000x1", 0)
    assert len(small) > 40
    for longer, actions in ((middle, 1_000), (large, 10_000)):
        parts = actions // AT_ONCE
        file = longer.pop("plans:action-export").queries - small["plans:action-export"].queries
        assert parts - 1 <= file <= AT_EACH_PART * (parts - 1)
        counts = {page: (small[page].queries, each.queries) for page, each in longer.items()}
        assert {page: both for page, both in counts.items() if not both[0] - 1 <= both[1] <= both[0]} == {}


def test_no_page_takes_longer_where_there_are_150_boards(pages, tmp_path):
    one, many = measured(pages, tmp_path, "1x71x5,150x71x5", ROUNDS)
    assert len(one) > 40
    assert {page: each.queries for page, each in many.items()} == {
        page: each.queries for page, each in one.items()
    }
    if slower := slower_of(one, many):
        # Of fifty pages on a machine that is shared one or two are unlucky: they are asked again, three times as often.
        one, many = measured(pages, tmp_path, "1x71x5,150x71x5", 3 * ROUNDS, only=list(slower))
        slower = slower_of(one, many)
    assert slower == {}


def slower_of(one, many) -> dict[str, tuple[float, float]]:
    """Pages that take longer with many boards than they may, with what they take with one and with many."""
    return {
        page: (round(one[page].median, 1), round(each.median, 1))
        for page, each in many.items()
        if each.median > AT_MOST * one[page].median + NOISE
    }
