"""Writing the audit trail, inside the transaction of what happened."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from lscb import clock
from lscb.characters import cleaned
from lscb.errors import Refused
from lscb.events import names, once
from lscb.events.audit_codes import is_registered
from lscb.models import AuditEntry
from lscb.permissions import is_archived
from lscb.querysets import Row
from lscb.speaking import ours


def record(
    event: str,
    thing: models.Model,
    *,
    by: AbstractBaseUser | None,
    board: models.Model | None = None,
    changes: dict[str, list] | None = None,
    even_archived: bool = False,
    of_no_board: bool = False,
) -> AuditEntry:
    """Write the one line a business event leaves. `event` is a registered code: a member of an app's enumeration.

    `by` is a person, or None for the system itself (a timer, a set-up command). `board` is needed only when
    `thing` does not know its board; `of_no_board` is for what is about a board that is gone. `changes` maps words
    to [old, new]; people in it are `names.of_person`.

    Nothing happens in a plan that is archived: whatever was written in the transaction goes back, but for
    events that say `even_archived`. The key of the form that made it happen, if one did, is spent by it.

    :raises TransactionManagementError: outside a transaction.
    :raises ValueError: for a code that no app has registered.
    :raises Refused: when the thing belongs to an archived plan.
    :raises SavedAlready: when the form was sent twice, and has done this.
    """
    entry = line(event, thing, by=by, board=board, changes=changes, of_no_board=of_no_board)
    if not even_archived and is_archived(thing):
        raise Refused("This plan is archived: it is kept to be read and printed, and nothing in it changes.")
    transaction.get_connection().validate_no_broken_transaction()
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{event} must be audited inside its transaction.")
    once.spend()
    entry.save()
    return entry


def line(
    event: str,
    thing: models.Model,
    *,
    by: AbstractBaseUser | None,
    board: models.Model | None = None,
    changes: dict[str, list] | None = None,
    of_no_board: bool = False,
) -> AuditEntry:
    """The line of an event as `record` writes it, not written yet: for what is written many at once.

    :raises ValueError: for a code that no app has registered.
    """
    if not is_registered(event):
        raise ValueError(f"{event} is no registered audit code.")
    return AuditEntry(  # type: ignore[misc]  # the kernel knows neither Person nor Board
        operation=str(event),
        thing=thing,
        thing_name=cleaned(str(thing))[:300],
        board=None if of_no_board else board or getattr(thing, "board", None),
        by=by,
        by_name=str(by) if by else "The system",
        changes=_clean(changes or {}),
    )


def _clean(changes: Any) -> Any:
    """What a change holds, with texts as they are kept: an event may have got them from elsewhere than a form."""
    if isinstance(changes, dict):
        return {key: _clean(value) for key, value in changes.items()}
    if isinstance(changes, list | tuple):
        return [_clean(value) for value in changes]
    return cleaned(changes) if isinstance(changes, str) else changes


def differences(before: dict, after: dict) -> dict[str, list]:
    """Only what changed, as words to [old, new]; both dictionaries have the same keys."""
    return {
        field: [_as_shown(before[field]), _as_shown(after[field])]
        for field in after
        if before[field] != after[field]
    }


def values_of(thing: models.Model, fields: Iterable[str]) -> dict:
    """The named fields of a row as it stands, by their words, for `differences`."""
    columns = {field.name: field for field in thing._meta.concrete_fields}
    shown = {}
    for name in fields:
        field = columns[name]
        value = getattr(thing, field.attname)
        if field.is_relation:
            value = names.named(getattr(thing, name)) if value else ""
        elif field.choices:
            value = getattr(thing, f"get_{name}_display")()
        if names.is_person(thing) and isinstance(value, str):
            value = names.of_person(thing, value)  # what is held about them
        shown[ours(field.verbose_name)] = value
    return shown


def _as_shown(value: object) -> object:
    if (
        isinstance(value, date | datetime)
        or value is None
        or isinstance(value, int | float | str | bool | list | dict)
    ):
        return value
    return str(value)


def save(
    thing: Row,
    by: AbstractBaseUser | None,
    fields: Iterable[str] | None = None,
    *,
    because: str = "",
) -> Row:
    """Write a new row, or only the named fields of one that was read anew; its row history says by whom."""
    as_by(thing, by, because=because).save(update_fields=None if fields is None else list(fields))
    return thing


def as_by(thing: Row, by: AbstractBaseUser | None, *, because: str = "") -> Row:
    """Tell the row history who is about to save `thing`; where a reason was asked for, also why and on which day.

    The day is the clock's, because such a row is shown to people beside other events.
    """
    told: dict[str, object] = {"_history_user": by, "_change_reason": because or None}
    if because:
        told["_history_date"] = clock.now()
    for name, value in told.items():
        setattr(thing, name, value)
    return thing
