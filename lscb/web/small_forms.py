"""What forms of every app share: small forms whose page writes the form tag and the button, and dates as words."""

import re
from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from lscb.errors import Refused
from lscb.wording import long_date

EXAMPLE = "For example, 31 March 2018"
CHANGED = "This changed while you were looking at it. Look again, then decide."


class PlainDateInput(forms.TextInput):
    """A date as it is said aloud: 31 March 2018."""

    def format_value(self, value):
        return long_date(value) if isinstance(value, date) else value


class PlainDateField(forms.DateField):
    """A date typed as words or figures, day first: 31 March 2018, 31/3/2018, 2018-03-31."""

    widget = PlainDateInput
    advice = "Write the date as 31 March 2018."
    default_error_messages = {"invalid": advice}

    def to_python(self, value):
        if isinstance(value, str):
            value = " ".join(re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", value, flags=re.IGNORECASE).split())
        day = super().to_python(value)
        if day and not 1990 <= day.year <= 2100:
            raise forms.ValidationError(self.advice, code="invalid")
        return day


class SmallForm(forms.Form):
    """A small form whose page writes the form tag and the button."""

    def __init__(self, *args, initial: dict | None = None, **kwargs):
        # Its own copy: several forms of a page may be given the same values, and each adds to them.
        super().__init__(*args, initial=dict(initial or {}), **kwargs)

    def refuse(self, refused: Refused) -> None:
        """Put what a business rule said beside its boxes; what has no box here goes to the top."""
        if not hasattr(refused, "error_dict"):
            self.add_error(None, refused.messages)
            return
        for field, errors in refused.error_dict.items():
            self.add_error(field if field in self.fields else None, errors)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True  # the page's own <form> has it
        helper.template = "plans/_laid_out.html"  # what is wrong as a whole stands in the error summary
        helper.layout = Layout(*self.fields)
        return helper


class SeenForm(SmallForm):
    """A form about something that may change meanwhile: what is newer than `expected` is not decided unseen."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, expected: int | str | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.expected = str(expected or "")
        self.initial["seen"] = self.expected

    def clean(self):
        cleaned = super().clean()
        if cleaned.pop("seen", None) != self.expected:
            self.add_error(None, CHANGED)
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.expected
        return cleaned
