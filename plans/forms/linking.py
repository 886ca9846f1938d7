"""What each section and action of a plan serves, on one page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.html import format_html

from plans.forms.base import SmallForm
from plans.models import Action, Objective, Plan, Priority, Section


@dataclass(frozen=True)
class GridRow:
    """A section, or an action of it, and its boxes by the column they stand in."""

    thing: Section | Action
    cells: list[tuple[str, forms.BoundField]]

    @property
    def is_section(self) -> bool:
        return isinstance(self.thing, Section)


class GridForm(SmallForm):
    """A box for each section and action in each column: the priority it serves and, of an action, the objective.

    What is not changed on the page is not saved: whatever somebody else changed meanwhile stays.
    """

    def __init__(self, *args, plan: Plan, things: Sequence[Section | Action], **kwargs):
        super().__init__(*args, **kwargs)
        self.things = things
        self.offered: dict[str, dict[str, Priority | Objective]] = {
            "priority": {str(row.pk): row for row in plan.priorities.all()},
            "objective": {str(row.pk): row for row in plan.objectives.all()},
        }
        words = {"priority": plan.priority_label, "objective": plan.objective_label}
        self.columns = [(field, words[field]) for field in words if self.offered[field]]
        for thing in self.things:
            for field, word in self.columns:
                if self.name_of(thing, field):
                    self._add(thing, field, word)

    @staticmethod
    def name_of(thing: Section | Action, field: str) -> str:
        """What its box is called; empty where there is none."""
        if isinstance(thing, Section):
            return f"section-{thing.pk}-{field}" if field == "priority" else ""
        return f"action-{thing.pk}-{field}"

    def _add(self, thing: Section | Action, field: str, word: str) -> None:
        now = str(getattr(thing, f"{field}_id") or "")
        named = thing.called if isinstance(thing, Action) else str(thing)
        box = forms.ChoiceField(
            label=format_html('{}<span class="visually-hidden">, {}</span>', word, named),
            required=False,
            initial=now,
            show_hidden_initial=True,  # what the person saw: whatever is changed is changed from that
            widget=forms.Select(attrs={"class": "form-select"}),
            choices=[("", "None"), *((key, _short(row)) for key, row in self.offered[field].items())],
            error_messages={"invalid_choice": "Choose one of the list, or none."},
        )
        self.fields[self.name_of(thing, field)] = box

    @property
    def rows(self) -> list[GridRow]:
        return [
            GridRow(
                thing,
                [(word, self[name]) for field, word in self.columns if (name := self.name_of(thing, field))],
            )
            for thing in self.things
        ]

    def chosen(self) -> Iterable[tuple[Section | Action, str, Priority | Objective | None]]:
        """What was changed on the page: the thing, the column, and what it serves now."""
        for thing in self.things:
            for field, _ in self.columns:
                name = self.name_of(thing, field)
                if name and name in self.changed_data:
                    yield thing, field, self.offered[field].get(self.cleaned_data[name])


def _short(row: Priority | Objective) -> str:
    return row.heading if isinstance(row, Objective) else str(row)
