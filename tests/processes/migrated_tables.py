"""Migrate an empty database and print its tables, for tests/test_migrations.py."""

import gc
import json
import sys

APPS = ("lscb", "subgroups", "plans", "reporting")


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    gc.disable()  # it would look through every state of the models again and again
    call_command("migrate", verbosity=0)
    json.dump(tables(), sys.stdout)


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
