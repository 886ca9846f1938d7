"""Forms of the scrutineer's log."""

from django import forms

from lscb import clock
from lscb.words import sentence_lower
from plans.forms.base import SeenForm, SmallForm
from plans.forms.decisions import MeetingField
from plans.forms.fields import EXAMPLE, PlainDateField, WordsField
from plans.forms.records import AboutField, PartnerField
from plans.models import Plan, Priority, ScrutinyEntry
from subgroups.models import Meeting

# What scrutiny is mostly made of; people type others, and a board's own are offered beside these.
USUAL_SOURCES = ("Visit", "Dip sample", "Observation of a meeting", "Six-monthly review", "Focus group")


class PriorityField(forms.ModelChoiceField):
    """The priority that something is about, or none."""

    def __init__(self):
        super().__init__(
            Priority.objects.none(),
            required=False,
            empty_label="None of them",
            error_messages={"invalid_choice": "Choose one from the list."},
        )


class ScrutinyForm(SmallForm):
    """A finding, a recommendation or good practice."""

    in_order = (("seen_on", "response_due_on", "A response cannot be due before it was looked at."),)
    kind = forms.ChoiceField(
        label="What is it?",
        choices=ScrutinyEntry.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is.", "invalid_choice": "Choose one of these."},
    )
    words = WordsField(label="What did you find?", missing="Say what was found.")
    source = forms.CharField(
        label="How was it looked at?",
        max_length=120,
        help_text="Such as a visit, a dip sample or the observation of a meeting",
        widget=forms.TextInput(attrs={"list": "scrutiny-sources", "autocomplete": "off"}),
        error_messages={"required": "Say how it was looked at, such as a visit or a dip sample."},
    )
    seen_on = PlainDateField(
        label="When?", help_text=EXAMPLE, past=True, error_messages={"required": "Write the day."}
    )
    to = PartnerField(label="Who must answer? (of good practice: whose it is, may be left empty)")
    priority = PriorityField()
    action = AboutField()
    response_due_on = PlainDateField(
        label="Response due (may be left empty)", required=False, help_text=EXAMPLE
    )

    def __init__(self, *args, plan: Plan, entry: ScrutinyEntry | None = None, **kwargs):
        if entry is not None:
            kwargs["initial"] = {
                name: getattr(entry, name) for name in ("kind", "words", "source", "seen_on")
            }
            kwargs["initial"] |= {
                "to": PartnerField.key_of(entry.to) if entry.to else "",
                "priority": entry.priority_id,
                "action": entry.action_id,
                "response_due_on": entry.response_due_on,
            }
        super().__init__(*args, **kwargs)
        self.days_in_year_from(plan.year_starts_in)
        self.fields["to"].offer(plan.board, also=entry.to if entry else None)
        self.fields["action"].offer(plan)
        self.fields["action"].empty_label = "None of them"
        priority = self.fields["priority"]
        priority.label = f"About which {sentence_lower(plan.priority_label)}?"
        priority.queryset = plan.priorities.all()
        if entry is not None and entry.priority_id:  # it may be of an earlier plan
            priority.queryset |= Priority.objects.filter(pk=entry.priority_id)
        if entry is not None and entry.action_id and entry.action.plan_id != plan.pk:
            actions = self.fields["action"]
            actions.queryset |= type(entry.action).objects.filter(pk=entry.action_id).called_apart()

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind and kind != ScrutinyEntry.Kind.GOOD_PRACTICE and not cleaned.get("to"):
            if "to" not in self.errors:
                self.add_error("to", "Choose who must answer.")
        return cleaned


class ChangeScrutinyForm(SeenForm, ScrutinyForm):
    """An entry, to be said again; what is shared is changed with the reason."""

    reason = WordsField(label="Why is it changed?", rows=2, missing="Say why it is changed.")

    def __init__(self, *args, entry: ScrutinyEntry, **kwargs):
        super().__init__(*args, entry=entry, expected=entry.changed_at, **kwargs)
        if not entry.is_shared:
            del self.fields["reason"]


class AnswerScrutinyForm(SeenForm):
    response = WordsField(label="What was answered?", missing="Write what was answered.")
    responded_on = PlainDateField(
        label="Answered on", help_text=EXAMPLE, past=True, error_messages={"required": "Write the day."}
    )

    def __init__(self, *args, entry: ScrutinyEntry, **kwargs):
        initial = {"response": entry.response, "responded_on": entry.responded_on or clock.today()}
        super().__init__(*args, expected=entry.changed_at, initial=initial, **kwargs)


class CloseScrutinyForm(SeenForm):
    """Which meeting closed it, and what came of it."""

    meeting = MeetingField("Choose a meeting", label="Which meeting closed it?")
    outcome = WordsField(
        label="What came of it, and what difference did it make?",
        missing="Say what came of it: it closes only with that.",
    )

    def __init__(self, *args, entry: ScrutinyEntry, **kwargs):
        super().__init__(*args, expected=entry.changed_at, **kwargs)
        meeting = self.fields["meeting"]
        meeting.required = True
        meeting.error_messages["required"] = "Choose the meeting that closed it."
        meeting.queryset = (
            Meeting.objects.filter(body__board=entry.board, cancelled=False, held_on__lte=clock.today())
            .select_related("body")
            .order_by("-held_on", "body__position", "pk")
        )
