"""Handing in a document to be read as a plan, and correcting how it is read."""

from django import forms

from lscb import table_reader
from lscb.lines import in_one_line
from lscb.tables.content import Document
from lscb.words import sentence_lower
from plans.forms.action_writing import LineField
from plans.forms.base import SeenForm, SmallForm
from plans.models import ImportDraft, Plan
from plans.rules.importing import LEFT_OUT, Column, DraftRow

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


class HandInForm(SmallForm):
    """A file, or a table pasted from one."""

    file = forms.FileField(
        required=False,
        label="File",
        help_text="Word (.docx), Excel (.xlsx) or CSV",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".docx,.docm,.xlsx,.xlsm,.csv,.tsv,.txt,.htm,.html"}
        ),
        error_messages={"empty": "This file is empty. Choose the file that has the plan."},
    )
    pasted = forms.CharField(
        required=False,
        label="Or paste the table here",
        help_text="As it is copied from a spreadsheet: a row on each line, with tabs between its cells.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args, too_large: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.too_large = too_large

    def clean(self):
        cleaned = super().clean()
        file, pasted = cleaned.get("file"), cleaned.get("pasted")
        if self.too_large:
            self.add_error("file", "This file is larger than a file may be. Copy its tables into a new one.")
        elif file and pasted:
            self.add_error("pasted", "Choose a file or paste a table, not both.")
        elif not file and not pasted and "file" not in self.errors:
            self.add_error("file", "Choose the file of the plan, or paste its table.")
        return cleaned

    def read(self) -> tuple[Document, str]:
        """The document and its name; only for a valid form.

        :raises NotRead: when it cannot be read.
        """
        if file := self.cleaned_data["file"]:
            return table_reader.read_file(file.read(), file.name), file.name
        return table_reader.read_pasted(self.cleaned_data["pasted"]), "Pasted table"


class RowForm(SeenForm):
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
    progress = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Progress said before"
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
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["text"].error_messages["required"] = (
            f"Say what this {sentence_lower(plan.action_label)} is."
        )

    def corrections(self) -> dict[str, str]:
        """What differs from how the document was read; only for a valid form."""
        return {
            name: self.cleaned_data[name].replace("\r\n", "\n")
            for name in self.fields
            if name != "seen" and self.cleaned_data[name].replace("\r\n", "\n") != self.initial.get(name, "")
        }


class DecideForm(SeenForm):
    """Nothing but which version of the reading is decided about."""
