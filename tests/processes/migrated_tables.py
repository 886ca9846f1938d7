"""Migrate a database without rows and print its tables, for tests/test_migrations.py.

    python -m tests.processes.migrated_tables [version]

An empty one; or one with the tables of an earlier version, of which a database is kept.
"""

import gc
import json
import sqlite3
import sys
from contextlib import closing

from tests.processes.earlier_database import left_by

APPS = ("lscb", "subgroups", "plans", "reporting")


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    gc.disable()  # it would look through every state of the models again and again
    for version in sys.argv[1:]:
        make_tables_of(version)
    call_command("migrate", verbosity=0)
    json.dump(tables(), sys.stdout)


def make_tables_of(version: str) -> None:
    """Make the tables of a version at once, from what its migrations come to, and say that these were applied.

    What they made beyond that would be missing, and seen to be, when the tables are compared.
    """
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    with closing(sqlite3.connect(":memory:")) as kept:
        kept.deserialize(left_by(version))
        applied = kept.execute("SELECT app, name FROM django_migrations").fetchall()
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in applied:
        recorder.record_applied(app, name)
    loader = MigrationLoader(connection)  # which knows now of each that several became one
    state = loader.project_state([node for node in applied if node in loader.graph.nodes])
    with connection.schema_editor() as editor:
        for model in state.apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)


def tables() -> dict[str, dict]:
    """Of each table of the product in this process's database: its columns, constraints and indexes."""
    from django.apps import apps
    from django.db import connection

    models = [
        model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(model._meta.db_table for model in models):
            columns = connection.introspection.get_table_description(cursor, table)
            found[table] = {
                "columns": sorted(
                    [each.name, each.type_code, each.internal_size, each.null_ok] for each in columns
                ),
                "constraints": _named(connection.introspection.get_constraints(cursor, table)),
            }
    return found


def _named(constraints: dict[str, dict]) -> dict[str, dict]:
    """By their names. SQLite has none for some and numbers them as they came: keys to other tables go by their columns,
    and what checks a single column is left out."""
    return {
        f"key {each['columns']}" if each["foreign_key"] and name.startswith("fk_") else name: each
        for name, each in constraints.items()
        if not name.startswith("__unnamed")
    }


if __name__ == "__main__":
    main()
