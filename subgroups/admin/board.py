"""Boards with their agencies and roles."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from lscb import clock
from lscb.admin.forms import PLAIN_WORDS, place_last
from lscb.admin.pages import BoardModelAdmin, BoardTabularInline, ReadOnlyAdmin
from lscb.admin.rows import SET_UP, EditedRowsFilter, edited_rows
from lscb.admin.spreadsheets import SpreadsheetMixin
from lscb.operations import keep
from lscb.web.small_forms import PlainDateField
from subgroups.admin.sheets import AgencySheet
from subgroups.models import SIGNATURES, YEARLY_SIGNATURES, Agency, Board, BoardRole, Opening
from subgroups.operations import (
    choose_signing,
    confirm_role,
    end_role,
    keep_agency,
    prolong_role,
    propose_role,
    withdraw_role,
)

SET_UP.update({Board, BoardRole, Opening})
PLAIN_WORDS.update(
    {
        "board_year_starts_in_a_month": "Give a month from 1 to 12.",
        "board_kind_known": "Choose one of the kinds.",
        "board_somebody_approves": "Ask for one signature at least: else no report is ever approved.",
        "board_second_factor_has_a_day": "Give the day from which a second step is needed.",
        "board_role_open_once": "They have this role already, or it waits to be confirmed.",
        "board_role_ends_after_it_starts": "It ends before it starts; correct one of the two dates.",
        "board_role_deputy_of_another_for_a_time": "A deputy stands in for somebody else, for a time: give the first "
        "day and the last.",
    }
)


class AgencyByOperation:
    """An agency is kept with the body that stands for it."""

    def write(self, request, thing, form, *, new):
        if new:
            place_last(thing)
        keep_agency(thing, by=request.user, fields=None if new else form.changed_data)


class AgencyInline(AgencyByOperation, BoardTabularInline):
    model = Agency
    fields = ("name", "short_name", "position")
    deletable = True


class RolesByOperation:
    """Roles are given, confirmed and ended by their own events, and never changed into others."""

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "role" and len(boards := list(edited_rows(Board, request.user)[:2])) == 1:
            words = boards[0].role_words
            field.choices = [(value, words.get(value, said)) for value, said in field.choices]
        return field

    def write(self, request, thing, form, *, new):
        if new:
            propose_role(
                person=thing.person,
                board=thing.board,
                role=thing.role,
                starts_on=thing.starts_on,
                ends_on=thing.ends_on,
                deputy_for=thing.deputy_for,
                by=request.user,
            )

    def take_away(self, request, thing):
        withdraw_role(role=thing, by=request.user)

    @admin.display(description="counts")
    def counts(self, role):
        return role.state if role.pk else ""


class BoardRoleInline(RolesByOperation, BoardTabularInline):
    model = BoardRole
    fields = ("person", "role", "starts_on", "ends_on", "deputy_for", "counts")
    readonly_fields = ("counts",)
    autocomplete_fields = ("person", "deputy_for")
    verbose_name_plural = "roles on the board"
    deletable = True

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Board)
class BoardAdmin(BoardModelAdmin):
    list_display = ("name", "short_name", "area", "marking", "open_it")
    search_fields = ("name", "short_name", "area")
    readonly_fields = ("demonstration",)
    fixed_fields = ("slug",)
    fieldsets = (
        (None, {"fields": ("name", "short_name", "slug", "area", "kind", "year_starts_in")}),
        ("On paper", {"fields": ("marking", "handling")}),
        (
            "Who approves reports, and who updates",
            {"fields": (*SIGNATURES.values(), "one_signature", "readers_update")},
        ),
        ("Who approves its report on a year", {"fields": ("yearly_signing", *YEARLY_SIGNATURES.values())}),
        ("Owners", {"fields": ("names_owners",)}),
        ("Signing in", {"fields": ("second_factor", "second_factor_from")}),
        ("Its own words", {"fields": (*Board.WORD_PAIRS, "demonstration")}),
    )
    inlines = (AgencyInline, BoardRoleInline)

    def write(self, request, thing, form, *, new):
        """Who approves is chosen by its own event, after all else that was typed."""
        yearly = {"yearly_signing", *YEARLY_SIGNATURES.values()}
        fields = {*SIGNATURES.values(), "one_signature", "readers_update"} | yearly
        signing = fields & set(form.changed_data)
        if new or not signing:
            super().write(request, thing, form, new=new)
            return
        chosen = {
            "one_is_enough": thing.one_signature,
            "asked": {role: getattr(thing, name) for role, name in SIGNATURES.items()},
            "readers_update": thing.readers_update,
            "yearly": thing.yearly_signing,
            "asked_yearly": {role: getattr(thing, name) for role, name in YEARLY_SIGNATURES.items()},
        }
        if others := [name for name in form.changed_data if name not in signing]:
            keep(thing, by=request.user, fields=others)
        choose_signing(board=thing, by=request.user, **chosen)

    def has_add_permission(self, request):
        return request.user.is_staff and request.user.is_superuser

    def get_list_display(self, request):
        shown = super().get_list_display(request)
        return shown if request.user.is_superuser else [name for name in shown if name != "open_it"]

    @admin.display(description="to read it")
    def open_it(self, board):
        return format_html(
            '<a href="{}">Open it for an hour</a>', reverse("subgroups:board-open", args=[board.slug])
        )

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ("short_name",)}


@admin.register(Agency)
class AgencyAdmin(AgencyByOperation, SpreadsheetMixin, BoardModelAdmin):
    resource_classes = [AgencySheet]
    list_display = ("name", "short_name", "board", "position")
    list_editable = ("position",)
    list_filter = (("board", EditedRowsFilter),)
    list_select_related = ("board",)
    search_fields = ("name", "short_name")
    fields = ("board", "name", "short_name", "position")
    fixed_fields = ("board",)
    deletable = True


class StateFilter(admin.SimpleListFilter):
    """Roles that wait for a second person, those that are over, and all others."""

    title = "counts"
    parameter_name = "confirmed"

    def lookups(self, request, model_admin):
        return [("no", "waits for a second person"), ("yes", "confirmed"), ("over", "over")]

    def queryset(self, request, queryset):
        if self.value() == "no":
            return queryset.waiting()
        if self.value() == "yes":
            return queryset.not_over().filter(confirmed_at__isnull=False)
        return queryset.filter(ends_on__lt=clock.today()) if self.value() == "over" else queryset


class EndForm(forms.Form):
    ends_on = PlainDateField(
        label="Last day",
        initial=clock.today,
        help_text="The last day on which the role counts. Give yesterday to end it at once.",
    )


class ProlongForm(forms.Form):
    ends_on = PlainDateField(label="New last day", required=False, help_text="Empty: until it is ended.")


@admin.register(BoardRole)
class BoardRoleAdmin(RolesByOperation, BoardModelAdmin):
    called = ("role on the board", "roles on the board")
    list_display = ("person", "email", "what", "board", "starts_on", "ends_on", "counts", "proposed_by")
    list_display_links = ("person", "what")
    list_filter = ("role", StateFilter, ("board", EditedRowsFilter))
    list_select_related = ("person", "board", "proposed_by", "deputy_for")
    search_fields = ("person__name", "person__email")
    autocomplete_fields = ("person", "deputy_for")
    fixed_fields = ("person", "board", "role", "starts_on", "ends_on", "deputy_for")
    actions = ("confirm", "end", "prolong")
    deletable = True

    def page_fieldsets(self, request, obj=None):
        given = ("person", "board", "role", "starts_on", "ends_on", "deputy_for")
        if obj is None:
            note = (
                "The person is told by e-mail. A role that may approve reports counts only once a second person "
                "confirms it, in the list of roles; one of the board team counts at once, but confirms others only "
                "when it has been confirmed."
            )
            return [(None, {"fields": given, "description": note})]
        note = (
            "A role that has counted stays on record: tick it in the list of roles and choose “End on a day”, or “Let "
            "it last longer”. What has not counted yet can be deleted."
        )
        return [(None, {"fields": (*given, "email", "counts", *self._WHO), "description": note})]

    _WHO = ("proposed_by", "proposed_at", "confirmed_by", "confirmed_at")
    readonly_fields = ("email", "counts", *_WHO)

    @admin.display(description="e-mail", ordering="person__email")
    def email(self, role):
        return role.person.email

    @admin.display(description="role", ordering="role")
    def what(self, role):
        return role.words

    @admin.action(description="Confirm who has the role", permissions=["change"])
    def confirm(self, request, queryset):
        return self.ask(
            request,
            queryset.select_related("person", "board"),
            title="Confirm",
            form_class=forms.Form,
            do=lambda role: confirm_role(role=role, by=request.user),
            said="Confirmed",
            note="Confirm only what you know to be so: that these people are to have these roles, and that the "
            "e-mails beside their names in the list are theirs and read by nobody else. They may then approve "
            "reports, or have a say in who may.",
        )

    @admin.action(description="End on a day", permissions=["change"])
    def end(self, request, queryset):
        return self.ask(
            request,
            queryset.select_related("person", "board", "deputy_for"),
            title="End on a day",
            form_class=EndForm,
            do=lambda role, ends_on: end_role(role=role, ends_on=ends_on, by=request.user),
            said="Given a last day",
            note="They are told by e-mail. The role stays on record with its days.",
        )

    @admin.action(description="Let it last longer", permissions=["change"])
    def prolong(self, request, queryset):
        return self.ask(
            request,
            queryset.select_related("person", "board", "deputy_for"),
            title="Let it last longer",
            form_class=ProlongForm,
            do=lambda role, ends_on: prolong_role(role=role, ends_on=ends_on, by=request.user),
            said="Given anew from the day after the last one",
            note="The time that follows is a role of its own. One that may approve reports waits for a second person "
            "again.",
        )


@admin.register(Opening)
class OpeningAdmin(ReadOnlyAdmin):
    """Which system administrator opened which board to read it, and why."""

    called = ("opening to an administrator", "openings to administrators")
    list_display = ("opened_at", "person", "board", "reason", "ends_at", "ended_at")
    list_filter = (("board", EditedRowsFilter),)
    list_select_related = ("person", "board")
    search_fields = ("person__name", "reason")
    date_hierarchy = "opened_at"
    fields = ("person", "board", "reason", "opened_at", "ends_at", "ended_at")
    readonly_fields = fields
