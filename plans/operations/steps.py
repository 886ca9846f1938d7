"""Keeping how to go back from what was done last to an action, as a part of each event that can be undone."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from django.db import models

from lscb.models import AuditEntry
from plans.models import Action, DateChange, Decision, LastStep, Moderation, ProgressUpdate, Quarter
from subgroups.models import Person

Before = tuple[models.Model, dict[str, object]]


def as_it_stands(row: models.Model, fields: Iterable[str]) -> Before:
    """A row with the named fields as they are, before an event changes them."""
    return row, {name: plain(row, name) for name in fields}


def can_be_undone(
    entry: AuditEntry,
    action: Action,
    *,
    by: Person | None,
    before: Iterable[Before] = (),
    quarter: Quarter | None = None,
    update: ProgressUpdate | None = None,
    moderation: Moderation | None = None,
    decision: Decision | None = None,
    asked: DateChange | None = None,
    told: Iterable[int] = (),
    step: UUID | None = None,
) -> None:
    """Keep how to go back from what `entry` says, as a part of that event, until something else is done.

    `before` are the rows that it changed, as they stood; `update`, `moderation`, `decision` or `asked` is what it
    added, and `told` the news of it that waits for a letter. `step` is shared by what one press does to several
    actions. What a timer or a command does is not undone.
    """
    if by is None:
        LastStep.objects.filter(action=action).delete()
        return
    rows = []
    for row, fields in before:
        now = type(row)._base_manager.get(pk=row.pk)
        changed = {name: [old, plain(now, name)] for name, old in fields.items()}
        rows.append([row._meta.label_lower, row.pk, changed])
    this = LastStep(
        action=action,
        key=step or uuid4(),
        entry=entry.pk,
        operation=entry.operation,
        quarter=quarter,
        update=update,
        moderation=moderation,
        decision=decision,
        asked=asked,
        before=rows,
        told=list(told),
        by=by,
        at=entry.at,
    )
    written = [field.name for field in LastStep._meta.concrete_fields if field.name not in ("id", "action")]
    LastStep.objects.bulk_create(
        [this], update_conflicts=True, unique_fields=["action"], update_fields=written
    )


def field_of(row: models.Model, name: str) -> models.Field:
    """A column of a row by the name of its field."""
    return next(field for field in row._meta.concrete_fields if field.name == name)


def plain(row: models.Model, name: str) -> object:
    """The value of a field as the database of steps keeps it."""
    value = field_of(row, name).value_from_object(row)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
