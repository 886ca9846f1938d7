"""From what a report says to paper."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from lscb.characters import cleaned
from lscb.directions import isolated
from plans.rules.abbreviations import InFull
from reporting.board_report.content import BoardReportContent
from reporting.edition.content import PlanContent
from reporting.printing.letters import faces_for
from reporting.printing.pdf import printer
from reporting.report.content import MonitoringReportContent
from reporting.report.sign_off import Signed, sign_off
from reporting.yearly.content import YearlyContent

BOARD_REPORT = "print/board_report.html"


def render_pdf(content: MonitoringReportContent) -> bytes:
    """The report on paper."""
    return to_pdf("print/report.html", page_context(content))


def render_board_report(content: BoardReportContent) -> bytes:
    """The report to the Board on paper."""
    return to_pdf(BOARD_REPORT, board_report_context(content))


def to_pdf(template: str, context: dict) -> bytes:
    """A template on paper: PDF/UA-1, tagged, with bookmarks; the same context gives the same bytes.

    :raises reporting.printing.pdf.printer.NotPrinted: when it takes too long or too much memory.
    """
    return printer.print_html(to_html(template, context))


def to_html(template: str, context: dict) -> str:
    """What is set: a template filled in, with the fonts that its letters ask for."""
    html = words_of(template, context)
    rules = "\n".join(face.rule.replace("../fonts/", "fonts/") for face in faces_for(html))
    return html.replace("</head>", f"<style>{rules}</style>\n</head>", 1) if rules else html


def words_of(template: str, context: dict) -> str:
    """A template of paper filled in: without characters that cannot be printed, as those of old finals, and with what
    is read from the right apart."""
    filled = render_to_string(template, with_names_in_full(context) | {"on_paper": True})
    return isolated(cleaned(filled, breaks=" "))


def with_names_in_full(context: dict) -> dict:
    """For one filling of a template: names and our sentences have an abbreviation's full name where it is used first.

    The terms are those that the report keeps, so that a final has the words of its day however it is printed; of other
    papers, those of the glossary.
    """
    if content := context.get("content"):
        terms = {term.term: term.meaning for term in content.terms}
    else:
        terms = getattr(context.get("head"), "terms", {})
    return context | {"names_in_full": InFull(terms)}


def render_edition(content: PlanContent) -> bytes:
    """An edition of a plan on paper."""
    return to_pdf("print/plan_document.html", edition_context(content))


def edition_context(content: PlanContent) -> dict:
    """What the plan as a document is filled in with."""
    return {"content": content, "head": content}


def page_context(content: MonitoringReportContent | YearlyContent, signed: Sequence[Signed] = ()) -> dict:
    return {"content": content, "head": content.front} | sign_off(content, signed)


def board_report_context(content: BoardReportContent) -> dict:
    return {"content": content, "head": content.front}
