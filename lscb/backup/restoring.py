"""Bringing a backup back: looked at first, put in place whole or not at all, and compared row by row."""

import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import F
from django.utils import timezone

from lscb.archive.writing import APPS as OWN_APPS
from lscb.backup import encrypting
from lscb.backup.databases import Database, PostgreSQL, Reading, SQLite
from lscb.backup.finals import finals_in
from lscb.backup.layout import DATABASE, FORMAT, MANIFEST, STORED
from lscb.backup.taking import Taken, backups_in, own_database, take
from lscb.errors import Refused
from lscb.events import seals
from lscb.models import AuditEntry, LastRun
from lscb.packing import digest_of
from lscb.running.readiness import pending_migrations
from lscb.work import background, outbox

NOT_ONE = "This is no backup, or not all of it is here. Nothing is changed: copy the file once more."
DAMAGED = "This backup is damaged: {0}. Nothing is changed."
OCCUPIED = (
    "There is an installation in this database already. Give --replace to put the backup in its place; what is there "
    "is backed up first."
)
NEWER = (
    "This backup is of a newer version of the product ({0}; it has the migration {1}): restore it with that version, "
    "or a later one. Nothing is changed."
)
OTHER_KIND = (
    "This backup is of {0}, and DATABASE_URL names {1}. A board goes from one to the other by export_board and "
    "import_board. Nothing is changed."
)
ANOTHER = "{0}: what was restored is not what was backed up."
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


@dataclass(frozen=True)
class Backup:
    """A backup whose parts were compared with its manifest."""

    packed: zipfile.ZipFile
    manifest: dict[str, Any]


@dataclass(frozen=True)
class Restored:
    """What became of it.

    :param kept: where what was there before is, in words; empty where nothing was.
    :param pending: migrations that the restored tables have not had.
    :param faults: of the audit trail; not asked where migrations are pending.
    """

    backup: Taken
    kept: str
    pending: list[str]
    faults: list[str]
    on_their_way: int


# --- Looking ----------------------------------------------------------------------------------------------------


@contextmanager
def checked(path: Path) -> Iterator[Backup]:
    """A backup of which every part was read and compared.

    :raises Refused: with what is wrong with it, in one sentence.
    """
    with encrypting.opened(path, settings.BACKUP_PASSPHRASE_FILE) as raw:
        try:
            packed = zipfile.ZipFile(raw)
            manifest = json.loads(packed.read(MANIFEST))
            members = {info.filename: info for info in packed.infolist()}
            if (
                not {"format", "version", "kind", "made_by", "migrations", "tables", "finals", "files"}
                <= manifest.keys()
            ):
                raise Refused(NOT_ONE)
        except (*_BROKEN, KeyError, AttributeError) as e:
            raise Refused(NOT_ONE) from e
        if manifest["format"] > FORMAT:
            raise Refused("This backup is of a newer version of the product: restore it with that version.")
        for name, said in manifest["files"].items():
            if name not in members:
                raise Refused(DAMAGED.format(f"{name} is missing"))
            if _sha256(packed, name) != said["sha256"]:
                raise Refused(DAMAGED.format(f"{name} has another checksum"))
        yield Backup(packed, manifest)


def _fits(backup: Backup, database: Database) -> None:
    """:raises Refused: for a backup of another kind of database, or of a newer version."""
    manifest = backup.manifest
    if manifest["kind"] != database.kind:
        raise Refused(OTHER_KIND.format(manifest["made_by"], database.made_by()))
    database.is_read_by(manifest["made_by"])
    if unknown := sorted(_unknown(backup.manifest["migrations"])):
        raise Refused(NEWER.format(manifest["version"], ".".join(unknown[0])))


def _unknown(migrations: list[list[str]]) -> set[tuple[str, str]]:
    """Those of our own apps that this version has not; none where tables are made without them, as tests do."""
    on_disk = MigrationLoader(None).disk_migrations
    known = set(on_disk).union(*(migration.replaces for migration in on_disk.values()))
    had = {(app, name) for app, name in migrations if app in OWN_APPS}
    return had - known if known else set()


def _compare(backup: Backup, reading: Reading) -> None:
    """:raises Refused: where a table or a final is not what it was."""
    tables = {table: reading.sum_of(table).said for table in reading.tables()}
    for table in sorted(tables.keys() | backup.manifest["tables"].keys()):
        if tables.get(table) != backup.manifest["tables"].get(table):
            raise Refused(ANOTHER.format(f"The table {table} has other rows"))
    if [final.said for final in finals_in(reading)] != backup.manifest["finals"]:
        raise Refused(ANOTHER.format("A final has another checksum"))


def _sha256(packed: zipfile.ZipFile, name: str) -> str:
    try:
        with packed.open(name) as member:
            return digest_of(member)
    except _BROKEN:
        return ""


# --- Restoring --------------------------------------------------------------------------------------------------


def is_occupied(database: Database) -> bool:
    """Whether somebody is in it, or anything was ever done."""
    if not database.is_there():
        return False
    try:
        with database.reading() as reading:
            return any(reading.has_rows(model._meta.db_table) for model in (get_user_model(), AuditEntry))
    except Refused:
        if database.keeps_before:  # it is damaged, and nobody can tell
            return True
        raise


def restore(path: Path, *, replace: bool = False) -> Restored:
    """Put a backup in the place of this installation's database and files.

    All of it is compared before anything is changed; then the files are put where they were, which takes nothing away;
    then the database, whole or not at all; then every row and every final is compared. Letters and jobs that were on
    their way when it was taken are settled: what became of them since is not known.

    :param replace: where an installation is there already, put it in its place. It is backed up first.
    :raises Refused: with why not, and what has become of what is there.
    """
    database = own_database()
    with checked(path) as backup:
        _fits(backup, database)
        kept = ""
        if is_occupied(database):
            if not replace:
                raise Refused(OCCUPIED)
            kept = _backed_up(database)
        _put_files(backup)
        connection.close()
        kept = " and in ".join(filter(None, (kept, _put(backup, database, kept))))
        connection.close()
        taken = Taken(path, backup.manifest, "")
    pending = pending_migrations()
    return Restored(taken, kept, pending, [] if pending else seals.verify().wrong, _settled())


def _settled() -> int:
    """How many letters and jobs were on their way; the tables of earlier versions may have none.

    The backup itself was going on when it was taken.
    """
    try:
        settled = outbox.settle_all() + background.give_up_all()
        LastRun.objects.filter(command=LastRun.Command.BACKUP, ended_at=None).update(
            ended_at=timezone.now(), went_well=True, well_at=F("began_at"), said="It was restored since."
        )
    except Error:
        return 0
    return settled


def _put(backup: Backup, database: Database, kept: str) -> str:
    def compare(reading: Reading) -> None:
        try:
            _compare(backup, reading)
        except Refused as refused:
            if database.keeps_before:
                left = "Nothing is changed."
            else:
                left = f"What was here before is in {kept}." if kept else "Do not use it."
            raise Refused(" ".join([*refused.messages, left])) from refused

    with backup.packed.open(DATABASE) as dump:
        return database.put(dump, compare)


def _backed_up(database: Database) -> str:
    try:
        return str(take().path)
    except Refused:
        if database.keeps_before:
            return ""
        raise


def _put_files(backup: Backup) -> None:
    """Put each file where it was, unless it is there; others that are there stay."""
    for name, said in backup.manifest["files"].items():
        if not name.startswith(f"{STORED}/"):
            continue
        place = name.removeprefix(f"{STORED}/")
        try:
            if default_storage.exists(place):
                with default_storage.open(place, "rb") as there:
                    if digest_of(there) == said["sha256"]:
                        continue
                default_storage.delete(place)
            with backup.packed.open(name) as stored:
                default_storage.save(place, File(stored, name=place))
        except (OSError, SuspiciousFileOperation) as e:
            raise Refused(f"{place} cannot be written: {e}. The database is not changed.") from e


# --- Trying -----------------------------------------------------------------------------------------------------


def drill(path: Path | None = None) -> Taken:
    """Restore a backup, the newest if none is named, to a database that is there for it, and compare it all.

    On SQLite that is a file that is deleted afterwards; on PostgreSQL the database that LSCB_DRILL_DATABASE_URL names,
    which is emptied before and after.

    :raises Refused: with what is wrong, or what it lacks.
    """
    if path is None:
        there = backups_in(settings.BACKUP_DIR)
        if not there:
            raise Refused(f"There is no backup in {settings.BACKUP_DIR}.")
        path = there[-1]
    with checked(path) as backup, _spare() as database:
        _fits(backup, database)
        _put(backup, database, "")
        return Taken(path, backup.manifest, "")


@contextmanager
def _spare() -> Iterator[Database]:
    own = own_database()
    if not isinstance(own, PostgreSQL):
        with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=".drill-") as folder:
            yield SQLite({"NAME": Path(folder, "drill.sqlite3")})
        return
    if not settings.DRILL_DATABASE:
        raise Refused(
            "LSCB_DRILL_DATABASE_URL names no database for the drill: make an empty one and name it there."
        )
    spare = PostgreSQL(settings.DRILL_DATABASE)
    if not spare.name.endswith("drill") or spare.is_same_as(own):
        raise Refused(
            "The database that LSCB_DRILL_DATABASE_URL names is emptied: its name must end in “drill”, and it must not "
            "be the one that is used."
        )
    spare.empty()
    try:
        yield spare
    finally:
        spare.empty()
