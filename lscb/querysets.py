"""The one door to data: every queryset of a board's things starts with `visible_to`."""

from collections.abc import Iterator
from functools import cache
from typing import Protocol, Self, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

Row = TypeVar("Row", bound=models.Model)


class Visitor(Protocol):
    """Whoever looks: a Person, or Django's anonymous user (who has no `board_ids`)."""

    @property
    def is_authenticated(self) -> bool: ...

    @property
    def is_active(self) -> bool: ...

    @property
    def board_ids(self) -> set[int]: ...


class BoardQuerySet(models.QuerySet[Row]):
    """Rows that belong to a board; `board_path` says how to get there from the row."""

    board_path = "board"

    def visible_to(self, person: Visitor) -> Self:
        """Rows of the boards the person has a role or a current membership on; nothing for anybody else."""
        if not (person.is_authenticated and person.is_active):
            return self.none()
        return self.filter(**{f"{self.board_path}__in": person.board_ids})


def through(path: str) -> type[BoardQuerySet]:
    """A BoardQuerySet for rows that reach their board by `path`, as through("plan__board")."""
    return type("BoardQuerySet", (BoardQuerySet,), {"board_path": path})


@cache
def parent_field(model: type[models.Model]) -> str:
    """The field by which a row belongs to another, the first on its way to its board; empty for none."""
    rows = model._default_manager.all()
    path = rows.board_path if isinstance(rows, BoardQuerySet) else ""
    name = path.partition("__")[0]
    return name if any(field.name == name and field.is_relation for field in model._meta.fields) else ""


def ancestors(thing: models.Model) -> Iterator[models.Model]:
    """What a row belongs to, the nearest first, up to its board. A row that names none yet ends there."""
    while name := parent_field(thing._meta.model):  # not its type: some are read only once asked
        try:
            parent: models.Model | None = getattr(thing, name)
        except ObjectDoesNotExist:
            return
        if parent is None:
            return
        yield (thing := parent)
