"""Locks that events take, always in one order: a person, a board, its plans, then single rows.

A board with its groups, places and meetings is changed as a whole, and so is a plan with everything in it: one event
at a time in each. So two events never wait for each other in a circle, and none decides on what another is just
changing. The rows that an event decides about are held as well, in the order of the things (plan, quarter, report;
action, then what belongs to it), and read anew. On SQLite, which has one writer at a time, the transaction itself is
the lock.

Rows are locked for everything but their key: a row that points at a locked one may still be added.
"""

from collections.abc import Iterable
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from lscb.errors import Refused
from lscb.querysets import ancestors, parent_field

GONE = "Somebody removed this while you were looking at it."

# What is changed as a whole, outermost first. How a row leads to it is the path that its queryset declares.
_wholes: list[type[models.Model]] = []
Rows = TypeVar("Rows", bound=models.QuerySet)
Held = dict[tuple[type[models.Model], object], models.Model]


def changed_as_a_whole(model: type[models.Model]) -> None:
    """Rows that belong to one of `model` are changed under its lock. Said by its app, from AppConfig.ready."""
    _wholes.append(model)


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
    ways = [(thing, *_way(thing)) for thing in things]
    wholes = sorted(
        (whole for _, whole, _ in ways if whole is not None and not whole._state.adding),
        key=lambda each: (_wholes.index(type(each)), each.pk),
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
        if (name := parent_field(model)) and model._meta.get_field(name).related_model is type(whole)
        for row in model._base_manager.filter(**{name: whole})
    ]


def locked(rows: Rows) -> Rows:
    """Rows as the database has them now, held until the transaction ends; not what they are joined to."""
    return rows.select_for_update(of=("self",), no_key=True)


def _read_again(thing: models.Model, held: Held) -> None:
    """Hold one row and read it anew, in place, with the plan or board it belongs to as it was held."""
    rows = locked(type(thing)._base_manager.all())
    whole, path = _above(thing)
    if path[:-1]:
        rows = rows.select_related("__".join(path[:-1]))
    try:
        thing.refresh_from_db(from_queryset=rows)
    except ObjectDoesNotExist as gone:
        raise Refused(GONE) from gone
    if whole is not None:
        _share(thing, path, held.get((type(whole), whole.pk), whole))


def _share(thing: models.Model, path: list[str], whole: models.Model) -> None:
    """Let a row know what it belongs to by the one instance that was read under its lock."""
    *parents, last = path
    for name in parents:
        thing = getattr(thing, name)
    setattr(thing, last, whole)


def _way(thing: models.Model) -> tuple[models.Model | None, list[str]]:
    """What a row is changed with and the fields that lead there: itself, a plan, a board, or nothing."""
    return (thing, []) if type(thing) in _wholes else _above(thing)


def _above(thing: models.Model) -> tuple[models.Model | None, list[str]]:
    """The innermost whole above a row, with the fields that lead there."""
    path, below = [], type(thing)
    for each in ancestors(thing):
        path.append(parent_field(below))
        if (below := type(each)) in _wholes:
            return each, path
    return None, []
