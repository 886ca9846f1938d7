"""What a backup asks of a database: to be read at one moment, copied as it stands then, and put back whole.

SQLite by its own copying while in use; PostgreSQL by pg_dump and pg_restore of its own packages. Neither goes by the
models, so that what is read and compared is what the tables hold, of whichever version.
"""

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import IO, Any

import psycopg2
from django.utils import timezone
from psycopg2.extensions import connection as PostgreSQLConnection
from psycopg2.extensions import make_dsn

from lscb.errors import Refused
from lscb.packing import PIECE

IN_USE = "Somebody is using the database: stop the web server, the workers and the timers first. Nothing is changed."


class Sum:
    """Of the rows of a table, how many they are and a digest of them all, whatever their order."""

    def __init__(self) -> None:
        self.rows, self._sum, self._begun = 0, 0, b""

    def add(self, row: bytes) -> None:
        self.rows += 1
        self._sum += int.from_bytes(hashlib.sha256(row).digest())

    def write(self, piece: bytes | str) -> None:
        """A piece of a text that has a row in each of its lines."""
        *rows, self._begun = (self._begun + (piece.encode() if isinstance(piece, str) else piece)).split(
            b"\n"
        )
        for row in rows:
            self.add(row)

    @property
    def said(self) -> dict[str, object]:
        return {"rows": self.rows, "sha256": f"{self._sum % 2**256:064x}"}


class Reading(ABC):
    """A database that is read as it stands at one moment."""

    @abstractmethod
    def tables(self) -> list[str]:
        """The names of its tables."""

    @abstractmethod
    def query(self, sql: str) -> Iterator[tuple]:
        """The rows of a statement that both databases read alike."""

    @abstractmethod
    def sum_of(self, table: str) -> Sum:
        """Of all rows of a table."""

    @abstractmethod
    def dumped(self) -> Iterator[bytes]:
        """The whole database, piece by piece."""

    def has_rows(self, table: str) -> bool:
        return (
            table in self.tables() and next(self.query(f'SELECT 1 FROM "{table}" LIMIT 1'), None) is not None
        )


class Database(ABC):
    """One database, by its settings.

    :cvar kind: of its dump: no other kind reads it.
    :cvar keeps_before: whether what was there before stays beside what is put in its place.
    """

    kind: str
    keeps_before: bool

    @abstractmethod
    def is_there(self) -> bool:
        """Whether there is a database, be it empty."""

    @abstractmethod
    def reading(self) -> Any:
        """A context that gives its `Reading`.

        :raises Refused: where it cannot be read, or a tool is missing.
        """

    @abstractmethod
    def put(self, dump: IO[bytes], check: Callable[[Reading], None]) -> str:
        """Put a dump in the place of all that is there, or leave that as it is.

        :param check: compares what was put; its refusal is handed on.
        :returns: where what was there before is kept, in words; empty where it is not.
        :raises Refused: with what became of it.
        """

    @abstractmethod
    def made_by(self) -> str:
        """Which program keeps it, with its version."""

    @abstractmethod
    def is_read_by(self, made_by: str) -> None:
        """:raises Refused: where a dump of that program cannot be put here."""


def database_of(settings: Mapping[str, Any]) -> Database:
    """By an entry of DATABASES."""
    return SQLite(settings) if "sqlite" in settings["ENGINE"] else PostgreSQL(settings)


# --- SQLite -----------------------------------------------------------------------------------------------------


class SQLite(Database):
    kind, keeps_before = "sqlite", True

    def __init__(self, settings: Mapping[str, Any]):
        name = str(settings["NAME"])
        if "memory" in name:
            raise Refused(
                "This database is in memory: there is nothing to back up, and nowhere to restore to."
            )
        self.path = Path(name)

    def is_there(self) -> bool:
        return self.path.exists()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        if not self.is_there():
            raise Refused(f"There is no database at {self.path}.")
        with tempfile.TemporaryDirectory(dir=self.path.parent, prefix=".backup-") as folder:
            copied = Path(folder, "copied.sqlite3")
            try:
                with closing(_opened(self.path, "ro")) as source, closing(sqlite3.connect(copied)) as copy:
                    source.backup(copy)
                    copy.execute("PRAGMA journal_mode=DELETE")
                with closing(_opened(copied, "ro")) as connection:
                    yield _SQLiteReading(connection, copied)
            except sqlite3.Error as e:
                raise Refused(f"The database cannot be read: {e}.") from e

    def put(self, dump: IO[bytes], check: Callable[[Reading], None]) -> str:
        beside = self.path.with_name(f"{self.path.name}.restoring")
        try:
            with beside.open("wb") as to:
                beside.chmod(0o600)
                shutil.copyfileobj(dump, to, PIECE)
                os.fsync(to.fileno())
            try:
                with closing(_opened(beside, "ro", immutable=1)) as connection:
                    if (said := connection.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                        raise Refused(f"The database of the backup is damaged: {said}. Nothing is changed.")
                    check(_SQLiteReading(connection, beside))
            except sqlite3.Error as e:
                raise Refused(f"The database of the backup cannot be read: {e}. Nothing is changed.") from e
            kept = self._put_aside()
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)
        return kept

    def _put_aside(self) -> str:
        """Rename what is there; its log of writes goes into it first, which also shows whether somebody has it open."""
        if not self.path.exists():
            return ""
        try:
            with closing(_opened(self.path, "rw")) as connection:
                if connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
                    raise Refused(IN_USE)
        except sqlite3.OperationalError as e:
            raise Refused(IN_USE) from e
        except sqlite3.DatabaseError:
            pass  # damaged, which is why it is replaced
        before = named_by_moment(
            lambda moment: self.path.with_name(f"{self.path.name}.before-{moment:%Y%m%dT%H%M%SZ}")
        )
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{self.path}{ending}").rename(f"{before}{ending}")
        return str(before)

    def made_by(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

    def is_read_by(self, made_by: str) -> None:
        """One format since SQLite 3."""


def named_by_moment(named: Callable[[datetime], Path]) -> Path:
    """A path that is not there yet: where another file is of this second, that of the next."""
    while (path := named(timezone.now())).exists():
        time.sleep(0.1)
    return path


def _opened(path: Path, mode: str, **more: int) -> sqlite3.Connection:
    asked = "&".join(f"{name}={value}" for name, value in {"mode": mode, **more}.items())
    return sqlite3.connect(f"{path.absolute().as_uri()}?{asked}", uri=True, timeout=5)


class _SQLiteReading(Reading):
    def __init__(self, connection: sqlite3.Connection, path: Path):
        self._connection, self._path = connection, path

    def tables(self) -> list[str]:
        found = self.query("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return [
            name
            for name, sql in found
            if not (name.startswith("sqlite_") or sql.startswith("CREATE VIRTUAL"))
        ]

    def query(self, sql: str) -> Iterator[tuple]:
        yield from self._connection.execute(sql)

    def sum_of(self, table: str) -> Sum:
        total = Sum()
        for row in self.query(f'SELECT * FROM "{table}"'):
            total.add(repr(row).encode(errors="surrogatepass"))
        return total

    def dumped(self) -> Iterator[bytes]:
        with self._path.open("rb") as copied:
            while piece := copied.read(PIECE):
                yield piece


# --- PostgreSQL -------------------------------------------------------------------------------------------------

# What of OPTIONS is Django's own and not for the server.
_DJANGOS = {"isolation_level", "assume_role", "pool", "server_side_binding"}
_PATIENCE = "SET LOCAL lock_timeout = '10s'; SET LOCAL client_min_messages = 'warning';"
# What PostgreSQL says where a lock was not to be had in time, whatever its language.
_LOCKED = " 55P03:"
# Everything that is ours goes: tables, then functions that triggers called. What an extension made stays.
_EMPTIED = """
DO $emptied$
DECLARE it record;
BEGIN
  FOR it IN
    SELECT format('DROP TABLE IF EXISTS %I.%I CASCADE', schemaname, tablename) AS does
    FROM pg_tables WHERE schemaname = current_schema()
  LOOP EXECUTE it.does; END LOOP;
  FOR it IN
    SELECT format('DROP %s IF EXISTS %I.%I CASCADE', CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'VIEW' END,
                  current_schema(), relname) AS does
    FROM pg_class c WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('S', 'v')
      AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = c.oid AND deptype IN ('e', 'i'))
  LOOP EXECUTE it.does; END LOOP;
  FOR it IN
    SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', p.oid::regprocedure) AS does
    FROM pg_proc p WHERE pronamespace = current_schema()::regnamespace AND prokind = 'f'
      AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
  LOOP EXECUTE it.does; END LOOP;
END $emptied$;
"""


class PostgreSQL(Database):
    kind, keeps_before = "postgresql", False

    def __init__(self, settings: Mapping[str, Any]):
        names = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
        asked = {name: settings.get(key) for name, key in names.items()}
        asked |= {name: value for name, value in settings.get("OPTIONS", {}).items() if name not in _DJANGOS}
        self._dsn = make_dsn(**{name: value for name, value in asked.items() if value})
        # Not among the words of a command, which everybody on the machine can read.
        self._environment = os.environ | (
            {"PGPASSWORD": str(settings["PASSWORD"])} if settings.get("PASSWORD") else {}
        )
        self._password = settings.get("PASSWORD") or None

    @contextmanager
    def _connected(self) -> Iterator[PostgreSQLConnection]:
        try:
            connection = psycopg2.connect(self._dsn, password=self._password)
        except psycopg2.OperationalError as e:
            raise Refused(f"PostgreSQL does not answer: {_worst_line(str(e))}") from e
        with closing(connection):
            yield connection

    def is_there(self) -> bool:
        return True  # or it does not answer, which is said then

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        with self._connected() as connection:
            connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
            with connection.cursor() as cursor:
                cursor.execute("SET TIME ZONE 'UTC'")
            yield _PostgreSQLReading(connection, self)

    def dumped(self, snapshot: str, server: int) -> Iterator[bytes]:
        words = [_tool("pg_dump", server), "--format=custom", "--no-owner", "--no-privileges"]
        words += ["--no-password", f"--snapshot={snapshot}", "--dbname", self._dsn]
        with tempfile.TemporaryFile() as said:
            dumping = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program, and no word of a person's
                words, env=self._environment, stdout=subprocess.PIPE, stderr=said
            )
            assert dumping.stdout  # noqa: S101 - it was asked for
            with dumping:
                try:
                    while piece := dumping.stdout.read(PIECE):
                        yield piece
                except BaseException:
                    dumping.kill()
                    raise
            if dumping.returncode:
                raise Refused(f"pg_dump failed: {_read(said)}")

    def put(self, dump: IO[bytes], check: Callable[[Reading], None]) -> str:
        server = _number(self.made_by())
        with tempfile.TemporaryFile() as said:
            done = self._within_a_transaction(server, dump, said)
            if not done:
                words = _read(said)
                raise Refused(IN_USE if _LOCKED in words else f"Nothing is changed. PostgreSQL says: {words}")
        with self.reading() as reading:
            check(reading)
        return ""

    def _within_a_transaction(self, server: int, dump: IO[bytes], said: IO[bytes]) -> bool:
        """Hand what pg_restore makes of a dump to psql between BEGIN and COMMIT: without the second nothing happens."""
        words = [_tool("psql", server), "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"]
        words += ["--set=VERBOSITY=verbose", "--output=/dev/null", "--dbname", self._dsn]
        psql = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program, and no word of a person's
            words, env=self._environment | {"LC_ALL": "C"}, stdin=subprocess.PIPE, stderr=said
        )
        reading = subprocess.Popen(  # noqa: S603 - as above
            [_tool("pg_restore", server), "--no-owner", "--no-privileges", "--file=-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        assert psql.stdin and reading.stdin and reading.stdout  # noqa: S101 - they were asked for
        feeding = Thread(target=_fed, args=(dump, reading.stdin))
        feeding.start()
        try:
            with suppress(BrokenPipeError):
                psql.stdin.write(f"BEGIN;{_PATIENCE}{_EMPTIED}".encode())
                shutil.copyfileobj(reading.stdout, psql.stdin, PIECE)
                reading.stdout.close()
                if reading.wait() == 0:
                    psql.stdin.write(b"\nCOMMIT;\n")
                psql.stdin.close()
            return psql.wait() == 0 and reading.wait() == 0
        finally:
            for process in (reading, psql):
                process.kill()
                process.wait()
            feeding.join()
            reading.stdout.close()
            with suppress(BrokenPipeError):
                psql.stdin.close()

    def empty(self) -> None:
        """Delete all that is there."""
        with self._connected() as connection, connection, connection.cursor() as cursor:
            cursor.execute(_EMPTIED)

    def is_same_as(self, other: "PostgreSQL") -> bool:
        """Whether both are one database of one server, however they are called."""
        return self._known_by() == other._known_by()

    def _known_by(self) -> tuple:
        with self._connected() as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_database(), pg_postmaster_start_time(), current_setting('port'), oid "
                "FROM pg_database WHERE datname = current_database()"
            )
            return cursor.fetchone() or ()

    @property
    def name(self) -> str:
        with self._connected() as connection:
            return connection.info.dbname

    def made_by(self) -> str:
        with self._connected() as connection:
            return f"PostgreSQL {connection.server_version // 10_000}"

    def is_read_by(self, made_by: str) -> None:
        here, there = _number(self.made_by()), _number(made_by)
        if there > here:
            raise Refused(
                f"The backup was made by {made_by}, and this server is {here}: restore it to one at least as new."
            )
        for tool in ("pg_restore", "psql"):
            _tool(tool, here)


def _tool(name: str, server: int) -> str:
    """Where a program of PostgreSQL's is.

    :raises Refused: where it is not, or is of another version than the server: an older one reads it not, and what a
        newer one writes not every server takes.
    """
    mends = f"install postgresql-client-{server}, or put its folder first in PATH"
    found = shutil.which(name)
    if found is None:
        raise Refused(f"{name} is not on this machine: {mends}.")
    said = subprocess.run([found, "--version"], capture_output=True, text=True)  # noqa: S603 - as above
    if (version := _number(said.stdout)) != server:
        raise Refused(f"{found} is of PostgreSQL {version}, and the server is {server}: {mends}.")
    return found


class _PostgreSQLReading(Reading):
    def __init__(self, connection: PostgreSQLConnection, database: PostgreSQL):
        self._connection, self._database = connection, database

    def tables(self) -> list[str]:
        return [
            name
            for (name,) in self.query(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
            )
        ]

    def query(self, sql: str) -> Iterator[tuple]:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            while row := cursor.fetchone():
                yield tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)

    def sum_of(self, table: str) -> Sum:
        total = Sum()
        with self._connection.cursor() as cursor:
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', total)
        return total

    def dumped(self) -> Iterator[bytes]:
        ((snapshot,),) = self.query("SELECT pg_export_snapshot()")
        yield from self._database.dumped(snapshot, self._connection.server_version // 10_000)


def _fed(dump: IO[bytes], to: IO[bytes]) -> None:
    with suppress(BrokenPipeError), to:
        shutil.copyfileobj(dump, to, PIECE)


def _read(said: IO[bytes]) -> str:
    said.seek(0)
    return _worst_line(said.read().decode("utf-8", "replace"))


def _worst_line(words: str) -> str:
    """The first that says that it is an error; what comes after it follows from it."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return next(
        (line for line in lines if re.search("error|fatal", line, re.I)), lines[0] if lines else "nothing."
    )


def _number(version: str) -> int:
    """18 of "pg_dump (PostgreSQL) 18.1"; 0 of what has none."""
    found = re.search(r"\d+", version)
    return int(found[0]) if found else 0
