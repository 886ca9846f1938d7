"""Keeping and removing a row that stands for itself, audited: what the admin and imports do.

Events that touch more than one row have their own operation in their app.
"""

from collections.abc import Iterable, Mapping

from django.db import models, transaction

from lscb import audit
from lscb.audit_codes import Kept


def typed_fields(thing: models.Model) -> list[str]:
    """Fields a person types: neither keys the database makes nor those the product works out."""
    return [
        field.name
        for field in thing._meta.concrete_fields
        if field.editable and not field.primary_key and field.name != "password"
    ]


@transaction.atomic
def keep(
    thing: models.Model,
    *,
    by,
    many: Mapping[str, Iterable[models.Model]] | None = None,
    board: models.Model | None = None,
) -> models.Model:
    """Save `thing` as typed and write what changed; nothing is written when nothing changed.

    `many` are its many-to-many fields as typed, by name; those not named stay as they are. `board` is needed
    only when `thing` does not know its board.
    """
    chosen = {name: list(rows) for name, rows in (many or {}).items()}
    fields = typed_fields(thing)
    stored = type(thing)._default_manager.filter(pk=thing.pk).first() if thing.pk else None
    changes = {}
    if stored:
        before = audit.values_of(stored, fields) | _listed(
            stored, {name: getattr(stored, name).all() for name in chosen}
        )
        changes = audit.differences(before, audit.values_of(thing, fields) | _listed(thing, chosen))
        if not changes:
            return thing
    audit.as_by(thing, by).save()
    for name, rows in chosen.items():
        getattr(thing, name).set(rows)
    audit.record(
        (Kept.CHANGED if stored else Kept.ADDED).of(thing), thing, by=by, board=board, changes=changes
    )
    return thing


@transaction.atomic
def remove(thing: models.Model, *, by, board: models.Model | None = None) -> None:
    """Delete a row that nothing reported depends on, and say so in the audit trail.

    :raises ProtectedError: when something depends on it.
    """
    audit.record(Kept.REMOVED.of(thing), thing, by=by, board=board)
    audit.as_by(thing, by).delete()


def _listed(thing: models.Model, many: Mapping[str, Iterable[models.Model]]) -> dict[str, str]:
    """Rows of many-to-many fields by the fields' words, as one line each, in the order of their names."""
    return {
        str(thing._meta.get_field(name).verbose_name): "; ".join(sorted(str(row) for row in rows))
        for name, rows in many.items()
    }
