"""Saving a list under a name, and changing that."""

from django import forms

from lscb.web.small_forms import SmallForm
from plans.models import SavedView

SHARED = "Everybody on the board finds it with the list, and sees in it what they may see."


class ViewForm(SmallForm):
    """The name of a view and, for whoever may share one, whether everybody on the board has it."""

    def __init__(self, data, *, may_share: bool, **kwargs):
        super().__init__(data, **kwargs)
        self.fields |= forms.fields_for_model(SavedView, ["name", "is_shared"])
        self.fields["name"].help_text = "By which you find it again: “Late, for the next meeting”."
        self.fields["name"].error_messages["required"] = "Give it a name."
        self.fields["is_shared"].label = "Share it with everybody on the board"
        self.fields["is_shared"].help_text = SHARED
        if not may_share:
            del self.fields["is_shared"]
