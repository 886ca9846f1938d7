"""A board's database outlives the version that made it: each one kept here is migrated, opened and read.

That of 0.1.0 is the demonstration's, as `make run` of that version made it, without sessions. Those after it have a row
of every model and a final of every kind: `python -m tests.processes.kept_database` made them. Each migration that is
written goes through the newest with `make test`; the long way from 0.1.0 is gone by `make soak`: what happens on it
changes with Django alone.
"""

import json

import pytest
from django.db import connection

from lscb.events.audit_codes import is_registered
from tests.processes.database import outcome_of
from tests.processes.earlier_database import KEPT
from tests.processes.migrated_tables import tables

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the databases kept are files of SQLite"),
]

# What each version froze, by the report's number: the SHA-256 of its content, as sorted JSON, and of its PDF.
FINALS = {
    "version-0.1.0": {
        "1": {
            "quarter": "Q2 2017/18",
            "content": "4de26dc7b0217854cea673013b683b0deaca7c6db5ad3ac0a0e98fd177317a24",
            "pdf": "369422858f2cedfc88acb7a8691a35194170ce8da42b5eaf2dc4ba7cde18c84f",
        },
        "2": {
            "quarter": "Q3 2017/18",
            "content": "f44495cf845abc9dd61226e8b3bd13bdff5b2eb95703a7baa0239d4318d32aa3",
            "pdf": "20f23ceb938aa528b083333b932abb76ff6c6cb3c9627dcf5d1a99c784fb7bc3",
        },
    }
}
ROWS = {"version-0.1.0": {"plans": 4, "actions": 217, "updates": 171, "audit": 637}}

# What the history of the demonstration's board says was done, in the words of that version.
SAID = {
    "version-0.1.0": [
        "Action added",
        "Challenge answered",
        "Challenge closed",
        "Challenge raised",
        "Completion agreed",
        "Decision recorded",
        "Forward plan brought up to date",
        "Help promised",
        "Highlight written",
        "Milestone recorded",
        "New date agreed",
        "New date asked for",
        "Plan loaded",
        "Progress updated",
        "Promise settled",
        "Proposal accepted",
        "Proposal answered",
        "Quarter added",
        "Quarter opened",
        "Report approved",
        "Report deferred",
        "Report made final",
        "Report not needed",
        "Report received",
        "Report started",
        "Report words changed",
        "Risk closed",
        "Risk looked at again",
        "Risk recorded",
    ]
}


@pytest.mark.parametrize("version", [pytest.param(each, marks=pytest.mark.soak) for each in FINALS])
def test_an_earlier_database_opens_with_its_finals_as_they_were_frozen(tmp_path, version):
    outcome = outcome_of("earlier_database", tmp_path, version)
    assert outcome["tables"] == json.loads(json.dumps(tables()))  # as they are made from the models
    for number, final in FINALS[version].items():
        found = outcome["finals"][number]
        assert {key: found[key] for key in final} == final
        assert found["checksum"] == found["pdf"]
        assert found["page"] == 200
    assert outcome["pages"] == dict.fromkeys(outcome["pages"], 200)
    assert outcome["rows"] == ROWS[version]
    assert outcome["said"] == SAID[version]
    assert outcome["dates"]["held but unconfirmed"] == outcome["dates"]["parts unconfirmed"] == 0
    assert outcome["dates"]["moved"] and outcome["dates"]["late"]  # a first date and lateness came along
    assert outcome["closed"]
    assert all(is_registered(code) for code in outcome["codes"])


# Rows that a later version took away or made, by table.
OTHER_ROWS: dict[str, set[str]] = {"0.2.0.dev1": set()}


@pytest.mark.parametrize("version", OTHER_ROWS)
def test_a_row_of_every_model_and_a_final_of_every_kind_are_as_that_version_left_them(tmp_path, version):
    kept = json.loads((KEPT / f"version-{version}.json").read_text())
    found = outcome_of("kept_opened", tmp_path, version)
    assert found["tables"] == json.loads(json.dumps(tables()))  # as they are made from the models
    assert {final["table"] for final in kept["finals"]} == {
        "reporting_monitoringreport", "reporting_boardreport", "reporting_yearlyreport",
        "reporting_planedition", "reporting_publication",
    }  # fmt: skip
    assert found["finals"] == kept["finals"]
    assert found["pages"] == {f"{each['table']} {each['key']}": [200, True] for each in kept["finals"]}
    others = {name for name, count in kept["rows"].items() if found["rows"].get(name) != count}
    # What reading a page writes, and what `migrate` makes anew.
    assert others - {"lscb_auditentry", "lscb_searchentry"} == OTHER_ROWS[version]
