"""A page of ours as the renderer takes it: well-formed XML, styled by our own sheets, and nothing from elsewhere.

The renderer reads any page of the web, with a reader and a first sheet of styles made for that; for pages whose every
element is ours they take a fifth of its time.
"""

import io
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from fontTools.ttLib import woff2
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

# An address that is nowhere: styles and fonts are looked up under it, and only here.
BASE = "https://report.invalid/"
STATIC = Path(__file__).resolve().parents[2] / "static"
SERVED = {".css": "text/css", ".woff2": "font/woff2"}
FOLDERS = ("css/", "fonts/")


class Page(HTML):
    """A filled-in print template.

    :raises xml.etree.ElementTree.ParseError: when it is not well-formed, as no template of ours is.
    """

    def __init__(self, html: str):
        super().__init__(string="", base_url=BASE, url_fetcher=OwnFilesOnly())
        root = ElementTree.fromstring(html)  # noqa: S314 - our own template; texts in it are escaped
        self.wrapper_element = ElementWrapper.from_html_root(root)
        self.etree_element = root

    def _ua_stylesheets(self, forms=False):
        return [first_styles()]


def any_page(html: str) -> HTML:
    """The same as the renderer itself would read and style it: longer, and whatever it is."""
    return HTML(string=html, base_url=BASE, url_fetcher=OwnFilesOnly())


@cache
def first_styles() -> CSS:
    """What elements are before any other style."""
    return CSS(filename=STATIC / "css/print-base.css")


class OwnFilesOnly(URLFetcher):
    """Gives styles and fonts of `static/`, and refuses every other address: nothing leaves the machine."""

    def fetch(self, url, headers=None):
        path = url.split("?")[0].removeprefix(BASE)
        file = (STATIC / path).resolve()
        if (
            not url.startswith(BASE)
            or not path.startswith(FOLDERS)
            or file.suffix not in SERVED
            or not file.is_relative_to(STATIC)
        ):
            raise ValueError("A report fetches nothing from elsewhere.")
        content = unpacked(file) if file.suffix == ".woff2" else file.read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": SERVED[file.suffix]})


_unpacked: dict[tuple[Path, int], bytes] = {}


def unpacked(file: Path) -> bytes:
    """A font as the renderer wants it; unpacking takes longer than setting a page, so it is done once."""
    key = file, file.stat().st_mtime_ns
    if key not in _unpacked:
        font = io.BytesIO()
        with file.open("rb") as packed:
            woff2.decompress(packed, font)
        _unpacked[key] = font.getvalue()
    return _unpacked[key]
