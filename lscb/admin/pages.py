"""What every page of the admin, and every table inside a page, goes by."""

from collections.abc import Callable, Iterable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Max, ProtectedError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from lscb.admin.forms import BoardForm, PageForm, place_last
from lscb.admin.own_words import describe_in_own_words, in_own_words, speak_own_words
from lscb.admin.rows import SET_UP, edited_rows, home_of
from lscb.errors import NO_EMAIL
from lscb.events.locks import hold_wholes
from lscb.operations import keep, remove
from lscb.permissions import Verb, allows
from lscb.speaking import speak_for
from lscb.web.small_forms import PlainDateField, PlainNumberField, PlainWholeField, days_said

# What a filter of Django's adds to its field in the address of a list.
_FILTERS_SEND = ("", "__exact", "__id__exact", "__isempty", "__isnull")
_YEARS = range(1900, 2200)  # what a list is asked for by year
# Days that something begins on: a month typed there means its first.
_FIRST_DAYS = ("starts_on", "left_on", "leaves_on", "second_factor_from")


def _as_typed(db_field: models.Field) -> dict:
    """The box of a field that reads what people type: days, numbers and whole numbers; nothing for any other."""
    if db_field.choices:
        return {}
    match db_field:
        case models.DateTimeField():
            return {}
        case models.DateField():
            first = db_field.name in _FIRST_DAYS
            return {"form_class": PlainDateField, "widget": AdminDateWidget, "first": first}
        case models.DecimalField():
            return {"form_class": PlainNumberField, "widget": PlainNumberField.widget}
        case models.IntegerField():
            return {"form_class": PlainWholeField, "widget": PlainWholeField.widget}
    return {}


class Rules:
    """What every page and every table inside a page goes by. Mixed in before Django's classes."""

    deletable = False  # offered only where nothing reported depends on the row
    show_facets = admin.ShowFacets.NEVER
    boxes: dict[str, dict[str, int]] = {}  # by field of words: rows of its box, and columns

    def get_search_fields(self, request):
        """Words are looked for as the product's own pages look for them: see lscb.finding."""
        return [f"{field}__holds" for field in super().get_search_fields(request)]

    def may_edit(self, request, thing=None) -> bool:
        """Whether the person types `thing`, or any thing of this model."""
        person = request.user
        if not (person.is_authenticated and person.is_staff):
            return False
        if person.is_superuser and self.model in SET_UP:
            return True
        if thing is None or home_of(thing, "board") is None:
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

    def lookup_allowed(self, lookup, value, request=None):
        """Whether the address of a list may filter by `lookup`: only as its own filters and dates do.

        Left to itself Django takes every field of the model with every lookup, and so tells whoever may list people
        whether a password's hash begins with the letters they guess.
        """
        if "\x00" in value:  # PostgreSQL keeps no such text, and says so only when asked
            return False
        if self.date_hierarchy and lookup in self._lookups(self.date_hierarchy, ("__month", "__day")):
            return value.isdecimal() and len(value) <= 2
        if self.date_hierarchy and lookup == f"{self.date_hierarchy}__year":
            return value.isdecimal() and len(value) == 4 and int(value) in _YEARS
        allowed = set()
        for each in self.get_list_filter(request):
            if isinstance(each, type):  # a filter of our own
                allowed.add(each.parameter_name)
            else:
                allowed |= self._lookups(each if isinstance(each, str) else each[0], _FILTERS_SEND)
        return lookup in allowed

    @staticmethod
    def _lookups(path: str, ends: Iterable[str]) -> set[str]:
        return {f"{path}{end}" for end in ends}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if size := self.boxes.get(db_field.name):
            kwargs["widget"] = forms.Textarea(attrs=size)
        kwargs = _as_typed(db_field) | kwargs
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.EmailField):
            field.error_messages["invalid"] = NO_EMAIL
        return field

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
        keep(thing, by=request.user, fields=form.changed_data, many=many)

    def take_away(self, request, thing) -> None:
        remove(thing, by=request.user)


class _Inline(Rules):
    """A table inside a page; its rows are written one by one, each by its operation."""

    form = BoardForm
    extra = 0
    view_on_site = False

    def __init__(self, parent_model, admin_site):
        super().__init__(parent_model, admin_site)
        self.verbose_name = in_own_words(self.verbose_name)
        self.verbose_name_plural = in_own_words(self.verbose_name_plural)
        describe_in_own_words(self, self.readonly_fields)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.inline = self
        return formset


class BoardTabularInline(_Inline, admin.TabularInline):
    template = "admin/edit_inline/rows.html"


class BoardStackedInline(_Inline, admin.StackedInline):
    pass


class _WithThoseTicked(helpers.ActionForm):
    action = forms.ChoiceField(label="With those ticked")


class Asks:
    """Actions on several rows: done one by one, after a page with a question where one is needed."""

    action_form = _WithThoseTicked

    def get_action_choices(self, request, default_choices=(("", "Choose what to do"),)):
        return super().get_action_choices(request, list(default_choices))

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
            if read := days_said(form):
                self.message_user(request, read)
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


class OwnBoardsHistory(HistoricalRecordContextHelper):
    """What changed, without naming what belongs to a board that the person does not type for."""

    def __init__(self, model, record, person):
        super().__init__(model, record)
        self.person = person

    def prepare_delta_change_value(self, change, value):
        board = home_of(value, "board") if isinstance(value, models.Model) else None
        set_up = self.person.is_superuser and type(value) in SET_UP
        if board is None or set_up or board.pk in self.person.boards_edited:
            return super().prepare_delta_change_value(change, value)
        return "(of another board)"


class _Page(Asks, Rules):
    """The list of one of a board's things and the page of each, in the words of its board."""

    called: tuple[str, str] | None = (
        None  # one and several of them, where the pages have other words than the model
    )

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        speak_own_words(model, self.called)
        describe_in_own_words(self, (*self.list_display, *self.readonly_fields, *self.actions))

    def get_object(self, request, object_id, from_field=None):
        """A row's page speaks for the plan or board that the row is of. What was typed for one that is gone is handed
        back, as on any page, where Django would go on without it.
        """
        thing = super().get_object(request, object_id, from_field)
        if thing is None and request.method == "POST":
            raise Http404
        if home := thing and (home_of(thing, "plan") or home_of(thing, "board")):
            speak_for(home)
        return thing


class BoardModelAdmin(_Page, SimpleHistoryAdmin):
    """A page of one of a board's things, to be typed."""

    form = PageForm
    save_on_top = True
    fixed_fields: tuple[str, ...] = ()  # typed once, when the thing is added

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        for inline in self.inlines:
            speak_own_words(inline.model)

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

    def get_changelist_formset(self, request, **kwargs):
        """The boxes of a list, each named for whoever does not see under which heading and in which row it stands."""
        formset = super().get_changelist_formset(request, **kwargs)

        class Named(formset):
            def add_fields(self, form, index):
                super().add_fields(form, index)
                for name in set(form.fields) - {form._meta.model._meta.pk.name}:
                    field = form.fields[name]
                    field.widget.attrs["aria-label"] = f"{field.label}: {form.instance}"

        return Named

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
        # In no transaction of its own: looking takes no lock, each action commits what it did to each thing, and
        # Django saves the places of a list in one.
        try:
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
        request.days_said = [days_said(form)]
        self.write(request, obj, form, new=not change)

    def save_related(self, request, form, formsets, change):
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for thing in formset.deleted_objects:
            formset.inline.take_away(request, thing)
        for row in formset.saved_forms:
            request.days_said.append(days_said(row))
            formset.inline.write(request, row.instance, row, new=row.instance._state.adding)

    def response_add(self, request, obj, post_url_continue=None):
        self._say_days(request)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self._say_days(request)
        return super().response_change(request, obj)

    def _say_days(self, request):
        """How days were read that were typed in other words, once everything is saved."""
        for said in filter(None, getattr(request, "days_said", ())):
            self.message_user(request, said)

    def delete_model(self, request, obj):
        self.take_away(request, obj)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        things = list(queryset)
        hold_wholes(things)
        for thing in things:
            self.take_away(request, thing)

    # --- history: read, never put back

    def revert_disabled(self, request, obj=None):
        return True

    def history_view_title(self, request, obj):
        return f"What was done to: {obj}"

    def history_form_view_title(self, request, obj):
        return f"As it was: {obj}"

    def get_historical_record_context_helper(self, request, historical_record):
        return OwnBoardsHistory(self.model, historical_record, request.user)

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


class ReadOnlyAdmin(_Page, admin.ModelAdmin):
    """Things that are written elsewhere and never changed: to be searched and read."""

    change_form_template = "admin/read.html"

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


class ReadOnlyInline(BoardTabularInline):
    """Rows that stand inside such a page."""

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
