"""Typing a draft's own words; reading final reports and highlights."""

from django.contrib import admin

from lscb.admin.pages import BoardModelAdmin, BoardTabularInline, ReadOnlyAdmin
from lscb.admin.rows import EditedRowsFilter
from reporting.models import BoardReport, GroupUpdate, Highlight, MonitoringReport, PlanEdition, Signature
from reporting.operations import edit_draft, write_highlight


@admin.register(Highlight)
class HighlightAdmin(BoardModelAdmin):
    list_display = ("body", "quarter", "by", "at")
    list_display_links = ("body", "quarter")
    list_filter = (("quarter", EditedRowsFilter), ("body", EditedRowsFilter))
    list_select_related = ("body__board", "quarter", "by")
    search_fields = ("body__name", "done", "worry", "ask", "voice")
    autocomplete_fields = ("body", "quarter")
    fields = ("body", "quarter", "done", "worry", "ask", "voice", "by", "at")
    readonly_fields = ("by", "at")
    fixed_fields = ("body", "quarter")
    date_hierarchy = "at"

    def write(self, request, thing, form, *, new):
        if not (new or form.changed_data):
            return
        written = write_highlight(
            body=thing.body,
            quarter=thing.quarter,
            by=request.user,
            done=thing.done,
            worry=thing.worry,
            ask=thing.ask,
            voice=thing.voice,
        )
        thing.pk = written.pk


class SignatureInline(BoardTabularInline):
    """Whose signatures a final was given; they are given on the report's own page."""

    model = Signature
    fields = ("name", "post", "at", "remarks")
    readonly_fields = fields
    read_only = True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(MonitoringReport)
class MonitoringReportAdmin(BoardModelAdmin):
    """A draft's own words can be typed here too; a final report is only read."""

    list_display = (
        "report",
        "plan",
        "quarter",
        "version",
        "state",
        "number",
        "finalised_at",
        "approver",
    )
    list_display_links = ("report",)
    list_filter = ("state", ("plan", EditedRowsFilter), ("quarter", EditedRowsFilter))
    search_fields = ("plan__title", "quarter__name", "key_messages", "decisions")
    date_hierarchy = "finalised_at"
    fields = (
        "plan",
        "quarter",
        "version",
        "state",
        "number",
        "agenda_item",
        "presenter",
        "key_messages",
        "decisions",
        "correction_reason",
        "prepared_by",
        "finalised_at",
        "finalised_by",
        "approved_at",
        "approver",
    )
    inlines = (SignatureInline,)
    readonly_fields = tuple(
        name for name in fields if name not in ("agenda_item", "presenter", "key_messages", "decisions")
    )

    def get_queryset(self, request):
        return super().get_queryset(request).for_reports()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return not (obj and obj.is_frozen) and super().has_change_permission(request, obj)

    @admin.display(description="report")
    def report(self, report):
        return str(report)

    def write(self, request, thing, form, *, new):
        if form.changed_data:
            edit_draft(
                report=thing,
                key_messages=thing.key_messages,
                decisions=thing.decisions,
                agenda_item=thing.agenda_item,
                presenter=thing.presenter,
                by=request.user,
            )


@admin.register(BoardReport)
class BoardReportAdmin(ReadOnlyAdmin):
    """Written on pages of their own."""

    list_display = ("report", "meeting", "version", "state", "number", "finalised_at")
    list_display_links = ("report",)
    list_filter = ("state",)
    search_fields = ("meeting__body__name", "key_messages", "decisions")
    date_hierarchy = "finalised_at"
    fields = (
        "board",
        "meeting",
        "version",
        "state",
        "number",
        "agenda_item",
        "presenter",
        "key_messages",
        "decisions",
        "risks_from",
        "correction_reason",
        "prepared_by",
        "finalised_at",
        "finalised_by",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).for_reports()

    @admin.display(description="report")
    def report(self, report):
        return str(report)


@admin.register(GroupUpdate)
class GroupUpdateAdmin(ReadOnlyAdmin):
    """Written on pages of their own."""

    list_display = ("body", "due", "state", "by", "at")
    list_display_links = ("body", "due")
    list_filter = ("state", ("body", EditedRowsFilter))
    list_select_related = ("body__board", "due__obligation__planned_report__plan", "due__forum", "by")
    search_fields = ("body__name", "done", "worry", "ask", "voice")
    date_hierarchy = "at"
    fields = ("due", "body", "state", "done", "worry", "ask", "voice", "name", "reason", "by", "at")


@admin.register(PlanEdition)
class PlanEditionAdmin(ReadOnlyAdmin):
    """The plan as published; worded and made final on pages of its own."""

    list_display = ("edition", "plan", "version", "state", "agreed_at", "published_on", "finalised_at")
    list_display_links = ("edition",)
    list_filter = ("state", ("plan", EditedRowsFilter))
    search_fields = ("plan__title", "title", "foreword")
    date_hierarchy = "finalised_at"
    fields = (
        "plan",
        "version",
        "state",
        "title",
        "foreword",
        "agreed_at",
        "published_on",
        "prepared_by",
        "finalised_at",
        "finalised_by",
        "pdf_sha256",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description="edition")
    def edition(self, edition):
        return str(edition)
