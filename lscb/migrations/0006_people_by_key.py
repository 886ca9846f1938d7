"""People in changes that were written before the trail was sealed: by key, so that a name can be taken out later.

The last time that entries are rewritten: whatever is sealed is found to be changed. What holds people is known by its
thing and its words; a name that two people have, or nobody any more, stays text.
"""

import re

from django.db import migrations
from django.db.models import Q

ABOUT_PEOPLE = {"name", "e-mail", "job title", "agency"}  # of a person's own row
PROPOSED = re.compile(r"(?s)(.) as proposed by (.+)")


def to_keys(apps, schema_editor):
    people = _keys_by_name(apps, schema_editor.connection.alias)

    def rewritten(entry):
        changes = {}
        for field, pair in entry.changes.items():
            proposed = PROPOSED.fullmatch(str(pair[1])) if entry.operation == "proposal-accepted" else None
            if entry.thing_type.model == "person" and entry.thing_type.app_label == "subgroups":
                keyed = field in ABOUT_PEOPLE
                changes[field] = [_of(entry.thing_id, said) if keyed else said for said in pair]
            elif proposed:
                changes[field] = [pair[0], proposed[1]]
                changes["proposed by"] = ["", _of(people.get(proposed[2]), proposed[2])]
            elif field in ("person", "board team"):
                changes[field] = [_of(people.get(said), said) for said in pair]
            else:
                changes[field] = pair
        return changes

    _rewrite(apps, schema_editor, rewritten)


def to_words(apps, schema_editor):
    def plain(said):
        return said["words"] if isinstance(said, dict) and "person" in said else said

    def rewritten(entry):
        return {field: [plain(said) for said in pair] for field, pair in entry.changes.items()}

    _rewrite(apps, schema_editor, rewritten)


def _of(key, said):
    return {"person": key, "words": said} if key and said and isinstance(said, str) else said


def _keys_by_name(apps, alias):
    """Names that people have or had, to the key of the one person."""
    keys: dict[str, set[int]] = {}
    for model, key in (("Person", "pk"), ("HistoricalPerson", "id")):
        for name, pk in apps.get_model("subgroups", model).objects.using(alias).values_list("name", key).distinct():
            keys.setdefault(name, set()).add(pk)
    return {name: next(iter(found)) for name, found in keys.items() if len(found) == 1}


def _rewrite(apps, schema_editor, rewritten):
    entries = apps.get_model("lscb", "AuditEntry").objects.using(schema_editor.connection.alias)
    holding = entries.filter(
        Q(operation__in=["proposal-accepted", "set-up"])
        | Q(thing_type__app_label="subgroups", thing_type__model__in=["person", "membership", "boardrole"])
    )
    for entry in holding.select_related("thing_type").iterator(chunk_size=500):
        changes = rewritten(entry)
        if changes != entry.changes:
            entries.filter(pk=entry.pk).update(changes=changes)


class Migration(migrations.Migration):

    dependencies = [
        ("lscb", "0005_audit_seals"),
        ("subgroups", "0005_two_people_say_who_may_approve"),
    ]

    operations = [
        migrations.RunPython(to_keys, to_words),
    ]
