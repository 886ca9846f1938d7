"""Reading yearly reports and the board's headings of them; they are written on pages of their own."""

from django.contrib import admin

from lscb.admin.pages import ReadOnlyAdmin, ReadOnlyInline
from lscb.admin.rows import EditedRowsFilter
from reporting.models import FinanceLine, YearlyHeading, YearlyReport, YearlySection, YearlySignature


@admin.register(YearlyHeading)
class YearlyHeadingAdmin(ReadOnlyAdmin):
    list_display = ("title", "board", "material", "required_by", "position")
    list_filter = (("board", EditedRowsFilter), "material")
    list_select_related = ("board",)
    search_fields = ("title", "asks", "required_by")
    fields = ("board", "position", "title", "asks", "material", "required_by")


class YearlySignatureInline(ReadOnlyInline):
    """Whose signatures a final was given; they are given on the report's own page."""

    model = YearlySignature
    fields = ("name", "post", "at", "remarks")
    readonly_fields = fields
    read_only = True


class FinanceLineInline(ReadOnlyInline):
    """What came in and what went out; it is typed on a page of its own."""

    model = FinanceLine
    fields = ("kind", "agency", "words", "amount", "year_before")
    readonly_fields = fields
    read_only = True


@admin.register(YearlyReport)
class YearlyReportAdmin(ReadOnlyAdmin):
    called = ("yearly report", "yearly reports")
    list_display = ("name", "board", "version", "state", "number", "finalised_at")
    list_filter = ("state", ("board", EditedRowsFilter))
    list_select_related = ("board",)
    search_fields = ("name", "recipients", "correction_reason")
    date_hierarchy = "starts_on"
    fields = (
        "board",
        "name",
        "starts_on",
        "ends_on",
        "version",
        "state",
        "number",
        "recipients",
        "correction_reason",
        "prepared_by",
        "finalised_at",
        "finalised_by",
        "approved_at",
    )
    inlines = (YearlySignatureInline, FinanceLineInline)

    def get_queryset(self, request):
        return super().get_queryset(request).without_pdf()


@admin.register(YearlySection)
class YearlySectionAdmin(ReadOnlyAdmin):
    called = ("section of a yearly report", "sections of yearly reports")
    list_display = ("title", "report", "material", "looked_at", "looked_by")
    list_filter = (("report", EditedRowsFilter), "material")
    list_select_related = ("report__board", "looked_by")
    search_fields = ("title", "asks", "text")
    fields = (
        "report",
        "position",
        "title",
        "asks",
        "material",
        "required_by",
        "text",
        "drafted_at",
        "looked_at",
        "looked_by",
        "version",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).defer("report__pdf", "report__content")
