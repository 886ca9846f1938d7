"""The site itself: its name, and where one signs in."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.shortcuts import redirect


def _to_own_password(request, extra_context=None):
    return redirect("account_change_password")


admin.site.site_header = "Type and edit the plan"
admin.site.site_title = "Type and edit the plan"
admin.site.index_title = "What would you like to type or edit?"
admin.site.site_url = "/"
admin.site.empty_value_display = "–"
admin.site.enable_nav_sidebar = False  # tables are wide; the breadcrumbs lead back
# Signing in, with its one-time codes and its limit of wrong passwords, is in one place for all pages.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.password_change = _to_own_password
