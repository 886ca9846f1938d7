"""Boards with their agencies and roles."""

from django import forms
from django.contrib import admin

from lscb.admin.forms import PLAIN_WORDS
from lscb.admin.pages import BoardModelAdmin, BoardTabularInline
from lscb.admin.rows import SET_UP, EditedRowsFilter
from lscb.admin.spreadsheets import SpreadsheetMixin
from subgroups.admin.sheets import AgencySheet
from subgroups.models import Agency, Board, BoardRole
from subgroups.operations import confirm_role, propose_role, withdraw_role

SET_UP.update({Board, BoardRole})
PLAIN_WORDS["board_year_starts_in_a_month"] = "Give a month from 1 to 12."
PLAIN_WORDS["board_second_factor_has_a_day"] = "Give the day from which a second step is needed."


class AgencyInline(BoardTabularInline):
    model = Agency
    fields = ("name", "short_name", "position")
    deletable = True


class RolesByOperation:
    """Roles are given, confirmed and taken by their own events, and never changed into others."""

    def write(self, request, thing, form, *, new):
        if new:
            propose_role(person=thing.person, board=thing.board, role=thing.role, by=request.user)

    def take_away(self, request, thing):
        withdraw_role(role=thing, by=request.user)

    @admin.display(description="counts")
    def counts(self, role):
        return role.state if role.pk else ""


class BoardRoleInline(RolesByOperation, BoardTabularInline):
    model = BoardRole
    fields = ("person", "role", "counts")
    readonly_fields = ("counts",)
    autocomplete_fields = ("person",)
    verbose_name_plural = "roles on the board"
    deletable = True

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Board)
class BoardAdmin(BoardModelAdmin):
    list_display = ("name", "short_name", "area", "marking")
    search_fields = ("name", "short_name", "area")
    readonly_fields = ("demonstration",)
    fixed_fields = ("slug",)
    fieldsets = (
        (None, {"fields": ("name", "short_name", "slug", "area", "year_starts_in")}),
        ("On paper", {"fields": ("marking", "handling")}),
        ("Signing in", {"fields": ("second_factor", "second_factor_from")}),
        ("Its own words", {"fields": (*Board.WORD_PAIRS, "demonstration")}),
    )
    inlines = (AgencyInline, BoardRoleInline)

    def has_add_permission(self, request):
        return request.user.is_staff and request.user.is_superuser

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ("short_name",)}


@admin.register(Agency)
class AgencyAdmin(SpreadsheetMixin, BoardModelAdmin):
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
    """Roles that wait for a second person, and those that do not."""

    title = "counts"
    parameter_name = "confirmed"

    def lookups(self, request, model_admin):
        return [("no", "waits for a second person"), ("yes", "confirmed")]

    def queryset(self, request, queryset):
        if self.value() == "no":
            return queryset.waiting()
        return queryset.filter(confirmed_at__isnull=False) if self.value() == "yes" else queryset


@admin.register(BoardRole)
class BoardRoleAdmin(RolesByOperation, BoardModelAdmin):
    list_display = ("person", "email", "role", "board", "counts", "proposed_by")
    list_display_links = ("person", "role")
    list_filter = ("role", StateFilter, ("board", EditedRowsFilter))
    list_select_related = ("person", "board", "proposed_by")
    search_fields = ("person__name", "person__email")
    autocomplete_fields = ("person",)
    fixed_fields = ("person", "board", "role")
    actions = ("confirm",)
    deletable = True

    def page_fieldsets(self, request, obj=None):
        given = ("person", "board", "role")
        if obj is None:
            note = (
                "The person is told by e-mail. A role that may approve reports counts only once a second person "
                "confirms it, in the list of roles; one of the board team counts at once, but confirms others only "
                "when it has been confirmed."
            )
            return [(None, {"fields": given, "description": note})]
        return [(None, {"fields": (*given, "email", "counts", *self._WHO)})]

    _WHO = ("proposed_by", "proposed_at", "confirmed_by", "confirmed_at")
    readonly_fields = ("email", "counts", *_WHO)

    @admin.display(description="e-mail", ordering="person__email")
    def email(self, role):
        return role.person.email

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
