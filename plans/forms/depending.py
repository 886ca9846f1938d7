"""On which other actions one depends, ticked among those of its plan."""

from django import forms

from lscb.lookups import keys_among
from plans.forms.base import SmallForm
from plans.models import Action


class DependencyForm(SmallForm):
    on = forms.ModelMultipleChoiceField(
        Action.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Something changed while you were choosing. Look again, then tick.",
            "invalid_pk_value": "Tick from the list.",
        },
    )

    def __init__(self, *args, offered, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].queryset, self.fields["on"].label = offered, label

    @property
    def ticked(self) -> set[int]:
        """Keys of those that are ticked now, refused or not."""
        return set(keys_among(map(str, self["on"].value() or [])))
