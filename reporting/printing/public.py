"""What is published, as a page that everybody reads and as its PDF: the same body, filled in from the same content.

Neither is filled in for a request: nothing of a person, a session or a board's inside can stand on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.timezone import localtime

from lscb import clock
from lscb.wording import long_date
from reporting.models.publications import Of
from reporting.printing.pdf.rendering import to_pdf, with_names_in_full
from reporting.publishing.public import Public
from reporting.publishing.public_plan import PublicPlan
from reporting.publishing.public_year import PublicYear

_PAPERS: Mapping[type[Public], str] = {
    PublicPlan: "print/public_edition.html",
    PublicYear: "print/public_year.html",
}


@dataclass(frozen=True)
class PublicHead:
    """What the margins of the PDF say."""

    board: str
    plan: str
    demonstration_words: str
    position_at: datetime
    terms: Mapping[str, str]
    marking: str = ""

    @property
    def board_short(self) -> str:
        return self.board

    @property
    def position_words(self) -> str:
        return long_date(clock.day_of(self.position_at))


def page_context(content: Public, *, contact: str, at: datetime) -> dict:
    """What the body is filled in from; `at` is when it was, or would be, published."""
    at = localtime(at).replace(microsecond=0)
    head = PublicHead(
        board=content.board,
        plan=content.plan,
        demonstration_words=content.demonstration,
        position_at=at,
        terms={each.term: each.meaning for each in content.abbreviations},
    )
    return {"report": content, "head": head, "contact": contact, "demonstration": content.demonstration}


def render_public(content: Public, *, contact: str, at: datetime) -> bytes:
    """The PDF: tagged, with bookmarks.

    :raises reporting.printing.pdf.printer.NotPrinted: when it takes too long or too much memory.
    """
    return to_pdf(paper_of(content), page_context(content, contact=contact, at=at))


def paper_of(content: Public) -> str:
    """The template of the paper on which it is set."""
    return _PAPERS.get(type(content), "print/public.html")


def page_of(kind: Of) -> str:
    """The template of the page on which a kind is read."""
    return f"public/{kind}.html"


def public_html(template: str, context: dict) -> str:
    """A public page."""
    return render_to_string(template, with_names_in_full(context))
