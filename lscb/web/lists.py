"""Taking a list away: the page on which the kind of file and the columns are chosen, and the file."""

from django import forms
from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from lscb.events.audit_codes import KernelEvent
from lscb.lists import CONTENT_TYPES, Format, ListToSave, file_of
from lscb.web.noted import note_taking
from lscb.web.small_forms import SmallForm

KIND, COLUMN = "as", "column"  # in the URL, beside the filters of the list


class SaveForm(SmallForm):
    """Which kind of file; for Word which columns, as a page is only so wide."""

    column = forms.MultipleChoiceField(
        label="Columns of the Word table",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Columns with nothing in them are left out. Excel and CSV have every column.",
        error_messages={"invalid_choice": "Choose from the columns of the list."},
    )

    def __init__(self, data, *, listed: ListToSave):
        super().__init__(data, initial={COLUMN: [each.name for each in listed.columns if each.usual]})
        self.fields[KIND] = forms.ChoiceField(
            label="Kind of file",
            choices=[
                (Format.XLSX, "Excel (.xlsx): a row each, every column"),
                (Format.CSV, "CSV (.csv): the same for other programs"),
                (Format.DOCX, "Word (.docx): a table to print or paste"),
            ],
            initial=Format.XLSX,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose a kind of file.", "invalid_choice": "Choose a kind of file."},
        )
        self.order_fields([KIND, COLUMN])
        self.fields[COLUMN].choices = [(each.name, each.heading) for each in listed.columns]


def save_list(
    request, listed: ListToSave, whose: models.Model, *, back: str, event: str = ""
) -> HttpResponse:
    """The page that asks what to save, or what was chosen there as a file, noted as taken from its plan or board.

    :param back: the list's own page, as it is filtered.
    :param event: the list's own audit code, where it has one.
    """
    form = SaveForm(request.GET if KIND in request.GET else None, listed=listed)
    if form.is_valid():
        chosen = form.cleaned_data
        return file_response(
            request, listed, Format(chosen[KIND]), whose, columns=chosen[COLUMN], event=event
        )
    asked = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name not in (KIND, COLUMN, "page")
    ]
    context = {
        whose._meta.model_name: whose,
        "listed": listed,
        "form": form,
        "form_refused": form.is_bound,
        "asked": asked,
        "back": back,
    }
    return render(request, "save_list.html", context)


def file_response(
    request, listed: ListToSave, kind: Format, whose: models.Model, *, columns=(), event: str = ""
) -> HttpResponse:
    """The list as a file, noted as taken away."""
    changes = None if event else {"list": ["", listed.title]}
    note_taking(request, event or KernelEvent.LIST_SAVED, whose, changes=changes)
    response = HttpResponse(file_of(listed, kind, columns), content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(True, f"{listed.name}.{kind}")
    return response
