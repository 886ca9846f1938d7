"""The database is restarted under load, and a worker killed at a paper: failed requests that say so, and no data."""

import os

import pytest

from tests.processes.database import outcome_of

pytestmark = [pytest.mark.database, pytest.mark.soak, pytest.mark.timeout(1800)]


@pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="a server that can be restarted"
)
def test_a_restarted_database_and_a_killed_worker_cost_no_data(tmp_path):
    said = outcome_of("restarted_database", tmp_path, seconds=1700)
    for mode in ("fast", "immediate"):
        assert said[mode] == {
            "answers that failed": [503],
            "all said why": True,
            "some failed": True,
            "unanswered": [],
            "lost": 0,
            "twice": 0,
            "ready": [503, 200],
            "still at work": 0,
        }
    assert said["worker started"] > 1
    assert said["letters"] == {
        "states": ["sent"],
        "not there": 0,
        "sent once": True,
        "at most once": True,
        "in doubt at most": True,
        "some": True,
    }
    for one in said["paper"]:
        assert one["said so often"] == 1
        assert one["final"] == ["final", True, True]
        if not one["final when it was killed"]:
            assert (one["page"], one["asked again"], one["job"]) == ([True, True], 302, ["done", 2])
    assert not all(one["final when it was killed"] for one in said["paper"])
