"""Forms about a group's terms of reference and work plan, and which actions serve what it is for."""

from collections.abc import Iterator, Sequence

from django import forms
from django.utils.text import Truncator

from lscb.lines import run_on
from plans.forms.base import SeenForm, SmallForm
from plans.forms.decisions import MeetingField
from plans.forms.evidence import EvidenceForm
from plans.forms.fields import EXAMPLE, PlainDateField
from plans.models import Action, BodyDocument
from subgroups.models import Body, Function, Meeting


class DocumentDates(SmallForm):
    """When a document was agreed, by which meeting, and when it is to be reviewed; any may be left empty."""

    agreed_on = PlainDateField(
        label="Agreed on",
        required=False,
        help_text=f"Empty, if it is still to be agreed. {EXAMPLE}",
        past=True,
    )
    agreed_at_meeting = MeetingField(
        label="By which meeting?", help_text="Its day is the day it was agreed: no need to type that too."
    )
    review_due_on = PlainDateField(label="Review due", required=False, help_text=EXAMPLE)

    def offer(self, body: Body) -> None:
        """The meetings of its board up to today, and days in its years."""
        self.days_in_year_from(body.board.year_starts_in)
        self.fields["agreed_at_meeting"].queryset = (
            Meeting.objects.filter(body__board=body.board_id).up_to_today().select_related("body")
        )

    def clean(self):
        cleaned = super().clean()
        meeting = cleaned.get("agreed_at_meeting")
        agreed = cleaned.get("agreed_on") or (meeting.held_on if meeting else None)
        review = cleaned.get("review_due_on")
        if meeting and agreed != meeting.held_on:
            self.add_error(
                "agreed_on", "Another day than that of the meeting. Leave it empty, or choose no meeting."
            )
        if agreed and review and review <= agreed:
            self.add_error("review_due_on", "The review comes after the day it was agreed.")
        return cleaned


class BodyDocumentForm(DocumentDates, EvidenceForm):
    """A new version: which document, where it stands or the file itself, and its days."""

    document = forms.ChoiceField(
        label="Which document?",
        choices=BodyDocument.Document.choices,
        widget=forms.RadioSelect,
        initial=BodyDocument.Document.TERMS,
        error_messages={"required": "Say which document it is."},
    )
    field_order = ["document", "title", "link", "file", *DocumentDates.base_fields]

    def __init__(self, *args, body: Body, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = "Such as: Terms of reference, version 3."
        self.offer(body)


class DateDocumentForm(DocumentDates, SeenForm):
    """The days of a version, as they were when the page was opened."""

    def __init__(self, *args, document: BodyDocument, **kwargs):
        now = {name: getattr(document, name) for name in DocumentDates.base_fields}
        seen = "/".join(
            str(getattr(document, name)) for name in ("agreed_on", "agreed_at_meeting_id", "review_due_on")
        )
        super().__init__(*args, expected=seen, initial=now, **kwargs)
        self.offer(document.body)


class FunctionsForm(SmallForm):
    """For each action ticks for the functions it serves.

    What is not changed on the page is not saved: whatever somebody else changed meanwhile stays.
    """

    def __init__(self, *args, actions: Sequence[Action], functions: Sequence[Function], **kwargs):
        super().__init__(*args, **kwargs)
        self.actions, self.functions = actions, functions
        choices = [
            (str(each.pk), f"{each.number}. {Truncator(run_on(each.text)).chars(100)}") for each in functions
        ]
        for action in actions:
            self.fields[f"action-{action.pk}"] = forms.MultipleChoiceField(
                label=action.named,
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
                initial=[str(each.pk) for each in action.functions.all()],
                show_hidden_initial=True,  # what the person saw: whatever is changed is changed from that
                error_messages={"invalid_choice": "Choose from what this group is for."},
            )

    @property
    def rows(self) -> list[tuple[Action, forms.BoundField, list[str]]]:
        """Each action with its ticks, and which of them the person saw on the page."""
        fields = [(action, self[f"action-{action.pk}"]) for action in self.actions]
        return [
            (action, field, self.data.getlist(field.html_initial_name) if self.is_bound else field.initial)
            for action, field in fields
        ]

    def chosen(self) -> Iterator[tuple[Action, Function, bool]]:
        """What was ticked or cleared on the page."""
        by_key = {str(each.pk): each for each in self.functions}
        for action, field, seen in self.rows:
            if field.name in self.changed_data:
                was = set(seen)
                for key in was ^ set(self.cleaned_data[field.name]):
                    if key in by_key:
                        yield action, by_key[key], key not in was
