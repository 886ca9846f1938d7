"""Filters of lists that every app has."""

import django_filters as filters

ANY = "Any"


class Choice(filters.ChoiceFilter):
    """One of a list, or any."""

    def __init__(self, **kwargs):
        super().__init__(
            empty_label=ANY, error_messages={"invalid_choice": "Choose one from the list."}, **kwargs
        )
