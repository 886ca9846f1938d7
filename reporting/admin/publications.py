"""What everybody may read: searched and read here, published and withdrawn on pages of its own."""

from django.contrib import admin

from lscb.admin.pages import ReadOnlyAdmin
from lscb.admin.rows import EditedRowsFilter
from reporting.models import Publication, PublicPages


@admin.register(PublicPages)
class PublicPagesAdmin(ReadOnlyAdmin):
    list_display = ("board", "contact", "changed_at")
    list_select_related = ("board",)
    search_fields = ("contact", "about")
    fields = ("board", "contact", "about", "never_public", "changed_at")


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ("title", "state", "published_at", "published_by", "withdrawn_at")
    list_display_links = ("title",)
    list_filter = (("board", EditedRowsFilter),)
    search_fields = (
        "report__quarter__name",
        "report__plan__title",
        "edition__plan__title",
        "year__name",
        "introduction",
    )
    date_hierarchy = "published_at"
    fields = (
        "report",
        "edition",
        "year",
        "state",
        "introduction",
        "prepared_by",
        "slug",
        "pdf_sha256",
        "published_at",
        "published_by",
        "withdrawn_at",
        "withdrawn_by",
        "why_withdrawn",
        "replaced_by",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()
