"""Answers that are paper: at once when it is kept, else a page that opens it when it is ready."""

import logging
import re

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from lscb.web.waiting import Progress, opens_by_itself, waiting
from plans.models import Plan
from reporting.models.frozen import FrozenReport
from reporting.printing.pdf import cache
from reporting.printing.pdf.printer import NotPrinted
from reporting.printing.pdf.rendering import to_html
from reporting.printing.word import CONTENT_TYPE

logger = logging.getLogger(__name__)
KEY = re.compile(r"[0-9a-f]{64}")


def asked_again(request, plan: Plan, name: str) -> HttpResponse | None:
    """The answer to a page that waits for paper (`?paper=`); None for who asks for the first time.

    It reads nothing of the plan again. The page that waits (htmx) is only told whether there is news. The caller has
    checked that the person may see the plan.
    """
    digest = request.GET.get("paper", "")
    if not KEY.fullmatch(digest):
        return None
    key = _of(plan, digest)
    ready = cache.find(key)
    if not ready and cache.is_being_made(key):
        return _preparing(request, digest)
    if request.htmx:
        return opens_by_itself(_address(request, digest))
    if ready:
        return _given(request, key, name)
    if why := cache.refusal(key):
        return _refused(request, why)
    return redirect(_address(request))


def on_paper(request, template: str, context: dict, *, plan: Plan, name: str) -> HttpResponse:
    """A print template, whose `head` is in the context, as a PDF.

    A browser that would wait longer than a second is shown a page meanwhile. Whoever does not ask for a page
    (`Accept`), such as a script, waits for the PDF.
    """
    html = to_html(template, context)
    head = context["head"]
    digest = cache.key_of(html, head.position_at.isoformat(), head.position_words)
    key = _of(plan, digest)
    if not cache.find(key):
        if "text/html" not in request.headers.get("Accept", ""):
            try:
                cache.make(key, html)
            except NotPrinted as reason:
                return _refused(request, " ".join(reason.messages))
        else:
            cache.start(key, html)
            if not cache.wait(key, settings.PDF_WAIT):
                why = cache.refusal(key)
                return _refused(request, why) if why else _preparing(request, digest)
    return _given(request, key, name)


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{slugify(name)}.pdf")
    return response


def frozen_pdf(request, report: FrozenReport, name: str, *, address: str = "") -> HttpResponse:
    """The PDF of a final as it was printed, after its checksum. Who has it already is told so without reading it.

    `report` may come without its PDF. `address` is where it can be read all the same, where it does not say so itself.
    """
    etag = f'"{report.pdf_sha256}"'
    answer = get_conditional_response(request, etag=etag)
    if not isinstance(answer, HttpResponseNotModified):
        report.refresh_from_db(fields=["pdf"])
        if not report.pdf_is_intact:
            kind = report._meta.verbose_name
            logger.error("The stored PDF of %s %s does not match its checksum.", kind, report.pk)
            context = {"report": report, "address": address}
            return render(request, "reporting/report_damaged.html", context, status=500)
        answer = pdf_response(bytes(report.pdf), name)
    answer["ETag"] = etag
    # It never changes, so a browser may keep it; it asks each time whether the person may still see it.
    answer["Cache-Control"] = "private, no-cache"
    return answer


def word_response(document: bytes, name: str) -> HttpResponse:
    response = HttpResponse(document, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{slugify(name)}.docx")
    return response


def _of(plan: Plan, digest: str) -> str:
    """A sheet belongs to its plan: who may see another plan does not find it."""
    return f"{plan.pk}-{digest}"


def _given(request, key: str, name: str) -> HttpResponse:
    etag = f'"{key}"'
    if isinstance(unchanged := get_conditional_response(request, etag=etag), HttpResponseNotModified):
        return unchanged
    try:
        response = pdf_response(cache.read(key), name)
    except FileNotFoundError:  # deleted this moment
        return redirect(_address(request))
    response["ETag"] = etag
    return response


def _preparing(request, digest: str) -> HttpResponse:
    progress = Progress(
        title="Preparing the PDF",
        address=_address(request, digest),
        words="It opens here by itself as soon as it is ready, within a few seconds for most reports.",
    )
    return waiting(request, progress, template="reporting/paper_preparing.html", status=202)


def _refused(request, why: str) -> HttpResponse:
    context = {"why": why, "anew": _address(request)}
    return render(request, "reporting/paper_refused.html", context, status=503)


def _address(request, digest: str = "") -> str:
    """This page for who waits for the sheet, or without one for who asks for the first time."""
    asked = request.GET.copy()
    for name in ("paper", "shown"):
        asked.pop(name, None)
    if digest:
        asked["paper"] = digest
    return f"{request.path}?{asked.urlencode()}" if asked else request.path
