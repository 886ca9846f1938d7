"""What is recorded without anything having been changed: who read or took away what, who signed in or tried to.

It is written when the answer has left, so that reading holds no lock and waits for none, and the time an answer takes
tells nobody whether an account is there. What cannot be written then is logged and spoils no page.
"""

import logging
from collections.abc import Callable
from contextvars import copy_context
from datetime import timedelta
from functools import partial

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from lscb import clock
from lscb.events import audit
from lscb.models import AuditEntry

log = logging.getLogger(__name__)


def noted_afterwards(get_response):
    """The middleware: gives each request its list of what is to be written, and writes it when the answer is closed."""

    def middleware(request):
        request.to_note = []
        response = get_response(request)
        close = response.close

        def write_and_close():
            # Closed first: a file that was not read to its end is not being read any more, and SQLite lets it be
            # written of. What is opened for that is given back when the next request begins.
            close()
            notes, request.to_note = request.to_note or [], None
            for write in notes:
                _written(write)

        response.close = write_and_close
        return response

    return middleware


def note(
    request,
    event: str,
    thing: models.Model,
    *,
    by: AbstractBaseUser | None,
    board: models.Model | None = None,
    changes: dict[str, list] | None = None,
    once_in: timedelta | None = None,
) -> None:
    """Have one line written once the answer has left; within `once_in` only the first of a person about a thing with
    the same `changes`."""
    note_later(request, lambda: _write(event, thing, by, board, changes, once_in))


def note_reading(request, event: str, thing: models.Model, *, changes: dict[str, list] | None = None) -> None:
    """Whoever asks reads `thing`: one line a day and thing, and for each of `changes`."""
    note(request, event, thing, by=request.user, changes=changes, once_in=timedelta(days=1))


def note_taking(request, event: str, thing: models.Model, *, changes: dict[str, list] | None = None) -> None:
    """Whoever asks takes `thing` away as a file: a line each time."""
    note(request, event, thing, by=request.user, changes=changes)


def note_later(request, write: Callable[[], None]) -> None:
    """Have `write` done once the answer has left; at once where it has, or there is none."""
    notes = getattr(request, "to_note", None)
    if notes is None:
        _written(write)
    else:
        notes.append(partial(copy_context().run, write))  # on the day on which it happened


def _written(write: Callable[[], None]) -> None:
    try:
        write()
    except Exception:
        log.exception("What was read or tried could not be written to the audit trail.")


def _write(event, thing, by, board, changes, once_in) -> None:
    if once_in is not None:
        since = clock.now() - once_in
        same = AuditEntry.objects.filter(
            thing_type=ContentType.objects.get_for_model(thing), thing_id=thing.pk, by=by, operation=event
        )
        if changes:
            same = same.filter(changes=changes)
        if same.filter(at__gt=since).exists():
            return
    with transaction.atomic():
        audit.record(event, thing, by=by, board=board, changes=changes, even_archived=True)
