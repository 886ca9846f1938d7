"""Whose rows a person types: those of the boards whose plan they edit."""

from collections.abc import Callable

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist
from django.db import models

# Models that whoever set the installation up may type without a role on a board.
SET_UP: set[type[models.Model]] = set()
# Rows a person edits, for models that do not say by a path where their board is.
ROWS_OF: dict[type[models.Model], Callable[[models.QuerySet, object], models.QuerySet]] = {}


def edited_rows(model: type[models.Model], person) -> models.QuerySet:
    """Rows of the boards whose plan the person types; nothing for anybody else."""
    rows = model._default_manager.all()
    boards = getattr(person, "boards_edited", None) or set()
    if getattr(person, "is_superuser", False) and model in SET_UP:
        return rows
    if not boards:
        return rows.none()
    if model in ROWS_OF:
        return ROWS_OF[model](rows, person)
    return rows.visible_to(person).filter(**{f"{rows.board_path}__in": boards})


class EditedRowsFilter(admin.RelatedFieldListFilter):
    """A filter that offers only rows of the boards the person types."""

    def field_choices(self, field, request, model_admin):
        rows = edited_rows(field.remote_field.model, request.user)
        return [(row.pk, str(row)) for row in rows]


def home_of(thing: models.Model, level: str):
    """The plan or board a thing belongs to; None where it has none, or none yet."""
    try:
        return getattr(thing, level)
    except (AttributeError, ObjectDoesNotExist):
        return None
