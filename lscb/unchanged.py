"""What was read of the database is kept until anything in it changes, and the database itself says whether it has.

PostgreSQL says it with the transactions that a query sees: two queries that see the same ones see the same rows. SQLite
counts, for each connection, what others committed and what itself changed. So what is kept can never be of before a
change, whoever made it and by whichever way: an event, the admin, a command, another server, a hand in the database.
On a server where somebody is always writing nothing is kept for long, and pages take what they take without.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.db import connection

from lscb import clock

Asked = ParamSpec("Asked")
Found = TypeVar("Found")
LARGE = 1_000  # actions, each some 9 kB in memory: what tells of more is read each time


class State(NamedTuple):
    """As the database stands: whenever it is equal, every row is as it was. One that has passed never comes again."""

    of: Hashable  # a connection, where its numbers say nothing of another's
    at: tuple[object, ...]


_moment: ContextVar[State | None] = ContextVar("moment", default=None)


def state() -> State | None:
    """None where it cannot be told: in a transaction, which sees what it did itself and may take back, and on a server
    that follows another one.
    """
    if _in_a_transaction():
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # With the start of the server: one that was brought back to an earlier point counts on from there.
            cursor.execute(
                "SELECT pg_current_snapshot()::text, pg_postmaster_start_time() WHERE NOT pg_is_in_recovery()"
            )
            at = cursor.fetchone()
            return at and State(None, at)
        cursor.execute("SELECT data_version, total_changes() FROM pragma_data_version")
        return State(connection.connection, cursor.fetchone())


def _in_a_transaction() -> bool:
    by_hand = connection.vendor == "sqlite" and connection.connection and connection.connection.in_transaction
    return bool(connection.in_atomic_block or by_hand) or not connection.get_autocommit()


@contextmanager
def at_one_moment() -> Iterator[None]:
    """For what changes nothing: what is asked in the block, with rows that are read in it, is kept until a change."""
    token = _moment.set(state())
    try:
        yield
    finally:
        _moment.reset(token)


def until_a_change(
    at_most: int, *, size: Callable[[Any], int] = lambda found: 0
) -> Callable[[Callable[Asked, Found]], Callable[Asked, Found]]:
    """Decorates what reads the database and is asked the same again: it reads once a day until anything changes there.

    Asked with rows (known by their keys), keys, days and words. What it finds is handed to many: nobody changes it. The
    answers to the last `at_most` questions are kept, each until it is read anew; none whose `size`, in actions, is
    above LARGE.

    An answer is of the moment that began before it and all it was asked with were read. What changed meanwhile made
    another one, so that nobody is given it again. Outside of a moment each question is read.
    """

    def decorate(read: Callable[Asked, Found]) -> Callable[Asked, Found]:
        @lru_cache(at_most)
        def place(of: Hashable, day: Hashable, *args: Any, **kwargs: Any) -> list[tuple[State, Found]]:
            """Where the answer to a question is kept; an older one is let go with the state it was of."""
            return []

        @wraps(read)
        def reader(*args: Asked.args, **kwargs: Asked.kwargs) -> Found:
            now = _moment.get()
            if now is None or _in_a_transaction():
                return read(*args, **kwargs)
            kept = place(now.of, clock.today(), *args, **kwargs)
            for of, found in kept:
                if of == now:
                    return found
            found = read(*args, **kwargs)
            kept[:] = [(now, found)] if size(found) <= LARGE else []
            return found

        return reader

    return decorate
