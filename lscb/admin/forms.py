"""Forms of a board's things: what they point to is its own, and what goes wrong is said in plain words."""

import re
from collections.abc import Iterable

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import Max

from lscb.admin.rows import home_of
from lscb.querysets import parent_field
from lscb.web.small_forms import say_what_is_too_long

# What a person reads instead of the name of a constraint of the database.
PLAIN_WORDS: dict[str, str] = {}


def in_plain_words(errors: ValidationError) -> ValidationError:
    """The same errors, where a constraint of the database speaks for itself in `PLAIN_WORDS`."""
    listed = getattr(errors, "error_dict", {None: errors.error_list} if hasattr(errors, "error_list") else {})
    for error in (each for several in listed.values() for each in several):
        named = re.fullmatch(r"Constraint “(\w+)” is violated\.", str(error.message))
        if named and named[1] in PLAIN_WORDS:
            error.message = PLAIN_WORDS[named[1]]
    return errors


class BoardForm(forms.ModelForm):
    """A form of a board's thing: what it points to must belong to the same plan or board."""

    across_plans: tuple[str, ...] = ()  # fields that may point into another plan of the board

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        say_what_is_too_long(self)
        if place := self.fields.get("position"):
            place.required = False
            if self.instance._state.adding:
                place.initial = None

    def clean_position(self):
        """An empty place is the last one, or stays as it was."""
        place = self.cleaned_data["position"]
        return self.instance.position if place is None else place

    def _post_clean(self):
        super()._post_clean()
        for name, value in list(self.cleaned_data.items()):
            rows = [value] if isinstance(value, models.Model) else value
            if isinstance(rows, str | bytes | dict) or not isinstance(rows, Iterable):
                continue
            for row in rows:
                if isinstance(row, models.Model) and (advice := self._stranger(name, row)):
                    self.add_error(name, advice)
                    break

    def _stranger(self, name: str, row: models.Model) -> str:
        """Why `row` cannot stand in the field, or nothing."""
        if name in ("plan", "board"):
            return ""
        plan = None if name in self.across_plans else home_of(self.instance, "plan")
        if plan and (theirs := getattr(row, "plan_id", None)) and theirs != plan.pk:
            return "This belongs to another plan."
        board = home_of(self.instance, "board")
        if board and (theirs := home_of(row, "board")) and theirs.pk != board.pk:
            return "This belongs to another board."
        return ""

    def _update_errors(self, errors):
        super()._update_errors(in_plain_words(errors))

    def chosen_many(self) -> dict[str, list]:
        """The many-to-many fields as typed."""
        names = {field.name for field in self._meta.model._meta.many_to_many}
        return {name: list(rows) for name, rows in self.cleaned_data.items() if name in names}


class PageForm(BoardForm):
    """The form of a whole page: says what an operation refused, and when somebody else saved first."""

    refused: ValidationError | None = None
    version_now = ""
    overtaken = False
    seen = forms.CharField(required=False, widget=forms.HiddenInput, label="")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.version_now
        if self.is_bound and self.data.get(self.add_prefix("seen")) not in (None, "", self.version_now):
            # Both are told apart once; saving again then keeps what was typed here.
            self.overtaken = True
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.version_now

    @property
    def changed_data(self):
        return [name for name in super().changed_data if name != "seen"]

    def clean(self):
        cleaned = super().clean()
        if self.overtaken:
            self.add_error(
                None,
                "Somebody saved this page while you were typing. Nothing of yours is lost: compare with its "
                "history, and save again to keep what you have typed.",
            )
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        if self.refused is None:
            return
        if not hasattr(self.refused, "error_dict"):
            self.add_error(None, self.refused)
            return
        for field, errors in self.refused.error_dict.items():
            self.add_error(field if field in self.fields and field != NON_FIELD_ERRORS else None, errors)


def place_last(thing: models.Model) -> None:
    """Give a new thing that was typed without a place the last one beside its like."""
    if getattr(thing, "position", None) != 0:
        return
    if name := parent_field(type(thing)):
        beside = getattr(thing, "beside", None)  # a thing may know its like better
        if beside is None:
            beside = type(thing)._default_manager.filter(**{name: getattr(thing, name)})
        thing.position = (beside.aggregate(last=Max("position"))["last"] or 0) + 1
