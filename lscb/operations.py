"""Keeping and removing a row that stands for itself, audited: what the admin and imports do.

Events that touch more than one row have their own operation in their app.
"""

from django.db import models, transaction

from lscb import audit


def typed_fields(thing: models.Model) -> list[str]:
    """Fields a person types: neither keys the database makes nor those the product works out."""
    return [
        field.name
        for field in thing._meta.concrete_fields
        if field.editable and not field.primary_key and field.name != "password"
    ]


@transaction.atomic
def keep(thing: models.Model, *, by) -> models.Model:
    """Save `thing` as typed and write what changed; nothing is written when nothing changed."""
    fields = typed_fields(thing)
    stored = type(thing)._default_manager.filter(pk=thing.pk).first() if thing.pk else None
    before = audit.values_of(stored, fields) if stored else {}
    changes = audit.differences(before, audit.values_of(thing, fields)) if stored else {}
    if stored and not changes:
        return thing
    audit.as_by(thing, by).save()
    noun = thing._meta.verbose_name
    audit.record(f"{noun} {'changed' if stored else 'added'}", thing, by=by, changes=changes)
    return thing


@transaction.atomic
def remove(thing: models.Model, *, by) -> None:
    """Delete a row that nothing reported depends on, and say so in the audit trail.

    :raises ProtectedError: when something depends on it.
    """
    audit.record(f"{thing._meta.verbose_name} removed", thing, by=by)
    audit.as_by(thing, by).delete()
