"""What is said and chosen before reminders go out."""

from django import forms

from lscb.wording import number_of
from plans.forms.base import SmallForm
from plans.forms.fields import WordsField


class _AnyPeople(forms.TypedMultipleChoiceField):
    """Whoever is not to be reminded any more is left out when it is cleaned, and said to nobody as a fault."""

    def valid_value(self, value):
        return True


class RemindForm(SmallForm):
    """Whom to remind, of those who may be reminded now, and a line of one's own."""

    people = _AnyPeople(
        label="Whom to remind", coerce=str, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = WordsField(label="A line of your own (may be left empty)", rows=2)

    def __init__(self, *args, ready: dict[int, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.ready = ready
        self.fields["people"].choices = ready.items()
        self.initial.setdefault("people", [str(pk) for pk in ready])

    def clean_people(self) -> list[int]:
        chosen = [pk for pk in self.ready if str(pk) in self.cleaned_data["people"]]
        if not chosen:
            raise forms.ValidationError("Tick at least one person, or send nothing.")
        return chosen

    def is_ticked(self, pk: int) -> bool:
        """Whether somebody is chosen as it stands, refused or not."""
        return str(pk) in {str(each) for each in self["people"].value() or ()}


class LastReminderForm(SmallForm):
    """Whether a last reminder goes out before each deadline, and when."""

    days = forms.TypedChoiceField(
        label="Last reminder before the papers deadline",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Choose one of the list."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = sorted(
            {1, 2, 3, 5, 7, 10, 14} | ({self.initial["days"]} if self.initial.get("days") else set())
        )
        self.fields["days"].choices = [
            ("", "None"),
            *((days, f"{number_of(days, 'day', 'days')} before") for days in offered),
        ]
