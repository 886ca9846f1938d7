"""Forms of the challenge log."""

from django import forms

from lscb import clock
from plans.forms.base import SeenForm, SmallForm
from plans.forms.decisions import MeetingField
from plans.forms.fields import EXAMPLE, PlainDateField, WordsField
from plans.forms.records import AboutField, PartnerField
from plans.models import Challenge, Plan
from subgroups.models import Meeting


class ChallengeForm(SmallForm):
    """A challenge to an agency or a group."""

    in_order = (
        ("raised_on", "response_due_on", "A response cannot be due before the challenge was raised."),
    )
    to = PartnerField(label="Who is challenged?")
    action = AboutField()
    words = WordsField(label="What is the challenge?", missing="Say what is challenged.")
    raised_by = forms.CharField(
        label="Who raises it?",
        max_length=150,
        help_text="A name or a post",
        error_messages={"required": "Say who raises it: a name or a post."},
    )
    raised_on = PlainDateField(
        label="Raised on", help_text=EXAMPLE, past=True, error_messages={"required": "Write the day."}
    )
    meeting = MeetingField(label="At which meeting? (may be left empty)")
    response_due_on = PlainDateField(
        label="Response due (may be left empty)", required=False, help_text=EXAMPLE
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.days_in_year_from(plan.year_starts_in)
        self.fields["to"].offer(plan.board)
        self.fields["action"].offer(plan)
        self.fields["meeting"].queryset = (
            Meeting.objects.filter(body__board=plan.board, cancelled=False, held_on__lte=clock.today())
            .select_related("body")
            .order_by("-held_on", "body__position", "pk")
        )

    def clean_to(self):
        to = self.cleaned_data["to"]
        if to is None:
            raise forms.ValidationError("Choose who must answer.")
        return to


class ChangeChallengeForm(SeenForm, ChallengeForm):
    """What was recorded of a challenge, to be corrected; what it names stays to be chosen, even if it has ended."""

    reason = WordsField(label="Why is it changed?", rows=2, missing="Say why it is changed.")

    def __init__(self, *args, challenge: Challenge, **kwargs):
        initial = {
            "to": PartnerField.key_of(challenge.to),
            "action": challenge.action_id,
            "words": challenge.words,
            "raised_by": challenge.raised_by,
            "raised_on": challenge.raised_on,
            "meeting": challenge.meeting_id,
            "response_due_on": challenge.response_due_on,
        }
        super().__init__(*args, plan=challenge.plan, expected=challenge.version(), initial=initial, **kwargs)
        self.fields["to"].offer(challenge.board, also=challenge.to)
        if challenge.meeting_id:
            meetings = self.fields["meeting"].queryset
            self.fields["meeting"].queryset = meetings | Meeting.objects.filter(
                pk=challenge.meeting_id
            ).select_related("body")


class AnswerForm(SeenForm):
    response = WordsField(label="What was answered?", missing="Write what was answered.")
    responded_on = PlainDateField(
        label="Answered on", help_text=EXAMPLE, past=True, error_messages={"required": "Write the day."}
    )


class CloseForm(SeenForm):
    """What came of a challenge; of one that nobody answered, why it is closed all the same."""

    outcome = WordsField(
        label="What came of it, and what difference did it make?",
        missing="Say what came of it, and what difference that made: it closes only with that.",
    )
    unanswered_because = WordsField(
        label="Why is it closed without a response?",
        rows=2,
        missing="Nobody has answered. Record the response first, or say why it is closed without one.",
    )

    def __init__(self, *args, challenge: Challenge, **kwargs):
        super().__init__(*args, expected=challenge.version(), **kwargs)
        if challenge.response:
            del self.fields["unanswered_because"]
