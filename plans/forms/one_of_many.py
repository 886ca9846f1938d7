"""The form in which one of many answers."""

from django import forms

from plans.forms.base import SmallForm
from plans.forms.fields import WordsField
from plans.models import OneOfManyAnswer


class OneAnswerForm(SmallForm):
    """How it stands, and in a few words what was done, or why it is not for them."""

    state = forms.ChoiceField(
        label="How does it stand with you?",
        choices=OneOfManyAnswer.State.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of these.", "invalid_choice": "Choose one of these."},
    )
    words = WordsField(label="In a few words", rows=3)

    last_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, answer: OneOfManyAnswer | None, **kwargs):
        super().__init__(*args, **kwargs)
        if answer:
            self.initial |= {"state": answer.state, "words": answer.words, "last_seen": answer.pk}

    def look_at(self, answer: OneOfManyAnswer | None) -> None:
        """The person is shown `answer` now: saving again is not refused because of it."""
        self.data = self.data.copy()
        self.data["last_seen"] = str(answer.pk) if answer else ""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("state") == OneOfManyAnswer.State.NOT_OURS and not cleaned.get("words"):
            self.add_error("words", "Say why it is not for you.")
        return cleaned
