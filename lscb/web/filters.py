"""Filters of lists that every app has: all of them live in the URL, so that a list can be sent to a colleague."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import django_filters as filters
from django import forms
from django.utils.functional import cached_property

from lscb.lines import in_one_line
from lscb.web.small_forms import PlainDateField
from lscb.web.sorting import ORDER, Sort, Sorting, choices
from lscb.wording import long_date
from lscb.words import own_words

ANY = "Any"
NOT_OFFERED = "Choose one from the list."
NOT_AN_ORDER = "Choose one of the orders offered."


class Choice(filters.ChoiceFilter):
    """One of a list, or any."""

    def __init__(self, **kwargs):
        kwargs = {"empty_label": ANY, "error_messages": {"invalid_choice": NOT_OFFERED}} | kwargs
        super().__init__(**kwargs)


class Tick(filters.Filter):
    """A checkbox that filters only when it is ticked."""

    field_class = forms.BooleanField


class Day(filters.Filter):
    """A day typed as people say it; of what is longer its first or, unless `first`, its last."""

    field_class = PlainDateField

    def __init__(self, *args, first: bool = False, **kwargs):
        super().__init__(*args, first=first, help_text="", **kwargs)


def offer(field: forms.ChoiceField, found: Iterable[tuple[str, str]]) -> None:
    """Let one of these be chosen, or any: for filters of what no query reaches."""
    field.choices = [("", ANY), *found]
    field.error_messages["invalid_choice"] = NOT_OFFERED


def as_shown(form: forms.Form) -> tuple:
    """All that a page shows of a form of filters, by which it is known again: of each field its name, label and help,
    what can be chosen, what was, and what is wrong with it."""
    return tuple(
        (
            each.name,
            str(each.label),
            str(each.help_text),
            tuple((str(value), str(words)) for value, words in getattr(each.field, "choices", ())),
            str(each.value()),
            tuple(map(str, each.errors)),
        )
        for each in form
    )


class InWords:
    """What a list is filtered by, and in which order it stands, in words.

    `form` is the form of its URL, refused or not; `sorts` are the ways to sort it and `usual` is how it stands unless
    one is chosen.
    """

    form: Any
    sorts: Sequence[Sort] = ()
    usual = ""
    unsaid: tuple[str, ...] = (ORDER,)  # fields that choose how rows are shown, and not which

    @property
    def parts(self) -> Iterator[tuple[str, str]]:
        """The fields that are filtered by, with what each asks for."""
        if not self.form.is_valid():
            return
        for name, value in self.form.cleaned_data.items():
            if value and name not in self.unsaid:
                yield name, self.said(name, value)

    @property
    def chosen(self) -> list[str]:
        """What is filtered by, in words; empty when nothing is."""
        return [words for _, words in self.parts]

    @cached_property
    def sorting(self) -> Sorting:
        asked = self.form.cleaned_data.get(ORDER, "") if self.form.is_valid() else ""
        return Sorting(self.sorts, asked)

    @property
    def order_words(self) -> str:
        """The order of the list, in words."""
        return self.sorting.words or self.usual

    def about(self, whole: str) -> tuple[tuple[str, str], ...]:
        """What a file of the list says of its rows; `whole` where nothing is filtered."""
        return (("Shows", "; ".join(self.chosen) or whole), ("Order", self.sorting.words))

    def said(self, name: str, value: Any) -> str:
        """What one field asks for, as "Owner: Health"."""
        field = self.form.fields[name]
        if isinstance(field, forms.BooleanField):
            return str(field.label)
        if isinstance(value, date):
            return f"{field.label} {long_date(value)}"
        if isinstance(field, forms.MultipleChoiceField):
            return " or ".join(str(dict(field.choices)[each]) for each in value)
        if isinstance(field, forms.ChoiceField):
            shown = value if isinstance(field, forms.ModelChoiceField) else dict(field.choices)[value]
            return f"{field.label}: {shown}"
        return f"“{in_one_line(value)}”"


class FormInWords(InWords, forms.Form):
    """Filters over rows that no query reaches."""

    @property
    def form(self) -> forms.Form:
        return self


class SortForm(FormInWords):
    """The order of a list and, in forms made of it, filters over rows that no query reaches."""

    order = forms.ChoiceField(
        label="Sort by", required=False, error_messages={"invalid_choice": NOT_AN_ORDER}
    )

    def __init__(self, data, *, sorts: Sequence[Sort], usual: str):
        super().__init__(data)
        self.sorts, self.usual = sorts, usual
        self.fields[ORDER].choices = [("", usual), *choices(sorts)]
        self.order_fields([*(name for name in self.fields if name != ORDER), ORDER])


class ListFilter(InWords, filters.FilterSet):
    """Filters of rows that a query reaches. A list whose filters are refused shows every row.

    :param own: a board's own words, in which its labels are said.
    """

    order = Choice(method="as_it_is", label="Sort by", error_messages={"invalid_choice": NOT_AN_ORDER})

    def __init__(self, data, queryset, *, own: Mapping[str, str], sorts: Sequence[Sort], usual: str):
        super().__init__(data=data, queryset=queryset)
        self.sorts, self.usual = sorts, usual
        for each in self.filters.values():
            each.label = own_words(str(each.label), dict(own))
        order = self.filters.pop(ORDER)
        order.extra |= {"choices": choices(sorts), "empty_label": usual}
        self.filters[ORDER] = order

    def offer(self, name: str, found: Iterable[tuple[str, str]]) -> None:
        """Let one of these be chosen; where there is nothing to choose from, nothing is asked."""
        found = list(found)
        if not found and not self.data.get(name):
            del self.filters[name]
            return
        self.filters[name].extra["choices"] = found

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset) if self.is_valid() else queryset

    def as_it_is(self, rows, name, value):
        return rows
