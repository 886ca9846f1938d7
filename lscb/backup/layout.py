"""How a backup is laid out: a ZIP, encrypted as a whole where a passphrase is set.

database/…             the dump of the database
stored/evidence/3/…    a file that a row names, as it lies in the storage
manifest.json          what is in it, written last: a file without it was cut off

The manifest has of each table how many rows it has and a digest of them all, of each final the checksums of its PDF
and of its content, and of each file of the ZIP its size and SHA-256.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from lscb.backup.databases import Reading

FORMAT = 1
MANIFEST, DATABASE, STORED = "manifest.json", "database/dump", "stored"
NAME = "lscb-{:%Y%m%dT%H%M%SZ}.zip"
NAMES = "lscb-????????T??????Z.zip*"
ENCRYPTED = ".gpg"


@dataclass(frozen=True)
class Finals:
    """The table of what never changes once it is final: its PDF, the checksum kept beside it, and its content."""

    table: str
    pdf: str
    sha256: str
    content: str


FINALS: list[Finals] = []


def keeps_finals(model: type[models.Model], *, pdf: str, sha256: str, content: str) -> None:
    """Have the checksums of a model's finals in each backup; from AppConfig.ready of the app that owns it."""
    columns = {
        field.name: str(field.column)
        for field in model._meta.concrete_fields
        if isinstance(field, models.Field)
    }
    FINALS.append(Finals(model._meta.db_table, columns[pdf], columns[sha256], columns[content]))


def named_files(reading: Reading) -> Iterator[str]:
    """The files of the storage that rows name, each once."""
    there, said = set(reading.tables()), set[str]()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField) and model._meta.db_table in there:
                sql = f'SELECT "{field.column}" FROM "{model._meta.db_table}" ORDER BY 1'
                said.update(name for (name,) in reading.query(sql) if name)
    yield from sorted(said)
