"""Forms in which the board team adds a year's meetings, moves one and cancels one."""

from datetime import date

from django import forms

from lscb.speaking import in_years
from plans.forms.base import SmallForm
from plans.forms.fields import EXAMPLE, PlainDateField, PlainWholeField
from reporting.forms.fields import MonthsField, PlaceField, ReasonField
from subgroups.models import Body, Meeting
from subgroups.rules.meeting_dates import WEEKDAYS, DateLine, by_rule, read_dates

RULE, LIST = "rule", "list"
LINES_AT_MOST = 200
_TIMES = ["%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p", "%I:%M %p", "%I %p"]


class PlainTimeField(forms.TimeField):
    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            input_formats=_TIMES,
            widget=forms.TextInput,
            help_text="For example, 09:30 or 2pm",
            error_messages={"invalid": "Write the time as 09:30 or 2pm."},
            **kwargs,
        )


class AddMeetingsForm(SmallForm):
    """A year's days at once: by a rule, or as a list."""

    how = forms.ChoiceField(
        label="How do you want to give the days?",
        choices=[
            (RULE, "By a rule, such as the third Wednesday of each quarter"),
            (LIST, "As a list of dates"),
        ],
        widget=forms.RadioSelect,
        initial=RULE,
        error_messages={"required": "Choose a rule or a list."},
    )
    nth = forms.ChoiceField(
        label="Which (for a rule)",
        choices=[("1", "First"), ("2", "Second"), ("3", "Third"), ("4", "Fourth"), ("-1", "Last")],
        initial="3",
        required=False,
    )
    weekday = forms.ChoiceField(
        label="Weekday (for a rule)",
        choices=[(str(number), name) for number, name in enumerate(WEEKDAYS)],
        initial="2",
        required=False,
    )
    months = MonthsField(label="In which months (for a rule)")
    first = PlainDateField(first=True, label="From (for a rule)", required=False, help_text=EXAMPLE)
    last = PlainDateField(label="To (for a rule)", required=False, help_text=EXAMPLE)
    dates = forms.CharField(
        label="Dates, one a line (for a list)",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=in_years("Paste them as they are: 18 April {1}, 09:30 or 18/4/{1.two}"),
    )
    held_at = PlainTimeField(label="Time (may be left empty)")
    place = PlaceField(label="Place (may be left empty)")
    papers_ahead = PlainWholeField(
        label="Papers due so many days before",
        initial=Meeting.PAPERS_AHEAD.days,
        min_value=0,
        max_value=90,
        error_messages={
            "required": "Write how many days before, such as 7.",
            "min_value": "Write 0 or more.",
            "max_value": "Write 90 or less.",
        },
    )

    def __init__(self, *args, body: Body, year: tuple[date, date], **kwargs):
        super().__init__(*args, **kwargs)
        self.body = body
        self.initial["first"], self.initial["last"] = year
        self.lines: list[DateLine] = []

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("how") == RULE:
            self._clean_rule(cleaned)
        elif cleaned.get("how") == LIST:
            self._clean_list(cleaned)
        days = {line.day for line in self.lines if line.day}
        there = self.body.meetings.filter(held_on__in=days).values_list("held_on", flat=True)
        self.there = set(there)
        if days and days <= self.there:
            self.add_error(None, f"{self.body} has a meeting on each of these days already.")
        return cleaned

    def _clean_rule(self, cleaned: dict) -> None:
        for name, said in (("first", "Write the first day."), ("last", "Write the last day.")):
            if name in cleaned and not cleaned[name]:
                self.add_error(name, said)
        if "months" in cleaned and not cleaned["months"]:
            self.add_error("months", "Choose at least one month.")
        if self.errors.keys() & {"first", "last", "months", "nth", "weekday"}:
            return
        if cleaned["last"] < cleaned["first"] or (cleaned["last"] - cleaned["first"]).days > 366 * 5:
            self.add_error("last", "Choose a last day after the first, and at most five years on.")
            return
        days = by_rule(
            nth=int(cleaned["nth"] or 3),
            weekday=int(cleaned["weekday"] or 2),
            months=[int(month) for month in cleaned["months"]],
            first=cleaned["first"],
            last=cleaned["last"],
        )
        if not days:
            self.add_error("months", "The rule falls on no day between the first and the last.")
        self.lines = [DateLine(number, "", day) for number, day in enumerate(days, start=1)]

    def _clean_list(self, cleaned: dict) -> None:
        self.lines = read_dates(cleaned.get("dates", ""))
        if not self.lines:
            self.add_error("dates", "Paste at least one date.")
        if len(self.lines) > LINES_AT_MOST:
            self.add_error("dates", f"Add at most {LINES_AT_MOST} at once; these are {len(self.lines)}.")
            return
        for line in self.lines:
            if line.problem:
                self.add_error("dates", f"Line {line.number}, “{line.text[:60]}”: {line.problem}")

    def new_days(self) -> list[tuple]:
        """Days with their times that the body does not meet on yet; only for a valid form."""
        at = self.cleaned_data["held_at"]
        return [(line.day, line.at or at) for line in self.lines if line.day not in self.there]


class MoveMeetingForm(SmallForm):
    """Another day, time or place, and when the papers are due."""

    held_on = PlainDateField(
        label="Date", help_text=EXAMPLE, error_messages={"required": "Write the day of the meeting."}
    )
    held_at = PlainTimeField(label="Time (may be left empty)")
    place = PlaceField(label="Place (may be left empty)")
    papers_due_on = PlainDateField(
        label="Papers due (empty for seven days before)", required=False, help_text=EXAMPLE
    )

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.initial |= {
            "held_on": meeting.held_on,
            "held_at": f"{meeting.held_at:%H:%M}" if meeting.held_at else "",
            "place": meeting.place,
            "papers_due_on": meeting.papers_due_on,
        }

    def clean(self):
        """A papers deadline that was not touched moves with the meeting."""
        cleaned = super().clean()
        papers, day = cleaned.get("papers_due_on"), cleaned.get("held_on")
        if papers and day and papers == self.meeting.papers_due_on and day != self.meeting.held_on:
            cleaned["papers_due_on"] = day - (self.meeting.held_on - papers)
        elif papers and day and papers > day:
            self.add_error("papers_due_on", "Papers are due on the day of the meeting at the latest.")
        return cleaned


class CancelMeetingForm(SmallForm):
    reason = ReasonField(label="Why is it cancelled?")

    def clean_reason(self):
        if not self.cleaned_data["reason"].strip():
            raise forms.ValidationError("Say why it is cancelled.")
        return self.cleaned_data["reason"]
