"""Fields that all forms share: words, dates as they are said aloud and numbers as they are typed."""

from django import forms

from lscb.characters import cleaned
from lscb.speaking import said
from lscb.web.small_forms import (
    EXAMPLE,
    PlainDateField,
    PlainDateInput,
    PlainNumberField,
    PlainWholeField,
)

# A box for owners suggests the names that the page has, while somebody types; see static/js/owners.js.
SUGGESTS_OWNERS = {"list": "owner-names", "data-suggests": "owner-names", "autocomplete": "off"}
LIMIT = 4_000  # characters of one field
NO_NAMES = said("No names or details of people a board works for")

__all__ = [
    "EXAMPLE",
    "LIMIT",
    "NO_NAMES",
    "SUGGESTS_OWNERS",
    "PlainDateField",
    "PlainDateInput",
    "PlainNumberField",
    "PlainWholeField",
    "WordsField",
]


class WordsField(forms.CharField):
    """A field for some sentences. The browser does not cut what is pasted: too much is said, not lost.

    With `missing` it must be filled in, and that is said where it is not: what an event cannot do without is asked for
    in one round with all else, and not once everything else is right.
    """

    def __init__(self, *, rows=3, required=False, missing: str = "", **kwargs):
        widget = forms.Textarea(attrs={"rows": rows, "data-count-limit": LIMIT})
        if missing:
            required, kwargs["error_messages"] = True, {"required": missing}
        super().__init__(required=required, widget=widget, help_text=NO_NAMES, **kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        return value if "\0" in value else cleaned(value)  # a null character is refused, not cleaned away

    def validate(self, value):
        super().validate(value)
        if len(value) > LIMIT:
            raise forms.ValidationError(f"Shorten this to {LIMIT:,} characters; it has {len(value):,}.")
