"""Fields that several forms of reporting have."""

from datetime import date

from django import forms

from plans.forms.fields import NO_NAMES

MONTHS = [(str(number), f"{date(2000, number, 1):%B}") for number in range(1, 13)]
REASON = 300  # characters


class ReasonField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            max_length=REASON,
            error_messages={"max_length": f"Shorten this to {REASON} characters."},
            help_text=NO_NAMES,
            **kwargs,
        )
