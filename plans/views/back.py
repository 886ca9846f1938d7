"""The way back to the page a person came from."""

from collections.abc import Collection
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

# Pages on which decisions are recorded row by row.
DECIDED_FROM = {
    "plans:action-detail",
    "plans:challenge-list",
    "plans:decisions-waiting",
    "reporting:meeting-agenda",
    "reporting:report-detail",
    "reporting:report-live",
    "reporting:report-live-rows",
    "reporting:report-rows",
}


def way_back(request, pages: Collection[str], otherwise: str) -> str:
    """The `next` of the request, if it is one of our `pages` (URL names); else `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        address = urlsplit(wanted)
        try:
            match = resolve(address.path)
        except Resolver404:
            return otherwise
        if match.view_name in pages:
            return f"{address.path}?{address.query}" if address.query else address.path
    return otherwise
