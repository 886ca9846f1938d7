"""Taking a board out of an installation that goes on: everything its archive would hold, and nothing of another's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, models, transaction

from lscb.archive import held
from lscb.errors import Refused
from lscb.events import seals
from lscb.models import AuditEntry, AuditSeal, Job

HELD_ELSEWHERE = "Something of another board points at this one. Nothing is removed."

Keys = dict[type[models.Model], list[int]]


@dataclass
class Removed:
    """What went, and who is left without a row of this board but named by something that stays.

    :param stayed: how many sealed entries of the trail are not here by now, and the digest of their keys.
    """

    rows: int = 0
    people: int = 0
    files: list[str] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    stayed: tuple[int, str] = (0, "")


def remove(board: models.Model, at: Callable[[str], None] = lambda words: None) -> Removed:
    """Delete all rows of a board, its part of the audit trail too, and whoever nothing else names; `at` hears of it.

    Straight from the tables: rows that never change and are never deleted, as finals and updates, know no way to. Seals
    stay, and say which of their entries are gone. Files go once it is committed. Inside a transaction, with the board
    held.

    :raises Refused: where a row that stays points at one that would go; the transaction must end with it then.
    """
    person, removed = get_user_model(), Removed()
    at("Looking for what is the board's.")
    holding = held.Holding.of(board, alone=False)
    keys: Keys = {
        model: holding.keys(model)
        for model in held.models_held()
        if model is not AuditSeal and (held.historical_of(model) or model) is not person
    }
    removed.files = sorted({name for model in keys for name in _files_of(model, keys[model])})
    seals.hold()
    gone = seals.let_go_of(keys[AuditEntry])
    removed.stayed = len(gone), seals.digest_of_keys(gone)
    for model in held.models_left_out():
        for each in model._meta.concrete_fields:
            if each.related_model in keys:
                removed.rows += _delete_with(model, each.attname, keys[each.related_model])
    for model, its in keys.items():
        at(f"Removing {model._meta.verbose_name_plural}.")
        removed.rows += _delete(model, its)
    at("Removing people whom nothing else names.")
    alone = _named_by_nothing(holding.people)
    removed.people = len(alone)
    removed.left = sorted(set(holding.people) - set(alone))
    _delete_with(Job, "by", alone)
    _delete_with(held.history_models()[person], "id", alone)
    removed.rows += _delete(person, alone)
    for each in person._meta.concrete_fields:  # an agency that they spoke for
        if each.related_model in keys:
            for some in held.rows_with(person, each.attname, keys[each.related_model]):
                some.update(**{each.attname: None})
    try:
        connection.check_constraints()
    except DatabaseError as e:
        raise Refused(HELD_ELSEWHERE) from e
    transaction.on_commit(lambda: [default_storage.delete(name) for name in removed.files])
    return removed


def _files_of(model: type[models.Model], keys: list[int]) -> Iterator[str]:
    for each in model._meta.concrete_fields:
        if isinstance(each, models.FileField):
            for some in held.rows_with(model, "pk", keys):
                yield from filter(None, some.values_list(each.name, flat=True))


def _named_by_nothing(people: list[int]) -> list[int]:
    """Those of some people at whom no row points any more but what is theirs alone: it would go with them."""
    person = get_user_model()
    named: set[int] = set()
    for model in {*held.models_held(), *held.models_left_out()} - {Job}:
        for each in model._meta.concrete_fields:
            own = held.historical_of(model) is person and each.name == person._meta.pk.name
            if each.related_model is not person or own or _goes_along(each):
                continue
            for some in held.rows_with(model, each.attname, people):
                named.update(some.order_by().values_list(each.attname, flat=True).distinct())
    looks_after = person._base_manager.filter(is_superuser=True).values_list("pk", flat=True)
    return sorted(set(people) - named - set(looks_after))


def _goes_along(each: models.Field) -> bool:
    return getattr(each.remote_field, "on_delete", None) is models.CASCADE


def _delete_with(model: type[models.Model], name: str, keys: list[int]) -> int:
    """Delete the rows that have one of some keys in a column."""
    return sum(
        _delete(model, list(some.values_list("pk", flat=True))) for some in held.rows_with(model, name, keys)
    )


def _delete(model: type[models.Model], keys: list[int]) -> int:
    """Delete rows by their keys, after those that go along with them; how many there were."""
    count = 0
    for each in model._meta.related_objects:
        if _goes_along(each.field):
            count += _delete_with(each.related_model, each.field.attname, keys)
    quoted = connection.ops.quote_name
    table, column = quoted(model._meta.db_table), quoted(model._meta.pk.column)
    with connection.cursor() as cursor:
        for chunk in held.chunks(keys):
            places = ", ".join(["%s"] * len(chunk))
            statement = f"DELETE FROM {table} WHERE {column} IN ({places})"  # noqa: S608  names of our own tables
            cursor.execute(statement, chunk)
            count += cursor.rowcount
    return count
