"""Forms of the risk register."""

from django import forms

from plans.forms.base import SeenForm, SmallForm
from plans.forms.fields import EXAMPLE, PlainDateField, WordsField
from plans.forms.records import AboutField
from plans.models import Plan, Risk


def _scored(choices, label: str, missing: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        choices=[(value, f"{value} {word}") for value, word in choices.choices],
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": "Choose one of these."},
    )


class RiskForm(SmallForm):
    """A risk, about one action or the plan as a whole."""

    words = WordsField(
        label="What may happen, and what would it mean?",
        missing="Say what may happen, and what it would mean.",
    )
    action = AboutField()
    likelihood = _scored(Risk.Likelihood, "How likely is it?", "Choose how likely it is.")
    impact = _scored(Risk.Impact, "How grave would it be?", "Choose how grave it would be.")
    response = WordsField(label="What is done about it?", missing="Say what is done about it.")
    held_by = forms.CharField(
        label="Who answers for it?",
        max_length=150,
        help_text="A name or a post",
        error_messages={"required": "Say who answers for it: a name or a post."},
    )
    review_on = PlainDateField(
        label="When is it looked at again? (may be left empty)",
        required=False,
        help_text=EXAMPLE,
        to_come=True,
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.days_in_year_from(plan.year_starts_in)
        self.fields["action"].offer(plan)


class ReviewForm(SeenForm, RiskForm):
    """How a risk stands now."""

    def __init__(self, *args, risk: Risk, **kwargs):
        now = {name: getattr(risk, name) for name in RiskForm.base_fields}
        super().__init__(*args, plan=risk.plan, expected=risk.changed_at, initial=now, **kwargs)
        self.fields["review_on"].earliest = risk.review_on


class CloseRiskForm(SeenForm):
    why_closed = WordsField(label="Why is it a risk no more?", missing="Say why it is a risk no more.")

    def __init__(self, *args, risk: Risk, **kwargs):
        super().__init__(*args, expected=risk.changed_at, **kwargs)
