"""Fields that all forms share: words, and dates as they are said aloud."""

from django import forms

from lscb.web.small_forms import EXAMPLE, PlainDateField, PlainDateInput

LIMIT = 4_000  # characters of one field
NO_NAMES = "No names or details of children or families"

__all__ = ["EXAMPLE", "LIMIT", "NO_NAMES", "PlainDateField", "PlainDateInput", "WordsField"]


class WordsField(forms.CharField):
    """A field for some sentences. The browser does not cut what is pasted: too much is said, not lost."""

    def __init__(self, *, rows=3, required=False, **kwargs):
        widget = forms.Textarea(attrs={"rows": rows, "data-count-limit": LIMIT})
        super().__init__(required=required, widget=widget, help_text=NO_NAMES, **kwargs)

    def validate(self, value):
        super().validate(value)
        if len(value) > LIMIT:
            raise forms.ValidationError(f"Shorten this to {LIMIT:,} characters; it has {len(value):,}.")
