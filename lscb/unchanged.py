"""What was read of the database is kept until anything in it changes, and the database itself says whether it has.

PostgreSQL says it with the transactions that a query sees: two queries that see the same ones see the same rows. SQLite
counts, for each connection, what others committed and what itself changed. So what is kept can never be of before a
change, whoever made it and by whichever way: an event, the admin, a command, another server, a hand in the database.
On a server where somebody is always writing nothing is kept for long, and pages take what they take without.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.db import connection

Asked = ParamSpec("Asked")
Found = TypeVar("Found")


def state() -> Hashable | None:
    """As the database stands: whenever it is equal, every row is as it was. None in a transaction, which sees what it
    did itself and may take back.
    """
    if connection.in_atomic_block:
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # With the start of the server: one that was brought back to an earlier point counts on from there.
            cursor.execute("SELECT pg_current_snapshot()::text, pg_postmaster_start_time()")
            return cursor.fetchone()
        cursor.execute("SELECT data_version, total_changes() FROM pragma_data_version")
        # Numbers of one connection say nothing of another: it stands among them, so that no later one is taken for it.
        return connection.connection, *cursor.fetchone()


class _ChangedMeanwhile(Exception):
    def __init__(self, found: object):
        super().__init__()
        self.found = found


def until_a_change(at_most: int) -> Callable[[Callable[Asked, Found]], Callable[Asked, Found]]:
    """Decorates what reads the database and is asked the same again: it reads once until anything changes there.

    Asked with keys, days and words, never with rows, which may have been read before the last change. What it finds is
    handed to many: nobody changes it. The last `at_most` answers are kept. Read in a transaction nothing is kept, nor
    what was changed while it was read.
    """

    def decorate(read: Callable[Asked, Found]) -> Callable[Asked, Found]:
        @lru_cache(at_most)
        def kept(before: Hashable, *args: Asked.args, **kwargs: Asked.kwargs) -> Found:
            found = read(*args, **kwargs)
            if state() != before:
                raise _ChangedMeanwhile(found)
            return found

        @wraps(read)
        def reader(*args: Asked.args, **kwargs: Asked.kwargs) -> Found:
            before = state()
            if before is None:
                return read(*args, **kwargs)
            try:
                return kept(before, *args, **kwargs)
            except _ChangedMeanwhile as meanwhile:
                return meanwhile.found

        return reader

    return decorate
