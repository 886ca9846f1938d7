"""From what a report says to a tagged PDF. Reads nothing but the product's own styles and fonts."""

import hashlib
from collections import Counter
from pathlib import Path

import pydyf
from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reporting.content import MonitoringReportContent

# An address that is nowhere: styles and fonts are looked up under it, and only here.
BASE = "https://report.invalid/"
SERVED = {".css": "text/css", ".woff2": "font/woff2"}
FOLDERS = ("css/", "fonts/")


class OwnFilesOnly(URLFetcher):
    """Gives styles and fonts of `static/`, and refuses every other address: nothing leaves the machine."""

    def fetch(self, url, headers=None):
        path = url.split("?")[0].removeprefix(BASE)
        file = (_static_root() / path).resolve()
        if (
            not url.startswith(BASE)
            or not path.startswith(FOLDERS)
            or file.suffix not in SERVED
            or not file.is_relative_to(_static_root())
        ):
            raise ValueError("A report fetches nothing from elsewhere.")
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": SERVED[file.suffix]})


def render_pdf(content: MonitoringReportContent) -> bytes:
    """The report on paper."""
    return to_pdf("print/report.html", page_context(content))


def to_pdf(template: str, context: dict) -> bytes:
    """A template on paper: PDF/UA-1, tagged, with bookmarks; the same context gives the same bytes."""
    html = render_to_string(template, context)
    return HTML(string=html, base_url=BASE, url_fetcher=OwnFilesOnly()).write_pdf(
        finisher=_say_scope,
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
    )


def _say_scope(document, pdf) -> None:
    """Give every heading cell its scope beside the links that the renderer makes, for readers that know only it.

    The renderer names heading cells "table-row-column". A table's first row is its column headings, unless it
    has one heading cell only: then that is its row's.
    """
    heads = {}
    for item in pdf.objects:
        if isinstance(item, pydyf.Dictionary) and item.get("S") == "/TH" and "ID" in item:
            table, row, column = item["ID"].string.split("-")
            heads[table, row, column] = item
    columns = Counter(table for table, row, _ in heads if row == "0")
    for (table, row, _), item in heads.items():
        item["A"]["Scope"] = "/Column" if row == "0" and columns[table] > 1 else "/Row"


def page_context(content: MonitoringReportContent) -> dict:
    return {"content": content, "position_iso": content.front.position_at.isoformat()}


def _static_root() -> Path:
    return Path(settings.BASE_DIR, "static").resolve()
