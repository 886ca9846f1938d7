"""The form in which a value of a measure is recorded."""

from decimal import Decimal, InvalidOperation

from django import forms

from plans.forms.base import SmallForm
from plans.forms.fields import WordsField
from plans.models import Measure, MeasureValue


class PlainNumberField(forms.DecimalField):
    """A number as people write it: 1,200, 12.5 or 12.5%."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    advice = "Write a number, such as 12 or 12.5."

    def to_python(self, value):
        if isinstance(value, str):
            value = value.replace(",", "").replace("%", "").strip()
        try:
            found = super().to_python(value)
        except (forms.ValidationError, InvalidOperation) as error:
            raise forms.ValidationError(self.advice) from error
        if isinstance(found, Decimal) and not found.is_finite():
            raise forms.ValidationError(self.advice)
        return found


class MeasureForm(SmallForm):
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

    def __init__(self, *args, measure: Measure, last: MeasureValue | None, **kwargs):
        super().__init__(*args, **kwargs)
        if measure.unit:
            self.fields["value"].label = f"Value ({measure.unit})"
        if last:
            self.initial |= {"value": last.value.normalize(), "source": last.source, "note": last.note}
        self.initial["last_seen"] = last.pk if last else None

    def look_at(self, last: MeasureValue | None) -> None:
        """The person is shown `last` now: saving again is not refused because of it."""
        self.data = self.data.copy()
        self.data["last_seen"] = str(last.pk) if last else ""
