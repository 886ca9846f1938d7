"""The admin: one set of rules for every page of it, the audit trail, and the site itself.

Who may type what is decided by `lscb.permissions` and by what a person's boards hold, never by Django's model
permissions. Everything typed is written by an operation of its app, or by `lscb.operations.keep`.
"""

import re
from collections.abc import Callable, Iterable

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Max, ProtectedError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html_join
from simple_history.admin import SimpleHistoryAdmin

from lscb.models import AuditEntry
from lscb.operations import keep, remove
from lscb.permissions import Verb, allows

# --- Whose rows -------------------------------------------------------------------------------------------

# Models that whoever set the installation up may type without a role on a board.
SET_UP: set[type[models.Model]] = set()
# Rows a person edits, for models that do not say by a path where their board is.
ROWS_OF: dict[type[models.Model], Callable[[models.QuerySet, object], models.QuerySet]] = {}
# What a person reads instead of the name of a constraint of the database.
PLAIN_WORDS: dict[str, str] = {}


def edited_rows(model: type[models.Model], person) -> models.QuerySet:
    """Rows of the boards whose plan the person types; nothing for anybody else."""
    rows = model._default_manager.all()
    boards = getattr(person, "boards_edited", None) or set()
    if getattr(person, "is_superuser", False) and model in SET_UP:
        return rows
    if not boards:
        return rows.none()
    if model in ROWS_OF:
        return ROWS_OF[model](rows, person)
    return rows.visible_to(person).filter(**{f"{rows.board_path}__in": boards})


class EditedRowsFilter(admin.RelatedFieldListFilter):
    """A filter that offers only rows of the boards the person types."""

    def field_choices(self, field, request, model_admin):
        rows = edited_rows(field.remote_field.model, request.user)
        return [(row.pk, str(row)) for row in rows]


def in_plain_words(errors: ValidationError) -> ValidationError:
    """The same errors, where a constraint of the database speaks for itself in `PLAIN_WORDS`."""
    listed = getattr(errors, "error_dict", {None: errors.error_list} if hasattr(errors, "error_list") else {})
    for error in (each for several in listed.values() for each in several):
        named = re.fullmatch(r"Constraint “(\w+)” is violated\.", str(error.message))
        if named and named[1] in PLAIN_WORDS:
            error.message = PLAIN_WORDS[named[1]]
    return errors


# --- Forms ------------------------------------------------------------------------------------------------


class BoardForm(forms.ModelForm):
    """A form of a board's thing: what it points to must belong to the same plan or board."""

    across_plans: tuple[str, ...] = ()  # fields that may point into another plan of the board

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if place := self.fields.get("position"):
            place.required = False
            if self.instance._state.adding:
                place.initial = None

    def clean_position(self):
        """An empty place is the last one, or stays as it was."""
        place = self.cleaned_data["position"]
        return self.instance.position if place is None else place

    def _post_clean(self):
        super()._post_clean()
        for name, value in list(self.cleaned_data.items()):
            rows = [value] if isinstance(value, models.Model) else value
            if isinstance(rows, str | bytes | dict) or not isinstance(rows, Iterable):
                continue
            for row in rows:
                if isinstance(row, models.Model) and (advice := self._stranger(name, row)):
                    self.add_error(name, advice)
                    break

    def _stranger(self, name: str, row: models.Model) -> str:
        """Why `row` cannot stand in the field, or nothing."""
        if name in ("plan", "board"):
            return ""
        plan = None if name in self.across_plans else _home(self.instance, "plan")
        if plan and (theirs := getattr(row, "plan_id", None)) and theirs != plan.pk:
            return "This belongs to another plan."
        board = _home(self.instance, "board")
        if board and (theirs := _home(row, "board")) and theirs.pk != board.pk:
            return "This belongs to another board."
        return ""

    def _update_errors(self, errors):
        super()._update_errors(in_plain_words(errors))

    def chosen_many(self) -> dict[str, list]:
        """The many-to-many fields as typed."""
        names = {field.name for field in self._meta.model._meta.many_to_many}
        return {name: list(rows) for name, rows in self.cleaned_data.items() if name in names}


class PageForm(BoardForm):
    """The form of a whole page: says what an operation refused, and when somebody else saved first."""

    refused: ValidationError | None = None
    version_now = ""
    overtaken = False
    seen = forms.CharField(required=False, widget=forms.HiddenInput, label="")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.version_now
        if self.is_bound and self.data.get(self.add_prefix("seen")) not in (None, "", self.version_now):
            # Both are told apart once; saving again then keeps what was typed here.
            self.overtaken = True
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.version_now

    @property
    def changed_data(self):
        return [name for name in super().changed_data if name != "seen"]

    def clean(self):
        cleaned = super().clean()
        if self.overtaken:
            self.add_error(
                None,
                "Somebody saved this page while you were typing. Nothing of yours is lost: compare with its "
                "history, and save again to keep what you have typed.",
            )
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        if self.refused is None:
            return
        if not hasattr(self.refused, "error_dict"):
            self.add_error(None, self.refused)
            return
        for field, errors in self.refused.error_dict.items():
            self.add_error(field if field in self.fields and field != NON_FIELD_ERRORS else None, errors)


def _home(thing: models.Model, level: str):
    """The plan or board a thing belongs to; None where it has none, or none yet."""
    try:
        return getattr(thing, level)
    except (AttributeError, ObjectDoesNotExist):
        return None


def place_last(thing: models.Model) -> None:
    """Give a new thing that was typed without a place the last one beside its like."""
    if getattr(thing, "position", None) != 0:
        return
    for name in ("function", "action", "planned_report", "body", "plan", "board"):
        if name in {field.name for field in thing._meta.fields}:
            beside = type(thing)._default_manager.filter(**{name: getattr(thing, name)})
            thing.position = (beside.aggregate(last=Max("position"))["last"] or 0) + 1
            return


# --- Rules ------------------------------------------------------------------------------------------------


class Rules:
    """What every page and every table inside a page goes by. Mixed in before Django's classes."""

    deletable = False  # offered only where nothing reported depends on the row
    show_facets = admin.ShowFacets.NEVER

    def may_edit(self, request, thing=None) -> bool:
        """Whether the person types `thing`, or any thing of this model."""
        person = request.user
        if not (person.is_authenticated and person.is_staff):
            return False
        if person.is_superuser and self.model in SET_UP:
            return True
        if thing is None or _home(thing, "board") is None:
            return bool(person.boards_edited)
        return allows(person, Verb.EDIT_PLAN, thing)

    def has_module_permission(self, request):
        return self.may_edit(request)

    def has_view_permission(self, request, obj=None):
        return self.may_edit(request, obj)

    def has_add_permission(self, request, obj=None):
        return self.may_edit(request, obj)

    def has_change_permission(self, request, obj=None):
        return self.may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.deletable and self.may_edit(request, obj)

    def get_queryset(self, request):
        rows = edited_rows(self.model, request.user)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", edited_rows(db_field.remote_field.model, request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", edited_rows(db_field.remote_field.model, request.user))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def write(self, request, thing, form, *, new: bool) -> None:
        """Keep one row as typed; pages whose things have operations of their own call those."""
        many = form.chosen_many() if isinstance(form, BoardForm) else {}
        if new:
            place_last(thing)
        keep(thing, by=request.user, many=many)

    def take_away(self, request, thing) -> None:
        remove(thing, by=request.user)


class _Inline(Rules):
    """A table inside a page; its rows are written one by one, each by its operation."""

    form = BoardForm
    extra = 0
    view_on_site = False

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.inline = self
        return formset


class BoardTabularInline(_Inline, admin.TabularInline):
    pass


class BoardStackedInline(_Inline, admin.StackedInline):
    pass


class Asks:
    """Actions on several rows: done one by one, after a page with a question where one is needed."""

    def do_each(self, request, things: Iterable, do: Callable, said: str) -> None:
        """Do something to each thing by itself; say how many it was done to, and who was refused and why."""
        done = 0
        for thing in things:
            try:
                with transaction.atomic():
                    do(thing)
                done += 1
            except (ValidationError, ProtectedError) as error:
                self.message_user(request, f"{thing}: {' '.join(as_advice(error).messages)}", messages.ERROR)
        if done:
            self.message_user(request, f"{said}: {done}.", messages.SUCCESS)

    def ask(self, request, queryset, *, title: str, form_class, do: Callable, said: str, note: str = ""):
        """An action that needs to know more: a page with a form, then `do(thing, **answers)` to each thing."""
        form = form_class(request.POST if "asked" in request.POST else None)
        if form.is_bound and form.is_valid():
            self.do_each(request, queryset, lambda thing: do(thing, **form.cleaned_data), said)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "note": note,
            "form": form,
            "things": queryset,
            "action": request.POST.get("action"),
            "opts": self.opts,
            "media": self.media + form.media,
            "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
        }
        return TemplateResponse(request, "admin/ask.html", context)


class BoardModelAdmin(Asks, Rules, SimpleHistoryAdmin):
    """A page of one of a board's things."""

    form = PageForm
    list_per_page = 100
    save_on_top = True
    fixed_fields: tuple[str, ...] = ()  # typed once, when the thing is added
    history_list_display = ("history_change_reason",)

    # --- the page's form

    def get_readonly_fields(self, request, obj=None):
        if getattr(request, "reading_history", False):
            return flatten_fieldsets(self.get_fieldsets(request, obj))
        fixed = self.fixed_fields if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def page_fieldsets(self, request, obj=None):
        """The groups of fields, for pages where they depend on the thing or the person."""
        return super().get_fieldsets(request, obj)

    def get_fieldsets(self, request, obj=None):
        fieldsets = [(name, dict(options)) for name, options in self.page_fieldsets(request, obj)]
        if (
            obj
            and not getattr(request, "reading_history", False)
            and self.has_change_permission(request, obj)
        ):
            name, options = fieldsets[-1]
            fieldsets[-1] = (name, {**options, "fields": [*options["fields"], "seen"]})
        return fieldsets

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refused = getattr(request, "refused", None)
        form.version_now = self.version_of(request, obj) if obj else ""
        return form

    def version_of(self, request, thing) -> str:
        """Which state of the page this is: the last history row of the thing and of each table inside it."""
        latest = [thing.history.aggregate(last=Max("history_id"))["last"]]
        for inline in self.get_inlines(request, thing):
            history = getattr(inline.model, "history", None)
            if history is not None and not getattr(inline, "read_only", False):
                key = next(
                    field.attname
                    for field in inline.model._meta.fields
                    if field.remote_field
                    and field.remote_field.model is self.model
                    and field.name == (inline.fk_name or field.name)
                )
                rows = history.filter(**{key: thing.pk})
                latest.append(rows.aggregate(last=Max("history_id"))["last"])
        return "-".join(str(each or 0) for each in latest)

    def get_changeform_initial_data(self, request):
        """The plan or board is filled in where there is only one."""
        initial = {}
        for name in ("plan", "board"):
            field = next((field for field in self.opts.fields if field.name == name), None)
            if field:
                rows = list(edited_rows(field.remote_field.model, request.user)[:2])
                if len(rows) == 1:
                    initial[name] = rows[0].pk
        return initial | super().get_changeform_initial_data(request)

    # --- writing

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (ValidationError, ProtectedError, IntegrityError) as error:
            if request.method != "POST" or getattr(request, "refused", None):
                raise
            # Everything was rolled back: show the page again as typed, with the reason.
            request.refused = as_advice(error)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request, extra_context=None):
        try:
            with transaction.atomic():
                return super().changelist_view(request, extra_context)
        except (ValidationError, ProtectedError, IntegrityError) as error:
            if request.method != "POST":
                raise
            for advice in as_advice(error).messages:
                self.message_user(request, advice, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except (ValidationError, ProtectedError) as error:
            for advice in as_advice(error).messages:
                self.message_user(request, advice, messages.ERROR)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def save_model(self, request, obj, form, change):
        self.write(request, obj, form, new=not change)

    def save_related(self, request, form, formsets, change):
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for thing in formset.deleted_objects:
            formset.inline.take_away(request, thing)
        for row in formset.saved_forms:
            formset.inline.write(request, row.instance, row, new=row.instance._state.adding)

    def delete_model(self, request, obj):
        self.take_away(request, obj)

    def delete_queryset(self, request, queryset):
        for thing in queryset:
            self.take_away(request, thing)

    # --- history: read, never put back

    def revert_disabled(self, request, obj=None):
        return True

    def history_view(self, request, object_id, extra_context=None):
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if request.method == "POST":
            raise PermissionDenied
        if self.get_object(request, unquote(object_id)) is None or not version_id.isdecimal():
            raise Http404
        request.reading_history = True
        return super().history_form_view(request, object_id, version_id, extra_context)


class ReadOnlyAdmin(Asks, Rules, admin.ModelAdmin):
    """Things that are written elsewhere and never changed: to be searched and read."""

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


def as_advice(error: Exception) -> ValidationError:
    """What a person is told about a write that could not be."""
    if isinstance(error, ValidationError):
        return error
    if isinstance(error, ProtectedError):
        return ValidationError("Something else depends on this, so it stays.")
    return ValidationError("Somebody saved the same at the same moment. Look again, then save again.")


# --- The audit trail ----------------------------------------------------------------------------------------


def _entries_of(rows, person):
    return rows.filter(board__in=person.boards_edited)


ROWS_OF[AuditEntry] = _entries_of


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """What was done, to what, by whom: newest first."""

    list_display = ("at", "operation", "thing_name", "by_name", "changed")
    list_display_links = ("operation",)
    list_filter = (("board", EditedRowsFilter), ("operation", admin.AllValuesFieldListFilter))
    list_select_related = ("board",)
    search_fields = ("thing_name", "operation", "by_name")
    date_hierarchy = "at"
    fields = ("at", "operation", "thing_name", "by_name", "board", "changed")
    list_per_page = 100

    @admin.display(description="what changed")
    def changed(self, entry):
        return format_html_join(
            "; ",
            "{}: {} → {}",
            ((field, _said(old), _said(new)) for field, (old, new) in sorted(entry.changes.items())),
        )


def _said(value) -> str:
    return "(empty)" if value in (None, "", []) else str(value)


# --- The site -----------------------------------------------------------------------------------------------


def _to_own_password(request, extra_context=None):
    return redirect("account_change_password")


admin.site.site_header = "Type and edit the plan"
admin.site.site_title = "Type and edit the plan"
admin.site.index_title = "What would you like to type or edit?"
admin.site.site_url = "/"
admin.site.empty_value_display = "–"
admin.site.enable_nav_sidebar = False  # tables are wide; the breadcrumbs lead back
# Signing in, with its one-time codes and its limit of wrong passwords, is in one place for all pages.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.password_change = _to_own_password
