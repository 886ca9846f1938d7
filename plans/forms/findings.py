"""Forms that put right where a plan leaves a question open: one of each row, or one for all that are ticked."""

from dataclasses import dataclass

from django import forms
from django.utils.html import format_html

from lscb.speaking import in_years
from plans.forms.base import SmallForm
from plans.forms.fields import PlainDateField, WordsField
from plans.models import Action, Plan, Priority
from subgroups.models import Body


def bodies_of(plan: Plan):
    """Whoever may own an action of the plan."""
    return Body.objects.filter(board=plan.board_id).not_ended()


def _label(words: str, action: Action):
    """A field is told apart from the same field of other rows by the action it is for."""
    return format_html(
        '{}<span class="visually-hidden">, {}</span>', words, action.reference or action.short_text
    )


class OutcomeForm(SmallForm):
    outcome = WordsField(rows=2, required=True, error_messages={"required": "Say what it is to achieve."})

    def __init__(self, *args, action: Action, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].label = _label(action.plan.outcome_label, action)


class OwnerForm(SmallForm):
    body = forms.ModelChoiceField(
        Body.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose who owns it.", "invalid_choice": "Choose one from the list."},
    )

    def __init__(self, *args, action: Action, bodies: list[Body], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _label(action.plan.owner_label, action)
        self.fields["body"].queryset = bodies_of(action.plan)
        # Read once for all the rows of a page.
        self.fields["body"].choices = [("", "Choose"), *((body.pk, str(body)) for body in bodies)]


class ReferenceForm(SmallForm):
    label = forms.CharField(
        max_length=20,
        error_messages={"required": "Type a reference.", "max_length": "Use at most 20 characters."},
    )

    def __init__(self, *args, action: Action, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["label"].label = _label("Reference", action)


ROW_FORMS = {"outcome": OutcomeForm, "owner": OwnerForm, "reference": ReferenceForm}


class TickedForm(SmallForm):
    """Something done to all the actions that are ticked on the page; `actions` are those that may be."""

    actions = forms.ModelMultipleChoiceField(
        Action.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one.",
            "invalid_choice": "Something changed while you were choosing. Look again, then tick.",
            "invalid_pk_value": "Tick from the list.",
        },
    )

    def __init__(self, *args, plan: Plan, actions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actions"].queryset = actions
        self.fields["actions"].label = plan.action_label_plural

    @property
    def ticked(self) -> set[int]:
        """What was ticked, checked or not."""
        return {int(pk) for pk in self["actions"].value() or [] if str(pk).isdigit()}


class ReviewForm(TickedForm):
    review_on = PlainDateField(
        label="Look at them again on",
        help_text=in_years("For example, 30 June {1}"),
        to_come=True,
        error_messages={"required": "Say when they are looked at again."},
    )


class LinkForm(TickedForm):
    priority = forms.ModelChoiceField(Priority.objects.none(), required=False, empty_label="None of its own")

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, plan=plan, **kwargs)
        self.fields["priority"].label = plan.priority_label
        self.fields["priority"].queryset = plan.priorities.all()
        self.fields["priority"].error_messages = {"invalid_choice": "Choose one from the list."}


@dataclass(frozen=True)
class Thin:
    """An action that a look found, with its own form where the fix is one."""

    action: Action
    form: forms.Form | None = None
