"""What each section and action of a plan serves, on one page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.html import format_html

from plans.forms.base import SmallForm
from plans.models import Action, Objective, Plan, Priority, Section
from plans.models.levels import THREADS


@dataclass(frozen=True)
class GridRow:
    """A section, or an action of it, and its boxes by the column they stand in."""

    thing: Section | Action
    cells: list[tuple[str, forms.BoundField]]

    @property
    def is_section(self) -> bool:
        return isinstance(self.thing, Section)


class GridForm(SmallForm):
    """A field for each section and action in each column: the priority it serves, of an action the objective, and a
    tick for each golden thread.

    What is not changed on the page is not saved: whatever somebody else changed meanwhile stays.
    """

    def __init__(self, *args, plan: Plan, things: Sequence[Section | Action], **kwargs):
        super().__init__(*args, **kwargs)
        self.things = things
        objectives = list(plan.objectives.all())
        self.offered: dict[str, dict[str, Priority | Objective]] = {
            "priority": {str(row.pk): row for row in plan.priorities.all()},
            "objective": {str(row.pk): row for row in objectives if not row.is_golden_thread},
        }
        self.threads = [row for row in objectives if row.is_golden_thread]
        words = {"priority": plan.priority_label, "objective": plan.objective_label}
        self.columns = [(field, words[field]) for field in words if self.offered[field]]
        self.columns += [(f"{THREADS}-{row.pk}", row.heading) for row in self.threads]
        for thing in self.things:
            for field, word in self.columns:
                if self.name_of(thing, field):
                    self._add(thing, field, word)

    @staticmethod
    def name_of(thing: Section | Action, field: str) -> str:
        """What its field is called; empty where there is none."""
        kind = "section" if isinstance(thing, Section) else "action"
        return "" if kind == "section" and field == "objective" else f"{kind}-{thing.pk}-{field}"

    def _add(self, thing: Section | Action, field: str, word: str) -> None:
        named = thing.called if isinstance(thing, Action) else str(thing)
        asked: dict = {
            "label": format_html('{}<span class="visually-hidden">, {}</span>', word, named),
            "required": False,
            "show_hidden_initial": True,  # what the person saw: whatever is changed is changed from that
        }
        if field in self.offered:
            self.fields[self.name_of(thing, field)] = forms.ChoiceField(
                **asked,
                initial=str(getattr(thing, f"{field}_id") or ""),
                widget=forms.Select(attrs={"class": "form-select"}),
                choices=[("", "None"), *((key, _short(row)) for key, row in self.offered[field].items())],
                error_messages={"invalid_choice": "Choose one of the list, or none."},
            )
        else:
            served = {str(row.pk) for row in thing.golden_threads.all()}
            self.fields[self.name_of(thing, field)] = forms.BooleanField(
                **asked,
                initial=field.partition("-")[2] in served,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )

    @property
    def rows(self) -> list[GridRow]:
        return [
            GridRow(
                thing,
                [(word, self[name]) for field, word in self.columns if (name := self.name_of(thing, field))],
            )
            for thing in self.things
        ]

    def chosen(self) -> Iterable[tuple[Section | Action, str, Priority | Objective | None, bool]]:
        """What was changed on the page: the thing, by which field, what it serves now, and whether it does."""
        for thing in self.things:
            for field in self.offered:
                name = self.name_of(thing, field)
                if name in self.changed_data:
                    yield thing, field, self.offered[field].get(self.cleaned_data[name]), True
            for thread in self.threads:
                name = self.name_of(thing, f"{THREADS}-{thread.pk}")
                if name in self.changed_data:
                    yield thing, THREADS, thread, self.cleaned_data[name]


def _short(row: Priority | Objective) -> str:
    return row.heading if isinstance(row, Objective) else str(row)
