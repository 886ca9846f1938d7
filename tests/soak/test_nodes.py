"""When one machine is outgrown: two web nodes and two workers on one database behave as one."""

import os

import pytest

from tests.processes.database import outcome_of

pytestmark = [pytest.mark.database, pytest.mark.soak]


@pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="several machines share a server"
)
def test_two_nodes_and_two_workers_are_one_service(tmp_path):
    said = outcome_of("two_nodes", tmp_path, seconds=500)
    assert said["session"] == [200, 302]
    assert said["kept"] == {"filled in again": True, "saved": 0}
    assert said["file"] is True
    assert said["limit"] == [False, False]
    assert said["restarted"] == {
        "answers that failed": [503],
        "ready": [503, 200],
        "lost": 0,
        "twice": 0,
        "saved without an answer": True,
    }
    assert said["letters"] == {
        "times sent": [1],
        "settled": True,
        "taken by": ["worker-0", "worker-1"],
        "taken so often": [1],
    }
    assert said["killed"] == {
        "after the kill": "going",
        "given up": ["failed", True],
        "in the end": ["done", "Done.", 2],
        "by another": 2,
    }
