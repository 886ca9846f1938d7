"""The migrations lead to the tables of the models, on which every other test runs."""

import json

import pytest
from django.db import connection

from tests.processes.database import outcome_of
from tests.processes.migrated_tables import tables

pytestmark = pytest.mark.database


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "sqlite", reason="on SQLite tests/test_earlier_versions.py")
def test_they_make_the_tables_of_the_models(tmp_path):
    assert outcome_of("migrated_tables", tmp_path) == json.loads(json.dumps(tables()))
