"""What every answer carries."""

from django.middleware.gzip import GZipMiddleware
from django.utils.cache import add_never_cache_headers

from lscb import clock
from lscb.directions import HINT, isolated
from lscb.unchanged import at_one_moment


def on_their_day(get_response):
    """Let it be the day on which a person of a demonstration stands still, where theirs is not the service's."""

    def middleware(request):
        with clock.on(getattr(request.user, "stands_on", None)):
            return get_response(request)

    return middleware


def private_pages(get_response):
    """Keep pages out of the browser's store, so that Back after signing out shows nothing."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)  # says no-store among the rest
        return response

    return middleware


def of_one_moment(get_response):
    """A page that changes nothing is of one moment, asked for before anything is read (`lscb.unchanged`)."""

    def middleware(request):
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with at_one_moment():
            return get_response(request)

    return middleware


def isolated_directions(get_response):
    """Isolate what is written from right to left on every page (`lscb.directions`)."""

    def middleware(request):
        response = get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and HINT.search(response.content):
            response.content = isolated(response.content.decode(response.charset)).encode(response.charset)
        return response

    return middleware


class PackedPages(GZipMiddleware):
    """Pack what is text; files of other kinds are packed in themselves.

    Django adds to it a length that nobody can guess, and masks the token of each form anew, so that the length of a
    page tells nothing of what is in it (BREACH).
    """

    def process_response(self, request, response):
        is_text = response.get("Content-Type", "").startswith(("text/", "application/json"))
        return super().process_response(request, response) if is_text else response
