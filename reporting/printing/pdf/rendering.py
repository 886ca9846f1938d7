"""From what a report says to paper."""

from django.template.loader import render_to_string

from reporting.printing.pdf import printer
from reporting.report.content import MonitoringReportContent

# Control characters, surrogates and non-characters mean nothing on paper and break what describes a PDF.
UNPRINTABLE = dict.fromkeys(
    [
        *(n for n in range(0x20) if chr(n) not in "\t\n\r"),
        *range(0x7F, 0xA0),
        *range(0xD800, 0xE000),
        0xFFFE,
        0xFFFF,
    ]
)


def render_pdf(content: MonitoringReportContent) -> bytes:
    """The report on paper."""
    return to_pdf("print/report.html", page_context(content))


def to_pdf(template: str, context: dict) -> bytes:
    """A template on paper: PDF/UA-1, tagged, with bookmarks; the same context gives the same bytes.

    :raises reporting.printing.pdf.printer.NotPrinted: when it takes too long or too much memory.
    """
    return printer.print_html(to_html(template, context))


def to_html(template: str, context: dict) -> str:
    """What is set: a template filled in, without characters that cannot be printed."""
    return render_to_string(template, context | {"on_paper": True}).translate(UNPRINTABLE)


def page_context(content: MonitoringReportContent) -> dict:
    return {"content": content, "head": content.front}
