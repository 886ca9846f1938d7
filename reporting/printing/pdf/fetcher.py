"""What WeasyPrint may fetch for a paper: our own styles and fonts, and nothing from elsewhere."""

import io
import os
from contextlib import suppress
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, woff2
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reporting.printing.pdf.files import write_whole

# A URL that is nowhere: styles and fonts are looked up under it, and only here.
BASE = "https://report.invalid/"
STATIC = Path(__file__).resolve().parents[3] / "static"
SERVED = {".css": "text/css", ".woff": "font/woff", ".woff2": "font/woff2"}
FOLDERS = ("css/", "fonts/")


class OwnFilesOnly(URLFetcher):
    """Gives styles and fonts of `static/`, and refuses every other URL: nothing leaves the machine."""

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
        content = unpacked(file) if file.suffix in (".woff", ".woff2") else file.read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": SERVED[file.suffix]})


@cache
def unpacked(file: Path) -> bytes:
    """A font as WeasyPrint would unpack it for each paper anew; all of them take 0.7 seconds.

    It is kept for the next process as well, in the folder that `LSCB_FONTS_DIR` names.
    """
    folder = os.environ.get("LSCB_FONTS_DIR")
    kept = Path(folder, f"{file.stem}-{file.stat().st_mtime_ns}") if folder else None
    if kept and kept.is_file():
        return kept.read_bytes()
    font = io.BytesIO()
    if file.suffix == ".woff":
        with TTFont(file, recalcBBoxes=False, recalcTimestamp=False) as whole:
            whole.flavor = None
            whole.save(font, reorderTables=None)
    else:
        with file.open("rb") as packed:
            woff2.decompress(packed, font)
    if kept:
        with suppress(OSError):  # a full disk keeps nothing, and the paper is set all the same
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(kept, font.getvalue())
    return font.getvalue()
