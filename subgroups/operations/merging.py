"""Moving what points at one row to another, whatever apps it is in; used where two bodies become one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models

from lscb import clock
from lscb.events import audit, locks
from subgroups.models import Membership, Person


@dataclass
class Moved:
    """How many rows of each kind were moved, dropped because the other had the same, or left where they were."""

    moved: Counter = field(default_factory=Counter)
    dropped: Counter = field(default_factory=Counter)
    left: Counter = field(default_factory=Counter)


def move_all(
    *,
    keep: models.Model,
    merge: models.Model,
    relations: Iterable[models.ForeignObjectRel],
    by: Person,
) -> Moved:
    """Make the rows that point at `merge` by `relations` point at `keep`.

    Where a constraint lets only one of two rows point at `keep`, the one of `merge` is dropped if it says nothing
    of its own, and whatever points at it moves on to the other. If it says more, it is left, so that nothing a
    person wrote is lost.
    """
    done = Moved()
    for relation in relations:
        name, model = relation.field.name, relation.related_model
        for row in locks.locked(model._base_manager.filter(**{name: merge}).order_by("pk")):
            if relation.many_to_many:
                getattr(row, name).add(keep)
                getattr(row, name).remove(merge)
                done.moved[model] += 1
            else:
                getattr(done, _move(row, relation.field, keep, by))[model] += 1
    return done


def relations_of(model: type[models.Model]) -> list[models.ForeignObjectRel]:
    """Everything that points at a model, also without a name for the way back; not earlier states of rows."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel)
        and not relation.related_model._meta.auto_created
        and not hasattr(relation.related_model, "history_object")
    ]


def _move(row: models.Model, pointer: models.Field, keep: models.Model, by: Person) -> str:
    twin, fields = _twin(row, pointer, keep), [pointer.name]
    if twin and isinstance(row, Membership):
        # The same person in the same role on both: one place ends today, and stays in their history.
        row.ends_on, twin = max(clock.today(), row.starts_on or clock.today()), None
        fields.append("ends_on")
    if twin is None:
        setattr(row, pointer.name, keep)
        audit.save(row, by, fields)
        return "moved"
    if _says_more(row, twin, pointer):
        return "left"
    if move_all(keep=twin, merge=row, relations=relations_of(type(row)), by=by).left:
        return "left"
    audit.as_by(row, by).delete()
    return "dropped"


def _twin(row: models.Model, pointer: models.Field, keep: models.Model) -> models.Model | None:
    """The row that a constraint would not let `row` stand beside, if it pointed at `keep`."""
    everything = type(row)._base_manager
    for constraint in row._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint) or pointer.name not in constraint.fields:
            continue
        same = {name: getattr(row, name) for name in constraint.fields} | {pointer.name: keep}
        condition = constraint.condition or models.Q()
        if None in same.values() or not everything.filter(condition, pk=row.pk).exists():
            continue
        if twin := everything.filter(condition, **same).exclude(pk=row.pk).first():
            return twin
    return None


# What a row is beside what it says.
_NOT_SAID = {"position", "by", "at", "recorded_by", "recorded_at"}


def _says_more(row: models.Model, twin: models.Model, pointer: models.Field) -> bool:
    """Whether `row` holds anything that `twin` does not; an empty field says nothing."""
    said = [one for one in row._meta.concrete_fields if not one.primary_key and one.name not in _NOT_SAID]
    return any(
        getattr(row, one.attname) not in (None, "", False, getattr(twin, one.attname))
        for one in said
        if one.name != pointer.name
    )
