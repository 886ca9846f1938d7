"""Handing in a document, correcting a row of it, and deciding about it."""

from collections.abc import Sequence

from django import forms

from lscb import table_reader
from lscb.importing.drafts import Draft
from lscb.importing.shapes import ListColumn, ListRow
from lscb.tables.content import Document
from lscb.web.small_forms import SeenForm, SmallForm


class HandInForm(SmallForm):
    """A file, or a table pasted from one."""

    file = forms.FileField(
        required=False,
        label="File",
        help_text="Word (.docx), Excel (.xlsx) or CSV",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".docx,.docm,.xlsx,.xlsm,.csv,.tsv,.txt,.htm,.html"}
        ),
        error_messages={"empty": "This file is empty. Choose the file that has the table."},
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
            self.add_error("file", "Choose the file, or paste its table.")
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

    def corrections(self) -> dict[str, str]:
        """What differs from how the document was read; only for a valid form."""
        said = {
            name: str(self.cleaned_data[name]).replace("\r\n", "\n") for name in self.fields if name != "seen"
        }
        return {name: words for name, words in said.items() if words != self.initial.get(name, "")}


class ListRowForm(RowForm):
    """The cells of a row of a list."""

    def __init__(self, *args, draft: Draft, row: ListRow, columns: Sequence[ListColumn], **kwargs):
        initial = {column.name: row[column.name] for column in columns}
        super().__init__(*args, expected=draft.version, initial=initial, **kwargs)
        for column in columns:
            self.fields[column.name] = forms.CharField(
                label=column.label,
                required=False,
                max_length=column.limit,
                widget=forms.Textarea(attrs={"rows": max(column.lines, row[column.name].count("\n") + 1)}),
            )


class DecideForm(SeenForm):
    """Nothing but which version of the reading is decided about."""
