"""What the board team, the chair and the groups write into a report."""

from crispy_forms.helper import FormHelper
from django import forms

from plans.forms import NO_NAMES, WordsField
from reporting.models import Highlight
from reporting.models.highlight import WORDS_AT_MOST


class _Plain(forms.Form):
    """A form whose page writes the form tag and the buttons."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class DraftWordsForm(_Plain):
    """The board team's own words on the first page. `seen` tells whether somebody else changed them since."""

    key_messages = WordsField(label="Key messages, one a line (may be left empty)")
    decisions = WordsField(
        label="Further decisions asked, one a line (may be left empty); those that follow from the plan are "
        "added for you"
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class ApprovalForm(_Plain):
    remarks = WordsField(label="Remarks (may be left empty)")


class CorrectionForm(_Plain):
    reason = WordsField(label="What is corrected, and why")


class HighlightForm(_Plain):
    """What a group wants the business group to know: four boxes of about a hundred words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("done", "worry", "ask", "voice"):
            label = Highlight._meta.get_field(name).verbose_name
            self.fields[name] = forms.CharField(
                label=f"{label[:1].upper()}{label[1:]} (may be left empty)",
                required=False,
                help_text=NO_NAMES,
                max_length=WORDS_AT_MOST,
                error_messages={"max_length": f"Shorten this to {WORDS_AT_MOST} characters."},
                widget=forms.Textarea(attrs={"rows": 3, "data-count-limit": WORDS_AT_MOST}),
            )
            self.fields[name].widget.attrs.pop("maxlength", None)
