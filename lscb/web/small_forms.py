"""What forms of every app share: small forms whose page writes the form tag and the button; dates as words and numbers
as people type them.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from lscb import clock
from lscb.days import ADVICE, read_day
from lscb.errors import NOT_YET, PASSED, TOO_LONG, Refused
from lscb.lines import shortened
from lscb.numbers import Unclear, plain, read_number
from lscb.speaking import in_years, lazily
from lscb.wording import long_date

EXAMPLE = in_years("For example, 31 March {1}")
CHANGED = "This changed while you were looking at it. Look again, then decide."


class PlainDateInput(forms.TextInput):
    """A date as it is said aloud: 31 March 2018."""

    def format_value(self, value):
        return long_date(value) if isinstance(value, date) else value


class PlainDateField(forms.DateField):
    """A day typed as people say it: 31 March 2018, 31/3/2018, or in words that mean one day, as "March 2018".

    A month and whatever else is longer than a day means its last day, in a field of `first` days its first; the help
    says so. `said` is how the words were read, where they do not say the day itself. A `past` day has come, one
    `to_come` has not passed; what lasts since before may keep its day, from `earliest` on.
    """

    widget = PlainDateInput
    default_error_messages = {"invalid": ADVICE}
    said = ""
    earliest: date | None = None

    def __init__(
        self,
        *,
        first: bool = False,
        past: bool = False,
        to_come: bool = False,
        year_starts_in: int | None = None,
        help_text: str = EXAMPLE,
        **kwargs,
    ):
        self.first, self.past, self.to_come = first, past, to_come
        self.year_starts_in = year_starts_in  # the first month of the board's year, where the form knows it
        reads = f"A month means its {'first' if first else 'last'} day."
        whole = lazily(lambda: f"{str(help_text).rstrip('. ')}. {reads}") if help_text else reads
        super().__init__(help_text=whole, **kwargs)

    def to_python(self, value):
        self.said = ""
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            day, self.said = read_day(value, first=self.first, year_starts_in=self.year_starts_in)
        except ValueError as unread:
            raise forms.ValidationError(str(unread), code="invalid") from unread
        return day

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        today = clock.today()
        if self.past and value > today:
            raise forms.ValidationError(NOT_YET)
        if self.to_come and value < min(self.earliest or today, today):
            raise forms.ValidationError(PASSED)


def days_said(form: forms.BaseForm) -> str:
    """How the days of a form were read that were typed in other words; empty where there are none, or none was read."""
    cleaned = getattr(form, "cleaned_data", {})
    said = (
        field.said
        for name, field in form.fields.items()
        if isinstance(field, PlainDateField) and cleaned.get(name)
    )
    return " ".join(dict.fromkeys(filter(None, said)))


class PlainNumberField(forms.DecimalField):
    """A number as people type it: 1,200, 12.5, 50%, ½. What could be two numbers is asked about.

    `unit` is what is counted, where the form knows it.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    unit = ""

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return Decimal(plain(read_number(value, self.unit)))
        except Unclear as unclear:
            raise forms.ValidationError(str(unclear), code="invalid") from unclear

    def prepare_value(self, value):
        return plain(value) if isinstance(value, Decimal) and value.is_finite() else value

    def widget_attrs(self, widget):
        return {}  # a box of text, which hands on whatever is typed in it


class PlainWholeField(forms.IntegerField):
    """A whole number as people type it; any other is asked about, and never cut to one."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any):
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            number = read_number(value)
        except Unclear as unclear:
            raise forms.ValidationError(str(unclear), code="invalid") from unclear
        if number != number.to_integral_value():
            raise forms.ValidationError(f"Write a whole number, not {plain(number)}.", code="invalid")
        return int(number)

    def widget_attrs(self, widget):
        return {}


def shorten_lines(text: str, longest: int) -> list[str]:
    """Advice for each line of a pasted list that has more than so many characters, by the number it has there."""
    return [
        f"Line {number}: shorten it to {longest:,} characters; it has {len(line):,}: “{shortened(line, 60)}”."
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) > longest
    ]


def say_what_is_too_long(form: forms.BaseForm) -> None:
    """Let nothing cut what is pasted into a form: the browser keeps all of it, and what is too long is said."""
    for field in form.fields.values():
        if getattr(field, "max_length", None) and not isinstance(field, forms.FileField):
            field.widget.attrs.pop("maxlength", None)
            if field.error_messages.get("max_length") is None:
                field.error_messages["max_length"] = TOO_LONG


class RefusableForm(forms.Form):
    """A form that takes what an event said against it, with all that was typed left as it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_what_is_too_long(self)

    def refuse(self, refused: Refused) -> None:
        """Put what a business rule said beside its boxes; what has no box here goes to the top."""
        if not hasattr(refused, "error_dict"):
            self.add_error(None, refused.messages)
            return
        for field, errors in refused.error_dict.items():
            self.add_error(field if field in self.fields else None, errors)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed, and not chosen, by the labels of its boxes; empty where nothing was sent."""
        boxes = [each for each in self.visible_fields() if not hasattr(each.field, "choices")]
        return [(each.label, words) for each in boxes if self.is_bound and (words := str(each.value() or ""))]


class SmallForm(RefusableForm):
    """A small form whose page writes the form tag and the button.

    `in_order` are pairs of its days, of which the second must not come before the first, and what is said beside the
    second where it does. An event refuses that too; here it is said with all else that is wrong.
    """

    in_order: tuple[tuple[str, str, str], ...] = ()

    def __init__(self, *args, initial: dict | None = None, **kwargs):
        # Its own copy: several forms of a page may be given the same values, and each adds to them.
        super().__init__(*args, initial=dict(initial or {}), **kwargs)

    def clean(self):
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        for first, second, advice in self.in_order:
            before, after = cleaned.get(first), cleaned.get(second)
            if before and after and after < before:
                self.add_error(second, advice)
        return cleaned

    def days_in_year_from(self, month: int) -> None:
        """Let the fields of dates read what depends on the first `month` of the board's year, as "Q4 2017/18"."""
        for field in self.fields.values():
            if isinstance(field, PlainDateField):
                field.year_starts_in = month

    @property
    def days_said(self) -> str:
        """How days were read that were typed in other words, for the message after saving."""
        return days_said(self)

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

    def __init__(self, *args, expected: int | str | datetime | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.expected = expected.isoformat() if isinstance(expected, datetime) else str(expected or "")
        self.initial["seen"] = self.expected

    def clean(self):
        cleaned = super().clean()
        if cleaned.pop("seen", None) != self.expected:
            self.add_error(None, CHANGED)
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.expected
        return cleaned
