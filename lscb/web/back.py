"""The way back to the page a person came from."""

from collections.abc import Callable
from enum import StrEnum
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme


class Shows(StrEnum):
    """What a page shows, from which people go to a form and want to come back."""

    ROWS = "rows"  # of actions, each with its update
    DECISIONS = "decisions"  # or what waits for them, each recorded where it stands
    FINDINGS = "findings"  # where the plan leaves a question open


def shows(*what: Shows) -> Callable:
    """Mark a view as a page that people come back to; each app marks its own."""

    def mark(view):
        view.shows = frozenset(what)
        return view

    return mark


def way_back(request, what: Shows, otherwise: str) -> str:
    """The `next` of the request, if it is one of our pages that show this; else `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        url = urlsplit(wanted)
        try:
            view = resolve(url.path).func
        except Resolver404:
            return otherwise
        if what in getattr(view, "shows", ()):
            return f"{url.path}?{url.query}" if url.query else url.path
    return otherwise
