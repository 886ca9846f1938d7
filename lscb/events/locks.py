"""Locks that events take, always in one order: a person, a board, its plans, then single rows.

A board with its groups, places and meetings is changed as a whole, and so is a plan with everything in it: one event
at a time in each. So two events never wait for each other in a circle, and none decides on what another is just
changing. The rows that an event decides about are held as well, in the order of the things (plan, quarter, report;
action, then what belongs to it), and read anew. On SQLite, which has one writer at a time, the transaction itself is
the lock.

Rows are locked for everything but their key: a row that points at a locked one may still be added.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from lscb.errors import Refused

GONE = "Somebody removed this while you were looking at it."

# What is changed as a whole, outermost first, and how other rows lead to it: by names of foreign keys with dots.
_wholes: dict[type[models.Model], list[str]] = {}
Rows = TypeVar("Rows", bound=models.QuerySet)
Held = dict[tuple[type[models.Model], object], models.Model]


def changed_as_a_whole(model: type[models.Model], *paths: str) -> None:
    """Rows that lead to one of `model` by one of `paths` are changed under its lock. Said by the app they are of."""
    _wholes.setdefault(model, []).extend(paths)


def whole_of(thing: models.Model) -> models.Model | None:
    """The plan or board whose lock `thing` is changed under; None for what belongs to neither, as a person."""
    return _way(thing)[0]


def hold(*things: models.Model | None) -> None:
    """Hold rows until the transaction ends, after the plans and boards they belong to; each is read anew, in place.

    Of a new row only what it belongs to is held; None is left out. Rows of one kind are given in the order of
    their keys.

    :raises Refused: when a row is not there any more.
    """
    present = [thing for thing in things if thing is not None]
    held = hold_wholes(present)
    for thing in present:
        if type(thing) not in _wholes and not thing._state.adding:
            _read_again(thing, held)


def hold_wholes(things: Iterable[models.Model]) -> Held:
    """Hold the plans and boards that rows belong to, in the one order; each is read anew, in place, and shared."""
    order = list(_wholes)
    ways = [(thing, *_way(thing)) for thing in things]
    wholes = sorted(
        (whole for _, whole, _ in ways if whole is not None and not whole._state.adding),
        key=lambda each: (order.index(type(each)), each.pk),
    )
    held: Held = {}
    for each in wholes:
        if held.setdefault((type(each), each.pk), each) is each:
            _read_again(each, held)
    for thing, whole, path in ways:
        if whole is not None and path:
            _share(thing, path, held.get((type(whole), whole.pk), whole))
    return held


def within(whole: models.Model) -> list[models.Model]:
    """What is changed as a whole inside another: the plans of a board."""
    return [
        row
        for model in _wholes
        for path in _wholes[type(whole)]
        if model is not type(whole) and path in {field.name for field in model._meta.fields}
        for row in model._base_manager.filter(**{path: whole})
    ]


def locked(rows: Rows) -> Rows:
    """Rows as the database has them now, held until the transaction ends; not what they are joined to."""
    return rows.select_for_update(of=("self",), no_key=True)


def _read_again(thing: models.Model, held: Held) -> None:
    """Hold one row and read it anew, in place, with the plan or board it belongs to as it was held."""
    rows = locked(type(thing)._base_manager.all())
    whole, path = next(_ways(thing), (None, ""))
    if parents := path.split(".")[:-1]:
        rows = rows.select_related("__".join(parents))
    try:
        thing.refresh_from_db(from_queryset=rows)
    except ObjectDoesNotExist as gone:
        raise Refused(GONE) from gone
    if whole is not None:
        _share(thing, path, held.get((type(whole), whole.pk), whole))


def _share(thing: models.Model, path: str, whole: models.Model) -> None:
    """Let a row know what it belongs to by the one instance that was read under its lock."""
    *parents, last = path.split(".")
    for name in parents:
        thing = getattr(thing, name)
    setattr(thing, last, whole)


def _way(thing: models.Model) -> tuple[models.Model | None, str]:
    """What a row is changed with and the path that leads there: itself, a plan, a board, or nothing."""
    return (thing, "") if type(thing) in _wholes else next(_ways(thing), (None, ""))


def _ways(thing: models.Model) -> Iterator[tuple[models.Model, str]]:
    """What a row belongs to, innermost first, each with the path that leads there."""
    for model, paths in reversed(_wholes.items()):
        for path in paths:
            found: models.Model | None = thing
            for name in path.split("."):
                found = getattr(found, name, None) if _points(found, name) else None
            if isinstance(found, model):
                yield found, path


def _points(thing: models.Model | None, name: str) -> bool:
    """Whether `name` is a foreign key of the row; a property that answers the same is no way to go."""
    return thing is not None and any(field.name == name and field.many_to_one for field in thing._meta.fields)
