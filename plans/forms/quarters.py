"""The form by which a quarter is added to a plan."""

from datetime import date

from django import forms

from plans.forms.base import SmallForm
from plans.forms.decisions import MeetingField
from plans.forms.fields import EXAMPLE, PlainDateField
from plans.models import Plan
from plans.selectors.quarters import quarter_words
from subgroups.models import Meeting


class QuarterForm(SmallForm):
    """The next quarter of a plan; any other that is not there yet may be chosen. Wants `offered` not empty."""

    quarter = forms.ChoiceField(error_messages={"invalid_choice": "Choose one of the quarters."})
    meeting = MeetingField(label="The meeting its report goes to (may be left empty)")
    papers_due_on = PlainDateField(
        label="Papers due (may be left empty: seven days before the meeting)",
        required=False,
        help_text=EXAMPLE,
    )

    def __init__(self, *args, plan: Plan, offered: list[tuple[int, int, date]], last: date | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {f"{year}-{number}": (year, number) for year, number, _ in offered}
        self.fields["quarter"].choices = [
            (f"{year}-{number}", quarter_words(plan, year, number)) for year, number, _ in offered
        ]
        follows = (f"{year}-{number}" for year, number, first in offered if last is None or first > last)
        self.initial["quarter"] = next(follows, None)
        self.fields["meeting"].queryset = (
            Meeting.objects.to_come().filter(body__board=plan.board_id).select_related("body")
        )

    def clean(self):
        cleaned = super().clean()
        meeting, papers = cleaned.get("meeting"), cleaned.get("papers_due_on")
        if meeting and papers and papers > meeting.held_on:
            self.add_error("papers_due_on", "Papers are due on the day of the meeting at the latest.")
        return cleaned

    def chosen(self) -> tuple[int, int]:
        """Year and number; only for a valid form."""
        return self.offered[self.cleaned_data["quarter"]]
