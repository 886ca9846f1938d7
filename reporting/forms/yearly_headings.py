"""The headings of the board's yearly report."""

from django import forms

from lscb.speaking import said
from lscb.web.small_forms import SmallForm
from plans.forms.action_writing import LineField
from reporting.models import YearlyHeading
from reporting.models.yearly import OWN_WORDS
from reporting.rules.materials import MATERIAL_WORDS
from subgroups.models import Board


class YearlyHeadingForm(SmallForm):
    """A heading, what is to be said under it, and what it is drafted from."""

    title = LineField(limit=200, label="Heading", error_messages={"required": "Give the heading its words."})
    asks = forms.CharField(
        label="What is to be said there (may be left empty)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Shown to whoever writes it, and not printed.",
    )
    material = forms.ChoiceField(
        label="What is it drafted from?",
        choices=[
            ("", OWN_WORDS),
            *((material.value, said(words)) for material, words in MATERIAL_WORDS.items()),
        ],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of these."},
    )
    required_by = LineField(
        limit=200,
        label="What asks for it (may be left empty)",
        required=False,
        help_text="The Act or guidance, with its paragraph. A report that is silent there says so before it is "
        "made final.",
    )

    def __init__(self, *args, board: Board, heading: YearlyHeading | None, **kwargs):
        now = {name: getattr(heading, name) for name in self.base_fields} if heading else {"material": ""}
        super().__init__(*args, initial=now, **kwargs)
        self.board, self.heading = board, heading

    def clean_title(self):
        title = self.cleaned_data["title"].strip()
        others = self.board.yearly_headings.exclude(pk=self.heading.pk if self.heading else None)
        if others.filter(title__iexact=title).exists():
            raise forms.ValidationError("There is a heading with these words already.")
        return title


class PlaceForm(forms.Form):
    """Which heading goes where."""

    heading = forms.ModelChoiceField(YearlyHeading.objects.none())
    to = forms.IntegerField(min_value=1, max_value=10_000)

    def __init__(self, *args, headings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["heading"].queryset = headings
