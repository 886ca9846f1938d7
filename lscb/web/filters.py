"""Filters of lists that every app has."""

from collections.abc import Iterable

import django_filters as filters
from django import forms

ANY = "Any"
NOT_OFFERED = "Choose one from the list."


class Choice(filters.ChoiceFilter):
    """One of a list, or any."""

    def __init__(self, **kwargs):
        super().__init__(empty_label=ANY, error_messages={"invalid_choice": NOT_OFFERED}, **kwargs)


def offer(field: forms.ChoiceField, found: Iterable[tuple[str, str]]) -> None:
    """Let one of these be chosen, or any: for filters of what no query reaches."""
    field.choices = [("", ANY), *found]
    field.error_messages["invalid_choice"] = NOT_OFFERED
