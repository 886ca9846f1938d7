"""The site itself: where one signs in, and what it offers while somebody types."""

from functools import cache

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject


def _to_own_password(request, extra_context=None):
    return redirect("account_change_password")


def _to_index(request, app_label, extra_context=None):
    """What there is to type is said by task, on one page; apps are nothing to who types."""
    return redirect("admin:index")


@cache
def _offered_while_typing() -> set[tuple[str, str, str]]:
    """Fields that some page, or a table inside one, offers to be searched: app, model, field."""
    pages = [
        admin.site.get_model_admin(model) for model in filter(admin.site.is_registered, apps.get_models())
    ]
    inside = [inline for page in pages for inline in page.inlines]
    return {
        (each.model._meta.app_label, each.model._meta.model_name, name)
        for each in (*pages, *inside)
        for name in each.autocomplete_fields
    }


def _only_what_is_offered(search):
    """Django's view searches by any field whose model has a page, and fails at some."""

    def searched(request):
        asked = tuple(request.GET.get(name, "") for name in ("app_label", "model_name", "field_name"))
        if asked not in _offered_while_typing() or "\x00" in request.GET.get("term", ""):
            raise PermissionDenied
        return search(request)

    return searched


def _when_shown(app_list):
    """Every page of Django's hands over what there is, of some fifty models; only the index shows it."""

    def listed(request, app_label=None):
        return SimpleLazyObject(lambda: app_list(request, app_label))

    return listed


admin.site.index_title = "What would you like to type or edit?"
admin.site.empty_value_display = "–"
admin.site.enable_nav_sidebar = False  # tables are wide; the breadcrumbs lead back
# Signing in, with its one-time codes and its limit of wrong passwords, is in one place for all pages.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.password_change = _to_own_password
admin.site.app_index = _to_index
admin.site.get_app_list = _when_shown(admin.site.get_app_list)
admin.site.autocomplete_view = _only_what_is_offered(admin.site.autocomplete_view)
