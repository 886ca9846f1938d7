"""Taking a list away: the page on which the kind of file and the columns are chosen, and the file."""

from collections.abc import Iterable, Iterator
from contextvars import copy_context

from django import forms
from django.db import models
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from lscb.events.audit_codes import KernelEvent
from lscb.lists import CONTENT_TYPES, Format, ListToSave, csv_lines, csv_pieces, file_of
from lscb.web.noted import note_taking
from lscb.web.small_forms import SmallForm

KIND, COLUMNS, COLUMN = "as", "columns", "column"  # in the URL, beside the filters of the list
SHOWN, EVERY = "shown", "every"
NOT_OF_THE_LIST = (KIND, COLUMNS, COLUMN, "page")
# The last line of a CSV that could not be made to its end.
NOT_WHOLE = "This file is not complete: making it failed here. Save the list again.\r\n"


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
) -> HttpResponseBase:
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
) -> HttpResponseBase:
    """The list as a file, noted as taken away."""
    if kind is Format.CSV:
        response = csv_response(csv_lines(listed.with_columns(columns) if columns else listed))
    else:
        response = HttpResponse(file_of(listed, kind, columns), content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(True, f"{listed.name}.{kind}")
    changes = None if event else {"list": ["", listed.title]}
    note_taking(request, event or KernelEvent.LIST_SAVED, whose, changes=changes)
    return response


def csv_response(lines: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """Lines of cells as a CSV that is sent as they are made, on the day and in the words of the request.

    What fails before the first piece is an error as of any page. What fails later ends the file with a line that says
    so, and cuts the connection, so that no program takes it for whole.
    """
    pieces = _as_now(csv_pieces(lines))
    return StreamingHttpResponse(_sent(next(pieces), pieces), content_type=CONTENT_TYPES[Format.CSV])


def _as_now(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Each of them made as if it were made here: the middleware of a request has ended when most are asked for."""
    here = copy_context()

    def each():
        while (piece := here.run(next, pieces, None)) is not None:
            yield piece

    return each()


def _sent(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    try:
        yield from others
    except Exception:
        yield NOT_WHOLE.encode()
        raise
