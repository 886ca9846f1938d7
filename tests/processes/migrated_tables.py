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


def tables() -> dict:
    """Of each table of the product in this process's database: its columns, constraints and indexes."""
    from django.apps import apps
    from django.db import connection

    models = [
        model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    names = sorted(model._meta.db_table for model in models)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return {name: _as_said(cursor, name) for name in names}
        return {name: _as_known(cursor, name) for name in names}


def _as_said(cursor, table: str) -> list[list[str]]:
    """The statements that make it. A table that is made again has its columns in another order."""
    cursor.execute("SELECT sql FROM sqlite_schema WHERE tbl_name = %s AND sql IS NOT NULL", [table])
    begins = f'CREATE TABLE "{table}" ('
    said = [sql.removeprefix(begins).removesuffix(")").split(", ") for (sql,) in cursor.fetchall()]
    return sorted(sorted(each) for each in said)


def _as_known(cursor, table: str) -> dict:
    """What the database says of it."""
    from django.db import connection

    columns = connection.introspection.get_table_description(cursor, table)
    return {
        "columns": sorted([each.name, each.type_code, each.internal_size, each.null_ok] for each in columns),
        "constraints": connection.introspection.get_constraints(cursor, table),
    }


if __name__ == "__main__":
    main()
