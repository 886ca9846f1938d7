"""Taking a person's name out of the audit trail, and nothing else: the one way round an entry that never changes."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from lscb.events import audit, names
from lscb.models import AuditEntry


def take_out_name(
    person: AbstractBaseUser,
    *,
    event: str,
    earlier: Iterable[str],
    by: AbstractBaseUser | None,
    board: models.Model | None = None,
) -> AuditEntry:
    """Call a person everywhere in the trail what they are called now, and write the one line that says so, as `event`.

    What was done, to what, when and by which key stays, and so does every seal. `earlier` are the names they went by:
    things called after them (a role, a place) are found by those once their rows are gone. Whatever else a change
    holds about them gives way to the name too. What people typed in words of their own is not touched. Inside a
    transaction, with the person held and renamed.
    """
    instead = str(person)
    rows: models.QuerySet[AuditEntry] = models.QuerySet(AuditEntry)  # without the guards of the trail's own
    rows.filter(by=person.pk).update(by_name=instead)
    known_as = sorted({*filter(None, earlier)}, key=len, reverse=True)
    for type_id, model in names.types_called_after_people().items():
        theirs = rows.filter(thing_type=type_id)
        if model is get_user_model():
            theirs.filter(thing_id=person.pk).update(thing_name=instead)
            continue
        existing = model._base_manager.all()
        called_after = [Q(**{name: person}) for name in names.people_of(model)]
        own = existing.filter(reduce(or_, called_after)).values("pk")
        gone = ~Q(thing_id__in=existing.values("pk"))
        for entry in theirs.filter(Q(thing_id__in=own) | gone).only("thing_name"):
            said = _without(entry.thing_name, known_as, instead)
            if said != entry.thing_name:
                rows.filter(pk=entry.pk).update(thing_name=said[:300])
    # Keys in the text of JSON, as either database writes it; what only begins like the key is left as it is.
    holding = rows.alias(text=Cast("changes", TextField())).filter(
        text__contains=f'"{names.KEY}": {person.pk}'
    )
    for entry in holding.only("changes"):
        changes = {field: names.renamed(pair, person.pk, instead) for field, pair in entry.changes.items()}
        if changes != entry.changes:
            rows.filter(pk=entry.pk).update(changes=changes)
    return audit.record(event, person, by=by, board=board)


def _without(words: str, known_as: Iterable[str], instead: str) -> str:
    for name in known_as:
        words = words.replace(name, instead)
    return words
