"""A row that a person typed over: held with what the database has now, and saved by what differs from it."""

from collections.abc import Iterable, Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from lscb.errors import Refused
from lscb.events import audit, locks
from lscb.events.audit_codes import Kept
from lscb.ordering import by_letters
from lscb.querysets import Row
from lscb.speaking import ours


def typed_fields(thing: models.Model) -> list[str]:
    """Fields a person types: neither keys the database makes nor those the product works out."""
    return [
        field.name
        for field in thing._meta.concrete_fields
        if field.editable and not field.primary_key and field.name != "password"
    ]


def hold_typed(thing: Row, fields: Iterable[str] | None = None) -> Row | None:
    """Lock a row that was typed over: its typed fields stay, all others become what the database has now.

    `fields` are those that were typed; None: all that can be. Returns the row as stored, None for a new one.

    :raises Refused: when somebody removed it meanwhile.
    """
    if locks.whole_of(thing) is not thing:
        locks.hold_wholes([thing])
    if thing._state.adding:
        return None
    stored = locks.locked(type(thing)._base_manager.filter(pk=thing.pk)).first()
    if stored is None:
        raise Refused(locks.GONE)
    typed = set(typed_fields(thing) if fields is None else fields)
    for field in _loaded(thing):
        if field.name not in typed:
            setattr(thing, field.attname, getattr(stored, field.attname))
    return stored


def save_typed(
    thing: models.Model,
    stored: models.Model | None,
    *,
    by: AbstractBaseUser | None,
    many: Mapping[str, Iterable[models.Model]] | None = None,
    board: models.Model | None = None,
) -> bool:
    """Save what differs from the row as `hold_typed` gave it, and audit what of it a person types; whether any did."""
    chosen = {name: list(rows) for name, rows in (many or {}).items()}
    typed, changes, fields = typed_fields(thing), {}, None
    if stored is not None:
        held = {name: list(getattr(stored, name).all()) for name in chosen}
        chosen = {name: rows for name, rows in chosen.items() if set(rows) != set(held[name])}
        fields = [
            field.name
            for field in _loaded(thing)
            if getattr(thing, field.attname) != getattr(stored, field.attname)
        ]
        if not (fields or chosen):
            return False
        before = audit.values_of(stored, typed) | _listed(stored, {name: held[name] for name in chosen})
        changes = audit.differences(before, audit.values_of(thing, typed) | _listed(thing, chosen))
        fields = fields or typed[:1]  # so that the row's history has an entry for its many-to-many fields too
    audit.save(thing, by, fields)
    for name, rows in chosen.items():
        getattr(thing, name).set(rows)
    event = Kept.ADDED if stored is None else Kept.CHANGED
    audit.record(event.of(thing), thing, by=by, board=board, changes=changes)
    return True


def _loaded(thing: models.Model) -> list[models.Field]:
    """Its columns, without the key and without what was never read."""
    deferred = thing.get_deferred_fields()
    return [
        field
        for field in thing._meta.concrete_fields
        if not field.primary_key and field.attname not in deferred
    ]


def _listed(thing: models.Model, many: Mapping[str, Iterable[models.Model]]) -> dict[str, str]:
    """Rows of many-to-many fields by the fields' words, as one line each, in the order of their names."""
    words = {field.name: ours(field.verbose_name) for field in thing._meta.many_to_many}
    return {
        words[name]: "; ".join(sorted((str(row) for row in rows), key=by_letters))
        for name, rows in many.items()
    }
