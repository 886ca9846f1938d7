"""A part of an action: what is to be done, by whom and by when."""

from django import forms

from plans.forms.base import SmallForm
from plans.forms.fields import EXAMPLE, PlainDateField, WordsField
from plans.forms.findings import bodies_of
from plans.models import Action, ActionItem
from subgroups.models import Body


class ItemForm(SmallForm):
    text = WordsField(label="What is to be done?", rows=2, missing="Say what is to be done.")
    owner = forms.ModelChoiceField(
        Body.objects.none(),
        label="Who does it? (may be left empty)",
        required=False,
        empty_label="Whoever owns the whole",
        error_messages={"invalid_choice": "Choose one from the list."},
    )
    due_on = PlainDateField(
        label="By when? (may be left empty)", required=False, help_text=EXAMPLE, to_come=True
    )

    def __init__(self, *args, action: Action, item: ActionItem | None = None, **kwargs):
        """`item` is the one that is changed: it keeps its day, and whoever has it, also where that has ended."""
        now = {"text": item.text, "owner": item.owner_id, "due_on": item.due_on} if item else {}
        super().__init__(*args, initial=now, **kwargs)
        offered = bodies_of(action.plan)
        if item and item.owner_id:
            offered = offered | Body.objects.filter(pk=item.owner_id)
        self.fields["owner"].queryset = offered.select_related("board")
        self.days_in_year_from(action.plan.year_starts_in)
        self.fields["due_on"].earliest = item.due_on if item else None
