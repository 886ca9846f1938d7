"""Whether a board comes back equal from its archive, row by row and file by file."""

import io

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from lscb.archive import held
from lscb.events import seals
from lscb.models import AuditEntry, AuditSeal
from plans.models import Evidence
from reporting.models import BoardReport, GroupUpdate, MonitoringReport
from subgroups.models import Board, Person
from tests.access.world import sequences, set_sequences


@pytest.fixture
def counted_as_before(db):
    """The next test's rows have the keys they would have had: to load a board sets PostgreSQL's sequences."""
    if connection.vendor != "postgresql":
        yield
        return
    before = sequences()
    yield
    set_sequences(before)


def rows(holding, model) -> list[dict]:
    """The board's rows of a model by the names of their columns, without what an archive makes empty."""
    empty = held.emptied(model)
    labels = dict(ContentType.objects.values_list("pk", "model"))
    return [
        {
            field.name: labels.get(value) if field.related_model is ContentType else _plain(value)
            for field in model._meta.concrete_fields
            if field.name not in empty
            for value in [field.value_from_object(row)]
        }
        for part in holding.rows(model)
        for row in part
    ]


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else getattr(value, "name", value)


def empty_installation(*, other_keys: bool = True) -> None:
    """As it is after migrating: no rows but Django's own, whose content types have other keys."""
    keep = {"auth_permission", "django_content_type"}
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - keep
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in sorted(tables & there):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
        if other_keys:
            cursor.execute("UPDATE auth_permission SET content_type_id = content_type_id + 7")
            cursor.execute("UPDATE django_content_type SET id = id + 1000")
            cursor.execute("UPDATE django_content_type SET id = id - 993")
    ContentType.objects.clear_cache()


def empty_storage(settings) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage", "OPTIONS": {}}
    }


def files_in(folder: str) -> list[str]:
    folders, files = default_storage.listdir(folder)
    return [*files, *(each for name in folders for each in files_in(f"{folder}/{name}".strip("/")))]


def load(path, **options) -> str:
    said = io.StringIO()
    call_command("import_board", path, stdout=said, stderr=said, **options)
    return said.getvalue()


def kept_of(board) -> tuple[dict, dict, dict]:
    """All that is kept of a board: rows by model, files by name, and PDFs of finals by key."""
    holding = held.Holding.of(board)
    return (
        {model: rows(holding, model) for model in held.models_held()},
        {
            each.file.name: each.file.read()
            for model, path in ((Evidence, "action__plan__board"), (GroupUpdate, "body__board"))
            for each in model.objects.filter(**{path: board}).exclude(file="")
        },
        {
            (model, pk): bytes(pdf)
            for model, path in ((MonitoringReport, "plan__board"), (BoardReport, "board"))
            for pk, pdf in model.objects.filter(**{path: board}).exclude(pdf=None).values_list("pk", "pdf")
        },
    )


def comes_back_equal(board, path, settings, *, other_boards: bool) -> dict:
    """Load the archive of a board into an empty installation and compare everything; the rows before, by model."""
    before, files, pdfs = kept_of(board)
    digest = AuditSeal.objects.last().digest
    empty_installation()
    empty_storage(settings)
    assert "The audit trail is whole." in load(path)
    now, files_now, pdfs_now = kept_of(board)
    loaded = now[AuditEntry].pop()
    assert loaded["operation"] == "board-loaded"
    for each in before[AuditSeal]:
        assert not each.pop("elsewhere")
    assert {bool(each.pop("elsewhere")) for each in now[AuditSeal]} == {other_boards}
    for model in before:
        assert now[model] == before[model], model
    assert (files_now, pdfs_now) == (files, pdfs)
    verdict = seals.verify(kept=digest)
    assert (verdict.wrong, verdict.knows_kept, bool(verdict.elsewhere)) == ([], True, other_boards)
    assert list(Board.objects.all()) == [board]
    assert {row.password for row in Person.objects.all()} == {"!"}
    return before
