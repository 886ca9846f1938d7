"""A report as a Word document: the same template as the PDF, with Word's own headings, lists and tables.

Boards paste from it into their own papers. The words, numbers and order are those of the paper because they come
from the same HTML; widths, page breaks and colours because they come from the same stylesheet. Pictures keep their
words as alternative text.
"""

from collections.abc import Sequence

from django.template.loader import render_to_string

from lscb.characters import cleaned
from lscb.directions import isolated
from reporting.printing.pdf.rendering import page_context, with_names_in_full
from reporting.printing.word.page import read_page
from reporting.printing.word.writer import write
from reporting.report.content import MonitoringReportContent
from reporting.report.sign_off import Signed

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render_word(content: MonitoringReportContent, signed: Sequence[Signed] = ()) -> bytes:
    """The report as .docx; `signed` are the signatures that a final was given."""
    return to_word("print/report.html", page_context(content, signed))


def to_word(template: str, context: dict) -> bytes:
    """A paper template as .docx; the same context gives the same bytes."""
    return write(read_page(isolated(cleaned(render_to_string(template, with_names_in_full(context))))))
