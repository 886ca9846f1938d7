"""Which rows of each model go into a board's archive, and why those of others do not.

A model that reaches its board (`BoardQuerySet.board_path`) goes with the board, a table of a many-to-many field with
what it belongs to, history with what it is of, people and letters where a row points at them. Whatever is left out, or
made empty, was named with its reason by the app that owns it. A model of which nothing is known is an error: a test
finds it, and so does each archive.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q, QuerySet

from lscb.models import (
    AuditEntry,
    AuditSeal,
    Job,
    KeptForm,
    LastRun,
    Letter,
    SearchEntry,
    SlowPage,
    SubmittedForm,
)
from lscb.querysets import BoardQuerySet, parent_field

_OF_THE_INSTALLATION = "of the installation, which has its own"
_SESSIONS = "of sessions, which open something"
_PASSING = "of the machine, and gone in some days"

_left_out: dict[type[models.Model], str] = {
    ContentType: "named by their words where a row needs one",
    Permission: _OF_THE_INSTALLATION,
    Group: _OF_THE_INSTALLATION,
    LogEntry: "the admin's own list; the trail says the same",
    Session: _SESSIONS,
    Job: _PASSING,
    LastRun: _PASSING,
    SlowPage: _PASSING,
    SubmittedForm: _PASSING,
    KeptForm: "somebody's form that was not saved, for them alone",
    SearchEntry: "words of other tables, which the database writes anew",
}
_made_empty: dict[type[models.Model], dict[str, tuple[object, str]]] = {}
# What is kept only where a row of the board points at it.
_POINTED_AT = (Letter,)
_CHUNK = 500  # keys in one question


def leaves_out(model: type[models.Model], why: str) -> None:
    """Let no archive have rows of `model`, nor of its history."""
    _left_out[model] = why


def makes_empty(model: type[models.Model], name: str, value: object, why: str) -> None:
    """Let archives have `value` in the place of what a field of `model` holds; {pk} in a text is the row's key."""
    model._meta.get_field(name)
    _made_empty.setdefault(model, {})[name] = (value, why)


def label_of(model: type[models.Model]) -> str:
    """As plans.action."""
    return model._meta.label_lower


def why_left_out(model: type[models.Model]) -> str:
    """The reason; empty for what goes into an archive."""
    of = historical_of(model) or model
    if of in _left_out:
        return _left_out[of]
    if not of._meta.auto_created:
        return ""
    ends = [each.related_model for each in of._meta.fields if isinstance(each, models.ForeignKey)]
    return next((_left_out[end] for end in ends if end in _left_out), "")


def emptied(model: type[models.Model]) -> dict[str, tuple[object, str]]:
    """By the name of a field: what stands in its place, and why."""
    return _made_empty.get(model, {})


def with_nothing_secret(model: type[models.Model], said: Mapping[str, Any]) -> dict[str, object]:
    """By the name of a field: what stands in its place in a row that says `said`.

    It opens nothing then, and no letter leaves a second time.
    """
    pk = said[model._meta.pk.name]
    instead = {
        name: value.format(pk=pk) if isinstance(value, str) else value
        for name, (value, _) in emptied(model).items()
    }
    if model is Letter and said["is_secret"]:
        instead["body"] = ""
    if model is Letter and said["state"] in (Letter.State.WAITING, Letter.State.SENDING):
        instead["state"] = Letter.State.UNCERTAIN
    return instead


def historical_of(model: type[models.Model]) -> type[models.Model] | None:
    """The model whose history these rows are."""
    return getattr(model, "instance_type", None)


@cache
def history_models() -> dict[type[models.Model], type[models.Model]]:
    """By a model, that of its history."""
    return {of: each for each in apps.get_models() if (of := historical_of(each))}


def models_held() -> list[type[models.Model]]:
    """Every model of which an archive has rows, by its label."""
    every = apps.get_models(include_auto_created=True)
    return sorted((each for each in every if not why_left_out(each)), key=label_of)


def models_left_out() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return sorted((each for each in every if why_left_out(each)), key=label_of)


def way_to_board(model: type[models.Model]) -> str:
    """The path by which a row reaches its board.

    :raises ValueError: for a model of which nobody said what becomes of its rows.
    """
    rows = model._default_manager.all()
    if isinstance(rows, BoardQuerySet):
        return rows.board_path
    if model._meta.auto_created:
        owner = model._meta.auto_created
        name = next(each.name for each in model._meta.fields if each.related_model is owner)
        return f"{name}__{way_to_board(owner)}"
    raise ValueError(f"Say what an archive does with {label_of(model)}: lscb.archive.held.")


def rows_with(model: type[models.Model], name: str, keys: Sequence[int]) -> Iterator[QuerySet]:
    """The rows that have one of some keys in a column, in as many parts as it takes."""
    for chunk in chunks(keys):
        yield model._base_manager.filter(**{f"{name}__in": chunk})


def chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Keys in so many parts that each is one question."""
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]


def is_known(model: type[models.Model]) -> bool:
    """Whether it was said what becomes of a model's rows."""
    of = historical_of(model) or model
    if why_left_out(of) or of in (AuditEntry, AuditSeal, get_user_model(), *_POINTED_AT):
        return True
    try:
        return bool(way_to_board(of))
    except ValueError:
        return False


@dataclass
class Holding:
    """All that a board's archive has, as questions to the database.

    :param alone: whether the board is the only one, so that what is no board's goes with it.
    """

    board: models.Model
    alone: bool
    people: list[int] = field(default_factory=list)
    _known: dict[type[models.Model], QuerySet] = field(default_factory=dict)

    @classmethod
    def of(cls, board: models.Model, *, alone: bool | None = None) -> "Holding":
        """All of a board; whether it is the only one is looked up unless it is said."""
        if alone is None:
            alone = type(board)._base_manager.count() == 1
        holding = cls(board, alone)
        holding.people = holding._people()
        return holding

    def rows(self, model: type[models.Model]) -> Iterator[QuerySet]:
        """The rows of a model in the order of their keys, in as many parts as it takes."""
        if (historical_of(model) or model) is get_user_model():
            name = "id" if historical_of(model) else "pk"
            yield from (part.order_by("pk") for part in rows_with(model, name, self.people))
            return
        yield self._rows(model).order_by("pk")

    def keys(self, model: type[models.Model]) -> list[int]:
        """The keys of the rows of a model, in their order."""
        return [pk for part in self.rows(model) for pk in part.values_list("pk", flat=True)]

    def _rows(self, model: type[models.Model]) -> QuerySet:
        if model not in self._known:
            self._known[model] = self._rows_of(model)
        return self._known[model]

    def _rows_of(self, model: type[models.Model]) -> QuerySet:
        every = model._base_manager.all()
        if of := historical_of(model):
            return self._history(of, model)
        if model is AuditSeal:
            return every
        if model is AuditEntry:
            return every if self.alone else every.filter(board=self.board.pk)
        if model in _POINTED_AT:
            return every.filter(self._pointed_at(model))
        return every.filter(**{way_to_board(model): self.board.pk})

    def _history(self, of: type[models.Model], model: type[models.Model]) -> QuerySet:
        """History of what is there, and of what was removed: that belonged to something which is or was there."""
        history = model._base_manager.all()
        if isinstance(self.board, of):
            return history.filter(id=self.board.pk)
        found = Q(id__in=self._rows(of).values("pk"))
        if parent := parent_field(of):
            above = of._meta.get_field(parent).related_model
            found |= Q(**{f"{parent}__in": self._rows(above).values("pk")})
            if (before := history_models().get(above)) and above is not type(self.board):
                found |= Q(**{f"{parent}__in": self._rows(before).values("id")})
        return history.filter(found)

    def _pointed_at(self, model: type[models.Model]) -> Q:
        found = Q(pk__in=[])
        for each in models_held():
            for name in _pointing(each, model):
                found |= Q(pk__in=self._rows(each).filter(**{f"{name}__isnull": False}).values(name))
        return found

    def _people(self) -> list[int]:
        """Everybody whom a row of the board names; their own history names whoever changed them."""
        person = get_user_model()
        found: set[int] = set()
        for model in models_held():
            if (historical_of(model) or model) is not person:
                found |= _keys(self._rows(model), _pointing(model, person))
        self.people, new = sorted(found), found
        while new:
            history = history_models()[person]
            names = _pointing(history, person)
            new = {key for part in self.rows(history) for key in _keys(part, names) if key not in found}
            found |= new
            self.people = sorted(found)
        return self.keys(person)  # history may name somebody who is no row any more


def _pointing(model: type[models.Model], to: type[models.Model]) -> list[str]:
    return [each.name for each in model._meta.fields if each.is_relation and each.related_model is to]


def _keys(rows: QuerySet, names: list[str]) -> set[int]:
    found = rows.order_by().values_list(*names).distinct() if names else ()
    return {key for keys in found for key in keys if key is not None}
