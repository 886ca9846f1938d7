"""A page of ours as the renderer takes it: well-formed XML, styled by our own sheets, and nothing from elsewhere.

The renderer reads any page of the web, with a reader and a first sheet of styles made for that; for pages whose every
element is ours they take a tenth of its time.
"""

import io
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from fontTools.ttLib import woff2
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reporting.printing.pdf.files import write_whole

# An address that is nowhere: styles and fonts are looked up under it, and only here.
BASE = "https://report.invalid/"
STATIC = Path(__file__).resolve().parents[3] / "static"
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


_unpacked: dict[str, bytes] = {}


def unpacked(file: Path) -> bytes:
    """A font as the renderer wants it; unpacking takes longer than setting a page, so it is done once.

    It is kept for the next process as well, in the folder that `LSCB_FONTS_DIR` names.
    """
    key = f"{file.stem}-{file.stat().st_mtime_ns}"
    if key not in _unpacked:
        folder = os.environ.get("LSCB_FONTS_DIR")
        kept = Path(folder, key) if folder else None
        if kept and kept.is_file():
            _unpacked[key] = kept.read_bytes()
        else:
            font = io.BytesIO()
            with file.open("rb") as packed:
                woff2.decompress(packed, font)
            _unpacked[key] = font.getvalue()
            if kept:
                with suppress(OSError):  # a full disk keeps nothing, and the paper is set all the same
                    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    write_whole(kept, font.getvalue())
    return _unpacked[key]
