"""Boards with their agencies and roles."""

from django.contrib import admin

from lscb.admin.forms import PLAIN_WORDS
from lscb.admin.pages import BoardModelAdmin, BoardTabularInline
from lscb.admin.rows import SET_UP, EditedRowsFilter
from lscb.admin.spreadsheets import SpreadsheetMixin
from lscb.errors import Refused
from subgroups.admin.sheets import AgencySheet
from subgroups.models import Agency, Board, BoardRole

SET_UP.update({Board, BoardRole})
PLAIN_WORDS["board_year_starts_in_a_month"] = "Give a month from 1 to 12."


def _refuse_own_role(request, role: BoardRole) -> None:
    if role.person_id == request.user.pk and not request.user.is_superuser:
        raise Refused("You cannot change your own roles; ask another member of the board team.")


class AgencyInline(BoardTabularInline):
    model = Agency
    fields = ("name", "short_name", "position")
    deletable = True


class NotOnesOwnRole:
    """Roles are given and taken by somebody else than who has them."""

    def write(self, request, thing, form, *, new):
        if form.changed_data:
            _refuse_own_role(request, thing)
        super().write(request, thing, form, new=new)

    def take_away(self, request, thing):
        _refuse_own_role(request, thing)
        super().take_away(request, thing)


class BoardRoleInline(NotOnesOwnRole, BoardTabularInline):
    model = BoardRole
    fields = ("person", "role")
    autocomplete_fields = ("person",)
    verbose_name_plural = "roles on the board"
    deletable = True


@admin.register(Board)
class BoardAdmin(BoardModelAdmin):
    list_display = ("name", "short_name", "area", "marking")
    search_fields = ("name", "short_name", "area")
    readonly_fields = ("demonstration",)
    fixed_fields = ("slug",)
    fieldsets = (
        (None, {"fields": ("name", "short_name", "slug", "area", "year_starts_in")}),
        ("On paper", {"fields": ("marking", "handling")}),
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


@admin.register(BoardRole)
class BoardRoleAdmin(NotOnesOwnRole, BoardModelAdmin):
    list_display = ("person", "role", "board")
    list_display_links = ("person", "role")
    list_filter = ("role", ("board", EditedRowsFilter))
    list_select_related = ("person", "board")
    search_fields = ("person__name", "person__email")
    autocomplete_fields = ("person",)
    fields = ("person", "board", "role")
    fixed_fields = ("person", "board")
    deletable = True
