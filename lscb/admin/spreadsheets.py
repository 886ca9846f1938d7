"""Spreadsheets in and out of the admin: rows found by what people call them, written by operations.

A sheet has a column for each thing a person types, named with the field's own words. Importing a file again
changes nothing, because a row is found by its natural key and kept only where it differs.
"""

import re
from collections.abc import Sequence
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from import_export import fields, widgets
from import_export.admin import ImportExportMixin
from import_export.formats import base_formats
from import_export.forms import ExportForm, ImportForm
from import_export.resources import ModelResource
from import_export.results import RowResult
from import_export.tmp_storages import CacheStorage
from openpyxl.utils import get_column_letter
from tablib import Dataset

from lscb import spreadsheet_reader
from lscb.admin.forms import in_plain_words, place_last
from lscb.admin.rows import edited_rows
from lscb.cells import as_typed, no_formula
from lscb.columns import Headed, first_words, follows_as_ten, read_headings
from lscb.days import ADVICE, read_day
from lscb.errors import Refused
from lscb.events.audit_codes import KernelEvent
from lscb.models import AuditEntry
from lscb.numbers import Unclear, read_number
from lscb.operations import keep
from lscb.speaking import ours
from lscb.spreadsheet_reader import NOTHING, NotRead, NumberCell, read_rows
from lscb.web.noted import note_taking
from lscb.wording import listed as listed_words

# --- Files --------------------------------------------------------------------------------------------------


class _Careful:
    """Read in a process apart. Text that a spreadsheet would run as a formula is written with an apostrophe before it,
    which reading takes off."""

    kind = ""

    def create_dataset(self, in_stream):
        content = in_stream.encode() if isinstance(in_stream, str) else in_stream
        headings, *rows = read_rows(content, self.kind) or [[]]
        return Dataset(*rows, headers=headings, title=self.kind)

    def _escape_formulae(self, dataset):
        for _ in range(len(dataset)):
            dataset.append([no_formula("" if cell is None else str(cell)) for cell in dataset.lpop()])


class Csv(_Careful, base_formats.CSV):
    kind = "csv"


class Xlsx(_Careful, base_formats.XLSX):
    kind = "xlsx"


class SpreadsheetForm(ImportForm):
    """Choosing a file. One that is too large did not arrive; it is said to be so, not to be missing."""

    def __init__(self, *args, too_large: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["import_file"].error_messages["required"] = (
                f"{spreadsheet_reader.too_large()} {NOTHING}"
            )


# --- Cells --------------------------------------------------------------------------------------------------


class Words(widgets.CharWidget):
    """Text; an empty cell is empty text."""

    def clean(self, value, row=None, **kwargs):
        return value or ""


class Place(widgets.Widget):
    """A number in an order; an empty cell is the last place, or leaves it as it was."""

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None
        try:
            number = read_number(value)
        except Unclear:
            number = None
        if number is None or number < 0 or number != number.to_integral_value():
            raise ValueError(f"“{value}” is not a whole number.")
        return int(number)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


class Day(widgets.Widget):
    """A day as the forms read it; written as 2018-03-31, which the page before the import shows."""

    def clean(self, value, row=None, **kwargs):
        if not value:
            return None
        try:
            return read_day(value)[0]
        except ValueError as unread:
            raise ValueError(f"“{value}”: {ADVICE}") from unread

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if isinstance(value, date) else ""


class Clock(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        if not value:
            return None
        try:
            read = time.fromisoformat(value.replace(".", ":"))
        except ValueError:
            read = None
        if read is None or read.tzinfo:  # the time on the wall is kept, of no zone
            raise ValueError(f"Write the time “{value}” as 14:00.")
        return read

    def render(self, value, obj=None, **kwargs):
        return f"{value:%H:%M}" if value else ""


class YesNo(widgets.Widget):
    def clean(self, value, row=None, **kwargs):
        if value.casefold() not in ("", "yes", "no", "y", "n"):
            raise ValueError(f"Write yes or no, not “{value}”.")
        return value.casefold() in ("yes", "y")

    def render(self, value, obj=None, **kwargs):
        return "yes" if value else ""


class Choice(widgets.Widget):
    """One of a model's choices, by its words."""

    def __init__(self, choices):
        super().__init__()
        self.words = dict(choices.choices)
        self.default = next(iter(self.words))

    def clean(self, value, row=None, **kwargs):
        for key, words in self.words.items():
            if value.casefold() in (key.casefold(), words.casefold()):
                return key
        raise ValueError(f"“{value}” is none of: {', '.join(self.words.values())}.")

    def render(self, value, obj=None, **kwargs):
        return self.words.get(value, "")


class Named(widgets.Widget):
    """A row of another table, shown by its name; a sheet's `find_<field>` finds it again."""

    def __init__(self, *names: str):
        super().__init__()
        self.names = names or ("name",)

    def render(self, value, obj=None, **kwargs):
        return next((str(getattr(value, name)) for name in self.names if getattr(value, name, "")), "")


def column(attribute: str, heading: str, widget: widgets.Widget | None = None, **kwargs) -> fields.Field:
    return fields.Field(attribute=attribute, column_name=heading, widget=widget or Words(), **kwargs)


def place(heading: str = "position") -> fields.Field:
    return column("position", heading, Place(), saves_null_values=False)


class Shown(fields.Field):
    """A column that is written and never read."""


def shown(heading: str) -> fields.Field:
    """A column that is written and never read; the sheet's `dehydrate_<name>` says what stands in it."""
    return Shown(column_name=heading, readonly=True)


def told(heading: str) -> fields.Field:
    """A column that is read and kept in no field: the sheet's own `write` makes something of it."""
    return fields.Field(column_name=heading, readonly=True)


# --- Sheets -------------------------------------------------------------------------------------------------


class Sheet(ModelResource):
    """Rows of one table as a person types them in a spreadsheet."""

    home: tuple[str, type[models.Model], tuple[str, ...]] | None = None  # column, model, names of the home
    needed: Sequence[str] = ()  # headings without which a file is refused
    also_called: dict[str, str] = {}  # other headings people use
    labels: Sequence[str] = ()  # columns of references, which are words and no numbers; a row's own first

    def __init__(self, user=None, **kwargs):
        super().__init__(**kwargs)
        self.user = user
        self._homes = None
        self.not_read: list[tuple[str, str]] = []
        self.cells_not_read: dict[str, str] = {}
        self.is_csv = False
        self.label_before = ""
        self.lost_noughts: dict[str, str] = {}

    # --- reading

    def before_import(self, dataset, **kwargs):
        headings = [" ".join(str(heading or "").split()) for heading in dataset.headers or []]
        read = read_headings(
            headings,
            [field.column_name for field in self.fields.values()],
            also=self.also_called,
            own=self.own_headings(),
            only_shown=[each.column_name for each in self.fields.values() if isinstance(each, Shown)],
        )
        rows = list(dataset)
        places = [place for place, name in enumerate(read.names) if name is None]
        columns = [(headings[place], first_words(rows, place), place) for place in places]
        self.not_read = [
            (heading or f"{get_column_letter(place + 1)}, without a heading", words)
            for heading, words, place in columns
            if heading or words
        ]
        self.is_csv = dataset.title == Csv.kind
        dataset.headers = [name or f"({place})" for place, name in enumerate(read.names)]
        if wrong := self._wrong_headings(read, headings):
            for _ in range(len(dataset)):
                dataset.lpop()  # said once, and not again of every row
            raise ValueError(wrong)

    def _wrong_headings(self, read: Headed, headings: list[str]) -> str:
        """Why the rows cannot be read, in one sentence or two; empty where they can."""
        said = [
            f"“{heading}” can be the {one} or the {other}. Head that column “{one}” or “{other}”."
            for heading, (one, other) in read.unclear.items()
        ]
        said += [
            f"{listed_words([f'“{each}”' for each in same])} are all read as the {name}. Keep one, or head the others "
            "otherwise."
            for name, same in read.twice.items()
        ]
        missing = [heading for heading in self.needed if heading not in read.names]
        if missing and not said:
            there = listed_words([f"“{each}”" for each in headings if each]) or "nothing"
            said = [
                f"The first row must name the columns; there is none called “{'”, “'.join(missing)}”. It says {there}."
            ]
        return " ".join(said)

    def own_headings(self) -> dict[str, str]:
        """A board's own words for the columns, by word."""
        return {}

    def before_import_row(self, row, **kwargs):
        numbers = [heading for heading in self.labels if isinstance(row.get(heading), NumberCell)]
        for heading in list(row):
            row[heading] = as_typed(row[heading])
        if not any(row.values()):
            raise Refused("This row is empty; take it out.")
        self.lost_noughts = {
            heading: f"“{row[heading]}” came as a number, and {row[heading]}0 typed as a number is {row[heading]} too. "
            f"Format this column as text, and type {row[heading]} or {row[heading]}0 again."
            for heading in numbers
            if re.fullmatch(r"\d+\.\d", row[heading])
        }
        if self.is_csv and self.labels:  # it does not say what was a number
            self._look_at_its_place(row, self.labels[0])

    def _look_at_its_place(self, row, heading: str) -> None:
        label, before = row.get(heading, ""), self.label_before
        self.label_before = label
        if follows_as_ten(before, label):
            self.lost_noughts[heading] = (
                f"“{label}” stands after {before}, where {label}0 is due: a number loses its nought. Write {label}0; "
                f"if it is {label}, move the row beside its like."
            )
            self.label_before = f"{label}0"

    def get_instance(self, instance_loader, row):
        home = self.home_of(row)
        return self.find(row, home) if home or not self.home else None

    def find(self, row, home):
        """The row of the table that this row of the file is about, or None for a new one."""
        raise NotImplementedError

    def home_of(self, row):
        """The plan or board of the row: as named, else the only one the person edits."""
        if not self.home:
            return None
        heading, model, names = self.home
        if self._homes is None:
            self._homes = list(edited_rows(model, self.user))
        words = row.get(heading, "").casefold()
        if not words:
            return self._homes[0] if len(self._homes) == 1 else None
        found = [
            each for each in self._homes if words in [str(getattr(each, name)).casefold() for name in names]
        ]
        return found[0] if found else None

    def after_import(self, dataset, result, **kwargs):
        super().after_import(dataset, result, **kwargs)
        result.not_read = self.said_not_read()

    def said_not_read(self) -> list[str]:
        """What of the file is left out, in sentences: nothing is dropped without a word."""
        said = []
        if self.not_read:
            columns = [
                f"“{heading}” ({f'“{words}”' if words else 'empty'})" for heading, words in self.not_read
            ]
            said.append(f"Not recognised, so not read: {listed_words(columns)}.")
        if self.cells_not_read:
            cells = [f"“{heading}” (“{words}”)" for heading, words in self.cells_not_read.items()]
            said.append(
                "Not read, though it says something else than is stored, because it follows from other columns or is "
                f"changed on a page of its own: {listed_words(cells)}."
            )
        return said

    def _note_what_is_not_read(self, instance, row) -> None:
        """Cells of columns that are only shown, where they say something else than what is stored."""
        for each in self.get_export_fields():
            said = row.get(each.column_name, "")
            if not isinstance(each, Shown) or not said or each.column_name in self.cells_not_read:
                continue
            stored = str(self.export_field(each, instance) or "") if instance.pk else ""
            if said != as_typed(stored):
                self.cells_not_read[each.column_name] = said if len(said) <= 40 else f"{said[:40]} …"

    def is_sure(self, heading: str, instance, row) -> bool:
        """Whether a row surely means what its cell says, though that may have lost a nought."""
        return False

    def unread(self, row) -> dict[str, ValidationError]:
        """What cannot be read of a row and is no field of its thing, by its heading."""
        return {}

    def import_instance(self, instance, row, **kwargs):
        self._note_what_is_not_read(instance, row)
        errors = {
            heading: ValidationError(said)
            for heading, said in self.lost_noughts.items()
            if not (instance.pk and self.is_sure(heading, instance, row))
        }
        errors |= self.unread(row)
        if self.home and instance.pk is None:
            heading = self.home[0]
            home = self.home_of(row)
            if home is None:
                errors[heading] = ValidationError(
                    f"You edit no {heading} called “{row[heading]}”."
                    if row.get(heading)
                    else f"Say in a column “{heading}” which {heading} each row belongs to."
                )
            else:
                setattr(instance, heading, home)
        if not self.home or self.home[0] not in errors:
            try:
                super().import_instance(instance, row, **kwargs)
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        if field.readonly or field.column_name not in row or (self.home and field.attribute == self.home[0]):
            return
        finder = getattr(self, f"find_{field.attribute}", None)
        if finder is None:
            super().import_field(field, instance, row, is_m2m, **kwargs)
            return
        words = row[field.column_name]
        setattr(instance, field.attribute, finder(words, instance) if words else None)

    def look_up(self, model, words: str, *names: str, **within):
        """The one row of the boards the person edits that is called `words`.

        :raises ValueError: when there is none, or more than one.
        """
        called = models.Q()
        for name in names:
            called |= models.Q(**{f"{name}__iexact": words})
        found = list(edited_rows(model, self.user).filter(called, **within)[:2])
        if len(found) == 1:
            return found[0]
        noun = model._meta.verbose_name
        raise ValueError(f"There is {'no' if not found else 'more than one'} {noun} called “{words}”.")

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        errors = import_validation_errors or {}
        if self.home and self.home[0] in errors:
            raise ValidationError({self.home[0]: errors[self.home[0]]})
        try:
            super().validate_instance(instance, import_validation_errors, validate_unique)
        except ValidationError as error:
            headings = {field.attribute: field.column_name for field in self.fields.values()}
            raise ValidationError(
                {
                    headings.get(name, name): said
                    for name, said in in_plain_words(error).update_error_dict({}).items()
                }
            ) from error

    # --- writing

    def do_instance_save(self, instance, is_create):
        if is_create:
            place_last(instance)
        self.write(instance, is_create)

    def write(self, instance, new: bool) -> None:
        """Keep one row; sheets whose things have operations of their own call those."""
        keep(instance, by=self.user)

    class Meta:
        import_id_fields = ()
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True


class SpreadsheetMixin(ImportExportMixin):
    """Import and export on a page of the admin, for what the person may edit there. Mixed in first."""

    formats = [Xlsx, Csv]
    export_formats = import_formats = formats
    import_form_class = SpreadsheetForm
    export_form_class = ExportForm
    to_encoding = "utf-8-sig"  # so that spreadsheets show dashes and pounds as they are
    skip_admin_log = True  # the audit trail has them
    tmp_storage_class = CacheStorage  # the same for every worker, and gone after a day

    def has_import_permission(self, request):
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request):
        return self.has_view_permission(request)

    def get_import_resource_kwargs(self, request, **kwargs):
        return {"user": request.user}

    def get_export_resource_kwargs(self, request, **kwargs):
        return {"user": request.user}

    def get_export_data(self, file_format, request, queryset, **kwargs):
        boards = AuditEntry._meta.get_field("board").related_model._base_manager
        what = {"rows of": ["", ours(self.opts.verbose_name_plural)]}
        # Rows of every board that they type, or what whoever set the installation up sees of them all.
        for thing in boards.filter(pk__in=request.user.boards_edited) or [request.user]:
            note_taking(request, KernelEvent.ROWS_EXPORTED, thing, changes=what)
        return super().get_export_data(file_format, request, queryset, **kwargs)

    def get_import_data_kwargs(self, **kwargs):
        kept = super().get_import_data_kwargs(**kwargs)
        return {**kept, "rollback_on_validation_errors": True}

    def get_import_form_kwargs(self, request):
        kwargs = super().get_import_form_kwargs(request)  # what was sent is known once it is read
        return kwargs | {"too_large": getattr(request, "upload_too_large", False)}

    def add_data_read_fail_error_to_form(self, form, e):
        form.add_error("import_file", e.messages if isinstance(e, NotRead) else spreadsheet_reader.SAVE_AS)

    def process_import(self, request, **kwargs):
        if request.method == "POST" and self.has_import_permission(request):
            form = self.create_confirm_form(request)
            places = {str(place) for place in range(len(self.get_import_formats()))}
            if not (
                form.is_valid()
                and form.cleaned_data["format"] in places
                and form.cleaned_data["resource"] in ("", "0")
                and CacheStorage(name=form.cleaned_data["import_file_name"]).read() is not None
            ):
                self.message_user(request, "That file is no longer here. Choose it again.", "error")
                return HttpResponseRedirect(self._import_address())
        try:
            return super().process_import(request, **kwargs)
        except NotRead as reason:  # it was read a moment ago, so there is no time or memory for it just now
            self.message_user(request, " ".join(reason.messages), "error")
            return HttpResponseRedirect(self._import_address())

    def process_result(self, result, request):
        if result.has_errors() or result.has_validation_errors():
            self.message_user(
                request,
                "Nothing was imported: the plan has changed meanwhile. Choose the file again.",
                "error",
            )
            return HttpResponseRedirect(self._import_address())
        return super().process_result(result, request)

    def add_success_message(self, result, request):
        totals = result.totals
        self.message_user(
            request,
            f"Imported: {totals[RowResult.IMPORT_TYPE_NEW]} new, {totals[RowResult.IMPORT_TYPE_UPDATE]} changed, "
            f"{totals[RowResult.IMPORT_TYPE_SKIP]} as they were.",
            "success",
        )
        for said in result.not_read:
            self.message_user(request, said, "warning")

    def _import_address(self) -> str:
        return reverse("admin:{}_{}_import".format(*self.get_model_info()))


def listed(words: str) -> list[str]:
    """The parts of a cell that lists several things, one after a semicolon or on a new line."""
    return [part.strip() for part in re.split(r"[;\n]", words) if part.strip()]
