"""Lists that were handed in: only read here."""

from django.contrib import admin

from lscb.admin.pages import ReadOnlyAdmin
from lscb.admin.rows import EditedRowsFilter
from subgroups.models import ListDraft


@admin.register(ListDraft)
class ListDraftAdmin(ReadOnlyAdmin):
    """Lists of people and of meetings; they are looked at and taken in on the board's own pages."""

    list_display = ("read_on", "name", "kind", "board", "state")
    list_display_links = ("read_on", "name")
    list_filter = ("state", "kind", ("board", EditedRowsFilter))
    list_select_related = ("board",)
    search_fields = ("name",)
    date_hierarchy = "read_on"
    fields = ("board", "kind", "name", "state", "read_on", "taken_in_on")
