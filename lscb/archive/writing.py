"""Making the archive of a board: read at one moment, written as it is read."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from lscb.archive import held
from lscb.archive.layout import (
    ABOUT,
    CHECKSUM,
    FORMAT,
    MANIFEST,
    README,
    STORED,
    bytes_file,
    line_of,
    rows_file,
    told,
)
from lscb.events import seals
from lscb.models import AuditEntry
from lscb.packing import PIECE, Packing, sha256_of

APPS = ("lscb", "subgroups", "plans", "reporting")
_AT_ONCE = 200  # rows read from the database


@dataclass
class Written:
    """What was written: the manifest as it stands in the archive."""

    manifest: dict[str, Any]
    sha256: str = ""

    @property
    def rows(self) -> int:
        return sum(self.manifest["counts"].values())

    @property
    def missing(self) -> list[str]:
        """Files that rows name and that were not there any more."""
        return self.manifest["missing"]


def write_archive(
    board: models.Model, to: Path, *, at: Callable[[str], None] = lambda words: None
) -> Written:
    """Write a board's archive to a file that is not there yet; `at` is told what is being written.

    :raises OSError: when it cannot be written; nothing is left of it then.
    """
    try:
        with to.open("xb") as opened:
            to.chmod(0o600)
            with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as packed, one_moment():
                written = _write(board, Packing(packed), at)
        written.sha256 = sha256_of(to)
    except FileExistsError:
        raise
    except BaseException:
        to.unlink(missing_ok=True)
        raise
    return written


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read in the block is as it stood at one moment, and nobody who writes waits for it.

    Within a transaction it is as that sees it.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not `atomic`, which here begins as the one writer.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _write(board: models.Model, archive: Packing, at: Callable[[str], None]) -> Written:
    holding = held.Holding.of(board)
    labels = {each.pk: f"{each.app_label}.{each.model}" for each in ContentType.objects.all()}
    with archive.member(README) as write:
        write(ABOUT.encode())
    counts, stored = {}, []
    for model in held.models_held():
        at(f"Writing {model._meta.verbose_name_plural}.")
        counts[held.label_of(model)] = _write_rows(archive, holding, model, labels, stored)
    missing = [name for name in stored if not _write_stored(archive, name)]
    manifest = {
        "format": FORMAT,
        "product": settings.SERVICE_NAME,
        "version": settings.VERSION,
        "made": timezone.now().isoformat(),
        "board": {"name": str(board), "slug": getattr(board, "slug", ""), "id": board.pk},
        "schema": schema(),
        "content_types": {label: pk for pk, label in labels.items()},
        "counts": counts,
        "left_out": {held.label_of(each): held.why_left_out(each) for each in held.models_left_out()},
        "made_empty": {
            f"{held.label_of(model)}.{name}": why
            for model in held.models_held()
            for name, (_, why) in held.emptied(model).items()
        }
        | {
            "lscb.letter.body": "where it would open something",
            "lscb.letter.state": "letters on their way leave where they were written, and only there",
        },
        "entries_elsewhere": _entries_elsewhere(holding),
        "missing": missing,
        "files": archive.files,
    }
    said = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    archive.packed.writestr(MANIFEST, said)
    archive.packed.writestr(CHECKSUM, f"{hashlib.sha256(said).hexdigest()}\n")
    return Written(manifest)


def schema() -> dict[str, list[str]]:
    """The migrations that the tables of each app have had."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {app: sorted(name for label, name in applied if label == app) for app in APPS}


def _write_rows(
    archive: Packing,
    holding: held.Holding,
    model: type[models.Model],
    labels: dict[int, str],
    stored: list[str],
) -> int:
    """Write the rows of a model, then what they hold in bytes; names of stored files are added to `stored`."""
    label, count = held.label_of(model), 0
    fields = model._meta.concrete_fields
    binary = [each for each in fields if isinstance(each, models.BinaryField)]
    files = [each.name for each in fields if isinstance(each, models.FileField)]
    texts = [each for each in fields if each not in binary]
    inside = _keys_inside(holding, model)
    bytes_of: list[tuple[str, int]] = []
    with archive.member(rows_file(label)) as write:
        for part in holding.rows(model):
            empty = {
                each.name: set(part.filter(**{f"{each.name}__isnull": True}).values_list("pk", flat=True))
                for each in binary
            }
            for row in part.defer(*empty).iterator(chunk_size=_AT_ONCE):
                said = {each.name: told(each, each.value_from_object(row), labels) for each in texts}
                for name, without in empty.items():
                    said[name] = None if row.pk in without else bytes_file(label, name, row.pk)
                    bytes_of += [] if row.pk in without else [(name, row.pk)]
                said |= {name: None for name, keys in inside.items() if said[name] not in keys}
                said |= held.with_nothing_secret(model, said)
                stored += [str(said[name]) for name in files if said[name]]
                write(line_of(said))
                count += 1
    for name, pk in bytes_of:
        with archive.member(bytes_file(label, name, pk)) as write:
            write(bytes(model._base_manager.values_list(name, flat=True).get(pk=pk)))
    return count


def _keys_inside(holding: held.Holding, model: type[models.Model]) -> dict[str, set[int]]:
    """Of a person, who may be on other boards too: the keys of this board's rows that each field may name."""
    if model is not get_user_model():
        return {}
    return {
        each.name: set(holding.keys(each.related_model))
        for each in model._meta.concrete_fields
        if each.is_relation and each.related_model is not model
    }


def _write_stored(archive: Packing, name: str) -> bool:
    try:
        opened: IO[bytes] = default_storage.open(name, "rb")
    except OSError:
        return False
    # As it is: what is handed in is packed already, and `checking` refuses what unpacks to very much more.
    with opened, archive.member(f"{STORED}/{name}", zipfile.ZIP_STORED) as write:
        while piece := opened.read(PIECE):
            write(piece)
    return True


def _entries_elsewhere(holding: held.Holding) -> int:
    """How many sealed entries are of other boards: only their digests go along, in the seals."""
    there = set(holding.keys(AuditEntry))
    return sum(map(len, seals.entries_without(there).values()))
