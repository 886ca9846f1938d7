"""How much of what is long by nature a run does: all of it with `make soak`, a sample with `make test`."""

import pytest


def sample_of(count: int, of: int) -> list:
    """The numbers from 0 up to `of`, for `parametrize`: those from `count` on only when soaking."""
    return [*range(count), *(pytest.param(number, marks=pytest.mark.soak) for number in range(count, of))]
