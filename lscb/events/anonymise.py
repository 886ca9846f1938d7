"""Taking a person's name out of the audit trail, and nothing else: the one way round an entry that never changes."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models

from lscb.events import audit
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

    What was done, to what, when and by which key stays. `earlier` are the names they went by: in what is called after
    them, and in what a change says of it, they give way. Inside a transaction, with the person held and renamed.
    """
    instead, known_as = str(person), sorted({*filter(None, earlier)}, key=len, reverse=True)
    rows: models.QuerySet[AuditEntry] = models.QuerySet(AuditEntry)  # without the guards of the trail's own
    rows.filter(by=person.pk).update(by_name=instead)
    of_people = [
        kind.pk
        for kind in ContentType.objects.all()
        if (model := kind.model_class()) is not None
        and (
            model is type(person)
            or any(field.related_model is type(person) for field in model._meta.concrete_fields)
        )
    ]
    for name in known_as:
        for entry in rows.filter(thing_type__in=of_people, thing_name__contains=name).only("thing_name"):
            rows.filter(pk=entry.pk).update(thing_name=entry.thing_name.replace(name, instead)[:300])
    about = rows.filter(thing_type=ContentType.objects.get_for_model(person), thing_id=person.pk)
    for entry in about.exclude(changes={}).only("changes"):
        # What was typed about them: every earlier value is as much theirs as the name.
        kept = {field: values for field, values in entry.changes.items() if field not in _DETAILS}
        rows.filter(pk=entry.pk).update(changes=kept)
    return audit.record(event, person, by=by, board=board)


_DETAILS = {"name", "e-mail", "job title", "agency"}
