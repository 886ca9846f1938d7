"""Fields that several forms of reporting have."""

from datetime import date

from django import forms

from plans.forms.fields import NO_NAMES

MONTHS = [(str(number), f"{date(2000, number, 1):%B}") for number in range(1, 13)]
REASON = 300  # characters


class MonthsField(forms.MultipleChoiceField):
    """Some of the twelve months, as "1" to "12"; may be left empty."""

    def __init__(self, **kwargs):
        super().__init__(
            choices=MONTHS,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Choose among the twelve months."},
            **kwargs,
        )


class PlaceField(forms.CharField):
    """Where a meeting is; may be left empty."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            max_length=200,
            error_messages={"max_length": "Shorten the place to 200 characters."},
            **kwargs,
        )


class ReasonField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            max_length=REASON,
            error_messages={"max_length": f"Shorten this to {REASON} characters."},
            help_text=NO_NAMES,
            **kwargs,
        )
