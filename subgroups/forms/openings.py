"""The form in which a system administrator says why they open a board."""

from crispy_forms.helper import FormHelper
from django import forms

from lscb.web.small_forms import RefusableForm
from subgroups.models import Opening


class OpeningForm(RefusableForm):
    reason = forms.CharField(
        label="Why you need to look",
        max_length=Opening._meta.get_field("reason").max_length,
        help_text="Such as: the team reports that the draft of Q4 does not open.",
        error_messages={"required": "Say why you need to look."},
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True  # the page's own <form> has it
        helper.template = "plans/_laid_out.html"
        return helper
