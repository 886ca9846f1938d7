"""Reading an archive into an empty installation, row by row with the keys it had: all of it or nothing."""

import json
import zipfile
from collections.abc import Callable, Iterator
from itertools import count, islice
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import SuspiciousFileOperation, ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Max

from lscb.archive import held
from lscb.archive.checking import checked
from lscb.archive.layout import STORED, bytes_file, read, rows_file
from lscb.archive.writing import schema
from lscb.errors import Refused
from lscb.events import audit, seals
from lscb.events.audit_codes import KernelEvent
from lscb.models import AuditEntry, AuditSeal
from lscb.search import index

_AT_ONCE = 200  # rows written to the database
LINE_AT_MOST = 64 * 2**20  # bytes
BYTES_AT_MOST = 256 * 2**20  # of what one row holds
HELD = "This installation holds {0} already. Nothing is loaded."
NOT_EMPTY = (
    "Something was set up in this installation already ({0}). An archive is loaded where nothing was: make a new "
    "installation, and migrate it, first. Nothing is loaded."
)
OTHER_TABLES = (
    "This archive was made by version {0}, whose tables are not those of this version. Load it with that version, then "
    "upgrade. Nothing is loaded."
)


def load(
    packed: zipfile.ZipFile, board_model: type[models.Model], at: Callable[[str], None] = lambda words: None
) -> dict[str, Any]:
    """Load an archive and answer its manifest; its files are compared first. `at` is told what is being done.

    :raises Refused: with why not, in one sentence; nothing is there then that was not before.
    """
    manifest = checked(packed)
    _refuse_tables(manifest)
    _refuse_held(manifest, board_model)
    saved: list[str] = []
    try:
        with transaction.atomic():
            keys = _number_content_types(manifest["content_types"])
            for model in held.models_held():
                at(f"Loading {model._meta.verbose_name_plural}.")
                _load_rows(packed, model, keys, manifest["counts"][held.label_of(model)])
            try:
                connection.check_constraints()
            except DatabaseError as e:
                raise Refused(
                    "A row of this archive points at one that is not in it. Nothing is loaded."
                ) from e
            at("Loading files.")
            _load_files(packed, manifest, saved)
            go_on_counting()
            index.rebuild()  # rows came in the order of their tables, and not each after the one above it
            _say_what_stayed(manifest, board_model)
    except BaseException:
        for name in saved:
            default_storage.delete(name)
        raise
    finally:
        ContentType.objects.clear_cache()
    return manifest


def _refuse_tables(manifest: dict[str, Any]) -> None:
    known = {held.label_of(model) for model in held.models_held()}
    if manifest["schema"] != schema() or set(manifest["counts"]) != known:
        raise Refused(OTHER_TABLES.format(manifest["version"]))


def _refuse_held(manifest: dict[str, Any], board_model: type[models.Model]) -> None:
    board = manifest["board"]
    if board_model._base_manager.filter(slug=str(board["slug"])).exists():
        raise Refused(HELD.format(board["name"]))
    for model in held.models_held():
        if model._base_manager.exists():
            raise Refused(NOT_EMPTY.format(model._meta.verbose_name_plural))


# --- Rows -----------------------------------------------------------------------------------------------------


def _load_rows(
    packed: zipfile.ZipFile, model: type[models.Model], keys: dict[str, int], expected: int
) -> None:
    label = held.label_of(model)
    lines = _lines(packed, rows_file(label))
    loaded = 0
    try:
        rows = (_row(packed, model, line, keys) for line in lines)
        while some := list(islice(rows, _AT_ONCE)):
            model._base_manager.bulk_create(some)
            loaded += len(some)
    except (
        ValidationError,
        ValueError,
        TypeError,
        KeyError,
        OverflowError,
        RecursionError,
        DatabaseError,
    ) as e:
        if isinstance(e, Refused):
            raise
        raise Refused(f"{rows_file(label)} has a row that cannot be read. Nothing is loaded.") from e
    if loaded != expected:
        raise Refused(
            f"{rows_file(label)} has {loaded} rows and its manifest says {expected}. Nothing is loaded."
        )


def _lines(packed: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with packed.open(name) as member:
        while line := member.readline(LINE_AT_MOST):
            if not line.endswith(b"\n"):
                raise ValueError("A line without its end.")
            yield line


def _row(
    packed: zipfile.ZipFile, model: type[models.Model], line: bytes, keys: dict[str, int]
) -> models.Model:
    said = json.loads(line)
    fields = {each.name: each for each in model._meta.concrete_fields}
    if not isinstance(said, dict) or said.keys() != fields.keys():
        raise ValueError("A row with other fields.")
    # Whatever the file says: nobody signs in by an archive, it makes nobody an administrator, and sends no letter.
    said |= held.with_nothing_secret(model, said)
    values = {}
    for name, each in fields.items():
        if isinstance(each, models.BinaryField):
            own = bytes_file(held.label_of(model), name, said[model._meta.pk.name])
            values[name] = None if said[name] is None else _bytes(packed, said[name], own)
        else:
            values[each.attname] = read(each, said[name], keys)
    return model(**values)


def _bytes(packed: zipfile.ZipFile, name: object, own: str) -> bytes:
    if name != own or packed.getinfo(own).file_size > BYTES_AT_MOST:
        raise ValueError("A row that names other bytes than its own, or too many.")
    return packed.read(own)


def _number_content_types(wanted: dict[str, int]) -> dict[str, int]:
    """Give content types the keys that they had: seals cover them. Those that only this installation has come behind.

    Nothing of a board points at them yet; what Django itself keeps of permissions follows.
    """
    there = {f"{each.app_label}.{each.model}": each for each in ContentType.objects.order_by("pk")}
    for label in sorted(set(wanted) - set(there)):  # of models that are gone: their entries of the trail stay
        app_label, _, model = label.partition(".")
        there[label] = ContentType.objects.create(app_label=app_label, model=model)
    spare = max([*wanted.values(), *(each.pk for each in there.values())]) + 1
    behind = count(spare)
    final = {label: wanted.get(label) or next(behind) for label in there}
    if len(set(final.values())) != len(final):
        raise Refused("The manifest gives two kinds of row one number. Nothing is loaded.")
    moving = {label: each.pk for label, each in there.items() if each.pk != final[label]}
    aside = spare + len(there)  # above every key, old or new
    for pk in moving.values():
        _renumber(pk, aside + pk)
    for label, pk in moving.items():
        _renumber(aside + pk, final[label])
    ContentType.objects.clear_cache()
    return final


def _renumber(old: int, new: int) -> None:
    ContentType.objects.filter(pk=old).update(id=new)
    for model in apps.get_models(include_auto_created=True):
        for each in model._meta.concrete_fields:
            if each.related_model is ContentType:
                models.QuerySet(model).filter(**{each.attname: old}).update(**{each.attname: new})


# --- Files ----------------------------------------------------------------------------------------------------


def _load_files(packed: zipfile.ZipFile, manifest: dict[str, Any], saved: list[str]) -> None:
    """Put each stored file back under the name by which its row knows it; `saved` hears of each."""
    known = {
        name
        for model in held.models_held()
        for each in model._meta.concrete_fields
        if isinstance(each, models.FileField)
        for name in model._base_manager.exclude(**{each.name: ""}).values_list(each.name, flat=True)
    }
    for member in manifest["files"]:
        folder, _, name = member.partition("/")
        if folder != STORED:
            continue
        if name not in known:
            raise Refused(f"No row of this archive names its file {name}. Nothing is loaded.")
        try:
            if default_storage.exists(name):
                raise Refused(f"There is a file {name} in this installation already. Nothing is loaded.")
            with packed.open(member) as content:
                saved.append(default_storage.save(name, File(content, name)))
        except SuspiciousFileOperation as e:
            raise Refused(f"The file {name} is named outside the storage. Nothing is loaded.") from e
        if saved[-1] != name:
            raise Refused(f"There is a file {name} in this installation already. Nothing is loaded.")


# --- Afterwards -----------------------------------------------------------------------------------------------


def go_on_counting() -> None:
    """Let new rows have keys behind all that were ever given, those of removed rows too: history knows them. For after
    rows were written with keys of their own."""
    every = [*held.models_held(), ContentType]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), every):
                cursor.execute(statement)
    for model in every:
        last = model._base_manager.aggregate(last=Max("pk"))["last"] or 0
        before = 0
        if history := held.history_models().get(model):
            before = history._base_manager.aggregate(last=Max("id"))["last"] or 0
        elif model is AuditEntry:
            before = AuditSeal.objects.aggregate(last=Max("last"))["last"] or 0
        if before > last:
            _count_from(model, before)


def _count_from(model: type[models.Model], last: int) -> None:
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, last])
            return
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _say_what_stayed(manifest: dict[str, Any], board_model: type[models.Model]) -> None:
    """Write that the board was loaded, and which sealed entries stayed behind because they are of other boards."""
    board = board_model._base_manager.first()
    if board is None or board_model._base_manager.count() > 1 or board.slug != manifest["board"]["slug"]:
        raise Refused("This archive does not hold the board that its manifest names. Nothing is loaded.")
    stayed = seals.leave_elsewhere()
    if len(stayed) != manifest["entries_elsewhere"]:
        raise Refused(
            "The trail of this archive has other entries than its manifest says. Nothing is loaded."
        )
    audit.record(
        KernelEvent.BOARD_LOADED,
        board,
        by=None,
        changes={
            "archive of": [None, manifest["made"]],
            seals.ELSEWHERE: [None, [len(stayed), seals.digest_of_keys(stayed)]],
        },
    )
