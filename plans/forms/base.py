"""What the forms of the pages share; each page writes the form tag and the button."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from lscb.errors import Refused

CHANGED = "This changed while you were looking at it. Look again, then decide."


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
