"""Forms by which dates, completions and milestones are asked for, decided and recorded."""

from collections.abc import Iterable
from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet

from lscb import clock
from lscb.wording import long_date
from lscb.words import own_words
from plans.forms.base import CHANGED, SeenForm, SmallForm
from plans.forms.fields import EXAMPLE, PlainDateField, WordsField
from plans.models import Action, DateChange, Decision, Milestone, ProgressUpdate
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


def ask_which(form: forms.Form, name: str, action: Action, waiting: Iterable[DateChange] = ()) -> None:
    """Offer the open dates of an action that has several, but those that one of `waiting` asks to move; of one that
    has not several, nothing is asked."""
    parts = action.milestones.open_and_dated()
    if action.due_on is not None or len(parts) < 2:
        del form.fields[name]
    else:
        form.fields[name].queryset = parts.exclude(
            pk__in=[change.milestone_id for change in waiting if change.milestone_id]
        )


class NewDateForm(SmallForm):
    """Ask a meeting for a new due date."""

    milestone = PartField()
    to_date = PlainDateField(
        label="New date", help_text=EXAMPLE, error_messages={"required": "Write the date you ask for."}
    )
    reason = WordsField(label="Why should the date move?", missing="Say why the date should move.")

    def __init__(self, *args, action: Action, waiting: Iterable[DateChange], **kwargs):
        super().__init__(*args, **kwargs)
        self.days_in_year_from(action.plan.year_starts_in)
        ask_which(self, "milestone", action, waiting)
        if part := self.fields.get("milestone"):
            part.required, part.error_messages["required"] = True, "Say which of its dates should move."

    def clean_to_date(self):
        if self.cleaned_data["to_date"] < clock.today():
            raise forms.ValidationError("That day has passed. Ask for a date still to come.")
        return self.cleaned_data["to_date"]


class DecidedWhere(forms.Form):
    """Which meeting decided; or how it was decided outside one. A meeting to come is asked about.

    `meetings` are those to choose from, where they are not one board's.
    """

    meeting = MeetingField("Choose a meeting", label="Which meeting decided?")
    outside_because = WordsField(label="If it was decided outside a meeting: how, and by whom?", rows=2)
    ahead = forms.BooleanField(
        label="It was decided ahead of that meeting, which is still to come", required=False
    )

    meetings: QuerySet[Meeting] | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.meetings is not None:
            self.fields["meeting"].queryset = self.meetings.that_may_decide()

    def offer_meetings(self, board: Board) -> None:
        self.fields["meeting"].queryset = Meeting.objects.filter(body__board=board).that_may_decide()

    def clean(self):
        """A meeting, or the other way; whether it was really decided ahead of a meeting."""
        cleaned = super().clean()
        ahead = cleaned.pop("ahead", False)
        if "meeting" in self.errors or "outside_because" in self.errors:
            return cleaned
        meeting, outside = cleaned["meeting"], cleaned["outside_because"].strip()
        if not meeting and not outside and self.needs_meeting(cleaned):
            self.add_error("meeting", "Choose the meeting, or say below how it was decided outside one.")
        elif meeting and outside:
            self.add_error(
                "outside_because", "Choose a meeting or say how it was decided outside one, not both."
            )
        elif meeting and meeting.held_on > clock.today() and not ahead:
            day = long_date(meeting.held_on)
            self.add_error("ahead", f"The meeting you chose is on {day}. Tick this, or choose another one.")
        return cleaned

    def needs_meeting(self, cleaned: dict) -> bool:
        """Whether what is recorded is a decision, of a meeting or made outside one."""
        return True

    @property
    def where(self) -> list[str]:
        """The fields to lay out; the last is asked only of a meeting to come."""
        return ["meeting", "outside_because", *(["ahead"] if self.is_bound and self._is_to_come() else [])]

    def _is_to_come(self) -> bool:
        chosen = str(self["meeting"].value() or "")
        to_come = self.fields["meeting"].queryset.filter(held_on__gt=clock.today())
        return chosen.isdecimal() and any(str(pk) == chosen for pk in to_come.values_list("pk", flat=True))


class DecideForm(DecidedWhere, SeenForm):
    """Whether a meeting agreed `about`, a new date asked for or an update that says complete.

    `why_not` is what to say where the reason is missing, if it was not agreed; empty where it was.
    """

    reason = WordsField(label="Why not, if it is not agreed", rows=2)

    def __init__(
        self, *args, board: Board, about: DateChange | ProgressUpdate | None, why_not: str = "", **kwargs
    ):
        super().__init__(*args, expected=about and about.pk, **kwargs)
        self.offer_meetings(board)
        if why_not:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = why_not

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout("seen", *self.where, "reason")
        return helper


class ReasonForm(SmallForm):
    """Why something is done; `missing` is said where it is not."""

    reason = WordsField(label="Why?", rows=2, missing="Say why.")

    def __init__(self, *args, label: str, missing: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = missing


class DoneForm(SmallForm):
    """The day on which a milestone was reached or a part was done; emptied, that it was not after all."""

    done_on = PlainDateField(label="Done on", required=False, help_text=EXAMPLE, past=True)

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


class WhereForm(DecidedWhere, SmallForm):
    """Puts right which meeting decided something about an action, or how it was decided outside one.

    `rows` are what can be chosen, by the key that the form sends.
    """

    of = forms.ChoiceField(
        label="Which decision?",
        error_messages={"required": "Choose which decision.", "invalid_choice": "Choose one of these."},
    )
    reason = WordsField(label="Why is it put right?", rows=2, missing="Say why it is put right.")

    def __init__(self, *args, action: Action, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_meetings(action.plan.board)
        self.rows: dict[str, DateChange | Decision | Action] = {
            f"date-{row.pk}": row for row in action.date_changes.decided().select_related("meeting__body")
        }
        self.rows |= {
            f"decision-{row.pk}": row for row in action.decisions.standing().select_related("meeting__body")
        }
        choices = [
            (key, f"{row} ({row.meeting or row.outside_because or 'no meeting'})")
            for key, row in self.rows.items()
        ]
        if action.state == Action.State.CLOSED:
            self.rows["completion"] = action
            where = action.closed_at_meeting or action.closed_outside_because or "no meeting"
            choices.append(("completion", f"Completion agreed ({where})"))
        self.fields["of"].choices = choices
        self.order_fields(["of"])

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout("of", *self.where, "reason")
        return helper


class WaitingForm(DecidedWhere, SmallForm):
    """What one meeting agreed, ticked row by row. `completions` are the updates that say complete."""

    dates = Ticks("New dates agreed")
    completions = Ticks("Completions agreed")

    def __init__(
        self, *args, board: Board, changes: list[DateChange], completions: list[ProgressUpdate], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self._offer("dates", changes)
        self._offer("completions", completions)
        self.offer_meetings(board)
        self.fields["meeting"].label = "Which meeting agreed what is ticked?"

    def _offer(self, name: str, rows: list) -> None:
        """Offer rows already read; they are asked for again only when some are ticked."""
        model = DateChange if name == "dates" else ProgressUpdate
        self.fields[name].queryset = model.objects.filter(pk__in=[row.pk for row in rows])
        self.fields[name].choices = [(row.pk, str(row.pk)) for row in rows]

    def clean(self):
        cleaned = super().clean()
        if not (
            cleaned.get("dates")
            or cleaned.get("completions")
            or self.errors.keys() & {"dates", "completions"}
        ):
            self.add_error(None, "Tick what the meeting agreed.")
        return cleaned

    @property
    def helper(self) -> FormHelper:
        """The checkboxes stand in the page's tables."""
        helper = super().helper
        helper.layout = Layout(*self.where)
        return helper


class ModerationForm(SmallForm):
    """What owners proposed and the board team accepts, ticked row by row.

    `waiting` are the keys of all that nobody has looked at; `ticked` those of them that are ticked. `offer` says which
    have a box on the page.
    """

    accepted = Ticks("Accept")

    def __init__(self, *args, waiting: Iterable[int], **kwargs):
        super().__init__(*args, **kwargs)
        sent = set(self["accepted"].value() or ())
        self.ticked = {key for key in waiting if str(key) in sent}
        self.fields["accepted"].queryset = ProgressUpdate.objects.filter(pk__in=self.ticked)

    def offer(self, updates: list[ProgressUpdate]) -> None:
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
