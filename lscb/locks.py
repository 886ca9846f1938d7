"""Locks that events take, always in one order: a person, a board, its plans, then single rows.

A board with its groups, places and meetings is changed as a whole, and so is a plan with everything in it: one event
at a time in each. So two events never wait for each other in a circle, and none decides on what another is just
changing. The rows that an event decides about are held as well, in the order of the things (plan, quarter, report;
action, then what belongs to it), and read anew. On SQLite, which has one writer at a time, the transaction itself is
the lock.

Rows are locked for everything but their key: a row that points at a locked one may still be added.
"""

from collections.abc import Iterable, Iterator

from django.db import models

from lscb.errors import Refused

GONE = "Somebody removed this while you were looking at it."

# What is changed as a whole, outermost first, and how other rows lead to it: by names of foreign keys with dots.
_wholes: dict[type[models.Model], list[str]] = {}


def changed_as_a_whole(model: type[models.Model], *paths: str) -> None:
    """Rows that lead to one of `model` by one of `paths` are changed under its lock. Said by the app they are of."""
    _wholes.setdefault(model, []).extend(paths)


def whole_of(thing: models.Model) -> models.Model | None:
    """The plan or board whose lock `thing` is changed under; None for what belongs to neither, as a person."""
    if type(thing) in _wholes:
        return thing
    return next((whole for whole, _ in _ways(thing)), None)


def hold(*things: models.Model | None) -> None:
    """Hold rows until the transaction ends, after the plans and boards they belong to; each is read anew, in place.

    Of a new row only what it belongs to is held; None is left out. Rows of one kind are given in the order of
    their keys.

    :raises Refused: when a row is not there any more.
    """
    present = [thing for thing in things if thing is not None]
    hold_wholes(present)
    for thing in present:
        if type(thing) not in _wholes and not thing._state.adding:
            read_again(thing)


def hold_wholes(things: Iterable[models.Model]) -> None:
    """Hold the plans and boards that rows belong to, in the one order; each is read anew, in place."""
    wholes = {id(whole): whole for whole in map(whole_of, things) if whole is not None and whole.pk}
    order = list(_wholes)
    for whole in sorted(wholes.values(), key=lambda each: (order.index(type(each)), each.pk)):
        if not whole._state.adding:
            read_again(whole)


def within(whole: models.Model) -> list[models.Model]:
    """What is changed as a whole inside another: the plans of a board."""
    return [
        row
        for model in _wholes
        for path in _wholes[type(whole)]
        if model is not type(whole) and path in {field.name for field in model._meta.fields}
        for row in model._base_manager.filter(**{path: whole})
    ]


def locked(rows: models.QuerySet) -> models.QuerySet:
    """Rows as the database has them now, held until the transaction ends; not what they are joined to."""
    return rows.select_for_update(of=("self",), no_key=True)


def read_again(thing: models.Model) -> None:
    """Hold one row and read it anew, in place, with the plan or board it belongs to as it was held."""
    rows = locked(type(thing)._base_manager.all())
    whole, path = next(_ways(thing), (None, ""))
    *parents, last = path.split(".") if whole is not None else ("",)
    if parents:
        rows = rows.select_related("__".join(parents))
    try:
        thing.refresh_from_db(from_queryset=rows)
    except type(thing).DoesNotExist as gone:
        raise Refused(GONE) from gone
    if whole is not None:
        holder = thing
        for name in parents:
            holder = getattr(holder, name)
        setattr(holder, last, whole)


def _ways(thing: models.Model) -> Iterator[tuple[models.Model, str]]:
    """What a row is changed with, innermost first, each with the path that leads there."""
    for model, paths in reversed(_wholes.items()):
        for path in paths:
            found = thing
            for name in path.split("."):
                found = getattr(found, name, None) if _points(found, name) else None
            if isinstance(found, model):
                yield found, path


def _points(thing: models.Model | None, name: str) -> bool:
    """Whether `name` is a foreign key of the row; a property that answers the same is no way to go."""
    return thing is not None and any(field.name == name and field.many_to_one for field in thing._meta.fields)
