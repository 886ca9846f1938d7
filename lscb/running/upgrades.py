"""What an upgrade asks of whoever runs the service: may people be served by the version before while tables change?

A migration that the version before cannot run beside says why, in `breaks_running_version`; docs/operations.md says
what to do then, CONTRIBUTING how to do without, and a test reads each migration for what it would have to say.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor

# The numbers behind which each app's migrations keep to that. Those before were written for a service that stands.
SAID_BEHIND = {"lscb": 11, "subgroups": 35, "plans": 57, "reporting": 14}
BEFORE_THAT = "it was written before migrations were made for a service that runs"


def to_come() -> list[Migration]:
    """The migrations that the database has not had; none where it has had none at all: nothing runs on it.

    :raises django.db.Error: where the database does not answer.
    """
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        return []
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [migration for migration, _ in plan]


def that_break(migrations: Iterable[Migration]) -> dict[str, str]:
    """Those during which the version before must not serve anybody, as "plans.0060_one_word_less", each with why."""
    found = {}
    for each in migrations:
        why = getattr(each, "breaks_running_version", "")
        if number_of(each) <= SAID_BEHIND.get(each.app_label, -1):
            why = BEFORE_THAT
        if why:
            found[f"{each.app_label}.{each.name}"] = why
    return found


def number_of(migration: Migration) -> int:
    """Its place in its app; 0 for one of a library that does not count."""
    number = migration.name.partition("_")[0]
    return int(number) if number.isdigit() else 0
