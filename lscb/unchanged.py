"""What was read of the database is kept until anything in it changes, and the database itself says whether it has.

PostgreSQL says it with the transactions that a query sees: two queries that see the same ones see the same rows. SQLite
counts, for each connection, what others committed and what itself changed. So what is kept can never be of before a
change, whoever made it and by whichever way: an event, the admin, a command, another server, a hand in the database.
On a server where somebody is always writing nothing is kept for long, and pages take what they take without.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import NamedTuple, ParamSpec, TypeVar

from django.db import connection

Asked = ParamSpec("Asked")
Found = TypeVar("Found")


class State(NamedTuple):
    """As the database stands: whenever it is equal, every row is as it was."""

    of: Hashable  # a connection, where its numbers say nothing of another's
    at: tuple[object, ...]


def state() -> State | None:
    """None where it cannot be told: in a transaction, which sees what it did itself and may take back, and on a server
    that follows another one.
    """
    if connection.in_atomic_block or not connection.get_autocommit():
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # With the start of the server: one that was brought back to an earlier point counts on from there.
            cursor.execute(
                "SELECT pg_current_snapshot()::text, pg_postmaster_start_time() WHERE NOT pg_is_in_recovery()"
            )
            at = cursor.fetchone()
            return at and State(None, at)
        if connection.connection.in_transaction:
            return None
        cursor.execute("SELECT data_version, total_changes() FROM pragma_data_version")
        return State(connection.connection, cursor.fetchone())


def until_a_change(
    at_most: int, *, unless: Callable[[Found], bool] = lambda found: False
) -> Callable[[Callable[Asked, Found]], Callable[Asked, Found]]:
    """Decorates what reads the database and is asked the same again: it reads once until anything changes there.

    Asked with keys, days and words, never with rows, which may have been read before the last change. What it finds is
    handed to many: nobody changes it. The answers to the last `at_most` questions are kept, each until it is read anew,
    `unless` they are too large. What was changed while it was read is not kept.
    """

    def decorate(read: Callable[Asked, Found]) -> Callable[Asked, Found]:
        @lru_cache(at_most)
        def place(of: Hashable, *args: Asked.args, **kwargs: Asked.kwargs) -> list[tuple[State, Found]]:
            """Where the answer to a question is kept; an older one is let go with the state it was of."""
            return []

        @wraps(read)
        def reader(*args: Asked.args, **kwargs: Asked.kwargs) -> Found:
            before = state()
            if before is None:
                return read(*args, **kwargs)
            kept = place(before.of, *args, **kwargs)
            for of, found in kept:
                if of == before:
                    return found
            found = read(*args, **kwargs)
            kept[:] = [(before, found)] if state() == before and not unless(found) else []
            return found

        return reader

    return decorate
