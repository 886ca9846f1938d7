"""Correcting how a document is read as a plan, and deciding about it."""

from django import forms

from lscb.importing.forms import DecideForm, RowForm
from lscb.lines import in_one_line
from lscb.wording import listed
from lscb.words import sentence_lower
from plans.forms.action_writing import LineField
from plans.forms.fields import WordsField
from plans.models import Action, DateChange, ImportDraft, Plan
from plans.rules.importing import LEFT_OUT, Column, DraftRow
from plans.rules.moves import Reread
from plans.rules.ratings import Rating
from plans.selectors.readings import moved_words

# What may be chosen above a column, with the plan's words for it where it has some.
_SAID = {
    Column.SECTION: "{section}: the part it stands under",
    Column.OBJECTIVE: "{objective}",
    Column.YEAR: "{year}",
    Column.REFERENCE: "Reference, number",
    Column.ACTION: "{action}: what is done",
    Column.TASKS: "{parts}: what it consists of",
    Column.WHO: "{owner}: who does it",
    Column.SUPPORT: "Who supports it",
    Column.START: "When it starts",
    Column.WHEN: "{when}: by when",
    Column.OUTCOME: "{outcome}",
    Column.SUCCESS: "{success}",
    Column.RATING: "Rating",
    Column.PROGRESS: "Progress",
    Column.EVIDENCE: "Evidence",
}


def column_choices(plan: Plan) -> list[tuple[str, str]]:
    """What a column may be, in the plan's own words."""
    words = {
        "section": plan.section_label,
        "objective": plan.objective_label,
        "year": plan.year_label,
        "action": plan.action_label,
        "parts": plan.item_label_plural,
        "owner": plan.owner_label,
        "when": plan.when_label,
        "outcome": plan.outcome_label,
        "success": plan.success_label,
    }
    return [*((str(column), said.format(**words)) for column, said in _SAID.items()), (LEFT_OUT, "Not used")]


class ActionRowForm(RowForm):
    """The cells of one row as they will be."""

    section = LineField(limit=2000, required=False)
    objective = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    year = LineField(limit=40, required=False)
    ref = LineField(limit=20, required=False, label="Reference")
    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}), error_messages={"required": "Say what is done."}
    )
    tasks = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text="One a line.")
    who = forms.CharField(required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    when = forms.CharField(required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    outcome = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    success = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    rating = forms.ChoiceField(required=False, label="Rating said before")
    progress = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Progress said before"
    )
    evidence = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Evidence said before"
    )

    def __init__(self, *args, draft: ImportDraft, row: DraftRow, **kwargs):
        now = {name: getattr(row, name) for name in self.base_fields if name != "seen"}
        now["tasks"] = "\n".join(in_one_line(task) for task in row.tasks)
        super().__init__(*args, expected=draft.version, initial=now, **kwargs)
        plan = draft.plan
        labels = {
            "section": plan.section_label,
            "objective": plan.objective_label,
            "year": plan.year_label,
            "text": plan.action_label,
            "tasks": plan.item_label_plural,
            "who": plan.owner_label,
            "when": plan.when_label,
            "outcome": plan.outcome_label,
            "success": plan.success_label,
        }
        words = plan.rating_words()
        self.fields["rating"].choices = [
            ("", "None"),
            *((str(each), f"{each} {words[each]}") for each in Rating),
        ]
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["text"].error_messages["required"] = (
            f"Say what this {sentence_lower(plan.action_label)} is."
        )


class EditionForm(DecideForm):
    """Deciding about a document: how and why dates move by it, and what is withdrawn that it has not any more."""

    moves = forms.ChoiceField(
        label="What are the new dates?",
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (DateChange.Kind.CORRECTION, "They correct the typing: the plan always said so"),
            (DateChange.Kind.NEW, "They are new dates: a meeting decides, and the words stay until then"),
        ],
        error_messages={"invalid_choice": "Choose one of the two."},
    )
    moves_because = WordsField(label="Why do the dates move?", rows=2)
    withdraw = forms.MultipleChoiceField(
        label="Withdraw what is not in this document",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What is not ticked stays as it is.",
        error_messages={"invalid_choice": "Tick from the list."},
    )
    withdraw_because = WordsField(label="Why are they withdrawn? (if any is)", rows=2)

    def __init__(
        self, *args, draft: ImportDraft, moves: list[tuple[Action, Reread]], gone: list[Action], **kwargs
    ):
        super().__init__(*args, expected=draft.version, **kwargs)
        if moves:
            self.fields["moves"].help_text = f"It moves {listed(moved_words(moves))}."
        else:
            del self.fields["moves"], self.fields["moves_because"]
        if gone:
            self.fields["withdraw"].choices = [
                (each.pk, f"{each.reference} {each.short_text}".strip()) for each in gone
            ]
        else:
            del self.fields["withdraw"], self.fields["withdraw_because"]

    def clean(self):
        cleaned = super().clean()
        if "moves" in self.fields:
            if not cleaned.get("moves") and "moves" not in self.errors:
                self.add_error("moves", "Say whether the dates correct the typing or are new.")
            if not cleaned.get("moves_because"):
                self.add_error("moves_because", "Say why the dates move.")
        if cleaned.get("withdraw") and not cleaned.get("withdraw_because"):
            self.add_error("withdraw_because", "Say why they are withdrawn.")
        return cleaned

    def decided(self) -> dict:
        """What was said, as `plans.operations.take_in` takes it; only for a valid form."""
        said = {name: self.cleaned_data[name] for name in self.fields if name != "seen"}
        return said | {"withdraw": [int(pk) for pk in said.get("withdraw", [])]}
