"""PostgreSQL whose tables are emptied row by row after a test that commits.

To TRUNCATE a hundred tables takes longer than most tests; they have few rows. References between tables are looked at
when it is committed, so any order will do.
"""

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        return [f"DELETE FROM {self.quote_name(table)};" for table in tables]  # noqa: S608 - our own names


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
