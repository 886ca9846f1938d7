"""The form in which the board team says what the words of a timescale mean."""

import re

from django import forms
from django.utils.html import format_html

from lscb.speaking import in_years
from plans.forms.base import SmallForm
from plans.forms.fields import PlainDateField, WordsField
from plans.models import Action
from plans.rules.timescales import Timescale, dates_typed
from plans.selectors.readings import moved_words, our_reading_of, reading_of, rereading_of

TYPED = "typed"


def readings_of(action: Action) -> dict[str, Timescale]:
    """What an action's "when" may mean, by the key a form sends: our reading, then the others. No queries."""
    ours = our_reading_of(action.plan, action.when_text)
    return {"ours": ours} | {str(n): other for n, other in enumerate(ours.other_readings, start=1)}


def other_readings(action: Action) -> list[tuple[str, Timescale]]:
    """The readings that are not the one in force, to be chosen with one click."""
    return [
        (key, reading)
        for key, reading in readings_of(action).items()
        if reading.explanation[:500] != action.timescale_explanation
    ]


class ReadingForm(SmallForm):
    """Choose one of the readings of an action's "when", or type the dates."""

    reading = forms.ChoiceField(
        label="What do these words mean?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reading.", "invalid_choice": "Choose one of the readings."},
    )
    dates = forms.CharField(
        label="Dates (optional)",
        required=False,
        max_length=400,
        help_text=in_years(
            "Only if you type the dates yourself. Several with commas between: 30 November {0}, 31 March {1}."
        ),
        error_messages={"max_length": "Type at most 400 characters."},
    )
    ongoing = forms.BooleanField(label="The work then goes on (optional)", required=False)
    reason = WordsField(label="Why, if a date moves", rows=2)

    def __init__(self, *args, action: Action, **kwargs):
        super().__init__(*args, **kwargs)
        self.action = action
        self.same_words = list(Action.objects.with_words_of(action).in_plan_order())
        self.now, _ = reading_of(action.plan, action.when_text)
        self.readings = readings_of(action)
        choices = [(key, self._as_choice(reading)) for key, reading in self.readings.items()]
        self.fields["reading"].choices = [*choices, (TYPED, "None of these: I type the dates")]
        self.initial["reading"] = next(
            (key for key, reading in self.readings.items() if reading.explanation == self.now.explanation),
            TYPED,
        )

    def _as_choice(self, reading: Timescale) -> str:
        """A reading in words, and below it whose dates it would move."""
        moved = self._moved(reading)
        words = f"{reading.words}. {reading.first_said}" if reading.first_said else reading.words
        if not moved:
            return words
        return format_html('{}<br><span class="quiet">Moves {}</span>', words, "; ".join(moved))

    def _moved(self, reading: Timescale) -> list[str]:
        """Whose dates a reading would move."""
        source = Action.ReadingSource.CHOSEN
        return moved_words((same, rereading_of(same, reading, source)) for same in self.same_words)

    def clean_dates(self):
        starts = self.action.plan.year_starts_in
        field = PlainDateField(required=False, year_starts_in=starts)
        days, said, wrong = [], [], []
        for words in re.split(r"[;,\n]|\band\b|&", self.cleaned_data["dates"]):
            if not words.strip():
                continue
            try:
                days.append(field.clean(words.strip()))
                said.append(field.said)
            except forms.ValidationError as error:
                wrong += [f"“{words.strip()[:60]}”: {message}" for message in error.messages]
        if wrong:
            raise forms.ValidationError(wrong)
        self._dates_said = " ".join(filter(None, said))
        return days

    def clean(self):
        cleaned = super().clean()
        typed = cleaned.get("reading") == TYPED
        if typed and "dates" in cleaned and not cleaned["dates"] and not cleaned.get("ongoing"):
            self.add_error("dates", "Type at least one date, or tick that the work goes on.")
        if cleaned.get("reading") and "dates" not in self.errors and not cleaned.get("reason", "-"):
            moved = "; ".join(self._moved(self.chosen()))
            if moved:
                self.add_error("reason", f"Say why, because a date moves: {moved}.")
        return cleaned

    @property
    def days_said(self) -> str:
        return self._dates_said if self.cleaned_data["reading"] == TYPED else ""

    def chosen(self) -> Timescale:
        """The reading chosen or typed; only for a valid form."""
        if self.cleaned_data["reading"] == TYPED:
            return dates_typed(
                self.action.when_text, self.cleaned_data["dates"], ongoing=self.cleaned_data["ongoing"]
            )
        return self.readings[self.cleaned_data["reading"]]
