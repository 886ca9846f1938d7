"""Forms by which a plan is followed by the next, actions are carried over and an old plan is archived."""

from django import forms

from plans.decision_forms import DecisionForm
from plans.forms import PlainDateField
from plans.models import Action, Plan

EXAMPLE = "For example, 1 April 2020"


class NextPlanForm(DecisionForm):
    """The next plan's title and years."""

    title = forms.CharField(
        label="Title", max_length=200, error_messages={"required": "Give the plan a title."}
    )
    starts_on = PlainDateField(
        label="From", help_text=EXAMPLE, error_messages={"required": "Write its first day."}
    )
    ends_on = PlainDateField(
        label="To",
        help_text="For example, 31 March 2023",
        error_messages={"required": "Write its last day."},
    )


class PartForm(DecisionForm):
    """An action as it goes on in the next plan; with words in the second box it becomes two."""

    text = forms.CharField(
        label="What it will say",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what it will be."},
    )
    who_text = forms.CharField(label="Who, in the plan's own words", max_length=300, required=False)
    when_text = forms.CharField(label="When, in the plan's own words", max_length=500, required=False)
    outcome = forms.CharField(label="Outcome", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    second = forms.CharField(
        label="Split it: what the second one will say (may be left empty)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    second_who = forms.CharField(label="Who does the second one", max_length=300, required=False)
    second_when = forms.CharField(label="When the second one is done", max_length=500, required=False)

    def __init__(self, *args, action: Action, **kwargs):
        first = {name: getattr(action, name) for name in ("text", "who_text", "when_text", "outcome")}
        super().__init__(
            *args,
            initial=first | {"second_who": action.who_text, "second_when": action.when_text},
            **kwargs,
        )


class EarlierForm(DecisionForm):
    """An action that goes on from before this product: what it is, and where it comes from."""

    label = forms.CharField(label="Reference (may be left empty)", max_length=20, required=False)
    text = forms.CharField(
        label="What it says",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what it is."},
    )
    section = forms.ModelChoiceField(None, label="Section", required=False, empty_label="None")
    who_text = forms.CharField(label="Who, in the plan's own words", max_length=300, required=False)
    when_text = forms.CharField(label="When, in the plan's own words", max_length=500, required=False)
    carried_note = forms.CharField(
        label="Where it comes from",
        max_length=300,
        help_text="For example, neglect strategy of the plan 2012-15, not held here",
        error_messages={"required": "Say where it comes from."},
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = plan.sections.all()
        self.fields["section"].label = plan.section_label


class ArchiveForm(DecisionForm):
    """Until when the plan must be kept at least."""

    keep_until = PlainDateField(
        label="Keep it at least until (may be left empty)",
        required=False,
        help_text="As your retention schedule says. Nothing is deleted by itself on that day.",
    )
