"""Taking a backup: everything as it stood at one moment, in one file, while people work."""

import json
import os
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from lscb.backup import encrypting
from lscb.backup.databases import Database, Reading, database_of, named_by_moment
from lscb.backup.finals import finals_in
from lscb.backup.layout import DATABASE, ENCRYPTED, FORMAT, MANIFEST, NAME, NAMES, STORED, named_files
from lscb.errors import Refused
from lscb.packing import PIECE, Packing, sha256_of

PART = ".part"
# Seconds after which a part of a backup was left by a process that ended.
LEFT_LYING = 24 * 60 * 60


@dataclass(frozen=True)
class Taken:
    """A backup that was taken, with its manifest and the SHA-256 of the whole file."""

    path: Path
    manifest: dict[str, Any]
    sha256: str

    @property
    def rows(self) -> int:
        return sum(table["rows"] for table in self.manifest["tables"].values())

    @property
    def finals(self) -> int:
        return len(self.manifest["finals"])

    @property
    def files(self) -> int:
        return sum(name.startswith(f"{STORED}/") for name in self.manifest["files"])

    @property
    def damaged(self) -> list[str]:
        """Finals whose PDF is not what its checksum says: they were so before."""
        return [
            f"{each['table']} {each['key']}"
            for each in self.manifest["finals"]
            if each["pdf"] != each["kept"]
        ]


def own_database() -> Database:
    """:raises Refused: where it is one that cannot be backed up."""
    return database_of(settings.DATABASES["default"])


def take(folder: Path | None = None) -> Taken:
    """Write a backup to a folder, LSCB_BACKUP_DIR if none is named.

    The database is read at one moment, and then the files that it names: one that is withdrawn meanwhile is named as
    missing.

    :raises Refused: where a tool is missing, the database does not answer or the file cannot be written; nothing is
        left of it then.
    """
    folder = folder or settings.BACKUP_DIR
    passphrase = settings.BACKUP_PASSPHRASE_FILE
    path = named_by_moment(lambda moment: folder / (NAME.format(moment) + ENCRYPTED * bool(passphrase)))
    part = path.with_name(path.name + PART)
    try:
        with _a_file_or_none(folder, part), own_database().reading() as reading:
            with (
                encrypting.written(part, passphrase) as to,
                zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed,
            ):
                manifest = _write(reading, Packing(packed))
            with part.open("rb") as whole:
                os.fsync(whole.fileno())
            if path.exists():
                raise Refused(f"{path} is there already.")
            part.rename(path)
        return Taken(path, manifest, sha256_of(path))
    except OSError as e:
        raise Refused(f"No backup was taken: {path} cannot be written, {e.strerror or e}.") from e


@contextmanager
def _a_file_or_none(folder: Path, part: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield
    except FileExistsError:  # another backup of this second
        raise
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _write(reading: Reading, archive: Packing) -> dict[str, Any]:
    with archive.member(DATABASE, zipfile.ZIP_DEFLATED) as write:
        for piece in reading.dumped():
            write(piece)
    missing = [name for name in named_files(reading) if not _write_stored(archive, name)]
    manifest = {
        "format": FORMAT,
        "product": settings.SERVICE_NAME,
        "version": settings.VERSION,
        "made": timezone.now().isoformat(),
        "kind": own_database().kind,
        "made_by": own_database().made_by(),
        "migrations": _migrations(reading),
        "tables": {table: reading.sum_of(table).said for table in reading.tables()},
        "finals": [final.said for final in finals_in(reading)],
        "missing": missing,
        "files": archive.files,
    }
    archive.packed.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return manifest


def _migrations(reading: Reading) -> list[list[str]]:
    """What the tables have had, in its order; none where they were made without, as tests do."""
    if "django_migrations" not in reading.tables():
        return []
    return [list(row) for row in reading.query("SELECT app, name FROM django_migrations ORDER BY id")]


def _write_stored(archive: Packing, name: str) -> bool:
    try:
        opened = default_storage.open(name, "rb")
    except OSError:
        return False
    with opened, archive.member(f"{STORED}/{name}", zipfile.ZIP_STORED) as write:
        while piece := opened.read(PIECE):
            write(piece)
    return True


def backups_in(folder: Path) -> list[Path]:
    """The backups of a folder, oldest first: their names are the moments at which they were taken."""
    return sorted(path for path in folder.glob(NAMES) if path.suffix != PART)


def let_go(folder: Path | None = None) -> list[Path]:
    """Delete all but the newest LSCB_BACKUPS_KEPT of a folder, and what killed processes left; those deleted."""
    folder = folder or settings.BACKUP_DIR
    going = backups_in(folder)[: -settings.BACKUPS_KEPT] if settings.BACKUPS_KEPT else []
    parts = [
        path for path in folder.glob(f"{NAMES}{PART}") if path.stat().st_mtime < time.time() - LEFT_LYING
    ]
    for path in [*going, *parts]:
        with suppress(FileNotFoundError):
            path.unlink()
    return going
