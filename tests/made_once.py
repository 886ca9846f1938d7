"""Rows that take long to make, made once for all tests and kept until what they are made from is another.

They are kept in one folder, so that the tests on SQLite, those on PostgreSQL and the server of the browser's
tests put back the same ones; so does a run that follows.
"""

import fcntl
import pickle
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import FileField

from lscb.models import SearchEntry
from lscb.search import index
from subgroups.models import Board

ROOT = Path(__file__).parents[1]
Kept = tuple[dict[str, list], dict[str, bytes]]  # rows by their model, and the files that they name
# What the rows are made from.
SOURCES = (
    *("lscb/**/*.py", "subgroups/**/*.py", "plans/**/*.py", "reporting/**/*.py", "fixtures/**/*.toml"),
    *("tests/*.py", "requirements/test.txt"),
)
_read: dict[Path, Kept] = {}  # by this process


def make_once(load: Callable, folder: Path) -> None:
    """The rows that `load` makes in an empty database, each later time put back as they were made.

    That takes a twentieth of the time. `load` is a function of a module, by whose name its rows are known in `folder`;
    the process that comes first makes them for all. Where there are rows already, whose keys these may have, it makes
    them anew.
    """
    if Board.objects.exists():
        load()
        return
    name = "-".join([getattr(load, "func", load).__name__, *getattr(load, "args", ())])
    kept = folder / f"{name}-{_made_from()}.rows"
    if kept not in _read:
        with open(folder / f"{name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                rows = _rows_made_by(load)
                _read[kept] = rows, _files_of(rows)
                for old in list(folder.glob(f"{name}-*.rows")):
                    old.unlink()
                unfinished = kept.with_suffix(".new")  # whoever is stopped meanwhile leaves no half of it
                unfinished.write_bytes(pickle.dumps(_read[kept]))
                unfinished.replace(kept)
                return
            _read[kept] = pickle.loads(kept.read_bytes())  # noqa: S301 - our own
    _put_back(*_read[kept])


def _made_from() -> str:
    """A checksum of what the rows are made from, and of the keys of the content types, by which they name these: a test
    that empties every table makes those anew."""
    keys = sorted(ContentType.objects.values_list("pk", "app_label", "model"))
    return sha256(f"{_sources()} {keys}".encode()).hexdigest()[:16]


@cache
def _sources() -> str:
    """A checksum of what the rows are made from."""
    said = sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            said.update(path.read_bytes())
    return said.hexdigest()


def _rows_made_by(load: Callable) -> dict[str, list]:
    # Without the entries of the search, which are made anew.
    models = [each for each in apps.get_models(include_auto_created=True) if each is not SearchEntry]
    came_with_the_tables = {model for model in models if model._base_manager.exists()}
    load()
    made = [model for model in models if model not in came_with_the_tables]
    return {model._meta.label: rows for model in made if (rows := list(model._base_manager.all()))}


def _files_of(rows: dict[str, list]) -> dict[str, bytes]:
    named = [
        getattr(row, field.attname)
        for label, those in rows.items()
        for field in apps.get_model(label)._meta.fields
        if isinstance(field, FileField)
        for row in those
    ]
    return {file.name: file.read() for file in named if file}


def _put_back(rows: dict[str, list], files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))
    models = [apps.get_model(label) for label in rows]
    with transaction.atomic():
        for model in models:
            model._base_manager.bulk_create(rows[model._meta.label])
        # Another worker's server has counted none of their keys.
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
    index.rebuild()  # its triggers read what a row belongs to, which may have come after it
