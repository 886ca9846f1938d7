"""Fields that all forms share: words, and dates as they are said aloud."""

import re
from datetime import date

from django import forms

from lscb.wording import long_date

LIMIT = 4_000  # characters of one field
NO_NAMES = "No names or details of children or families"
EXAMPLE = "For example, 31 March 2018"


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


class WordsField(forms.CharField):
    """A field for some sentences. The browser does not cut what is pasted: too much is said, not lost."""

    def __init__(self, *, rows=3, required=False, **kwargs):
        widget = forms.Textarea(attrs={"rows": rows, "data-count-limit": LIMIT})
        super().__init__(required=required, widget=widget, help_text=NO_NAMES, **kwargs)

    def validate(self, value):
        super().validate(value)
        if len(value) > LIMIT:
            raise forms.ValidationError(f"Shorten this to {LIMIT:,} characters; it has {len(value):,}.")
