"""Forms by which a plan is linked to a business plan, and an action points to a linked plan."""

from django import forms

from lscb.speaking import said
from plans.forms.base import SmallForm
from plans.forms.fields import PlainDateField
from plans.models import Plan

KINDS = [(kind.value, kind.label) for kind in Plan.Kind if kind != Plan.Kind.BUSINESS]


def _kind_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Of what is it the plan?",
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say of what it is the plan.",
            "invalid_choice": "Choose one of these.",
        },
    )


class LinkedPlanForm(SmallForm):
    """A plan of a review, an audit and so on: what it is called, of what it is, its days, and where its actions are."""

    in_order = (("starts_on", "ends_on", "The plan ends after it starts."),)

    title = forms.CharField(
        label="Title",
        max_length=200,
        help_text="As a review is called here: by its code name, never by a person’s.",
        error_messages={"required": "Give the plan a title."},
    )
    kind = _kind_field()
    starts_on = PlainDateField(first=True, label="From", error_messages={"required": "Write its first day."})
    ends_on = PlainDateField(label="To", error_messages={"required": "Write its last day."})
    by = forms.ChoiceField(
        label=said("How do its actions come in?"),
        choices=[("typing", "They are typed"), ("document", "From a document, as a table in Word or Excel")],
        widget=forms.RadioSelect,
        initial="typing",
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one of these."},
    )


class LinkForm(SmallForm):
    """To which plan of the board one is linked, and of what it is."""

    business_plan = forms.ModelChoiceField(
        Plan.objects.none(),
        label="The plan that it rolls up into",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a plan.", "invalid_choice": "Choose one of these plans."},
    )
    kind = _kind_field()

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["business_plan"].queryset = offered


class PointForm(SmallForm):
    """Which linked plan an action is carried out by; none: by none."""

    to = forms.ModelChoiceField(
        Plan.objects.none(),
        label="Linked plan",
        required=False,
        empty_label="None: it is carried out by itself",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of these plans."},
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = offered
