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

Asked = ParamSpec("Asked")
Found = TypeVar("Found")


_moment: ContextVar[list["State"] | None] = ContextVar("moment", default=None)


class State(NamedTuple):
    """As the database stands: whenever it is equal, every row is as it was. One that has passed never comes again."""

    of: Hashable  # a connection, where its numbers say nothing of another's
    at: tuple[object, ...]


def state() -> State | None:
    """None where it cannot be told: in a transaction, which sees what it did itself and may take back, and on a server
    that follows another one.
    """
    if connection.in_atomic_block or not connection.get_autocommit():
        return None
    moment = _moment.get()
    if moment:
        return moment[0]
    now = _asked()
    if moment is not None and now is not None:
        moment.append(now)
    return now


def _asked() -> State | None:
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


@contextmanager
def at_one_moment() -> Iterator[None]:
    """For what changes nothing: the state is asked once, and is that of all that is read in the block."""
    token = _moment.set([])
    try:
        yield
    finally:
        _moment.reset(token)


def until_a_change(
    at_most: int, *, unless: Callable[[Any], bool] = lambda found: False
) -> Callable[[Callable[Asked, Found]], Callable[Asked, Found]]:
    """Decorates what reads the database and is asked the same again: it reads once until anything changes there.

    Asked with keys, days and words, never with rows, which may have been read before the last change. What it finds is
    handed to many: nobody changes it. The answers to the last `at_most` questions are kept, each until it is read anew,
    `unless` they are too large.

    An answer is of the state before it was read. What changed while it was read makes another state, so that nobody is
    given it again.
    """

    def decorate(read: Callable[Asked, Found]) -> Callable[Asked, Found]:
        @lru_cache(at_most)
        def place(of: Hashable, *args: Asked.args, **kwargs: Asked.kwargs) -> list[tuple[State, Found]]:
            """Where the answer to a question is kept; an older one is let go with the state it was of."""
            return []

        @wraps(read)
        def reader(*args: Asked.args, **kwargs: Asked.kwargs) -> Found:
            now = state()
            if now is None:
                return read(*args, **kwargs)
            kept = place(now.of, *args, **kwargs)
            for of, found in kept:
                if of == now:
                    return found
            found = read(*args, **kwargs)
            kept[:] = [] if unless(found) else [(now, found)]
            return found

        return reader

    return decorate
