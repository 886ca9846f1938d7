"""Forms of the reporting planner and the forward plan."""

from django import forms

from lscb.speaking import in_years
from plans.forms.base import SmallForm
from plans.forms.decisions import MeetingField
from plans.forms.fields import EXAMPLE, PlainDateField, PlainWholeField
from reporting.forms.fields import MonthsField, ReasonField
from reporting.models import DueReport, Obligation
from reporting.selectors.duty_readings import NOW, readings_of
from subgroups.models import Body, Meeting


class RecordForm(SmallForm):
    """What became of a report that is expected."""

    became = forms.ChoiceField(
        label="What became of it?",
        choices=[
            (DueReport.State.RECEIVED.value, "It was received"),
            (DueReport.State.DEFERRED.value, "It is deferred to a later meeting"),
            (DueReport.State.NOT_NEEDED.value, "It is not needed this time"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what became of it."},
    )
    received_on = PlainDateField(
        label="Received on (if it was received)",
        required=False,
        help_text=in_years("For example, 31 March {1}. Empty means today"),
        past=True,
    )
    link = forms.URLField(
        label="Where the paper is (if it was received; may be left empty)",
        required=False,
        assume_scheme="https",
        max_length=200,
        error_messages={"invalid": "Write a whole web address, such as https://example.org/paper.pdf."},
    )
    to = MeetingField("Choose a meeting", label="To which meeting (if it is deferred)")
    reason = ReasonField(label="Why (if it is deferred or not needed)")

    def __init__(self, *args, due: DueReport, **kwargs):
        super().__init__(*args, **kwargs)
        later = due.forum.meetings.filter(held_on__gt=due.due_on, cancelled=False)
        self.fields["to"].queryset = later.select_related("body").order_by("held_on")

    def clean(self):
        cleaned = super().clean()
        became, missing = cleaned.get("became"), {}
        if became == DueReport.State.DEFERRED:
            missing = {"to": "Choose the meeting it is deferred to.", "reason": "Say why it is deferred."}
        elif became == DueReport.State.NOT_NEEDED:
            missing = {"reason": "Say why it is not needed this time."}
        for name, advice in missing.items():
            if name in cleaned and not cleaned[name]:
                self.add_error(name, advice)
        if became and became != DueReport.State.RECEIVED:
            for name in ("received_on", "link"):  # asked only of what was received
                self._errors.pop(name, None)
        return cleaned


class UpToDateForm(SmallForm):
    """For which days the forward plan is brought into step."""

    in_order = (("first", "last", "The last day is before the first."),)

    first = PlainDateField(
        first=True, label="From", help_text=EXAMPLE, error_messages={"required": "Write the first day."}
    )
    last = PlainDateField(label="To", help_text=EXAMPLE, error_messages={"required": "Write the last day."})


IN_MONTHS, AT_MEETINGS, AS_REQUIRED = "months", "meetings", "required"


class DutyReadingForm(SmallForm):
    """How often some words of the planner ask for a report: one of the readings, or what the board has decided."""

    reading = forms.ChoiceField(
        label="What do these words mean?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reading."},
    )
    months = MonthsField(label="Months (if it is in certain months)")
    every = PlainWholeField(
        label="Every how many meetings (if it is at meetings)",
        required=False,
        min_value=1,
        max_value=12,
        help_text="1 for each meeting, 2 for every other one.",
        error_messages={
            "min_value": "Write 1 or more.",
            "max_value": "Write 12 or less.",
        },
    )

    def __init__(self, *args, obligation: Obligation, **kwargs):
        super().__init__(*args, **kwargs)
        self.readings = readings_of(obligation)
        self.fields["reading"].choices = [
            *((key, reading.words) for key, reading in self.readings.items()),
            (IN_MONTHS, "In certain months, every year"),
            (AT_MEETINGS, "At meetings, whenever they are"),
            (AS_REQUIRED, "Only as required: nothing is due"),
        ]
        self.initial["reading"] = NOW

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reading") == IN_MONTHS and "months" in cleaned and not cleaned["months"]:
            self.add_error("months", "Choose at least one month.")
        if cleaned.get("reading") == AT_MEETINGS and "every" in cleaned and not cleaned["every"]:
            self.add_error("every", "Say at every how many meetings.")
        return cleaned

    def chosen(self) -> dict:
        """Kind, rule and count of meetings, as the operation takes them; only for a valid form."""
        chosen = self.cleaned_data["reading"]
        if chosen == IN_MONTHS:
            months = ",".join(sorted(self.cleaned_data["months"], key=int))
            return {"kind": Obligation.Kind.RECURRING, "rule": f"RRULE:FREQ=YEARLY;BYMONTH={months}"}
        if chosen == AT_MEETINGS:
            return {"kind": Obligation.Kind.PER_MEETING, "every": self.cleaned_data["every"]}
        if chosen == AS_REQUIRED:
            return {"kind": Obligation.Kind.CONDITION}
        reading = self.readings[chosen]
        return {"kind": reading.kind, "rule": reading.rule, "every": reading.every}


class PlaceForm(SmallForm):
    """At which meeting a report is expected that no rule puts anywhere."""

    meeting = MeetingField("Choose a meeting", label="Meeting")

    def __init__(self, *args, obligation: Obligation, forums: list[Body], **kwargs):
        super().__init__(*args, **kwargs)
        plan = obligation.planned_report.plan
        self.fields["meeting"].queryset = (
            Meeting.objects.filter(body__in=forums, cancelled=False)
            .filter(held_on__gte=plan.starts_on, held_on__lte=plan.ends_on)
            .select_related("body")
            .order_by("held_on")
        )

    def clean_meeting(self):
        if not self.cleaned_data["meeting"]:
            raise forms.ValidationError("Choose a meeting.")
        return self.cleaned_data["meeting"]
