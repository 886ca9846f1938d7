"""The form in which a value of a measure is recorded."""

from django import forms

from lscb.numbers import plain
from plans.forms.fields import PlainNumberField, WordsField
from plans.forms.for_quarter import ForQuarterForm
from plans.models import Measure, MeasureValue, Quarter


class MeasureForm(ForQuarterForm):
    """What a measure was found to be this quarter."""

    value = PlainNumberField(
        label="Value",
        max_digits=14,
        decimal_places=3,
        error_messages={"required": "Write the number."},
    )
    source = forms.CharField(
        label="Where it comes from",
        required=False,
        max_length=200,
        help_text="Such as: quarterly return of the police",
    )
    note = WordsField(label="Note")
    last_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, measure: Measure, quarter: Quarter | None, last: MeasureValue | None, **kwargs):
        super().__init__(*args, quarter=quarter, **kwargs)
        self.measure, self.last, self.fields["value"].unit = measure, last, measure.unit
        if measure.unit:
            self.fields["value"].label = f"Value ({measure.unit})"
        if last:
            self.initial |= {"value": last.value, "source": last.source, "note": last.note}
        self.initial["last_seen"] = last.pk if last else None

    def clean(self):
        cleaned = super().clean()
        if self.opened_for_another:
            self.look_at(self.last)
        return cleaned

    def clean_value(self):
        """A sign is not dropped where the measure has no unit: it may be what was counted, or a slip."""
        typed, value = str(self["value"].data or "").strip(), self.cleaned_data["value"]
        if not self.measure.unit and (typed.endswith("%") or typed.startswith("£")):
            raise forms.ValidationError(
                f"This measure has no unit, so “{typed}” would stand without its sign. Write {plain(value)}, or have "
                "the unit added to the measure first."
            )
        return value

    def look_at(self, last: MeasureValue | None) -> None:
        """The person is shown `last` now: saving again is not refused because of it."""
        self.data = self.data.copy()
        self.data["last_seen"] = str(last.pk) if last else ""
