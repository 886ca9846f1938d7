"""Every migration with rows in the tables, forwards and back: what both sides of a step know is the same on both."""

import pytest

from tests.processes.database import outcome_of

pytestmark = [pytest.mark.database, pytest.mark.soak, pytest.mark.timeout(3600)]


def test_what_came_since_the_short_way_goes_back_and_comes_again(tmp_path):
    """A row of every model: those of models that came since go with their tables, all others stay as they were."""
    said = outcome_of("walked", tmp_path, "short", "0.2.0.dev1", seconds=3500)
    assert said["changed"] == {}
    assert said["lost"] == []
    assert said["different"] == {table: ["rows"] for table in said["emptied"]}
    assert {final["table"] for final in said["finals"]} - set(said["emptied"]) == {
        "reporting_monitoringreport"
    }
    assert said["finals again"] == [each for each in said["finals"] if each["table"] not in said["emptied"]]
    assert all(each["pdf"] == each["kept"] for each in said["finals"])
    assert not any(step.endswith("0001") for step in said["done"])


# Which steps convert rows, and in which columns; everything else says the same before and after each step.
CONVERTED = {
    "lscb.0003": {"lscb_auditentry": ["operation"]},  # phrases to codes
    "lscb.0006": {"lscb_auditentry": ["changes"]},  # people by their keys
    "plans.0015": {"plans_action": ["first_due_on"], "plans_milestone": ["first_due_on"]},
    "plans.0021": {"plans_moderation": ["stands_for_id"]},
    "reporting.0008": {"reporting_signature": ["rows"]},  # an approval becomes one
    "subgroups.0015": {"subgroups_body": ["rows"]},  # each agency gets one
}


def test_a_board_of_the_first_version_comes_through_each_that_is_written(tmp_path):
    said = outcome_of("walked", tmp_path, "long", "0.1.0", seconds=3500)
    assert len(said["done"]) > 80
    assert said["changed"] == CONVERTED
    assert said["lost"] == said["emptied"] == []
    assert said["finals again"] == said["finals"] and len(said["finals"]) == 2
    assert all(each["pdf"] == each["kept"] for each in said["finals"])
