"""The form in which a one-to-one is recorded."""

from django import forms

from plans.forms.base import SmallForm
from plans.forms.fields import EXAMPLE, PlainDateField
from plans.models import Plan
from subgroups.models import OneToOne


class OneToOneForm(SmallForm):
    """What it was, when it was held, and when the next is due: one of the two days at least."""

    in_order = (("held_on", "next_on", "The next one comes after the one that was held."),)
    kind = forms.ChoiceField(
        label="What is it?",
        choices=OneToOne.Kind.choices,
        widget=forms.RadioSelect,
        initial=OneToOne.Kind.ONE_TO_ONE,
        error_messages={"required": "Say what it is."},
    )
    held_on = PlainDateField(
        label="Held on (may be left empty)", required=False, help_text=EXAMPLE, past=True
    )
    next_on = PlainDateField(
        label="Next due (may be left empty)", required=False, help_text=EXAMPLE, to_come=True
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.days_in_year_from(plan.year_starts_in)

    def clean(self):
        given = super().clean()
        if not self.errors and not (given["held_on"] or given["next_on"]):
            self.add_error("held_on", "Say when it was held, or when the next is due.")
        return given
