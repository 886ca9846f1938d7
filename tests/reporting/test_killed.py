"""A final report is whole or not there, whenever the process that makes it dies."""

import pytest

from tests.processes.database import outcome_of

pytestmark = pytest.mark.database


@pytest.mark.slow
@pytest.mark.parametrize("times", [15, pytest.param(300, marks=pytest.mark.soak)])
def test_finals_interrupted(tmp_path, times):
    outcome = outcome_of("killed_finals", tmp_path, str(times), seconds=max(300, 3 * times))
    tries, reports = outcome["tries"], outcome["reports"]
    assert len(tries) == times
    for one in (*tries, *reports):
        if one["state"] == "draft":
            assert (one["number"], one["lines"], one["intact"]) == (None, 0, False), one
            assert not any(one["kept"]), one
        else:
            assert (one["state"], one["lines"], one["intact"]) == ("final", 1, True), one
            assert all(one["kept"]), one
    # Whoever was not killed made a final; some of the killed had got there, most had not.
    assert all(one["state"] == "final" for one in tries if not one["killed"])
    assert sum(one["killed"] for one in tries) > times / 2
    assert sum(one["state"] == "draft" for one in tries) > times / 4
    finals = [one["number"] for one in reports if one["state"] == "final"]
    assert len(finals) >= times / 10
    assert finals == list(range(1, len(finals) + 1))  # none twice, none left out
