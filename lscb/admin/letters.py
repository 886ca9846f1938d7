"""Whether letters leave, for whoever looks after the service: to whom and when, and not a word of what they say."""

import django_tasks_db.admin  # noqa: F401  (makes its page, so that it can be taken away here)
from django.contrib import admin
from django_tasks_db.models import DBTaskResult

from lscb.admin.pages import ReadOnlyAdmin
from lscb.models import Letter


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """Letters of the last months, newest first."""

    called = ("e-mail", "e-mails")
    list_display = ("written_at", "kind", "to", "state", "problem", "settled_at")
    list_filter = ("state", "kind")
    search_fields = ("to",)
    date_hierarchy = "written_at"
    fields = ("kind", "to", "written_at", "state", "problem", "claimed_at", "settled_at", "expires_at")

    def may_edit(self, request, thing=None):
        return request.user.is_active and request.user.is_superuser

    def get_queryset(self, request):
        return Letter.objects.all() if self.may_edit(request) else Letter.objects.none()


# The queue of work is run by db_worker and read in the log: this page would go around both.
admin.site.unregister(DBTaskResult)
