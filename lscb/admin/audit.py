"""The audit trail, to be searched and read."""

from django.contrib import admin
from django.utils.html import format_html_join

from lscb.admin.pages import ReadOnlyAdmin
from lscb.admin.rows import ROWS_OF, EditedRowsFilter
from lscb.events.audit_codes import codes_saying, words_of
from lscb.events.names import shown
from lscb.models import AuditEntry
from lscb.ordering import by_letters
from lscb.words import capital


def _entries_of(rows, person):
    return rows.filter(board__in=person.boards_edited)


ROWS_OF[AuditEntry] = _entries_of


class EventFilter(admin.SimpleListFilter):
    """What was done, in words, of what was done at all."""

    title = parameter_name = "operation"

    def lookups(self, request, model_admin):
        rows = model_admin.get_queryset(request).order_by()
        codes = rows.values_list("operation", flat=True).distinct()
        return sorted(
            ((code, capital(words_of(code))) for code in codes), key=lambda choice: by_letters(choice[1])
        )

    def queryset(self, request, queryset):
        return queryset.filter(operation=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """What was done, to what, by whom: newest first."""

    called = ("change on record", "changes on record")
    list_display = ("at", "event", "thing_name", "by_name", "changed")
    list_display_links = ("event",)
    list_filter = (("board", EditedRowsFilter), EventFilter)
    list_select_related = ("board",)
    search_fields = ("thing_name", "operation", "by_name")
    date_hierarchy = "at"
    fields = ("at", "event", "thing_name", "by_name", "board", "changed")

    def may_edit(self, request, thing=None):
        """Whoever looks after the service reads what is no board's: of the trail itself, of accounts on no board."""
        return super().may_edit(request, thing) or (
            request.user.is_active and request.user.is_superuser and (thing is None or thing.board_id is None)
        )

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            rows |= AuditEntry.objects.filter(board=None).order_by(*rows.query.order_by)
        return rows

    def get_search_results(self, request, queryset, search_term):
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if codes := search_term and codes_saying(search_term.strip()):
            found = found | queryset.filter(operation__in=codes)
        return found, duplicates

    @admin.display(description="what was done", ordering="operation")
    def event(self, entry):
        return capital(entry.words)

    @admin.display(description="what changed")
    def changed(self, entry):
        return format_html_join(
            "; ",
            "{}: {} → {}",
            ((field, _said(old), _said(new)) for field, (old, new) in sorted(entry.changes.items())),
        )


def _said(value) -> str:
    value = shown(value)
    return "(empty)" if value in (None, "", []) else str(value)
