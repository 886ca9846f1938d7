"""Forms of a year's report: its sections, its finance, whom it is sent to, and what is asked before it is final."""

from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from lscb.web.small_forms import PlainNumberField, SeenForm, SmallForm
from lscb.words import with_article
from plans.forms.action_writing import LineField
from plans.forms.fields import NO_NAMES, WordsField
from reporting.models import FinanceLine, YearlySection
from subgroups.models import Board

TITLE = YearlySection._meta.get_field("title").max_length
MOST_POUNDS = Decimal("9999999999.99")


class SectionTextField(forms.CharField):
    """Some pages of text. The browser does not cut what is pasted: too much is said, not lost."""

    def __init__(self, **kwargs):
        attrs = {"rows": 16, "data-count-limit": YearlySection.LONGEST}
        super().__init__(required=False, widget=forms.Textarea(attrs=attrs), **kwargs)


class SectionForm(SeenForm):
    """A section as somebody writes it; what was saved meanwhile is said and shown beside it."""

    title = LineField(limit=TITLE, label="Title", error_messages={"required": "Give the section a title."})
    text = SectionTextField(label="Text", help_text=NO_NAMES)

    def __init__(self, *args, section: YearlySection, **kwargs):
        now = {"title": section.title, "text": section.text}
        # Several sections of one page may be open at once.
        auto_id = f"{section.key}-%s"
        super().__init__(*args, expected=section.version, initial=now, auto_id=auto_id, **kwargs)

    def clean(self):
        cleaned = super().clean()
        if advice := YearlySection.wrong_text(cleaned.get("text") or ""):
            self.add_error("text", advice)
        return cleaned


class NewSectionForm(SmallForm):
    """A section of the board's own, behind the others."""

    title = LineField(limit=TITLE, label="Title", error_messages={"required": "Give the section a title."})
    asks = WordsField(label="What is to be said there (may be left empty)", rows=2)


class SectionPlaceForm(SmallForm):
    """Which section goes where, is left out, or is taken in again."""

    section = forms.ModelChoiceField(YearlySection.objects.none())
    to = forms.IntegerField(min_value=1, max_value=10_000, required=False)

    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections


class LeaveOutForm(SmallForm):
    """Why a section is left out; where something asks for it, that has to be said."""

    because = WordsField(label="Why is it left out? (may be left empty)", rows=2)

    def __init__(self, *args, section: YearlySection, **kwargs):
        super().__init__(*args, **kwargs)
        if section.required_by:
            self.fields["because"].label = f"Why is it left out? {section.required_by} asks for it"
            self.fields["because"].required = True
            self.fields["because"].error_messages["required"] = f"Say why: {section.required_by} asks for it."


class RecipientsForm(SmallForm):
    """Whom the report is sent to."""

    recipients = WordsField(label="Whom it is sent to, one a line (may be left empty)", rows=8)


class YearForm(SmallForm):
    """Which year a report is begun of: a choice of its first day."""

    starts_on = forms.ChoiceField(
        label="Year",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a year.", "invalid_choice": "Choose one of these."},
    )

    def __init__(self, *args, years: Iterable[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].choices = list(years)


class OmittedForm(SmallForm):
    """Why the report goes on without what is asked for; asked only where something is missing."""

    omitted_because = WordsField(label="Why does it go on without these?", rows=3)

    def __init__(self, *args, missing: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not missing:
            del self.fields["omitted_because"]
        else:
            self.fields["omitted_because"].required = True
            self.fields["omitted_because"].error_messages["required"] = (
                "Say why it goes on without what is asked for; the reason stands in the report."
            )


# --- The finance table --------------------------------------------------------------------------------------

PREFIX, TYPED_AT_FIRST, AT_MOST = "lines", 3, 60


class FinanceLineForm(SmallForm):
    """A line of the table; one left empty is left out."""

    kind = forms.ChoiceField(choices=FinanceLine.Kind.choices, initial=FinanceLine.Kind.INCOME, label="Kind")
    agency = forms.ModelChoiceField(None, required=False, empty_label="None")
    words = LineField(limit=200, required=False, label="From whom, or on what")
    amount = PlainNumberField(label="Pounds", required=False, min_value=0, max_value=MOST_POUNDS)
    year_before = PlainNumberField(
        label="The year before", required=False, min_value=0, max_value=MOST_POUNDS
    )

    def __init__(self, *args, board: Board, **kwargs):
        super().__init__(*args, **kwargs)
        self.board = board
        self.fields["agency"].queryset = board.agencies.all()
        self.fields["agency"].label = board.agency_label
        for name in ("amount", "year_before"):
            self.fields[name].unit = "pounds"
            self.fields[name].error_messages |= {
                "min_value": "Write an amount of 0 or more.",
                "max_value": "Write a smaller amount.",
            }
        for bound in self.fields_shown:  # in a table, where crispy does not write them out
            is_chosen = bound.name in ("kind", "agency")
            bound.field.widget.attrs["class"] = "form-select" if is_chosen else "form-control"

    @property
    def fields_shown(self):
        return [self[name] for name in ("kind", "agency", "words", "amount", "year_before")]

    @property
    def is_left_empty(self) -> bool:
        """Nothing was typed in it; or it was offered from the year before, and no amount was typed."""
        cleaned = self.cleaned_data
        named = cleaned.get("agency") or cleaned.get("words")
        stated = cleaned.get("amount") is not None
        return not stated and (
            not self.has_changed() or not (named or cleaned.get("year_before") is not None)
        )

    def clean(self):
        cleaned = super().clean()
        if self.errors or self.is_left_empty:
            return cleaned
        if not (cleaned.get("agency") or cleaned.get("words")):
            whom = with_article(self.board.agency_label)
            self.add_error("words", f"Choose {whom}, or say from whom it came or on what it went.")
        for name in ("amount", "year_before"):
            value = cleaned.get(name)
            if value is not None and value != round(value, 2):
                self.add_error(name, "Write pounds and pence, as 1200 or 1200.50.")
        if cleaned.get("amount") is None:
            self.add_error("amount", "Write the amount; 0 for none.")
        return cleaned


class _Lines(BaseFormSet):
    """Lines of the finance table; of what `board`."""

    def __init__(self, *args, board: Board, **kwargs):
        super().__init__(*args, prefix=PREFIX, form_kwargs={"board": board}, **kwargs)
        # One list of agencies for all rows, read once.
        agencies = [("", "None"), *((each.pk, each.name) for each in board.agencies.all())]
        for row in [*self.forms]:
            row.fields["agency"].choices = agencies

    @property
    def typed(self) -> list[FinanceLineForm]:
        """The rows that say something; only for a valid table."""
        return [row for row in self.forms if row.cleaned_data and not row.is_left_empty]


FinanceRows = formset_factory(
    FinanceLineForm,
    formset=_Lines,
    extra=TYPED_AT_FIRST,
    max_num=AT_MOST,
    absolute_max=AT_MOST + 1,
    validate_max=True,
)


def with_another(sent: QueryDict) -> QueryDict:
    """Rows as they were sent, and one more."""
    sent, total = sent.copy(), f"{PREFIX}-TOTAL_FORMS"
    if sent.get(total, "").isdecimal():
        sent[total] = str(min(int(sent[total][:4]), AT_MOST - 1) + 1)
    return sent
