"""What a plan measures, and the documents it stands beside."""

from django.contrib import admin

from lscb.admin.pages import BoardModelAdmin, ReadOnlyAdmin
from lscb.admin.rows import EditedRowsFilter
from plans.models import LinkedDocument, Measure, MeasureValue


@admin.register(Measure)
class MeasureAdmin(BoardModelAdmin):
    list_display = ("words", "section", "tells", "unit", "target", "better", "position")
    list_editable = ("position",)
    list_filter = ("tells", ("plan", EditedRowsFilter))
    list_select_related = ("plan__board", "section")
    search_fields = ("words",)
    autocomplete_fields = ("section",)
    fields = ("plan", "section", "words", "tells", "unit", "target", "better", "position")
    fixed_fields = ("plan",)
    deletable = True


@admin.register(MeasureValue)
class MeasureValueAdmin(ReadOnlyAdmin):
    """What was recorded each quarter, on the page of the measure."""

    called = ("value of a measure", "values of measures")
    list_display = ("at", "measure", "quarter", "value", "source", "by")
    list_display_links = ("at", "measure")
    list_filter = (("quarter", EditedRowsFilter), ("measure__plan", EditedRowsFilter))
    list_select_related = ("measure__plan__board", "quarter", "by")
    search_fields = ("measure__words", "source", "note", "by__name")
    date_hierarchy = "at"
    fields = ("measure", "quarter", "value", "source", "note", "by", "at")


@admin.register(LinkedDocument)
class LinkedDocumentAdmin(BoardModelAdmin):
    list_display = ("title", "link", "plan", "position")
    list_editable = ("position",)
    list_filter = (("plan", EditedRowsFilter),)
    list_select_related = ("plan__board",)
    search_fields = ("title",)
    fields = ("plan", "title", "link", "position")
    fixed_fields = ("plan",)
    deletable = True

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "link":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)
