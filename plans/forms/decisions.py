"""Forms by which dates, completions and milestones are asked for, decided and recorded."""

from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import Case, F, OuterRef, Q, Subquery, When

from lscb import clock
from lscb.errors import NOT_YET
from lscb.words import own_words
from plans.forms.base import CHANGED, SeenForm, SmallForm
from plans.forms.fields import EXAMPLE, PlainDateField, WordsField
from plans.models import Action, DateChange, Milestone, ProgressUpdate
from plans.selectors.action_rows import when_due
from subgroups.models import Board, Meeting


class MeetingField(forms.ModelChoiceField):
    """A meeting of the board's bodies; may be left empty."""

    def __init__(self, empty_label: str = "No meeting", **kwargs):
        super().__init__(
            Meeting.objects.none(),
            required=False,
            empty_label=empty_label,
            error_messages={"invalid_choice": "Choose one of the meetings."},
            **kwargs,
        )

    def label_from_instance(self, meeting):
        return f"{meeting} (to come)" if meeting.held_on > clock.today() else str(meeting)


def deciding_meetings(board: Board):
    """Meetings that may have decided: the next of each group, soonest first, then all held, latest first."""
    meetings = Meeting.objects.filter(body__board=board, cancelled=False)
    following = (
        meetings.filter(body=OuterRef("body"), held_on__gt=clock.today())
        .order_by("held_on")
        .values("held_on")
    )
    to_come = Case(When(held_on__gt=clock.today(), then=F("held_on")), default=None)
    return (
        meetings.filter(Q(held_on__lte=clock.today()) | Q(held_on=Subquery(following[:1])))
        .select_related("body")
        .order_by(to_come.asc(nulls_last=True), "-held_on", "body__position", "pk")
    )


class PartField(forms.ModelChoiceField):
    """Which dated part of an action a new date is for."""

    def __init__(self):
        super().__init__(
            Milestone.objects.none(),
            label="Which date should move?",
            required=False,
            empty_label="Choose",
            error_messages={"invalid_choice": "Choose one from the list."},
        )

    def label_from_instance(self, milestone):
        return when_due(milestone)


def ask_which(form: forms.Form, name: str, action: Action) -> None:
    """Offer the open dates of an action that has several; of one that has not, nothing is asked."""
    parts = action.milestones.open_and_dated()
    if action.due_on is not None or len(parts) < 2:
        del form.fields[name]
    else:
        form.fields[name].queryset = parts


class NewDateForm(SmallForm):
    """Ask a meeting for a new due date."""

    milestone = PartField()
    to_date = PlainDateField(
        label="New date", help_text=EXAMPLE, error_messages={"required": "Write the date you ask for."}
    )
    reason = WordsField(label="Why should the date move?")

    def __init__(self, *args, action: Action, **kwargs):
        super().__init__(*args, **kwargs)
        ask_which(self, "milestone", action)

    def clean_to_date(self):
        if self.cleaned_data["to_date"] < clock.today():
            raise forms.ValidationError("That day has passed. Ask for a date still to come.")
        return self.cleaned_data["to_date"]


class MeetingForm(SeenForm):
    """Which meeting decided about `about`, a new date asked for or an update that says complete."""

    meeting = MeetingField(label="Which meeting decided? (may be left empty)")

    def __init__(self, *args, board: Board, about: DateChange | ProgressUpdate | None, **kwargs):
        super().__init__(*args, expected=about and about.pk, **kwargs)
        self.fields["meeting"].queryset = deciding_meetings(board)


class DecideForm(MeetingForm):
    """Agreed or not, by which meeting; what is not agreed is for a reason."""

    reason = WordsField(label="Why not, if it is not agreed", rows=2)


class ReasonForm(SmallForm):
    """Why something is done."""

    reason = WordsField(label="Why?", rows=2)

    def __init__(self, *args, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label


class DoneForm(SmallForm):
    """The day on which a milestone was reached or a part was done; emptied, that it was not after all."""

    done_on = PlainDateField(label="Done on", required=False, help_text=EXAMPLE)

    def __init__(self, *args, done_before: date | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.done_before = done_before
        self.initial["done_on"] = done_before
        if done_before:
            self.fields["done_on"].label = "Done on (empty it if it was not done after all)"

    def clean_done_on(self):
        day = self.cleaned_data["done_on"]
        if day is None and self.done_before is None:
            raise forms.ValidationError("Write the day on which it was done.")
        if day and day > clock.today():
            raise forms.ValidationError(NOT_YET)
        return day


class MilestoneForm(DoneForm):
    """A milestone reached, with a remark."""

    note = WordsField(label="Remark (may be left empty)", rows=2)

    def __init__(self, *args, note_before: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["note"] = note_before


class Ticks(forms.ModelMultipleChoiceField):
    """Boxes to tick, one a row of a table; rows that no longer wait are refused."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})

    def __init__(self, label: str):
        super().__init__(
            DateChange.objects.none(),
            label=label,
            required=False,
            error_messages=dict.fromkeys(("invalid_choice", "invalid_pk_value", "list"), CHANGED),
        )


class WaitingForm(SmallForm):
    """What one meeting agreed, ticked row by row. `completions` are the updates that say complete."""

    dates = Ticks("New dates agreed")
    completions = Ticks("Completions agreed")
    meeting = MeetingField(label="Which meeting agreed what is ticked? (may be left empty)")

    def __init__(
        self, *args, board: Board, changes: list[DateChange], completions: list[ProgressUpdate], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self._offer("dates", changes)
        self._offer("completions", completions)
        self.fields["meeting"].queryset = deciding_meetings(board)

    def _offer(self, name: str, rows: list) -> None:
        """Offer rows already read; they are asked for again only when some are ticked."""
        model = DateChange if name == "dates" else ProgressUpdate
        self.fields[name].queryset = model.objects.filter(pk__in=[row.pk for row in rows])
        self.fields[name].choices = [(row.pk, str(row.pk)) for row in rows]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned["dates"] or cleaned["completions"]):
            self.add_error(None, "Tick what the meeting agreed.")
        return cleaned

    @property
    def helper(self) -> FormHelper:
        """The checkboxes stand in the page's tables."""
        helper = super().helper
        helper.layout = Layout("meeting")
        return helper


class ModerationForm(SmallForm):
    """What owners proposed and the board team accepts, ticked row by row."""

    accepted = Ticks("Accept")

    def __init__(self, *args, updates: list[ProgressUpdate], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["accepted"].queryset = ProgressUpdate.objects.filter(pk__in=[row.pk for row in updates])
        self.fields["accepted"].choices = [(row.pk, str(row.pk)) for row in updates]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["accepted"]:
            self.add_error(None, "Tick what you accept.")
        return cleaned


def why_not_live(action: Action) -> str:
    """Why nothing more is recorded of an action, and who could change that; empty when it is live."""
    if action.state == Action.State.CLOSED:
        return own_words(
            "Its completion has been agreed. If it is not finished after all, the board team opens it again.",
            action.plan.own_words,
        )
    if action.state == Action.State.LIVE:
        return ""
    return f"It is {action.get_state_display().lower()} and no longer counts in this plan."
