"""Forty writers on ten actions by all events mixed: none lost, none stuck, the audit trail and the rows agree."""

from collections import Counter

import pytest

from tests.processes.database import outcome_of
from tests.soak.sampling import SOAK_ON_SQLITE

pytestmark = [pytest.mark.database, SOAK_ON_SQLITE]


@pytest.mark.parametrize("events", [50, pytest.param(2000, marks=pytest.mark.soak)])
def test_audit_trail_and_rows_agree(tmp_path, events):
    outcome = outcome_of("mixed_events", tmp_path, str(events), seconds=max(300, events))
    ended = Counter(how for _, how in outcome["ended"])
    assert set(ended) <= {"done", "refused"}, ended
    assert ended.total() == events
    assert ended["done"] > events / 2
    done = Counter(code for code, how in outcome["ended"] if how == "done")
    # Each that was done left its one line, and no other did.
    assert outcome["lines"] == done
    assert len(outcome["updates"]) == len(set(outcome["updates"])) == done["progress-updated"]
    assert outcome["made"] == {code: done[code] for code in outcome["made"]}
    assert outcome["ordinals"] == list(range(1, done["action-added"] + 1))
    for action in outcome["actions"].values():
        assert action["rows"] == action["told"] == action["history"]
        assert action["waiting"] <= 1
        assert len(action["owners"]) == len(set(action["owners"]))
