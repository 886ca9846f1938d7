"""Three addresses for programs that watch the service: `/healthz`, `/readyz` and `/metrics`.

They are answered before anything else is asked, so that a probe needs no host name, no https, no session, and no
database unless it asks for that. They say nothing of a board.
"""

import hmac

from django.conf import settings
from django.db import close_old_connections
from django.http import HttpResponse, HttpResponseNotFound, JsonResponse

from lscb.running import metrics, readiness


def probes(get_response):
    """Middleware, the first of all."""

    def middleware(request):
        answer = ANSWERS.get(request.path_info)
        if answer is None:
            return get_response(request)
        response = answer(request)
        response["Cache-Control"] = "no-store"
        return response

    return middleware


def healthz(request) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request) -> HttpResponse:
    """Whether people can be served: 200 or 503, with each need by name. What mends it is for `manage.py readiness` and
    the log: an address that anybody may ask says no more than that something is missing."""
    close_old_connections()  # one that was lost is not taken for a database that is gone
    said = readiness.whatever_is_missing(while_running=True)
    is_ready = not any(words and need.holds_up for need, words in said.items())
    body = {
        "ready": is_ready,
        "needs": {need.name: "missing" if words else "there" for need, words in said.items()},
    }
    return JsonResponse(body, status=200 if is_ready else 503)


def prometheus(request) -> HttpResponse:
    """What is counted, for Prometheus, with the token that LSCB_METRICS_TOKEN names; without one there is no page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given, settings.METRICS_TOKEN.encode()):
        return HttpResponseNotFound(b"", content_type="text/plain")
    content, content_type = metrics.exposition()
    return HttpResponse(content, content_type=content_type)


ANSWERS = {"/healthz": healthz, "/readyz": readyz, "/metrics": prometheus}
