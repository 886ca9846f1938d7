"""Every request has an id, one line in the log, and its place in the metrics."""

import logging
import re
import time
from collections.abc import Callable
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from lscb.running import metrics, slow_pages
from lscb.running.current import REQUEST_ID, route_of
from lscb.web.noted import note_later

log = logging.getLogger("lscb.request")

# What of an id that a server in front gives is taken over: nothing that could break a line of the log.
_AN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def requests_told(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, around all that may be slow or fail.

    An id is taken from `X-Request-ID` where a server stands in front (LSCB_TRUSTED_PROXIES); the answer carries it. The
    line of the log names the route and not the address, which may hold the key of a calendar or an invitation.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
        request.id = given if _AN_ID.fullmatch(given) else uuid4().hex
        token = REQUEST_ID.set(request.id)
        started = time.monotonic()
        try:
            response = get_response(request)
            seconds = time.monotonic() - started
            route = route_of(request)
            metrics.requests.labels(route, _method(request), str(response.status_code)).observe(seconds)
            log.info(
                "%s %s %s",
                _method(request),
                route,
                response.status_code,
                extra={"milliseconds": round(seconds * 1000), "person": _person(request)},
            )
            if settings.SLOW_PAGE and seconds * 1000 >= settings.SLOW_PAGE:
                note_later(request, partial(slow_pages.count, route, round(seconds * 1000)))
            response["X-Request-ID"] = request.id
            return response
        finally:
            REQUEST_ID.reset(token)

    return middleware


def _method(request: HttpRequest) -> str:
    """One of a few: a label that strangers choose would grow without end."""
    return request.method if request.method in ("GET", "POST", "HEAD") else "other"


def _person(request: HttpRequest) -> str | None:
    """The key of whoever is signed in, where the session was read anyway: the log asks no query of its own."""
    session = getattr(request, "session", None)
    return session.get(SESSION_KEY) if session is not None and session.accessed else None
