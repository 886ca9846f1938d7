"""How much of what is long by nature a run does: all of it with `make soak`, a sample with `make test`."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from zlib import crc32

import pytest
from django.db import connection

# For what several processes do at once: `make test` tries it on PostgreSQL, on which a board is served by several; on
# SQLite, which lets one write at a time, it is tried when soaking.
SOAK_ON_SQLITE = pytest.mark.soak if connection.vendor == "sqlite" else pytest.mark.slow


def sample_of(count: int, of: int) -> list:
    """The numbers from 0 up to `of`, for `parametrize`: those from `count` on only when soaking."""
    return [*range(count), *(pytest.param(number, marks=pytest.mark.soak) for number in range(count, of))]


def sampled(things: Iterable, sample: Collection, on_postgresql: Collection = ()) -> list:
    """For `parametrize`: of things under one rule those of the `sample`, and those `on_postgresql`, there too; the
    others only when soaking."""
    return [
        pytest.param(
            each,
            marks=pytest.mark.database
            if each in on_postgresql
            else ()
            if each in sample
            else pytest.mark.soak,
        )
        for each in things
    ]


def every_ninth(things: Iterable, chosen: Collection) -> list:
    """`sampled`: every ninth, and the `chosen`, these on PostgreSQL too."""
    things = list(things)
    return sampled(things, things[::9], chosen)


# For `parametrize("every", EVERY)`: those chosen `by_turns` with `make test`, all with `make soak`.
EVERY = [pytest.param(False, id="some"), pytest.param(True, marks=pytest.mark.soak, id="every")]


def one_of(count: int, things: Sequence, every: bool) -> list:
    """Of so many things that are alike in what is tried the first, of the next the first, and so on; or every one."""
    return list(things if every else things[::count])


def few_in_each(groups: Iterable[Collection[str]]) -> list[str]:
    """As few as it takes for each group to have one of them: whoever stands in most groups comes first."""
    left, few = [set(group) for group in groups if group], []
    while left:
        most = Counter(each for group in left for each in group)
        few.append(min(most, key=lambda each: (-most[each], each)))
        left = [group for group in left if few[-1] not in group]
    return few


def by_turns(things: Iterable, count: int, *, turn: str, every: bool) -> list:
    """`count` of things that are alike in what is tried, others for each `turn`; all of them where every one is asked
    for. Which they are is the same in each run."""
    things = list(things)
    if every or len(things) <= count:
        return things
    first = crc32(turn.encode()) % len(things)
    return [things[(first + place) % len(things)] for place in range(count)]
