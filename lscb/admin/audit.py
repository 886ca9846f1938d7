"""The audit trail, to be searched and read."""

from django.contrib import admin
from django.utils.html import format_html_join

from lscb.admin.pages import ReadOnlyAdmin
from lscb.admin.rows import ROWS_OF, EditedRowsFilter
from lscb.models import AuditEntry


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
