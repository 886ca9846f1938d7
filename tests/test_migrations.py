"""The migrations lead to the tables of the models, on which every other test runs.

Each that is written goes, with `make test`, from the tables of the newest version of which a database is kept; all of
them from nothing with `make soak`, since what happens on that way changes with Django alone.
"""

import json

import pytest
from django.db import connection

from tests.processes.database import outcome_of
from tests.processes.migrated_tables import tables
from tests.test_earlier_versions import OTHER_ROWS

pytestmark = pytest.mark.database


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "sqlite", reason="on SQLite tests/test_earlier_versions.py")
@pytest.mark.parametrize(
    "version", [list(OTHER_ROWS)[-1], pytest.param(None, id="from nothing", marks=pytest.mark.soak)]
)
def test_they_make_the_tables_of_the_models(tmp_path, version):
    made = outcome_of("migrated_tables", tmp_path, *filter(None, [version]))
    assert made == json.loads(json.dumps(tables()))
