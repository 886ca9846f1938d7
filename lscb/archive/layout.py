"""How an archive is laid out: a ZIP of JSON Lines, one file a model, and the files that rows name.

manifest.json          what is in it: counts, sizes, checksums, what was left out and why
manifest.sha256        the checksum of the manifest
README.txt             the same in words
rows/plans.action.jsonl        a line a row: an object of the model's fields
files/reporting.monitoringreport.pdf/7.pdf     what a row holds in bytes
stored/evidence/3/…            a file that a row names, as it lies in the storage
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.fields.files import FieldFile

FORMAT = 1
MANIFEST, CHECKSUM, README = "manifest.json", "manifest.sha256", "README.txt"
ROWS, BYTES, STORED = "rows", "files", "stored"
SAFE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")

ABOUT = """This is a board of a business plan tracker, with all that was kept of it, in open formats.

manifest.json says what is here, what was left out and why, and the SHA-256 checksum of every file.
rows/ has a file for each kind of row, in JSON Lines (UTF-8): a line is a row, an object of its fields. A field that
points at another row has its key. Days and moments are as ISO 8601 writes them, decimal numbers are texts.
files/ has the PDF of each final report; the row says which. stored/ has the files of evidence.

manage.py import_board of the version that manifest.json names reads it, and that of no other version.

Nobody can sign in by what is here: passwords, codes, keys and sessions are left out. Whoever loads it asks people
anew.
"""


def rows_file(label: str) -> str:
    return f"{ROWS}/{label}.jsonl"


def bytes_file(label: str, name: str, pk: object) -> str:
    """Where the bytes of a row's field lie. All that are kept in this way are PDFs."""
    return f"{BYTES}/{label}.{name}/{pk}.pdf"


def line_of(said: Mapping[str, object]) -> bytes:
    """A row. What it has in JSON comes out alike from either database: PostgreSQL keeps keys in an order of its own."""
    return (json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n").encode()


def told(field: models.Field, value: Any, labels: Mapping[int, str]) -> object:
    """What a line says of a field that is no bytes; `labels` are those of content types by their keys."""
    if field.related_model is ContentType:
        return labels[value] if value is not None else None
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return value.name or "" if isinstance(value, FieldFile) else value


def read(field: models.Field, said: Any, keys: Mapping[str, int]) -> object:
    """The value again; `keys` are those of content types by their labels.

    :raises ValidationError, KeyError: for what such a field cannot hold.
    """
    if said is None or isinstance(field, models.JSONField):
        return said
    if field.related_model is ContentType:
        return keys[said]
    return (
        field.target_field.to_python(said) if isinstance(field, models.ForeignKey) else field.to_python(said)
    )
