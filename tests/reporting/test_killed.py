"""A final is whole or not there, whenever the process that makes it dies; so is what is published."""

import pytest

from tests.processes.database import outcome_of
from tests.soak.sampling import SOAK_ON_SQLITE

pytestmark = pytest.mark.database

SOAK = pytest.mark.soak


@SOAK_ON_SQLITE
@pytest.mark.parametrize(
    ("kind", "times"),
    [
        ("report", 10),
        pytest.param("report", 300, marks=SOAK),
        *(pytest.param(kind, 60, marks=SOAK) for kind in ("board-report", "edition", "year", "publication")),
    ],
)
def test_finals_interrupted(tmp_path, kind, times):
    outcome = outcome_of("killed_finals", tmp_path, str(times), kind, seconds=max(300, 3 * times))
    tries, reports = outcome["tries"], outcome["reports"]
    assert len(tries) == times
    for one in (*tries, *reports):
        if one["final"]:
            assert (one["lines"], one["intact"]) == (1, True), one
            assert one["state"] in ("final", "Published", "Withdrawn"), one
            assert all(one["kept"]), one
        else:
            assert (one["number"], one["lines"], one["intact"]) == (None, 0, False), one
            assert not any(one["kept"]), one
            assert one["state"] in ("draft", "Being prepared"), one
    # Whoever was not killed made a final; some of the killed had got there, most had not.
    assert all(one["final"] for one in tries if not one["killed"])
    assert sum(one["killed"] for one in tries) > times / 2
    assert sum(not one["final"] for one in tries) > times / 4
    finals = [one["number"] for one in reports if one["final"]]
    assert len(finals) >= times / 10
    if kind != "publication":  # which has no number
        assert finals == list(range(1, len(finals) + 1))  # none twice, none left out
