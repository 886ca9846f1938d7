"""Go through the migrations with rows in the tables, forwards and back, for tests/test_migrations_with_rows.py.

    python -m tests.processes.walked short 0.2.0.dev1    back to what stands for all before it, and forwards again
    python -m tests.processes.walked long 0.1.0          first forwards from that version, by each that is written

Not back by those that one stands for: with it beside them Django takes the tables for those of the end (record 70).

Begins with the database of a version that is kept: a file of SQLite, whose rows are put into PostgreSQL where that is
asked for. Prints what was done, which rows of which columns a step changed although it neither made nor took them away,
what is different in the end, and the finals.
"""

import gc
import hashlib
import json
import sys
from pathlib import Path

from tests.processes.earlier_database import left_by
from tests.processes.filled import OURS, summary

# Written by the database itself or by Django.
NOT_WALKED = ("lscb_search",)

# table -> column -> key of the row -> what it says
Rows = dict[str, dict[str, dict[str, str | None]]]


def main() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    way, version = sys.argv[1:]
    here = settings.DATABASES["default"]
    on_sqlite = "sqlite" in here["ENGINE"]
    file = Path(here["NAME"]) if on_sqlite else Path(settings.VAR_DIR.parent, "kept.sqlite3")
    file.write_bytes(left_by(version))
    if not on_sqlite:
        settings.DATABASES["kept"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}
    django.setup()
    gc.disable()  # it would look through every state of the models again and again
    begun = targets("default" if on_sqlite else "kept", written=way == "long")
    if not on_sqlite:
        fetch(begun)
    walk = Walk()
    at_first = rows()
    walk.forwards()
    newest, finals = rows(), summary()["finals"]
    walk.back(beginnings())
    walk.forwards()
    in_the_end = rows()
    if way == "short":
        at_first = newest
    said = {
        "done": walk.done,
        "changed": walk.changed,
        "different": different(at_first, in_the_end),
        "lost": sorted(at_first.keys() - in_the_end.keys()),
        "emptied": sorted(
            name for name in in_the_end if has_rows(at_first, name) > has_rows(in_the_end, name)
        ),
        "finals": finals,
        "finals again": summary()["finals"],
    }
    call_command("migrate", verbosity=0)  # the index of the search is there anew
    json.dump(said, sys.stdout)


# --- Where it goes ----------------------------------------------------------------------------------------------


def targets(alias: str, *, written: bool) -> dict[str, str]:
    """Of each app the last migration that a database has had; `written` leaves out those that stand for others."""
    from django.db import connections
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connections[alias])
    had = [key for key in loader.applied_migrations if not (written and loader.disk_migrations[key].replaces)]
    return {app: max(name for label, name in had if label == app) for app in OURS}


def beginnings() -> dict[str, str]:
    """Of each app the migration that stands for all before it."""
    from django.db.migrations.loader import MigrationLoader

    found = {key for key, each in MigrationLoader(None).disk_migrations.items() if each.replaces}
    return {app: max(name for label, name in found if label == app) for app in OURS}


class Walk:
    """Steps through migrations, and what each did to rows that both it and the one before know."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.changed: dict[str, dict[str, list[str]]] = {}
        self._before: Rows = rows()

    def forwards(self) -> None:
        self._go(lambda executor: executor.loader.graph.leaf_nodes())

    def back(self, to: dict[str, str]) -> None:
        """From the uppermost app down, as docs/operations.md says."""
        for app in reversed(OURS):
            self._go(lambda executor, app=app: [(app, to[app])])

    def _go(self, where) -> None:
        from django.db import connection
        from django.db.migrations.executor import MigrationExecutor

        from lscb.search import index

        index.lift("default")  # as `migrate` does before it begins
        self._before = rows()
        executor = MigrationExecutor(connection, self._tell)
        executor.migrate(where(executor))

    def _tell(self, what: str, migration=None, fake=False) -> None:
        if not what.endswith("apply_success"):
            return
        step = f"{migration.app_label}.{migration.name[:4]}"
        step += " back" * what.startswith("un")
        self.done.append(step)
        now = rows()
        if changed := different(self._before, now):
            self.changed[step] = changed
        self._before = now


# --- What is there ----------------------------------------------------------------------------------------------


def rows() -> Rows:
    """All rows of the product's tables, each value as text; long ones by their digest."""
    from django.db import connection

    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.partition("_")[0] not in OURS or table.startswith(NOT_WALKED):
                continue
            described = connection.introspection.get_table_description(cursor, table)
            names = [each.name for each in described]
            key = names.index(connection.introspection.get_primary_key_column(cursor, table))
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the database's own
            columns: dict[str, dict[str, str | None]] = {name: {} for name in names}
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    columns[name][str(row[key])] = _text(value)
            found[table] = columns
    return found


def _text(value) -> str | None:
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    text = None if value is None else str(value)
    return text if text is None or len(text) < 200 else hashlib.sha256(text.encode()).hexdigest()


def has_rows(rows: Rows, table: str) -> bool:
    return any(rows.get(table, {}).values())


def different(before: Rows, after: Rows) -> dict[str, list[str]]:
    """By table, the columns that say otherwise of a row than before, among those that both have; "rows" where some
    came or went."""
    found = {}
    for table in before.keys() & after.keys():
        both = before[table].keys() & after[table].keys()
        says = {name for name in both if _differs(before[table][name], after[table][name])}
        if any(before[table][name].keys() != after[table][name].keys() for name in both):
            says.add("rows")
        if says:
            found[table] = sorted(says)
    return found


def _differs(before: dict[str, str | None], after: dict[str, str | None]) -> bool:
    return any(before[key] != after[key] for key in before.keys() & after.keys())


def fetch(to: dict[str, str]) -> None:
    """Put the rows of the file into PostgreSQL, whose tables are made as they were at that version."""
    from django.core.management.color import no_style
    from django.db import connection, connections, transaction
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not to.items() <= executor.loader.graph.nodes.keys():  # one stands for them in an empty database
        executor.loader.replace_migrations = False
        executor.loader.build_graph()
    others = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] not in OURS]
    executor.migrate([*others, *to.items()])
    executor.loader.build_graph()
    apps = executor.loader.project_state([*others, *to.items()]).apps
    had = connections["kept"].introspection.table_names()
    models = [each for each in apps.get_models(include_auto_created=True) if each._meta.db_table in had]
    with transaction.atomic():
        for model in models:
            model._base_manager.all().delete()  # what came with the tables, under other keys
        for model in models:
            there = list(model._base_manager.using("kept").all())
            model._base_manager.using("default").bulk_create(there, batch_size=500)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


if __name__ == "__main__":
    main()
