"""Where passwords are switched off, every page that is about one says so."""

from django.conf import settings
from django.shortcuts import render

PAGES = ("account_reset_password", "account_change_password", "account_set_password")  # and what begins so


class LocalPasswordsMiddleware:
    """In one place, because the pages are allauth's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if settings.LOCAL_PASSWORDS or not request.resolver_match.view_name.startswith(PAGES):
            return None
        return render(request, "account/no_passwords.html", status=403)
