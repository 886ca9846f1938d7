"""From HTML to a tagged PDF, by WeasyPrint. Knows no Django and fetches nothing.

`printer` has this run in a process apart (`python -m reporting.printing.pdf.weasyprint_process`): the web server
itself never loads WeasyPrint.
"""

import hashlib
import logging

from weasyprint import HTML

from lscb.apart.process import serve
from reporting.printing.pdf.fetcher import BASE, OwnFilesOnly
from reporting.printing.pdf.structure import places, put_right

# Set once before any other: the fonts are then unpacked, and what the libraries look up once known, in every fork.
WARM_UP = """<!DOCTYPE html>
<html lang="en-GB"><head><title>Ready</title><link rel="stylesheet" href="css/fonts.css">
<link rel="stylesheet" href="css/print.css"></head><body><h1>Ready</h1><table><thead><tr><th>One</th></tr></thead>
<tbody><tr><td><a href="https://example.org">Two</a></td></tr></tbody></table></body></html>
"""


def write_pdf(html: str) -> bytes:
    """PDF/UA-1, tagged, with bookmarks; the same HTML gives the same bytes."""
    page = HTML(string=html, base_url=BASE, url_fetcher=OwnFilesOnly())
    return page.write_pdf(
        finisher=lambda _, pdf: put_right(pdf, places(page.etree_element)),
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
    )


def main() -> None:
    # WeasyPrint warns of every CSS property that it does not know.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    write_pdf(WARM_UP)
    serve(lambda html: write_pdf(html.decode()))


if __name__ == "__main__":
    main()
