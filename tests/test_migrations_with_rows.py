"""Every migration with rows in the tables, forwards and back: what both sides of a step know is the same on both."""

import json

import pytest

from tests.processes.database import outcome_of

pytestmark = [pytest.mark.database, pytest.mark.soak]


def test_what_came_since_the_short_way_goes_back_and_comes_again(tmp_path):
    said = outcome_of("walked", tmp_path, "short", "0.2.0.dev1", seconds=3000)
    open("/tmp/faults/short.json", "a").write(json.dumps(said))


def test_all_that_is_written_goes_forwards_and_back(tmp_path):
    said = outcome_of("walked", tmp_path, "long", "0.1.0", seconds=3000)
    open("/tmp/faults/long.json", "a").write(json.dumps(said))
