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

KIND, COLUMNS, COLUMN = "as", "columns", "column"  # in the URL, beside the filters of the list
SHOWN, EVERY = "shown", "every"
NOT_OF_THE_LIST = (KIND, COLUMNS, COLUMN, "page")


def list_behind(request, page: str) -> str:
    """The list whose file is asked for, as it is filtered and sorted. `page` is its path."""
    asked = request.GET.copy()
    for name in NOT_OF_THE_LIST:
        asked.pop(name, None)
    return f"{page}?{asked.urlencode()}" if asked else page


class SaveForm(SmallForm):
    """Which kind of file, and which columns: those that the list shows or all of them, for Word any, as a page is only
    so wide."""

    columns = forms.ChoiceField(
        label="Columns of Excel and CSV",
        required=False,
        choices=[(SHOWN, "Those that the list shows"), (EVERY, "Every column there is")],
        initial=SHOWN,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose which columns."},
    )
    column = forms.MultipleChoiceField(
        label="Columns of the Word table",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Columns with nothing in them are left out.",
        error_messages={"invalid_choice": "Choose from the columns of the list."},
    )

    def __init__(self, data, *, listed: ListToSave):
        super().__init__(data, initial={COLUMN: listed.names_shown})
        self.fields[KIND] = forms.ChoiceField(
            label="Kind of file",
            choices=[
                (Format.XLSX, "Excel (.xlsx): a row each"),
                (Format.CSV, "CSV (.csv): the same for other programs"),
                (Format.DOCX, "Word (.docx): a table to print or paste"),
            ],
            initial=Format.XLSX,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose a kind of file.", "invalid_choice": "Choose a kind of file."},
        )
        self.order_fields([KIND, COLUMNS, COLUMN])
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
        kind, names = Format(chosen[KIND]), chosen[COLUMN]
        if kind is not Format.DOCX:
            names = listed.names_shown if chosen[COLUMNS] == SHOWN else ()
        return file_response(request, listed, kind, whose, columns=names, event=event)
    asked = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name not in NOT_OF_THE_LIST
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
