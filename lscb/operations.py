"""Keeping and removing a row that stands for itself, audited: what the admin and imports do.

Events that touch more than one row have their own operation in their app.
"""

from collections.abc import Iterable, Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from lscb.events import audit, locks
from lscb.events.audit_codes import Kept
from lscb.events.typed_rows import hold_typed, save_typed
from lscb.querysets import Row


@transaction.atomic
def keep(
    thing: Row,
    *,
    by: AbstractBaseUser | None,
    fields: Iterable[str] | None = None,
    many: Mapping[str, Iterable[models.Model]] | None = None,
    board: models.Model | None = None,
) -> Row:
    """Save `thing` as typed and write what changed; nothing is written when nothing changed.

    `fields` are those that the person changed: all others stay as they are in the database now. Without them, every
    field that is typed counts as typed. `many` are its many-to-many fields as typed, by name; those not named stay
    as they are. `board` is needed only when `thing` does not know its board. What the row says of itself (its
    `clean`) is asked once more, now that nobody can change what it depends on.

    :raises Refused: when somebody removed it meanwhile, or what it says is no longer so.
    """
    stored = hold_typed(thing, fields)
    thing.clean()
    save_typed(thing, stored, by=by, many=many, board=board)
    return thing


@transaction.atomic
def remove(thing: models.Model, *, by: AbstractBaseUser | None, board: models.Model | None = None) -> None:
    """Delete a row that nothing reported depends on, and say so in the audit trail.

    :raises ProtectedError: when something depends on it.
    :raises Refused: when somebody removed it already.
    """
    locks.hold(thing)
    audit.record(Kept.REMOVED.of(thing), thing, by=by, board=board)
    audit.as_by(thing, by).delete()
