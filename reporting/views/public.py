"""What everybody may read, without signing in: pages first, with their PDF, a feed and data beside them.

These pages know nobody: no session is opened for them and no cookie read or set, whoever asks. Their answers may be
kept by anybody, who asks before each use whether they still hold; so what is withdrawn is gone at once.
"""

import hashlib
from collections.abc import Callable
from functools import wraps

from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpResponse, HttpResponseNotModified, JsonResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from reporting.lists.public import csv_rows
from reporting.models import Publication, PublicPages
from reporting.models.publications import Of
from reporting.printing.public import page_context, page_of, public_html
from reporting.publishing.public import to_json
from reporting.publishing.schema import schema
from reporting.selectors.publishing import SHAPES, published_content

ROOM = "/public/"


# --- Answers that anybody may keep ----------------------------------------------------------------------------


def knows_nobody(get_response: Callable) -> Callable:
    """Middleware, around sessions: below `/public/` nobody is signed in and no cookie goes in or out."""

    def middleware(request):
        if not request.path_info.startswith((ROOM, "/robots.txt")):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        response = get_response(request)
        response.cookies.clear()
        varies = [each.strip() for each in response.get("Vary", "").split(",")]
        if kept := [each for each in varies if each and each.lower() != "cookie"]:
            response["Vary"] = ", ".join(kept)
        else:
            response.headers.pop("Vary", None)
        return response

    return middleware


class Gone(Exception):
    """It was public and was withdrawn."""


def for_everybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer whoever asks: kept by anybody, and asked about each time; what is not there is said without a word of
    what is inside."""

    @login_not_required
    @require_safe
    @wraps(view)
    def opened(request, **kwargs):
        try:
            response = view(request, **kwargs)
        except Gone:
            return _nothing(410)
        except Http404:
            return _nothing(404)
        if response.status_code != 200:
            return response
        if not response.has_header("ETag"):
            response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        return _kept(get_conditional_response(request, etag=response["ETag"], response=response))

    return opened


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def _nothing(status: int) -> HttpResponse:
    response = HttpResponse(
        public_html("public/nothing.html", {"was_withdrawn": status == 410}), status=status
    )
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def limited(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """So many files a minute for one address."""
    held = rate_limit(action="public", limit_get=True)(view)

    @wraps(view)
    def answered(request, **kwargs):
        response = held(request, **kwargs)
        if response.status_code != 429:
            return response
        waits = HttpResponse("Too many requests. Wait a minute.\n", status=429, content_type="text/plain")
        waits["Retry-After"] = "60"
        return waits

    return answered


# --- Pages ----------------------------------------------------------------------------------------------------


@for_everybody
def public_boards(request):
    """The boards that have published something."""
    boards = list(Publication.objects.boards_that_publish())
    if not boards:
        raise Http404
    return HttpResponse(public_html("public/boards.html", {"boards": boards}))


@for_everybody
def public_board(request, board_slug):
    """What a board has published, the newest first."""
    publications = _of_board(board_slug)
    board = publications[0].board
    pages = PublicPages.objects.get(board=board)
    context = {
        "board": board,
        "about": pages.about,
        "contact": pages.contact,
        "publications": [(each, published_content(each)) for each in publications],
        "demonstration": board.demonstration_words,
    }
    return HttpResponse(public_html("public/board.html", context))


@for_everybody
def public_page(request, board_slug, slug):
    """One publication, as it was published."""
    publication = _publication(board_slug, slug)
    pages = PublicPages.objects.get(board=publication.board_id)
    context = page_context(published_content(publication), contact=pages.contact, at=publication.published_at)
    later = publication.replaced_by
    context |= {
        "publication": publication,
        "board": publication.board,
        "later": later if later and later.is_public and later.slug != publication.slug else None,
    }
    return HttpResponse(public_html(page_of(publication.kind), context))


# --- Files ----------------------------------------------------------------------------------------------------


@limited
@for_everybody
def public_pdf(request, board_slug, slug):
    """The PDF as it was set when it was published. Who has it already is told so without reading it."""
    publication = _publication(board_slug, slug)
    etag = f'"{publication.pdf_sha256}"'
    if isinstance(unchanged := get_conditional_response(request, etag=etag), HttpResponseNotModified):
        return _kept(unchanged)
    publication.refresh_from_db(fields=["pdf"])
    response = HttpResponse(bytes(publication.pdf), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{_file_name(publication)}.pdf")
    response["ETag"] = etag
    return response


@limited
@for_everybody
def public_data(request, board_slug, slug, kind):
    """What the page says, as data: rows of CSV, or all of it as JSON by its schema."""
    publication = _publication(board_slug, slug)
    content = published_content(publication)
    if kind == "csv":
        response = HttpResponse(csv_rows(content), content_type="text/csv; charset=utf-8")
        name = f"{_file_name(publication)}.csv"
        response["Content-Disposition"] = content_disposition_header(True, name)
        return response
    return _json(
        {
            "$schema": _schema_address(request, publication.kind),
            "version": publication.version,
            "address": request.build_absolute_uri(publication.public_address),
            "published": localtime(publication.published_at).isoformat(),
            "content": to_json(content),
        }
    )


@for_everybody
def public_schema(request, kind=Of.REPORT):
    """The JSON Schema of the data of a kind. It tells of no board."""
    return _json(schema(_schema_address(request, kind), SHAPES[kind]))


class _BoardFeed(Feed):
    """What a board published, as an Atom feed."""

    feed_type = Atom1Feed

    def get_object(self, request, board_slug):
        return _of_board(board_slug)

    def title(self, publications):
        board = publications[0].board
        return " - ".join(filter(None, [board.name, board.demonstration_words]))

    def link(self, publications):
        return reverse("reporting:public-board", args=[publications[0].board.slug])

    def subtitle(self, publications):
        return "What is published of its plan"

    def author_name(self, publications):
        return publications[0].board.name

    def items(self, publications):
        return publications

    def item_title(self, publication):
        return published_content(publication).title

    def item_description(self, publication):
        content = published_content(publication)
        return " ".join(
            filter(None, [content.demonstration and f"{content.demonstration}.", content.summary])
        )

    def item_link(self, publication):
        return publication.public_address

    def item_pubdate(self, publication):
        return publication.published_at

    def item_updateddate(self, publication):
        return publication.published_at


@for_everybody
def public_feed(request, board_slug):
    """What a board published, for programs that look for news."""
    response = _BoardFeed()(request, board_slug=board_slug)
    response.headers.pop("Last-Modified", None)  # a withdrawal is later than what is left
    return response


@login_not_required
@require_safe
def robots(request):
    """Searching machines read what is public, and nothing else."""
    return HttpResponse(f"User-agent: *\nAllow: {ROOM}\nDisallow: /\n", content_type="text/plain")


# --- Small helps ----------------------------------------------------------------------------------------------


def _of_board(board_slug: str) -> list[Publication]:
    publications = list(Publication.objects.for_everybody(board_slug).select_related("board"))
    if not publications:
        raise Http404
    return publications


def _publication(board_slug: str, slug: str) -> Publication:
    """What stands at an address.

    :raises Gone: where it was withdrawn.
    """
    at = Publication.objects.at(board_slug, slug).select_related("board", "replaced_by__board")
    publication = at.defer("pdf", "choices", "replaced_by__pdf", "replaced_by__content").first()
    if publication is None:
        raise Http404
    if publication.withdrawn_at:
        raise Gone
    return publication


def _file_name(publication: Publication) -> str:
    return f"demonstration-{publication.slug}" if publication.board.demonstration else publication.slug


def _schema_address(request, kind: Of) -> str:
    end = "" if kind == Of.REPORT else f"-{kind}"
    return request.build_absolute_uri(reverse(f"reporting:public-schema{end}"))


def _json(said: dict) -> JsonResponse:
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1})
